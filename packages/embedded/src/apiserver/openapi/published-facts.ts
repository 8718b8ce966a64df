/**
 * What the published OpenAPI document of Kubernetes 1.34.4 says of the types beyond their fields: in which package each is, which fields
 * are required where the types do not tell, and how lists are patched.
 * @module
 */

// biome-ignore format: a table
/** Names of types (rows of `apiserver/types`), by the package that their definitions are named after. */
export const packages: Readonly<Record<string, string>> = {
  "io.k8s.api.admissionregistration.v1":
    "AuditAnnotation ExpressionWarning MatchCondition MatchResources MutatingWebhook MutatingWebhookConfiguration " +
    "NamedRuleWithOperations ParamKind ParamRef RuleWithOperations ServiceReference TypeChecking ValidatingAdmissionPolicy " +
    "ValidatingAdmissionPolicyBinding ValidatingAdmissionPolicyBindingSpec ValidatingAdmissionPolicySpec " +
    "ValidatingAdmissionPolicyStatus ValidatingWebhook ValidatingWebhookConfiguration Validation Variable " +
    "WebhookClientConfig",
  "io.k8s.api.apps.v1":
    "ControllerRevision DaemonSet DaemonSetCondition DaemonSetSpec DaemonSetStatus DaemonSetUpdateStrategy Deployment " +
    "DeploymentCondition DeploymentSpec DeploymentStatus DeploymentStrategy ReplicaSet ReplicaSetCondition ReplicaSetSpec " +
    "ReplicaSetStatus RollingUpdateDaemonSet RollingUpdateDeployment RollingUpdateStatefulSetStrategy StatefulSet " +
    "StatefulSetCondition StatefulSetOrdinals StatefulSetPersistentVolumeClaimRetentionPolicy StatefulSetSpec " +
    "StatefulSetStatus StatefulSetUpdateStrategy",
  "io.k8s.api.authentication.v1":
    "BoundObjectReference SelfSubjectReview SelfSubjectReviewStatus TokenRequestSpec TokenRequestStatus TokenReview " +
    "TokenReviewSpec TokenReviewStatus UserInfo authentication.TokenRequest",
  "io.k8s.api.authorization.v1":
    "FieldSelectorAttributes LabelSelectorAttributes LocalSubjectAccessReview NonResourceAttributes NonResourceRule " +
    "ResourceAttributes ResourceRule SelfSubjectAccessReview SelfSubjectAccessReviewSpec SelfSubjectRulesReview " +
    "SelfSubjectRulesReviewSpec SubjectAccessReview SubjectAccessReviewSpec SubjectAccessReviewStatus " +
    "SubjectRulesReviewStatus",
  "io.k8s.api.autoscaling.v1":
    "CrossVersionObjectReference HorizontalPodAutoscaler HorizontalPodAutoscalerSpec HorizontalPodAutoscalerStatus Scale " +
    "ScaleSpec ScaleStatus",
  "io.k8s.api.autoscaling.v2":
    "ContainerResourceMetricSource ContainerResourceMetricStatus ExternalMetricSource ExternalMetricStatus HPAScalingPolicy " +
    "HPAScalingRules HorizontalPodAutoscalerBehavior HorizontalPodAutoscalerCondition MetricIdentifier MetricSpec " +
    "MetricStatus MetricTarget MetricValueStatus ObjectMetricSource ObjectMetricStatus PodsMetricSource PodsMetricStatus " +
    "ResourceMetricSource ResourceMetricStatus autoscaling.CrossVersionObjectReference autoscaling.HorizontalPodAutoscaler " +
    "autoscaling.HorizontalPodAutoscalerSpec autoscaling.HorizontalPodAutoscalerStatus",
  "io.k8s.api.batch.v1":
    "CronJob CronJobSpec CronJobStatus Job JobCondition JobSpec JobStatus JobTemplateSpec PodFailurePolicy " +
    "PodFailurePolicyOnExitCodesRequirement PodFailurePolicyOnPodConditionsPattern PodFailurePolicyRule SuccessPolicy " +
    "SuccessPolicyRule UncountedTerminatedPods",
  "io.k8s.api.certificates.v1":
    "CertificateSigningRequest CertificateSigningRequestCondition CertificateSigningRequestSpec " +
    "CertificateSigningRequestStatus",
  "io.k8s.api.coordination.v1": "Lease LeaseSpec",
  "io.k8s.api.core.v1":
    "AWSElasticBlockStoreVolumeSource Affinity AppArmorProfile AttachedVolume AzureDiskVolumeSource " +
    "AzureFilePersistentVolumeSource AzureFileVolumeSource Binding CSIPersistentVolumeSource CSIVolumeSource Capabilities " +
    "CephFSPersistentVolumeSource CephFSVolumeSource CinderPersistentVolumeSource CinderVolumeSource ClientIPConfig " +
    "ClusterTrustBundleProjection ConfigMap ConfigMapEnvSource ConfigMapKeySelector ConfigMapNodeConfigSource " +
    "ConfigMapProjection ConfigMapVolumeSource Container ContainerExtendedResourceRequest ContainerImage ContainerPort " +
    "ContainerResizePolicy ContainerRestartRule ContainerRestartRuleOnExitCodes ContainerState ContainerStateRunning " +
    "ContainerStateTerminated ContainerStateWaiting ContainerStatus ContainerUser DaemonEndpoint DownwardAPIProjection " +
    "DownwardAPIVolumeFile DownwardAPIVolumeSource EmptyDirVolumeSource EndpointAddress EndpointPort EndpointSubset " +
    "Endpoints EnvFromSource EnvVar EnvVarSource EphemeralContainer EphemeralVolumeSource Event EventSeries EventSource " +
    "ExecAction FCVolumeSource FileKeySelector FlexPersistentVolumeSource FlexVolumeSource FlockerVolumeSource " +
    "GCEPersistentDiskVolumeSource GRPCAction GitRepoVolumeSource GlusterfsPersistentVolumeSource GlusterfsVolumeSource " +
    "HTTPGetAction HTTPHeader HostAlias HostIP HostPathVolumeSource ISCSIPersistentVolumeSource ISCSIVolumeSource " +
    "ImageVolumeSource KeyToPath Lifecycle LifecycleHandler LimitRange LimitRangeItem LimitRangeSpec LinuxContainerUser " +
    "LoadBalancerIngress LoadBalancerStatus LocalObjectReference LocalVolumeSource ModifyVolumeStatus NFSVolumeSource " +
    "Namespace NamespaceCondition NamespaceSpec NamespaceStatus Node NodeAddress NodeAffinity NodeCondition " +
    "NodeConfigSource NodeConfigStatus NodeDaemonEndpoints NodeFeatures NodeRuntimeHandler NodeRuntimeHandlerFeatures " +
    "NodeSelector NodeSelectorRequirement NodeSelectorTerm NodeSpec NodeStatus NodeSwapStatus NodeSystemInfo " +
    "ObjectFieldSelector ObjectReference PersistentVolume PersistentVolumeClaim PersistentVolumeClaimCondition " +
    "PersistentVolumeClaimSpec PersistentVolumeClaimStatus PersistentVolumeClaimTemplate PersistentVolumeClaimVolumeSource " +
    "PersistentVolumeSpec PersistentVolumeStatus PhotonPersistentDiskVolumeSource Pod PodAffinity PodAffinityTerm " +
    "PodAntiAffinity PodCertificateProjection PodCondition PodDNSConfig PodDNSConfigOption PodExtendedResourceClaimStatus " +
    "PodIP PodOS PodReadinessGate PodResourceClaim PodResourceClaimStatus PodSchedulingGate PodSecurityContext PodSpec " +
    "PodStatus PodTemplate PodTemplateSpec PortStatus PortworxVolumeSource PreferredSchedulingTerm Probe " +
    "ProjectedVolumeSource QuobyteVolumeSource RBDPersistentVolumeSource RBDVolumeSource ReplicationController " +
    "ReplicationControllerCondition ReplicationControllerSpec ReplicationControllerStatus ResourceClaim " +
    "ResourceFieldSelector ResourceHealth ResourceQuota ResourceQuotaSpec ResourceQuotaStatus ResourceRequirements " +
    "ResourceStatus SELinuxOptions ScaleIOPersistentVolumeSource ScaleIOVolumeSource ScopeSelector " +
    "ScopedResourceSelectorRequirement SeccompProfile Secret SecretEnvSource SecretKeySelector SecretProjection " +
    "SecretReference SecretVolumeSource SecurityContext Service ServiceAccount ServiceAccountTokenProjection ServicePort " +
    "ServiceSpec ServiceStatus SessionAffinityConfig SleepAction StorageOSPersistentVolumeSource StorageOSVolumeSource " +
    "Sysctl TCPSocketAction Taint Toleration TopologySpreadConstraint TypedLocalObjectReference TypedObjectReference Volume " +
    "VolumeDevice VolumeMount VolumeMountStatus VolumeNodeAffinity VolumeProjection VolumeResourceRequirements " +
    "VsphereVirtualDiskVolumeSource WeightedPodAffinityTerm WindowsSecurityContextOptions TopologySelectorLabelRequirement " +
    "TopologySelectorTerm",
  "io.k8s.api.discovery.v1":
    "Endpoint EndpointConditions EndpointHints EndpointSlice ForNode ForZone discovery.EndpointPort",
  "io.k8s.api.events.v1": "events.Event events.EventSeries",
  "io.k8s.api.flowcontrol.v1":
    "ExemptPriorityLevelConfiguration FlowDistinguisherMethod FlowSchema FlowSchemaCondition FlowSchemaSpec " +
    "FlowSchemaStatus GroupSubject LimitResponse LimitedPriorityLevelConfiguration NonResourcePolicyRule " +
    "PolicyRulesWithSubjects PriorityLevelConfiguration PriorityLevelConfigurationCondition " +
    "PriorityLevelConfigurationReference PriorityLevelConfigurationSpec PriorityLevelConfigurationStatus " +
    "QueuingConfiguration ResourcePolicyRule ServiceAccountSubject UserSubject flowcontrol.Subject",
  "io.k8s.api.networking.v1":
    "HTTPIngressPath HTTPIngressRuleValue IPAddress IPAddressSpec IPBlock Ingress IngressBackend IngressClass " +
    "IngressClassParametersReference IngressClassSpec IngressLoadBalancerIngress IngressLoadBalancerStatus " +
    "IngressPortStatus IngressRule IngressServiceBackend IngressSpec IngressStatus IngressTLS NetworkPolicy " +
    "NetworkPolicyEgressRule NetworkPolicyIngressRule NetworkPolicyPeer NetworkPolicyPort NetworkPolicySpec ParentReference " +
    "ServiceBackendPort ServiceCIDR ServiceCIDRSpec ServiceCIDRStatus",
  "io.k8s.api.node.v1": "Overhead RuntimeClass Scheduling",
  "io.k8s.api.policy.v1": "Eviction PodDisruptionBudget PodDisruptionBudgetSpec PodDisruptionBudgetStatus",
  "io.k8s.api.rbac.v1": "AggregationRule ClusterRole ClusterRoleBinding PolicyRule Role RoleBinding RoleRef Subject",
  "io.k8s.api.scheduling.v1": "PriorityClass",
  "io.k8s.api.storage.v1":
    "CSIDriver CSIDriverSpec CSINode CSINodeDriver CSINodeSpec CSIStorageCapacity StorageClass TokenRequest " +
    "VolumeAttachment VolumeAttachmentSource VolumeAttachmentSpec VolumeAttachmentStatus VolumeAttributesClass VolumeError " +
    "VolumeNodeResources",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1":
    "CustomResourceColumnDefinition CustomResourceConversion CustomResourceDefinition CustomResourceDefinitionCondition " +
    "CustomResourceDefinitionNames CustomResourceDefinitionSpec CustomResourceDefinitionStatus " +
    "CustomResourceDefinitionVersion CustomResourceSubresourceScale CustomResourceSubresourceStatus " +
    "CustomResourceSubresources CustomResourceValidation SelectableField WebhookConversion apiextensions.ServiceReference " +
    "apiextensions.WebhookClientConfig",
  "io.k8s.apimachinery.pkg.apis.meta.v1":
    "Condition LabelSelector LabelSelectorRequirement ManagedFieldsEntry ObjectMeta OwnerReference FieldSelectorRequirement " +
    "DeleteOptions Preconditions",
  "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1":
    "APIService APIServiceCondition APIServiceSpec APIServiceStatus apiregistration.ServiceReference",
};

