/**
 * `get`, `describe` and `logs` of pods.
 * @module
 */
import type { LinesOf } from "../state.ts";

export const getFirst: readonly LinesOf[] = [
  {
    state: "healthy",
    lines: [
      "get pods",
      "get pods -o wide",
      "get pod lone -o yaml",
      "get pod lone -o json",
      "get pods -o name",
      "get pods --show-labels",
      "get deploy,svc",
      "get pods -l tier=db",
      "get pod missing",
      "get nothing",
      "get",
      "get pods --nope",
      "describe pod lone",
      "describe deployment web",
      "describe service web",
    ],
  },
  {
    state: "crash-loop",
    lines: [
      "get pods",
      "describe pod crashing",
      "describe pod imageless",
      "logs crashing",
      "logs crashing -c main --previous",
      "events",
    ],
  },
];
