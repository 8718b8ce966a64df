/**
 * Plays a recording's scenario on the embedded cluster.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import { EmbeddedApplication, embeddedBackend } from "@aiops-gym/embedded";
import { processAges, restart, restartsToMake } from "./initial-state.ts";
import type { Observed } from "./observed.ts";
import type { Recording } from "./recording.ts";
import { scenarioApplication, scenarioStartSeconds } from "./scenario-application.ts";
import { perform } from "./scenario-steps.ts";
import {
  observedLogs,
  observeEvents,
  observeResources,
  observeTraces,
  observeTraffic,
  readLogs,
  type Scenario,
} from "./telemetry.ts";
import { Watcher } from "./watcher.ts";

/** Time between two looks at the pods. */
const lookSeconds = 0.1;

/** Starts the application, brings it into the recording's initial state, does what was done, and tells what was seen. */
export async function play(
  recording: Recording,
  all: readonly Recording[],
  manifests: readonly Manifest[],
  seed: number,
): Promise<Observed> {
  const application = scenarioApplication(recording, all, manifests);
  await using running = await embeddedBackend.open(application, { seed, coldStart: true });
  if (!(running instanceof EmbeddedApplication)) throw new Error("the embedded backend starts other applications");
  const { cluster } = running;
  const { clock } = cluster;
  const { injected, injectedDone, recovered, end } = recording;
  const scenario: Scenario = { start: running.startedAt + scenarioStartSeconds * 1e6, injected, recovered, end };
  const elapsed = (): number => (clock.now() - scenario.start) / 1e6;
  for (const { service, secondsBefore } of restartsToMake(processAges(recording.describe.before.get))) {
    await clock.sleep(Math.max(0, -secondsBefore - elapsed()));
    await restart(cluster.api, service);
  }
  await clock.sleep(-elapsed());
  const watcher = new Watcher(cluster);
  await watcher.look(0);
  const sleepUntil = async (at: number): Promise<void> => {
    while (elapsed() < at - 1e-6) {
      await clock.sleep(Math.min(lookSeconds, at - elapsed()));
      await watcher.look(elapsed());
    }
  };
  const sleep = (seconds: number): Promise<void> => sleepUntil(elapsed() + seconds);
  await sleepUntil(injected);
  await perform(running, recording.inject, sleep);
  await sleepUntil(Math.max(injectedDone, elapsed()));
  await sleepUntil(recovered);
  // the recorder read logs before the repair, too
  const logs = await readLogs(cluster, scenario);
  await perform(running, recording.recover, sleep);
  await sleepUntil(end);
  return {
    traffic: observeTraffic(running, scenario),
    pods: watcher.pods,
    endpoints: watcher.endpoints,
    events: await observeEvents(cluster, scenario),
    logs: observedLogs(logs, await readLogs(cluster, scenario)),
    resources: await observeResources(cluster, scenario),
    ...(await observeTraces(cluster, scenario)),
  };
}