/** Required fields of types where they are others than those that are always written. */
export const requiredFields: Readonly<Record<string, string>> = {
  AzureFilePersistentVolumeSource: "secretName shareName",
  CSINodeDriver: "name nodeID",
  ClusterRole: "",
  ContainerImage: "",
  ContainerRestartRule: "action",
  ContainerRestartRuleOnExitCodes: "operator",
  CustomResourceDefinitionStatus: "",
  EndpointSlice: "addressType endpoints",
  Event: "metadata involvedObject",
  FlowSchemaSpec: "priorityLevelConfiguration",
  GRPCAction: "port",
  IPAddressSpec: "parentRef",
  IngressClassParametersReference: "kind name",
  LimitedPriorityLevelConfiguration: "",
  NetworkPolicySpec: "",
  NodeRuntimeHandler: "",
  ParentReference: "resource name",
  PodCertificateProjection: "signerName keyType",
  ProjectedVolumeSource: "",
  QueuingConfiguration: "",
  ResourcePolicyRule: "verbs apiGroups resources",
  Role: "",
  StatefulSetOrdinals: "",
  StatefulSetSpec: "selector template",
  StatefulSetStatus: "replicas",
  TokenRequestSpec: "audiences",
  TypedLocalObjectReference: "kind name",
  TypedObjectReference: "kind name",
  "autoscaling.HorizontalPodAutoscalerStatus": "desiredReplicas",
  "events.Event": "eventTime",
};

