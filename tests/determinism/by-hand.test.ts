import { embeddedBackend } from "@aiops-gym/embedded";
import { hashTable } from "@aiops-gym/telemetry";
import { type RunningApplication, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { handMadeChanges } from "./hand-made-changes.ts";

const seconds = 1_000_000;

async function telemetryAfter(
  change: (running: RunningApplication) => Promise<void>,
  application: (typeof shippedProblems)[number]["application"],
): Promise<readonly string[]> {
  await using running = await embeddedBackend.open(application, { seed: 9 });
  const { clock, telemetry } = running.cluster;
  const start = clock.now();
  await change(running);
  await clock.sleep(60);
  const tables = await telemetry.tables({ startUnixMicros: start, endUnixMicros: start + 300 * seconds });
  return (["logs", "metrics", "traces", "events", "services"] as const).map(
    (name) => `${name} ${tables[name].numRows} ${hashTable(tables[name])}`,
  );
}

describe("a fault's changes, made by hand through the seam", () => {
  const faults = new Map(
    shippedProblems.flatMap(({ faults, application }) =>
      faults.map((fault) => [`${fault.name} ${JSON.stringify(fault.parameters)}`, { fault, application }] as const),
    ),
  );
  for (const [key, { fault, application }] of faults) {
    it(`give the telemetry of the injector, byte for byte: ${key}`, async () => {
      const byHand = handMadeChanges[fault.name];
      expect(byHand, `tests/determinism/hand-made-changes.ts lacks ${fault.name}`).toBeDefined();
      const injected = await telemetryAfter(
        ({ cluster }) => fault.inject({ cluster, application, namespace: application.namespace }),
        application,
      );
      const made = await telemetryAfter(
        ({ cluster }) => byHand?.(cluster, fault.parameters as never) ?? Promise.resolve(),
        application,
      );
      expect(made).toEqual(injected);
    }, 120_000);
  }
});
