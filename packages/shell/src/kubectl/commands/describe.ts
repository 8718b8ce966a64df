/**
 * `kubectl describe`.
 * @module
 */
import { isNotFound, type KindInfo, type KubeObject, StatusError } from "@aiops-gym/cluster";
import { describeRole, describeRoleBinding } from "../describe/describe-access.ts";
import { describeAny } from "../describe/describe-any.ts";
import { describeAutoscaler } from "../describe/describe-autoscaler.ts";
import { describeCronJob, describeJob } from "../describe/describe-batch.ts";
import {
  describeLimitRange,
  describeNamespace,
  describeNode,
  describePriorityClass,
  describeQuota,
} from "../describe/describe-cluster.ts";
import { describeIngress, describeIngressClass } from "../describe/describe-ingress.ts";
import {
  describeEndpointSlice,
  describeEndpoints,
  describeNetworkPolicy,
  describeService,
} from "../describe/describe-network.ts";
import { describePod } from "../describe/describe-pod.ts";
import {
  describeClaim,
  describeConfigMap,
  describeSecret,
  describeServiceAccount,
  describeStorageClass,
  describeVolume,
} from "../describe/describe-storage.ts";
import {
  describeDaemonSet,
  describeDeployment,
  describeDisruptionBudget,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from "../describe/describe-workload.ts";
import { DescribeWriter, type Events } from "../describe/writer.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { type Found, parseTargets, select } from "../resources.ts";

type Describer = (call: Invocation, out: DescribeWriter, object: KubeObject, events: Events) => Promise<void>;

/** Kinds with a layout of their own. */
const describers: Readonly<Record<string, Describer>> = {
  Pod: async (_call, out, object, events) => describePod(out, object, events),
  Deployment: describeDeployment,
  ReplicaSet: describeReplicaSet,
  StatefulSet: describeStatefulSet,
  DaemonSet: describeDaemonSet,
  Job: describeJob,
  CronJob: describeCronJob,
  ReplicationController: describeReplicationController,
  HorizontalPodAutoscaler: describeAutoscaler,
  Ingress: describeIngress,
  IngressClass: describeIngressClass,
  Role: describeRole,
  ClusterRole: describeRole,
  RoleBinding: describeRoleBinding,
  ClusterRoleBinding: describeRoleBinding,
  LimitRange: describeLimitRange,
  PriorityClass: describePriorityClass,
  Service: describeService,
  Endpoints: describeEndpoints,
  EndpointSlice: describeEndpointSlice,
  NetworkPolicy: describeNetworkPolicy,
  PodDisruptionBudget: describeDisruptionBudget,
  PersistentVolume: describeVolume,
  PersistentVolumeClaim: describeClaim,
  StorageClass: describeStorageClass,
  ConfigMap: describeConfigMap,
  Secret: describeSecret,
  ServiceAccount: describeServiceAccount,
  Node: describeNode,
  Namespace: describeNamespace,
  ResourceQuota: describeQuota,
};

const nothingNamed = new KubectlError(
  'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
);

export const describeCommand: Command = {
  name: "describe",
  summary: "Show details of a specific resource or group of resources",
  usage: "describe (TYPE [NAME_PREFIX | -l label] | TYPE/NAME | -f FILENAME) [flags]",
  flags: `${flagGroups.files} all-namespaces/A? chunk-size#=500 selector/l show-events?=true`,
  async run(call) {
    const selection = await select(call, {
      typeAlone: true,
      whenEmpty: nothingNamed,
      withoutManagedFields: true,
    });
    const isName = isPrefix(call, selection.errors);
    const byPrefix = isName ? await findByPrefix(call) : [];
    const found = isName ? byPrefix : selection.found;
    const texts: string[] = [];
    for (const { info, object } of found) texts.push(await describeObject(call, info, object));
    call.print(byPrefix.length > 0 ? texts.map((text) => `${text}\n`).join("") : texts.join("\n\n"));
    if (found.length === 0 && selection.errors.length === 0) {
      call.warn(call.allNamespaces ? "No resources found" : `No resources found in ${call.namespace} namespace.`);
    }
    if (byPrefix.length > 0) return 0;
    for (const error of selection.errors) call.warn(describeError(error));
    return selection.errors.length > 0 ? 1 : 0;
  },
};

/** Whether two words that name nothing may mean a type and the beginning of names. */
function isPrefix(call: Invocation, errors: readonly unknown[]): boolean {
  return errors.length === 1 && isNotFound(errors[0]) && call.args.length === 2 && !call.flags.has("filename");
}

/** `describe pod web` means all pods whose names begin so, when none is called `web`. */
async function findByPrefix(call: Invocation): Promise<readonly Found[]> {
  const targets = parseTargets(call, call.args);
  const [target] = targets;
  if (targets.length !== 1 || target?.name === undefined) return [];
  const { info, name } = target;
  const items = await call.list(info);
  return items.filter((object) => object.metadata.name.startsWith(name)).map((object) => ({ info, object }));
}

async function describeObject(call: Invocation, info: KindInfo, object: KubeObject): Promise<string> {
  const out = new DescribeWriter(call.clock.now());
  const events = call.flags.bool("show-events") ? await eventsOf(call, info, object) : undefined;
  await (describers[info.kind] ?? describeAny)(call, out, object, events);
  return out.text();
}

/** Events about an object. A node's are kept under its name in place of its uid, too. */
async function eventsOf(call: Invocation, info: KindInfo, object: KubeObject): Promise<readonly KubeObject[]> {
  const { name, namespace, uid } = object.metadata;
  const isNode = info.kind === "Node";
  const about = `involvedObject.name=${name}${namespace === undefined ? "" : `,involvedObject.namespace=${namespace}`}`;
  const kind = info.kind === "Pod" ? "" : `,involvedObject.kind=${info.kind}`;
  const eventKind = { apiVersion: "v1", kind: "Event", namespaced: true } as const;
  try {
    const lists = await Promise.all(
      (isNode ? [uid, name] : [uid]).map((id) =>
        call.list(eventKind, {
          fieldSelector: `${about}${kind},involvedObject.uid=${id}`,
          namespace,
          everywhere: namespace === undefined,
        }),
      ),
    );
    return lists.flat();
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}