/** How fields are patched, by `Type.field`: the strategy, and the key of lists that are merged. */
export const patchStrategies: Readonly<Record<string, string>> = {
  "APIServiceStatus.conditions": "merge type",
  "CSINodeSpec.drivers": "merge name",
  "Container.env": "merge name",
  "Container.ports": "merge containerPort",
  "Container.volumeDevices": "merge devicePath",
  "Container.volumeMounts": "merge mountPath",
  "ContainerStatus.allocatedResourcesStatus": "merge name",
  "ContainerStatus.volumeMounts": "merge mountPath",
  "DaemonSetStatus.conditions": "merge type",
  "DeploymentSpec.strategy": "retainKeys",
  "DeploymentStatus.conditions": "merge type",
  "EphemeralContainer.env": "merge name",
  "EphemeralContainer.ports": "merge containerPort",
  "EphemeralContainer.volumeDevices": "merge devicePath",
  "EphemeralContainer.volumeMounts": "merge mountPath",
  "FlowSchemaStatus.conditions": "merge type",
  "JobStatus.conditions": "merge type",
  "MutatingWebhook.matchConditions": "merge name",
  "MutatingWebhookConfiguration.webhooks": "merge name",
  "NamespaceStatus.conditions": "merge type",
  "NodeSpec.podCIDRs": "merge",
  "NodeStatus.addresses": "merge type",
  "NodeStatus.conditions": "merge type",
  "ObjectMeta.finalizers": "merge",
  "ObjectMeta.ownerReferences": "merge uid",
  "PersistentVolumeClaimStatus.conditions": "merge type",
  "PodDisruptionBudgetSpec.selector": "replace",
  "PodDisruptionBudgetStatus.conditions": "merge type",
  "PodSpec.containers": "merge name",
  "PodSpec.ephemeralContainers": "merge name",
  "PodSpec.hostAliases": "merge ip",
  "PodSpec.imagePullSecrets": "merge name",
  "PodSpec.initContainers": "merge name",
  "PodSpec.resourceClaims": "merge,retainKeys name",
  "PodSpec.schedulingGates": "merge name",
  "PodSpec.topologySpreadConstraints": "merge topologyKey",
  "PodSpec.volumes": "merge,retainKeys name",
  "PodStatus.conditions": "merge type",
  "PodStatus.hostIPs": "merge ip",
  "PodStatus.podIPs": "merge ip",
  "PodStatus.resourceClaimStatuses": "merge,retainKeys name",
  "PriorityLevelConfigurationStatus.conditions": "merge type",
  "ReplicaSetStatus.conditions": "merge type",
  "ReplicationControllerStatus.conditions": "merge type",
  "ServiceAccount.secrets": "merge name",
  "ServiceCIDRStatus.conditions": "merge type",
  "ServiceSpec.ports": "merge port",
  "ServiceStatus.conditions": "merge type",
  "StatefulSetStatus.conditions": "merge type",
  "ValidatingAdmissionPolicySpec.matchConditions": "merge name",
  "ValidatingAdmissionPolicySpec.variables": "merge name",
  "ValidatingWebhook.matchConditions": "merge name",
  "ValidatingWebhookConfiguration.webhooks": "merge name",
  "autoscaling.HorizontalPodAutoscalerStatus.conditions": "merge type",
};

