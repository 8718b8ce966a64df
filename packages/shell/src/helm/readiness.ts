/**
 * `--wait`: whether objects are ready, by Helm's own measure a kind.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { fieldAt, listAt, numberAt, textAt } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { lookUp, type Resource } from "./resources.ts";

type Check = (object: KubeObject, call: HelmCall) => boolean | Promise<boolean>;

function hasCondition(object: KubeObject, type: string): boolean {
  return listAt(object, "status.conditions").some((one) => one["type"] === type && one["status"] === "True");
}

function isObserved(object: KubeObject): boolean {
  return numberAt(object, "status.observedGeneration") === (object.metadata.generation ?? 0);
}

/** A number, or a share of another that is rounded up or down. */
function scaled(value: unknown, of: number, up: boolean): number {
  if (typeof value === "number") return value;
  const percent = typeof value === "string" && value.endsWith("%") ? Number(value.slice(0, -1)) : 0;
  const share = (of * percent) / 100;
  return up ? Math.ceil(share) : Math.floor(share);
}

async function deploymentReady(object: KubeObject, call: HelmCall): Promise<boolean> {
  if (fieldAt(object, "spec.paused") === true) return true;
  if (!isObserved(object)) return false;
  const revision = object.metadata.annotations?.["deployment.kubernetes.io/revision"];
  const { items } = await call.api.list({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    namespace: object.metadata.namespace ?? "",
  });
  const newest = items.find(
    ({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) === true &&
      metadata.annotations?.["deployment.kubernetes.io/revision"] === revision,
  );
  if (newest === undefined || !isObserved(newest)) return false;
  const replicas = numberAt(object, "spec.replicas");
  const rolling = textAt(object, "spec.strategy.type") === "RollingUpdate" && replicas > 0;
  const surge = scaled(fieldAt(object, "spec.strategy.rollingUpdate.maxSurge"), replicas, true);
  const unavailable = scaled(fieldAt(object, "spec.strategy.rollingUpdate.maxUnavailable"), replicas, false);
  const slack = rolling ? Math.min(unavailable === 0 && surge === 0 ? 1 : unavailable, replicas) : 0;
  return numberAt(newest, "status.readyReplicas") >= replicas - slack;
}

function statefulSetReady(object: KubeObject): boolean {
  if (!isObserved(object)) return false;
  if (textAt(object, "spec.updateStrategy.type") !== "RollingUpdate") return true;
  const partition = numberAt(object, "spec.updateStrategy.rollingUpdate.partition");
  const replicas = numberAt(object, "spec.replicas");
  if (numberAt(object, "status.updatedReplicas") < replicas - partition) return false;
  if (numberAt(object, "status.readyReplicas") !== replicas) return false;
  return partition !== 0 || textAt(object, "status.currentRevision") === textAt(object, "status.updateRevision");
}

function daemonSetReady(object: KubeObject): boolean {
  if (!isObserved(object)) return false;
  if (textAt(object, "spec.updateStrategy.type") !== "RollingUpdate") return true;
  const wanted = numberAt(object, "status.desiredNumberScheduled");
  if (numberAt(object, "status.updatedNumberScheduled") !== wanted) return false;
  const slack = scaled(fieldAt(object, "spec.updateStrategy.rollingUpdate.maxUnavailable"), wanted, true);
  return numberAt(object, "status.numberReady") >= wanted - slack;
}

function serviceReady(object: KubeObject): boolean {
  const type = textAt(object, "spec.type");
  if (type === "ExternalName") return true;
  if (textAt(object, "spec.clusterIP") === "") return false;
  if (type !== "LoadBalancer" || fieldAt(object, "spec.externalIPs") !== undefined) return true;
  return fieldAt(object, "status.loadBalancer.ingress") !== undefined;
}

function jobReady(object: KubeObject, call: HelmCall): boolean {
  if (!call.flags.bool("wait-for-jobs")) return true;
  const { namespace = "", name } = object.metadata;
  if (numberAt(object, "status.failed") > numberAt(object, "spec.backoffLimit"))
    throw new HelmError(`job is failed: ${namespace}/${name}`);
  return numberAt(object, "status.succeeded") >= numberAt(object, "spec.completions");
}

const checks: Readonly<Record<string, Check>> = {
  Pod: (object) => hasCondition(object, "Ready"),
  Job: jobReady,
  Deployment: deploymentReady,
  PersistentVolumeClaim: (object) => textAt(object, "status.phase") === "Bound",
  Service: serviceReady,
  DaemonSet: daemonSetReady,
  CustomResourceDefinition: (object) => hasCondition(object, "Established"),
  StatefulSet: statefulSetReady,
  ReplicaSet: isObserved,
};

/** Waits until all objects are ready, for as long as `--timeout` says. @throws {@link HelmError} */
export async function waitUntilReady(call: HelmCall, resources: readonly Resource[]): Promise<void> {
  await call.waitFor(call.flags.seconds("timeout"), async () => {
    for (const { info, ref } of resources) {
      const check = checks[info.kind];
      if (check === undefined) continue;
      const object = await lookUp(call, ref);
      if (object === undefined || !(await check(object, call))) return false;
    }
    return true;
  });
}
