/**
 * Which lists of which kinds a strategic merge patch merges, and by which key. From the OpenAPI document of Kubernetes
 * 1.34.4 (`x-kubernetes-patch-merge-key`, `x-kubernetes-patch-strategy`); lists not named here are replaced as a whole.
 * @module
 */

/** How one field is patched. */
export interface FieldStrategy {
  /** `merge`: element by element; `replace`: as a whole (the default for lists, the exception for objects). */
  readonly strategy?: "merge" | "replace";
  /** The field that tells elements of a merged list apart; absent for lists of scalars, which are sets. */
  readonly mergeKey?: string;
  /** Clients that compute patches say which fields of the object stay: one of several fields is meant, and the others go. */
  readonly retainKeys?: true;
  /** Strategies inside; absent when nothing in it is special. */
  readonly type?: TypeStrategy;
}

/** Strategies of the fields of a type. */
export interface TypeStrategy {
  readonly [field: string]: FieldStrategy;
}

function by(mergeKey: string, type?: TypeStrategy): FieldStrategy {
  return { strategy: "merge", mergeKey, ...(type === undefined ? {} : { type }) };
}
function inside(type: TypeStrategy): FieldStrategy {
  return { type };
}
const set: FieldStrategy = { strategy: "merge" };

const objectMeta: TypeStrategy = { finalizers: set, ownerReferences: by("uid") };
const conditions: TypeStrategy = { conditions: by("type") };

const container: TypeStrategy = {
  env: by("name"),
  ports: by("containerPort"),
  volumeDevices: by("devicePath"),
  volumeMounts: by("mountPath"),
};
const podSpec: TypeStrategy = {
  containers: by("name", container),
  initContainers: by("name", container),
  ephemeralContainers: by("name", container),
  hostAliases: by("ip"),
  imagePullSecrets: by("name"),
  resourceClaims: by("name"),
  schedulingGates: by("name"),
  topologySpreadConstraints: by("topologyKey"),
  volumes: { ...by("name"), retainKeys: true },
};
const podStatus: TypeStrategy = {
  ...conditions,
  hostIPs: by("ip"),
  podIPs: by("ip"),
  resourceClaimStatuses: by("name"),
};
const podTemplate: TypeStrategy = { metadata: inside(objectMeta), spec: inside(podSpec) };
const workload: TypeStrategy = { spec: inside({ template: inside(podTemplate) }), status: inside(conditions) };
const claim: TypeStrategy = { metadata: inside(objectMeta), status: inside(conditions) };

const typesByKind: Readonly<Record<string, TypeStrategy>> = {
  Pod: { spec: inside(podSpec), status: inside(podStatus) },
  PodTemplate: { template: inside(podTemplate) },
  Deployment: {
    spec: inside({ strategy: { retainKeys: true }, template: inside(podTemplate) }),
    status: inside(conditions),
  },
  ReplicaSet: workload,
  ReplicationController: workload,
  DaemonSet: workload,
  StatefulSet: workload,
  Job: workload,
  CronJob: { spec: inside({ jobTemplate: inside({ metadata: inside(objectMeta), ...workload }) }) },
  Service: { spec: inside({ ports: by("port") }), status: inside(conditions) },
  ServiceAccount: { secrets: by("name") },
  Node: { spec: inside({ podCIDRs: set }), status: inside({ ...conditions, addresses: by("type") }) },
  Namespace: { status: inside(conditions) },
  PersistentVolumeClaim: claim,
  HorizontalPodAutoscaler: { status: inside(conditions) },
  PodDisruptionBudget: { spec: inside({ selector: { strategy: "replace" } }), status: inside(conditions) },
};

/** Strategies of an object of a built-in kind. */
export function patchStrategy(kind: string): TypeStrategy {
  return { metadata: inside(objectMeta), ...typesByKind[kind] };
}
