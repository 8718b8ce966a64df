/**
 * What requests and calls tell: for faults that show in no log, event or listing.
 * @module
 */
import { type Rule, symptom } from "./diagnosis.ts";

/** Rules in the order in which they are tried. */
export const trafficRules: readonly Rule[] = [
  {
    name: "calls that fail or take long on the way",
    diagnose: ({ calls }) => {
      const rows = [...calls.values()];
      const bad = rows.filter(({ answered, slow, unanswered, failed }) => {
        const wrong = slow + unanswered;
        return wrong >= 2 && wrong > 0.3 * (answered + unanswered + failed);
      });
      if (bad.length === 0) return undefined;
      // At fault is who takes part in most of the bad calls, and in few that are good.
      const scored = [...new Set(bad.flatMap(({ caller, callee }) => [callee, caller]))].map((service) => {
        const touches = ({ caller, callee }: { readonly caller: string; readonly callee: string }): boolean =>
          caller === service || callee === service;
        const explained = bad.filter(touches).length;
        return { service, score: (explained / bad.length) * (explained / rows.filter(touches).length) };
      });
      const [worst] = scored.sort((a, b) => b.score - a.score);
      return worst === undefined
        ? undefined
        : symptom(
            `calls of and by ${worst.service} fail or hang`,
            worst.service,
            "Operating System",
            "Operation Error",
          );
    },
  },
  {
    name: "requests that hang",
    diagnose: ({ traffic, calls }) => {
      const silent = new Set(
        [...traffic].filter(([, { before, after }]) => before * 45 >= 3 && after === 0).map(([name]) => name),
      );
      const answered = new Set([...calls.values()].flatMap((row) => (row.answered > 0 ? [row.callee] : [])));
      // Who works, and yet none of its callers has an answer.
      const mute = [...traffic].find(([name, { after }]) => after > 0 && name !== "frontend" && !answered.has(name));
      // Otherwise the one that users ask, and whom it asks: the first of a silent chain.
      const first = ["frontend", "search"].find((name) => silent.has(name)) ?? [...silent][0];
      // Callers of a slow service are slow too; the slowest that nobody slower is behind is the one that is asked least.
      const slow = [...traffic]
        .filter(([, { slowestSeconds }]) => slowestSeconds > 1)
        .sort((a, b) => a[1].before - b[1].before);
      const service = mute?.[0] ?? first ?? slow[0]?.[0];
      return service === undefined
        ? undefined
        : symptom(`${service} does not answer in time`, service, "Operating System", "Network/Storage Issue");
    },
  },
];
