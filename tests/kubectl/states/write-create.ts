/**
 * States for what create and its subcommands make, and what they refuse.
 * @module
 */
import type { State } from "../state.ts";

export const writeCreateStates: readonly State[] = [
  { name: "create-workloads", title: "an empty namespace", steps: [], seconds: 0, writes: true, secondsBetween: 1 },
  { name: "create-config", title: "an empty namespace, files to create from", steps: [], seconds: 0, writes: true },
  { name: "create-network", title: "an empty namespace for services and roles", steps: [], seconds: 0, writes: true },
];
