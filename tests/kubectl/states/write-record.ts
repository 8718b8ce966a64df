/**
 * States for what --record notes.
 * @module
 */
import type { State } from "../state.ts";

export const writeRecordStates: readonly State[] = [
  { name: "change-record", title: "a deployment whose changes are noted on it", steps: [], seconds: 0, writes: true },
];
