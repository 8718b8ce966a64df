/**
 * What goes on until somebody ends it.
 * @module
 */
import type { LinesOf } from "../state.ts";

export const watchLines: readonly LinesOf[] = [
  {
    state: "watched",
    lines: [
      { line: "get pods -w", seconds: 2 },
      { line: "get pods --watch-only", seconds: 1 },
      { line: "get pod steady -w -o wide", seconds: 1 },
      { line: "get pods -w --no-headers", seconds: 1 },
      { line: "get pods -w -o name", seconds: 1 },
      { line: "get pods -w -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName", seconds: 1 },
      { line: "get pods -w -o jsonpath='{.metadata.name}{\"\\n\"}'", seconds: 1 },
      { line: "get pods -w --output-watch-events", seconds: 1 },
      { line: "get pods -l app=none -w", seconds: 1 },
      { line: "get pods -A -l app=steady -w", seconds: 1 },
      "get pods,svc -w",
      "get pod steady missing -w",
      "get pod missing -w",
      { line: "logs ticking -f --tail=1", seconds: 1 },
      { line: "logs done -f" },
      { line: "events --watch --for pod/steady", seconds: 1 },
      { line: "rollout status deploy/never", seconds: 1 },
    ],
  },
];
