/**
 * The kinds of the API: how each is named in URLs, in kubectl and in messages, where it lives, what can be done with it.
 * The built-in rows are those of Kubernetes 1.34.4's discovery; Chaos Mesh's are those of its v1alpha1 definitions.
 * @module
 */

/** A group and its plural name, as failures and RBAC name resources. */
export interface ResourceName {
  /** Empty for the core group. */
  readonly group: string;
  readonly plural: string;
}

/** One kind in one version. */
export interface KindInfo extends ResourceName {
  readonly version: string;
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  /** Verbs as discovery lists them. */
  readonly verbs: readonly string[];
  /** `kubectl get all` asks for the category `all`. */
  readonly categories: readonly string[];
  /** Defined by a CustomResourceDefinition: no strategic merge patch, other words for bad field selectors. */
  readonly custom: boolean;
}

const everything = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const withoutCollection = everything.filter((verb) => verb !== "deletecollection");
const readOnly = ["get", "list"];

type Row = readonly [
  kind: string,
  plural: string,
  shortNames: string,
  scope: "ns" | "cluster",
  subresources: string,
  /** A category; or that objects of the kind are questions: they are only ever created. */
  mark?: "all" | "api-extensions" | "create-only",
];

// biome-ignore format: tables
const builtInRows: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ["Binding", "bindings", "", "ns", "", "create-only"],
    ["ConfigMap", "configmaps", "cm", "ns", ""],
    ["Endpoints", "endpoints", "ep", "ns", ""],
    ["Event", "events", "ev", "ns", ""],
    ["LimitRange", "limitranges", "limits", "ns", ""],
    ["Namespace", "namespaces", "ns", "cluster", "finalize status"],
    ["Node", "nodes", "no", "cluster", "proxy status"],
    ["PersistentVolumeClaim", "persistentvolumeclaims", "pvc", "ns", "status"],
    ["PersistentVolume", "persistentvolumes", "pv", "cluster", "status"],
    ["Pod", "pods", "po", "ns", "attach binding ephemeralcontainers eviction exec log portforward proxy resize status", "all"],
    ["PodTemplate", "podtemplates", "", "ns", ""],
    ["ReplicationController", "replicationcontrollers", "rc", "ns", "scale status", "all"],
    ["ResourceQuota", "resourcequotas", "quota", "ns", "status"],
    ["Secret", "secrets", "", "ns", ""],
    ["ServiceAccount", "serviceaccounts", "sa", "ns", "token"],
    ["Service", "services", "svc", "ns", "proxy status", "all"],
  ],
  "apps/v1": [
    ["ControllerRevision", "controllerrevisions", "", "ns", ""],
    ["DaemonSet", "daemonsets", "ds", "ns", "status", "all"],
    ["Deployment", "deployments", "deploy", "ns", "scale status", "all"],
    ["ReplicaSet", "replicasets", "rs", "ns", "scale status", "all"],
    ["StatefulSet", "statefulsets", "sts", "ns", "scale status", "all"],
  ],
  "events.k8s.io/v1": [["Event", "events", "ev", "ns", ""]],
  "autoscaling/v2": [["HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "ns", "status", "all"]],
  "autoscaling/v1": [["HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "ns", "status", "all"]],
  "batch/v1": [
    ["CronJob", "cronjobs", "cj", "ns", "status", "all"],
    ["Job", "jobs", "", "ns", "status", "all"],
  ],
  "networking.k8s.io/v1": [
    ["IngressClass", "ingressclasses", "", "cluster", ""],
    ["Ingress", "ingresses", "ing", "ns", "status"],
    ["IPAddress", "ipaddresses", "ip", "cluster", ""],
    ["NetworkPolicy", "networkpolicies", "netpol", "ns", ""],
    ["ServiceCIDR", "servicecidrs", "", "cluster", "status"],
  ],
  "policy/v1": [["PodDisruptionBudget", "poddisruptionbudgets", "pdb", "ns", "status"]],
  "rbac.authorization.k8s.io/v1": [
    ["ClusterRoleBinding", "clusterrolebindings", "", "cluster", ""],
    ["ClusterRole", "clusterroles", "", "cluster", ""],
    ["RoleBinding", "rolebindings", "", "ns", ""],
    ["Role", "roles", "", "ns", ""],
  ],
  "storage.k8s.io/v1": [
    ["CSIDriver", "csidrivers", "", "cluster", ""],
    ["CSINode", "csinodes", "", "cluster", ""],
    ["CSIStorageCapacity", "csistoragecapacities", "", "ns", ""],
    ["StorageClass", "storageclasses", "sc", "cluster", ""],
    ["VolumeAttachment", "volumeattachments", "", "cluster", "status"],
    ["VolumeAttributesClass", "volumeattributesclasses", "vac", "cluster", ""],
  ],
  "admissionregistration.k8s.io/v1": [
    ["MutatingWebhookConfiguration", "mutatingwebhookconfigurations", "", "cluster", "", "api-extensions"],
    ["ValidatingAdmissionPolicy", "validatingadmissionpolicies", "", "cluster", "status", "api-extensions"],
    ["ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "", "cluster", "", "api-extensions"],
    ["ValidatingWebhookConfiguration", "validatingwebhookconfigurations", "", "cluster", "", "api-extensions"],
  ],
  "apiregistration.k8s.io/v1": [["APIService", "apiservices", "", "cluster", "status", "api-extensions"]],
  "authentication.k8s.io/v1": [
    ["SelfSubjectReview", "selfsubjectreviews", "", "cluster", "", "create-only"],
    ["TokenReview", "tokenreviews", "", "cluster", "", "create-only"],
  ],
  "authorization.k8s.io/v1": [
    ["LocalSubjectAccessReview", "localsubjectaccessreviews", "", "ns", "", "create-only"],
    ["SelfSubjectAccessReview", "selfsubjectaccessreviews", "", "cluster", "", "create-only"],
    ["SelfSubjectRulesReview", "selfsubjectrulesreviews", "", "cluster", "", "create-only"],
    ["SubjectAccessReview", "subjectaccessreviews", "", "cluster", "", "create-only"],
  ],
  "certificates.k8s.io/v1": [
    ["CertificateSigningRequest", "certificatesigningrequests", "csr", "cluster", "approval status"],
  ],
  "flowcontrol.apiserver.k8s.io/v1": [
    ["FlowSchema", "flowschemas", "", "cluster", "status"],
    ["PriorityLevelConfiguration", "prioritylevelconfigurations", "", "cluster", "status"],
  ],
  "node.k8s.io/v1": [["RuntimeClass", "runtimeclasses", "", "cluster", ""]],
  "apiextensions.k8s.io/v1": [["CustomResourceDefinition", "customresourcedefinitions", "crd crds", "cluster", "status", "api-extensions"]],
  "scheduling.k8s.io/v1": [["PriorityClass", "priorityclasses", "pc", "cluster", ""]],
  "coordination.k8s.io/v1": [["Lease", "leases", "", "ns", ""]],
  "discovery.k8s.io/v1": [["EndpointSlice", "endpointslices", "", "ns", ""]],
};

// biome-ignore format: tables
const chaosMeshRows: Readonly<Record<string, readonly Row[]>> = {
  "chaos-mesh.org/v1alpha1": [
    ["PodChaos", "podchaos", "", "ns", ""],
    ["NetworkChaos", "networkchaos", "", "ns", ""],
    ["IOChaos", "iochaos", "", "ns", ""],
    ["StressChaos", "stresschaos", "", "ns", ""],
    ["KernelChaos", "kernelchaos", "", "ns", ""],
    ["DNSChaos", "dnschaos", "", "ns", ""],
    ["TimeChaos", "timechaos", "", "ns", ""],
    ["HTTPChaos", "httpchaos", "", "ns", ""],
    ["Schedule", "schedules", "", "ns", ""],
  ],
};

// biome-ignore format: tables
const metricsRows: Readonly<Record<string, readonly Row[]>> = {
  "metrics.k8s.io/v1beta1": [
    ["NodeMetrics", "nodes", "", "cluster", ""],
    ["PodMetrics", "pods", "", "ns", ""],
  ],
};

function expand(rows: Readonly<Record<string, readonly Row[]>>, custom: boolean): readonly KindInfo[] {
  return Object.entries(rows).flatMap(([apiVersion, kinds]) =>
    kinds.map(([kind, plural, shortNames, scope, subresources, mark]) => ({
      ...splitApiVersion(apiVersion),
      apiVersion,
      kind,
      plural,
      // CustomResourceDefinitions of Chaos Mesh name `podchaos` for both numbers
      singular: custom && plural.endsWith("chaos") ? plural : kind.toLowerCase(),
      shortNames: shortNames === "" ? [] : shortNames.split(" "),
      namespaced: scope === "ns",
      subresources: subresources === "" ? [] : subresources.split(" "),
      verbs: verbsOf(apiVersion, kind, mark),
      categories: mark === undefined || mark === "create-only" ? [] : [mark],
      custom,
    })),
  );
}

function verbsOf(apiVersion: string, kind: string, mark: Row[5]): readonly string[] {
  if (mark === "create-only") return ["create"];
  if (apiVersion.startsWith("metrics.k8s.io/")) return readOnly;
  return kind === "Namespace" ? withoutCollection : everything;
}

/** Splits `apps/v1` into group and version; the core group is empty. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** A set of kinds with look-ups; earlier kinds win where a name is ambiguous, as kubectl prefers the core group. */
export class KindTable {
  readonly kinds: readonly KindInfo[];
  private readonly byKind = new Map<string, KindInfo>();
  private readonly byPath = new Map<string, KindInfo>();
  private readonly byName = new Map<string, KindInfo>();

  constructor(kinds: readonly KindInfo[]) {
    this.kinds = kinds;
    for (const info of kinds) {
      setFirst(this.byKind, `${info.apiVersion} ${info.kind}`, info);
      setFirst(this.byPath, `${info.apiVersion} ${info.plural}`, info);
      for (const name of [info.plural, info.singular]) {
        setFirst(this.byName, name, info);
        setFirst(this.byName, `${name}.${info.group}`, info);
        setFirst(this.byName, `${name}.${info.version}.${info.group}`, info);
      }
    }
    // a short name never hides a full one
    for (const info of kinds) {
      for (const short of info.shortNames) {
        setFirst(this.byName, short, info);
        setFirst(this.byName, `${short}.${info.group}`, info);
        setFirst(this.byName, `${short}.${info.version}.${info.group}`, info);
      }
    }
  }

  /** The kind that an object's `apiVersion` and `kind` name. */
  find(apiVersion: string, kind: string): KindInfo | undefined {
    return this.byKind.get(`${apiVersion} ${kind}`);
  }

  /** The kind of a URL's group, version and plural name. */
  findByPlural(apiVersion: string, plural: string): KindInfo | undefined {
    return this.byPath.get(`${apiVersion} ${plural}`);
  }

  /** The kind that a user of kubectl means: `po`, `pods`, `Pod`, `deploy`, `deployments.apps`, `deployments.v1.apps`. */
  findResource(text: string): KindInfo | undefined {
    return this.byName.get(text.toLowerCase());
  }

  /** This table and more kinds after it. */
  with(more: readonly KindInfo[]): KindTable {
    return new KindTable([...this.kinds, ...more]);
  }
}

function setFirst(map: Map<string, KindInfo>, key: string, info: KindInfo): void {
  if (!map.has(key)) map.set(key, info);
}

/** Kinds every cluster has. */
export const builtInKinds: readonly KindInfo[] = expand(builtInRows, false);
/** Kinds of Chaos Mesh. */
export const chaosMeshKinds: readonly KindInfo[] = expand(chaosMeshRows, true);
/** Kinds of the metrics server (`kubectl top`). */
export const metricsKinds: readonly KindInfo[] = expand(metricsRows, false);
/** Health of the control plane's parts, of old: servers list it, nothing of it is stored, and it is not among {@link kinds}. */
export const componentStatusKind: KindInfo = {
  group: "",
  version: "v1",
  apiVersion: "v1",
  kind: "ComponentStatus",
  plural: "componentstatuses",
  singular: "componentstatus",
  shortNames: ["cs"],
  namespaced: false,
  subresources: [],
  verbs: ["get", "list"],
  categories: [],
  custom: false,
};

/** All kinds the project knows. */
export const kinds: KindTable = new KindTable([...builtInKinds, ...metricsKinds, ...chaosMeshKinds]);

/**
 * The path of a collection, an object or a subresource on an API server.
 *
 * @param at - `namespace` is ignored for cluster-scoped kinds; without `name` the path is the collection's.
 */
export function resourcePath(
  info: KindInfo,
  at: {
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    readonly subresource?: string | undefined;
  } = {},
): string {
  const root = info.group === "" ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  const namespace =
    info.namespaced && at.namespace !== undefined ? `/namespaces/${encodeURIComponent(at.namespace)}` : "";
  const name = at.name === undefined ? "" : `/${encodeURIComponent(at.name)}`;
  return `${root}${namespace}/${info.plural}${name}${at.subresource === undefined ? "" : `/${at.subresource}`}`;
}
