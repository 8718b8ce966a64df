/**
 * What the policy made worse than it would have been had nobody acted.
 * @module
 */
import type { RunningApplication, WorkloadStats } from "@aiops-gym/application";
import { type Deployment, microsPerSecond, type TelemetryWindow } from "@aiops-gym/cluster";
import { listApplicationObjects } from "../baseline.ts";
import type { RewardComponent } from "../reward.ts";
import { type ComponentOptions, readParameters, share, weighted } from "./reward-options.ts";

/** Options of {@link collateralDamage}. */
export interface CollateralDamageOptions extends ComponentOptions {
  /** A difference of failing shares up to this is chance, not damage; in [0, 1), 0.05 by default. */
  readonly tolerance?: number;
}

const name = "collateral-damage";
const secondsPerMinute = 60;

/**
 * Compares with a twin of the episode, copied at the page, in which nobody acts. The value is
 *
 * - minutes of outage that the twin does not have: over all steps, (share of requests that fail here - share that fails there,
 *   where that is above `tolerance`) * length of the step; and
 * - objects that are lost now: those of the twin (Deployments, Services, ConfigMaps, Secrets, claims) that are gone or going here,
 *   and Deployments that are scaled lower than there. One that is put back counts no longer.
 *
 * Weight -0.1 by default. Needs a cluster that can be copied.
 */
export function collateralDamage(options: CollateralDamageOptions = {}): RewardComponent {
  const parameters = readParameters(name, { tolerance: share }, { tolerance: 0.05 }, options);
  return Object.freeze({
    name,
    ...weighted(options, -0.1),
    parameters,
    needs: ["twin"],
    beforeGrading: true,
    begin: () => 0,
    value: async ({ running, twin, window, memory }) => {
      if (twin === undefined) return { value: 0, memory };
      const excess = (await failingShare(running, window)) - (await failingShare(twin, window));
      const minutes = (window.endUnixMicros - window.startUnixMicros) / (microsPerSecond * secondsPerMinute);
      const outage = (memory as number) + (excess > parameters.tolerance ? excess * minutes : 0);
      return { value: outage + (await countLost(running, twin)), memory: outage };
    },
  } satisfies RewardComponent);
}

/** Share of the requests that ended in a window and failed; 0 when none ended. */
async function failingShare(running: RunningApplication, window: TelemetryWindow): Promise<number> {
  const stats: readonly WorkloadStats[] = await running.workloadStats(window);
  const all = stats.find(({ type }) => type === "all");
  return all === undefined || all.requests === 0 ? 0 : 1 - all.successes / all.requests;
}

async function countLost(running: RunningApplication, twin: RunningApplication): Promise<number> {
  const key = (kind: string, named: string): string => `${kind}/${named}`;
  const here = new Map((await listApplicationObjects(running)).map((one) => [key(one.kind, one.metadata.name), one]));
  let lost = 0;
  for (const there of await listApplicationObjects(twin)) {
    const one = here.get(key(there.kind, there.metadata.name));
    if (one === undefined || one.metadata.deletionTimestamp !== undefined) lost += 1;
    else if (there.kind === "Deployment" && replicasOf(one as Deployment) < replicasOf(there as Deployment)) lost += 1;
  }
  return lost;
}

function replicasOf({ spec }: Deployment): number {
  return spec.replicas;
}