/** The values that fields take (or the items of lists), where there are no others, by `Type.field`, with `|` between them. */
export const enums: Readonly<Record<string, string>> = {
  "AppArmorProfile.type": "Localhost|RuntimeDefault|Unconfined",
  "AzureDiskVolumeSource.cachingMode": "None|ReadOnly|ReadWrite",
  "AzureDiskVolumeSource.kind": "Dedicated|Managed|Shared",
  "CertificateSigningRequestSpec.usages":
    "any|cert sign|client auth|code signing|content commitment|crl sign|data encipherment|decipher only|digital signature|email protection|encipher only|ipsec end system|ipsec tunnel|ipsec user|key agreement|key encipherment|microsoft sgc|netscape sgc|ocsp signing|s/mime|server auth|signing|timestamping",
  "Container.imagePullPolicy": "Always|IfNotPresent|Never",
  "Container.terminationMessagePolicy": "FallbackToLogsOnError|File",
  "ContainerPort.protocol": "SCTP|TCP|UDP",
  "ContainerStatus.stopSignal":
    "SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ",
  "CronJobSpec.concurrencyPolicy": "Allow|Forbid|Replace",
  "DaemonSetUpdateStrategy.type": "OnDelete|RollingUpdate",
  "DeploymentStrategy.type": "Recreate|RollingUpdate",
  "EndpointPort.protocol": "SCTP|TCP|UDP",
  "EndpointSlice.addressType": "FQDN|IPv4|IPv6",
  "EphemeralContainer.imagePullPolicy": "Always|IfNotPresent|Never",
  "EphemeralContainer.terminationMessagePolicy": "FallbackToLogsOnError|File",
  "HTTPGetAction.scheme": "HTTP|HTTPS",
  "HTTPIngressPath.pathType": "Exact|ImplementationSpecific|Prefix",
  "HostPathVolumeSource.type": "|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket",
  "ImageVolumeSource.pullPolicy": "Always|IfNotPresent|Never",
  "IngressPortStatus.protocol": "SCTP|TCP|UDP",
  "JobSpec.completionMode": "Indexed|NonIndexed",
  "JobSpec.podReplacementPolicy": "Failed|TerminatingOrFailed",
  "Lifecycle.stopSignal":
    "SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ",
  "MatchResources.matchPolicy": "Equivalent|Exact",
  "ModifyVolumeStatus.status": "InProgress|Infeasible|Pending",
  "MutatingWebhook.failurePolicy": "Fail|Ignore",
  "MutatingWebhook.matchPolicy": "Equivalent|Exact",
  "MutatingWebhook.sideEffects": "None|NoneOnDryRun|Some|Unknown",
  "NamedRuleWithOperations.operations": "*|CONNECT|CREATE|DELETE|UPDATE",
  "NamespaceStatus.phase": "Active|Terminating",
  "NetworkPolicyPort.protocol": "SCTP|TCP|UDP",
  "NetworkPolicySpec.policyTypes": "Egress|Ingress",
  "NodeSelectorRequirement.operator": "DoesNotExist|Exists|Gt|In|Lt|NotIn",
  "NodeStatus.phase": "Pending|Running|Terminated",
  "PersistentVolumeClaimSpec.accessModes": "ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod",
  "PersistentVolumeClaimSpec.volumeMode": "Block|Filesystem",
  "PersistentVolumeClaimStatus.accessModes": "ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod",
  "PersistentVolumeClaimStatus.phase": "Bound|Lost|Pending",
  "PersistentVolumeSpec.accessModes": "ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod",
  "PersistentVolumeSpec.persistentVolumeReclaimPolicy": "Delete|Recycle|Retain",
  "PersistentVolumeSpec.volumeMode": "Block|Filesystem",
  "PersistentVolumeStatus.phase": "Available|Bound|Failed|Pending|Released",
  "PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": "AlwaysAllow|IfHealthyBudget",
  "PodFailurePolicyOnExitCodesRequirement.operator": "In|NotIn",
  "PodFailurePolicyRule.action": "Count|FailIndex|FailJob|Ignore",
  "PodSecurityContext.fsGroupChangePolicy": "Always|OnRootMismatch",
  "PodSecurityContext.supplementalGroupsPolicy": "Merge|Strict",
  "PodSpec.dnsPolicy": "ClusterFirst|ClusterFirstWithHostNet|Default|None",
  "PodSpec.preemptionPolicy": "Never|PreemptLowerPriority",
  "PodSpec.restartPolicy": "Always|Never|OnFailure",
  "PodStatus.phase": "Failed|Pending|Running|Succeeded|Unknown",
  "PodStatus.qosClass": "BestEffort|Burstable|Guaranteed",
  "PortStatus.protocol": "SCTP|TCP|UDP",
  "PriorityClass.preemptionPolicy": "Never|PreemptLowerPriority",
  "ResourceQuotaSpec.scopes":
    "BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass",
  "RuleWithOperations.operations": "*|CONNECT|CREATE|DELETE|UPDATE",
  "ScopedResourceSelectorRequirement.operator": "DoesNotExist|Exists|In|NotIn",
  "ScopedResourceSelectorRequirement.scopeName":
    "BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass",
  "SeccompProfile.type": "Localhost|RuntimeDefault|Unconfined",
  "SecurityContext.procMount": "Default|Unmasked",
  "ServicePort.protocol": "SCTP|TCP|UDP",
  "ServiceSpec.externalTrafficPolicy": "Cluster|Local",
  "ServiceSpec.internalTrafficPolicy": "Cluster|Local",
  "ServiceSpec.ipFamilies": "|IPv4|IPv6",
  "ServiceSpec.ipFamilyPolicy": "PreferDualStack|RequireDualStack|SingleStack",
  "ServiceSpec.sessionAffinity": "ClientIP|None",
  "ServiceSpec.type": "ClusterIP|ExternalName|LoadBalancer|NodePort",
  "StatefulSetSpec.podManagementPolicy": "OrderedReady|Parallel",
  "StatefulSetUpdateStrategy.type": "OnDelete|RollingUpdate",
  "StorageClass.reclaimPolicy": "Delete|Recycle|Retain",
  "StorageClass.volumeBindingMode": "Immediate|WaitForFirstConsumer",
  "Taint.effect": "NoExecute|NoSchedule|PreferNoSchedule",
  "Toleration.effect": "NoExecute|NoSchedule|PreferNoSchedule",
  "Toleration.operator": "Equal|Exists",
  "TopologySpreadConstraint.nodeAffinityPolicy": "Honor|Ignore",
  "TopologySpreadConstraint.nodeTaintsPolicy": "Honor|Ignore",
  "TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule|ScheduleAnyway",
  "ValidatingAdmissionPolicyBindingSpec.validationActions": "Audit|Deny|Warn",
  "ValidatingAdmissionPolicySpec.failurePolicy": "Fail|Ignore",
  "ValidatingWebhook.failurePolicy": "Fail|Ignore",
  "ValidatingWebhook.matchPolicy": "Equivalent|Exact",
  "ValidatingWebhook.sideEffects": "None|NoneOnDryRun|Some|Unknown",
  "VolumeMount.mountPropagation": "Bidirectional|HostToContainer|None",
  "discovery.EndpointPort.protocol": "SCTP|TCP|UDP",
};
