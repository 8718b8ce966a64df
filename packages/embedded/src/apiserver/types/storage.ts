/**
 * The types of storage, coordination and events, as Kubernetes 1.34.4 declares them; see `type-rows.ts` for the notation.
 * @module
 */
import type { TypeRows } from "./type-rows.ts";

// biome-ignore format: a table
export const storageTypes: TypeRows = {
  CSIDriver: "metadata?:ObjectMeta spec:CSIDriverSpec",
  CSIDriverSpec: "attachRequired?:*bool podInfoOnMount?:*bool volumeLifecycleModes?:[]string(v1.VolumeLifecycleMode) storageCapacity?:*bool fsGroupPolicy?:*string(v1.FSGroupPolicy) tokenRequests?:[]TokenRequest requiresRepublish?:*bool seLinuxMount?:*bool nodeAllocatableUpdatePeriodSeconds?:*int64",
  CSINode: "metadata?:ObjectMeta spec:CSINodeSpec",
  CSINodeDriver: "name:string nodeID:string topologyKeys:[]string allocatable?:*VolumeNodeResources",
  CSINodeSpec: "drivers:[]CSINodeDriver",
  CSIStorageCapacity: "metadata?:ObjectMeta nodeTopology?:*LabelSelector storageClassName:string capacity?:*Quantity maximumVolumeSize?:*Quantity",
  Lease: "metadata?:ObjectMeta spec?:LeaseSpec",
  LeaseSpec: "holderIdentity?:*string leaseDurationSeconds?:*int32 acquireTime?:*MicroTime renewTime?:*MicroTime leaseTransitions?:*int32 strategy?:*string(v1.CoordinatedLeaseStrategy) preferredHolder?:*string",
  StorageClass: "metadata?:ObjectMeta provisioner:string parameters?:{}string reclaimPolicy?:*string(v1.PersistentVolumeReclaimPolicy) mountOptions?:[]string allowVolumeExpansion?:*bool volumeBindingMode?:*string(v1.VolumeBindingMode) allowedTopologies?:[]TopologySelectorTerm",
  TokenRequest: "audience:string expirationSeconds?:*int64",
  TopologySelectorLabelRequirement: "key:string values:[]string",
  TopologySelectorTerm: "matchLabelExpressions?:[]TopologySelectorLabelRequirement",
  VolumeAttachment: "metadata?:ObjectMeta spec:VolumeAttachmentSpec status?:VolumeAttachmentStatus",
  VolumeAttachmentSource: "persistentVolumeName?:*string inlineVolumeSpec?:*PersistentVolumeSpec",
  VolumeAttachmentSpec: "attacher:string source:VolumeAttachmentSource nodeName:string",
  VolumeAttachmentStatus: "attached:bool attachmentMetadata?:{}string attachError?:*VolumeError detachError?:*VolumeError",
  VolumeAttributesClass: "metadata?:ObjectMeta driverName:string parameters?:{}string",
  VolumeError: "time?:Time message?:string errorCode?:*int32",
  VolumeNodeResources: "count?:*int32",
  "events.Event": "metadata:ObjectMeta eventTime:MicroTime series?:*events.EventSeries reportingController?:string reportingInstance?:string action?:string reason?:string regarding?:ObjectReference related?:*ObjectReference note?:string type?:string deprecatedSource?:EventSource deprecatedFirstTimestamp?:Time deprecatedLastTimestamp?:Time deprecatedCount?:int32",
  "events.EventSeries": "count:int32 lastObservedTime:MicroTime",
};
