/**
 * States for commands that work on nodes.
 * @module
 */
import type { State } from "../state.ts";

export const writeNodesStates: readonly State[] = [
  { name: "nodes-work", title: "a node that nobody runs, with pods bound to it", steps: [], seconds: 0, writes: true },
];
