/**
 * Who may do what, as data: rules in the shape of RBAC's, and the reach of an on-call engineer.
 * @module
 */
import type { AccessAttempt } from "./status-messages.ts";

/** Allows verbs on resources. Lists may hold `*`, which stands for everything. */
export interface AccessRule {
  /** Empty text: the core group. */
  readonly groups: readonly string[];
  /** Plural names, subresources as `pods/log`. `*` covers subresources too, as in RBAC. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** In these namespaces; absent: everywhere, cluster-scoped kinds included. */
  readonly namespaces?: readonly string[];
  /** On objects of these names only; lists and watches then need `metadata.name=` as field selector. */
  readonly names?: readonly string[];
}

/** An identity and what it is allowed. */
export interface AccessPolicy {
  /** `system:serviceaccount:<namespace>:<name>` */
  readonly user: string;
  readonly rules: readonly AccessRule[];
  /** Groups that seem not to be installed. */
  readonly hiddenGroups: readonly string[];
}

/** Whether a policy's rules allow an attempt. */
export function isAllowed(policy: AccessPolicy, attempt: Omit<AccessAttempt, "user">): boolean {
  return policy.rules.some((rule) => covers(rule, attempt));
}

function covers(
  rule: AccessRule,
  { verb, resource, subresource, namespace, name }: Omit<AccessAttempt, "user">,
): boolean {
  return (
    includes(rule.groups, resource.group) &&
    includes(rule.verbs, verb) &&
    coversResource(rule.resources, resource.plural, subresource) &&
    (rule.namespaces === undefined || (namespace !== undefined && rule.namespaces.includes(namespace))) &&
    (rule.names === undefined || (name !== undefined && rule.names.includes(name)))
  );
}

function coversResource(resources: readonly string[], plural: string, subresource: string | undefined): boolean {
  if (subresource === undefined) return includes(resources, plural);
  return includes(resources, `${plural}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function includes(list: readonly string[], value: string): boolean {
  return list.includes(value) || list.includes("*");
}

const read = ["get", "list", "watch"];
const write = ["create", "update", "patch", "delete", "deletecollection"];

/**
 * What an on-call engineer of one application reaches: everything usual in its namespace, the nodes (which they cordon and
 * uncordon), storage classes and persistent volumes (which they repair too). Nothing tells which faults were injected: Chaos Mesh seems not installed.
 *
 * @param namespace - The application's.
 * @param serviceAccount - Name of the engineer's account, in the same namespace.
 */
export function onCallRules(namespace: string, serviceAccount: string): AccessPolicy {
  const own = { namespaces: [namespace] };
  return {
    user: `system:serviceaccount:${namespace}:${serviceAccount}`,
    hiddenGroups: ["chaos-mesh.org"],
    rules: [
      {
        ...own,
        groups: [""],
        resources: [
          "configmaps",
          "endpoints",
          "limitranges",
          "persistentvolumeclaims",
          "pods",
          "podtemplates",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "serviceaccounts",
          "services",
        ],
        verbs: [...read, ...write],
      },
      { ...own, groups: [""], resources: ["pods/log"], verbs: ["get"] },
      { ...own, groups: [""], resources: ["pods/exec"], verbs: ["get", "create"] },
      { ...own, groups: [""], resources: ["pods/eviction"], verbs: ["create"] },
      { ...own, groups: ["", "events.k8s.io"], resources: ["events"], verbs: read },
      {
        ...own,
        groups: ["apps", "batch", "autoscaling", "networking.k8s.io", "policy", "discovery.k8s.io"],
        resources: [
          "controllerrevisions",
          "cronjobs",
          "daemonsets",
          "deployments",
          "endpointslices",
          "horizontalpodautoscalers",
          "ingresses",
          "jobs",
          "networkpolicies",
          "poddisruptionbudgets",
          "replicasets",
          "statefulsets",
        ],
        verbs: [...read, ...write],
      },
      { ...own, groups: ["", "apps"], resources: ["*/scale"], verbs: ["get", "update", "patch"] },
      {
        ...own,
        groups: ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy"],
        resources: ["*/status"],
        verbs: ["get"],
      },
      { ...own, groups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: read },
      { ...own, groups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
      // a namespace's own object lies in itself, as far as authorization goes
      { ...own, groups: [""], resources: ["namespaces", "namespaces/status"], verbs: ["get"], names: [namespace] },
      { groups: [""], resources: ["namespaces"], verbs: ["list", "watch"], names: [namespace] },
      { groups: [""], resources: ["nodes"], verbs: [...read, "patch"] },
      { groups: [""], resources: ["nodes/status"], verbs: read },
      { groups: ["metrics.k8s.io"], resources: ["nodes"], verbs: ["get", "list"] },
      { groups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: read },
      {
        groups: [""],
        resources: ["persistentvolumes"],
        verbs: [...read, "create", "update", "patch", "delete"],
      },
      { groups: [""], resources: ["persistentvolumes/status"], verbs: ["get"] },
      // everybody may ask about himself
      {
        groups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        verbs: ["create"],
      },
      { groups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
    ],
  };
}
