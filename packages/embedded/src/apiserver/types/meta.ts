/**
 * The types that all kinds share, as Kubernetes 1.34.4 declares them; see `type-rows.ts` for the notation.
 * @module
 */
import type { TypeRows } from "./type-rows.ts";

// biome-ignore format: a table
export const metaTypes: TypeRows = {
  Condition: "type:string status:string(v1.ConditionStatus) observedGeneration?:int64 lastTransitionTime:Time reason:string message:string",
  LabelSelector: "matchLabels?:{}string matchExpressions?:[]LabelSelectorRequirement",
  LabelSelectorRequirement: "key:string operator:string(v1.LabelSelectorOperator) values?:[]string",
  ManagedFieldsEntry: "manager?:string operation?:string(v1.ManagedFieldsOperationType) apiVersion?:string time?:*Time fieldsType?:string fieldsV1?:*any subresource?:string",
  ObjectMeta: "name?:string generateName?:string namespace?:string selfLink?:string uid?:string(types.UID) resourceVersion?:string generation?:int64 creationTimestamp!:Time deletionTimestamp?:*Time deletionGracePeriodSeconds?:*int64 labels?:{}string annotations?:{}string ownerReferences?:[]OwnerReference finalizers?:[]string managedFields?:[]ManagedFieldsEntry",
  OwnerReference: "apiVersion:string kind:string name:string uid:string(types.UID) controller?:*bool blockOwnerDeletion?:*bool",
};
