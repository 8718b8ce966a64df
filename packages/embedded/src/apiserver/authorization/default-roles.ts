/**
 * The roles and bindings that every cluster begins with, as Kubernetes 1.34.4 makes them; those of single controllers are left out.
 * @module
 */

/** A cluster role. */
export interface DefaultRole {
  readonly name: string;
  /** Beside `kubernetes.io/bootstrapping`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The label whose bearers' rules it takes in. */
  readonly aggregates?: string;
  /** `verbs | API groups | resources | names`; without groups, the resources are paths outside of the API. `""` is the core group. */
  readonly rules: readonly string[];
}

// biome-ignore format: a table
export const defaultRoles: readonly DefaultRole[] = [
  { name: "admin", aggregates: "rbac.authorization.k8s.io/aggregate-to-admin", rules: [] },
  { name: "cluster-admin", rules: [
    "* | * | *",
    "* | | *",
  ] },
  { name: "edit", labels: { "rbac.authorization.k8s.io/aggregate-to-admin": "true" }, aggregates: "rbac.authorization.k8s.io/aggregate-to-edit", rules: [] },
  { name: "system:aggregate-to-admin", labels: { "rbac.authorization.k8s.io/aggregate-to-admin": "true" }, rules: [
    "create | authorization.k8s.io | localsubjectaccessreviews",
    "create delete deletecollection get list patch update watch | rbac.authorization.k8s.io | rolebindings roles",
  ] },
  { name: "system:aggregate-to-edit", labels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" }, rules: [
    'get list watch | "" | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy',
    'impersonate | "" | serviceaccounts',
    'create delete deletecollection patch update | "" | pods pods/attach pods/exec pods/portforward pods/proxy',
    'create | "" | pods/eviction',
    'create delete deletecollection patch update | "" | configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
    'create | "" | serviceaccounts/token',
    "create delete deletecollection patch update | apps | daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale",
    "create delete deletecollection patch update | autoscaling | horizontalpodautoscalers",
    "create delete deletecollection patch update | batch | cronjobs jobs",
    "create delete deletecollection patch update | extensions | daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale",
    "create delete deletecollection patch update | policy | poddisruptionbudgets",
    "create delete deletecollection patch update | networking.k8s.io | ingresses networkpolicies",
    "create delete deletecollection get list patch update watch | coordination.k8s.io | leases",
    "create delete deletecollection patch update | resource.k8s.io | resourceclaims resourceclaimtemplates",
  ] },
  { name: "system:aggregate-to-view", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" }, rules: [
    'get list watch | "" | configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
    'get list watch | "" | bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
    'get list watch | "" | namespaces',
    "get list watch | discovery.k8s.io | endpointslices",
    "get list watch | apps | controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status",
    "get list watch | autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status",
    "get list watch | batch | cronjobs cronjobs/status jobs jobs/status",
    "get list watch | extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale",
    "get list watch | policy | poddisruptionbudgets poddisruptionbudgets/status",
    "get list watch | networking.k8s.io | ingresses ingresses/status networkpolicies",
    "get list watch | resource.k8s.io | resourceclaims resourceclaims/status resourceclaimtemplates",
  ] },
  { name: "system:auth-delegator", rules: [
    "create | authentication.k8s.io | tokenreviews",
    "create | authorization.k8s.io | subjectaccessreviews",
  ] },
  { name: "system:basic-user", rules: [
    "create | authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews",
    "create | authentication.k8s.io | selfsubjectreviews",
  ] },
  { name: "system:discovery", rules: [
    "get | | /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/",
  ] },
  { name: "system:heapster", rules: [
    'get list watch | "" | events namespaces nodes pods',
    "get list watch | extensions | deployments",
  ] },
  { name: "system:kube-dns", rules: [
    'list watch | "" | endpoints services',
  ] },
  { name: "system:kube-scheduler", rules: [
    'create patch update | "" events.k8s.io | events',
    "create | coordination.k8s.io | leases",
    "get list update watch | coordination.k8s.io | leases | kube-scheduler",
    "create delete deletecollection get list patch update watch | coordination.k8s.io | leasecandidates",
    'get list watch | "" | nodes',
    'delete get list watch | "" | pods',
    'create | "" | bindings pods/binding',
    'patch update | "" | pods/status',
    'get list watch | "" | replicationcontrollers services',
    "get list watch | apps extensions | replicasets",
    "get list watch | apps | statefulsets",
    "get list watch | policy | poddisruptionbudgets",
    'get list watch | "" | persistentvolumeclaims persistentvolumes',
    "create | authentication.k8s.io | tokenreviews",
    "create | authorization.k8s.io | subjectaccessreviews",
    "get list watch | storage.k8s.io | csinodes",
    "get list watch | storage.k8s.io | volumeattachments",
    'get list watch | "" | namespaces',
    "get list watch | storage.k8s.io | csidrivers",
    "get list watch | storage.k8s.io | csistoragecapacities",
    "get list watch | resource.k8s.io | deviceclasses",
    "get list patch update watch | resource.k8s.io | resourceclaims",
    "get list patch update watch | resource.k8s.io | resourceclaims/status",
    'update | "" | pods/finalizers',
    "get list watch | resource.k8s.io | resourceslices",
  ] },
  { name: "system:kubelet-api-admin", rules: [
    'get list watch | "" | nodes',
    'proxy | "" | nodes',
    '* | "" | nodes/log nodes/metrics nodes/proxy nodes/stats',
    '* | "" | nodes/configz nodes/healthz nodes/pods',
  ] },
  { name: "system:monitoring", rules: [
    "get | | /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*",
    'get | "" | nodes/metrics',
  ] },
  { name: "system:node-bootstrapper", rules: [
    "create get list watch | certificates.k8s.io | certificatesigningrequests",
  ] },
  { name: "system:node-problem-detector", rules: [
    'get | "" | nodes',
    'patch | "" | nodes/status',
    'create patch update | "" events.k8s.io | events',
  ] },
  { name: "system:node-proxier", rules: [
    'list watch | "" | endpoints services',
    'get list watch | "" | nodes',
    'create patch update | "" events.k8s.io | events',
    "list watch | networking.k8s.io | servicecidrs",
    "list watch | discovery.k8s.io | endpointslices",
  ] },
  { name: "system:persistent-volume-provisioner", rules: [
    'create delete get list watch | "" | persistentvolumes',
    'get list update watch | "" | persistentvolumeclaims',
    "get list watch | storage.k8s.io | storageclasses",
    'watch | "" | events',
    'create patch update | "" events.k8s.io | events',
  ] },
  { name: "system:public-info-viewer", rules: [
    "get | | /healthz /livez /readyz /version /version/",
  ] },
  { name: "system:service-account-issuer-discovery", rules: [
    "get | | /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/",
  ] },
  { name: "system:volume-scheduler", rules: [
    'get list patch update watch | "" | persistentvolumes',
    "get list watch | storage.k8s.io | storageclasses",
    'get list patch update watch | "" | persistentvolumeclaims',
  ] },
  { name: "view", labels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" }, aggregates: "rbac.authorization.k8s.io/aggregate-to-view", rules: [] },
];

/** Cluster role bindings: name, role, and the subjects as `Kind name` (service accounts as `ServiceAccount namespace/name`). */
// biome-ignore format: a table
export const defaultBindings: readonly (readonly [name: string, role: string, ...subjects: readonly string[]])[] = [
  ["cluster-admin", "cluster-admin", "Group system:masters"],
  ["system:basic-user", "system:basic-user", "Group system:authenticated"],
  ["system:discovery", "system:discovery", "Group system:authenticated"],
  ["system:kube-dns", "system:kube-dns", "ServiceAccount kube-system/kube-dns"],
  ["system:kube-scheduler", "system:kube-scheduler", "User system:kube-scheduler"],
  ["system:monitoring", "system:monitoring", "Group system:monitoring"],
  ["system:node-proxier", "system:node-proxier", "User system:kube-proxy"],
  ["system:public-info-viewer", "system:public-info-viewer", "Group system:authenticated", "Group system:unauthenticated"],
  ["system:service-account-issuer-discovery", "system:service-account-issuer-discovery", "Group system:serviceaccounts"],
  ["system:volume-scheduler", "system:volume-scheduler", "User system:kube-scheduler"],
];
