/**
 * What a preemption does once it is decided: the victims are marked, deleted and told of.
 * @module
 */
import type { Pod } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getByKey, objectKey, podByUid } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import { withDisruptionTarget } from "../controllers/disruption-target.ts";
import { recordSchedulerEvent } from "../controllers/events.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import type { Candidate } from "./preemption.ts";
import { admit } from "./scheduler-queue.ts";
import { preempted, preemptedBy } from "./scheduler-texts.ts";

/** From the decision to the victims' deletion. */
const preemptionMicros = 4_000;

interface Preemption {
  readonly key: string;
  readonly uid: string;
  readonly victims: readonly string[];
  readonly node: Candidate["nodeName"];
}

/** Has a candidate's victims go, a moment later. */
export function preemptLater(sim: Simulation, pod: Pod, { nodeName, victims }: Candidate): void {
  sim.schedule(preemptionMicros, preempt, {
    key: objectKey(pod),
    uid: pod.metadata.uid,
    victims: victims.map(({ metadata }) => metadata.uid),
    node: nodeName,
  });
}

const preempt = defineEvent("scheduler/preempt", (sim: Simulation, { key, uid, victims, node }: Preemption) => {
  const pod = getByKey<Pod>(sim, "Pod", key);
  if (pod?.metadata.uid !== uid) return;
  // others that were to come here, and matter less, look for another place
  for (const [other, nodeName] of sim.state.controlPlane.scheduler.nominated) {
    const lesser = nodeName === node && other !== key ? getByKey<Pod>(sim, "Pod", other) : undefined;
    if (lesser === undefined || (lesser.spec.priority ?? 0) >= (pod.spec.priority ?? 0)) continue;
    sim.state.controlPlane.scheduler.nominated.delete(other);
    const { nominatedNodeName: _node, ...status } = lesser.status;
    writeStatus<Pod>(sim, lesser, status);
    admit(sim, other);
  }
  for (const victimUid of victims) {
    const victim = podByUid(sim, victimUid);
    if (victim === undefined || victim.metadata.deletionTimestamp !== undefined) continue;
    const target = withDisruptionTarget(sim, victim, "PreemptionByScheduler", preempted);
    const { name, namespace = "" } = target.metadata;
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
    recordSchedulerEvent(sim, {
      involved: victim,
      related: pod,
      type: "Normal",
      reason: "Preempted",
      message: preemptedBy(uid, node),
      action: "Preempting",
    });
  }
});
