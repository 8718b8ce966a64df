/**
 * The types of authentication, authorization, certificates and RBAC, as Kubernetes 1.34.4 declares them; see `type-rows.ts` for the notation.
 * @module
 */
import type { TypeRows } from "./type-rows.ts";

// biome-ignore format: a table
export const accessTypes: TypeRows = {
  AggregationRule: "clusterRoleSelectors?:[]LabelSelector",
  BoundObjectReference: "kind?:string apiVersion?:string name?:string uid?:string(types.UID)",
  CertificateSigningRequest: "metadata?:ObjectMeta spec:CertificateSigningRequestSpec status?:CertificateSigningRequestStatus",
  CertificateSigningRequestCondition: "type:string(v1.RequestConditionType) status:string(v1.ConditionStatus) reason?:string message?:string lastUpdateTime?:Time lastTransitionTime?:Time",
  CertificateSigningRequestSpec: "request:bytes signerName:string expirationSeconds?:*int32 usages?:[]string(v1.KeyUsage) username?:string uid?:string groups?:[]string extra?:{}[]string",
  CertificateSigningRequestStatus: "conditions?:[]CertificateSigningRequestCondition certificate?:bytes",
  ClusterRole: "metadata?:ObjectMeta rules:[]PolicyRule aggregationRule?:*AggregationRule",
  ClusterRoleBinding: "metadata?:ObjectMeta subjects?:[]Subject roleRef:RoleRef",
  FieldSelectorAttributes: "rawSelector?:string requirements?:[]FieldSelectorRequirement",
  FieldSelectorRequirement: "key:string operator:string(v1.FieldSelectorOperator) values?:[]string",
  LabelSelectorAttributes: "rawSelector?:string requirements?:[]LabelSelectorRequirement",
  LocalSubjectAccessReview: "metadata?:ObjectMeta spec:SubjectAccessReviewSpec status?:SubjectAccessReviewStatus",
  NonResourceAttributes: "path?:string verb?:string",
  NonResourceRule: "verbs:[]string nonResourceURLs?:[]string",
  PolicyRule: "verbs:[]string apiGroups?:[]string resources?:[]string resourceNames?:[]string nonResourceURLs?:[]string",
  ResourceAttributes: "namespace?:string verb?:string group?:string version?:string resource?:string subresource?:string name?:string fieldSelector?:*FieldSelectorAttributes labelSelector?:*LabelSelectorAttributes",
  ResourceRule: "verbs:[]string apiGroups?:[]string resources?:[]string resourceNames?:[]string",
  Role: "metadata?:ObjectMeta rules:[]PolicyRule",
  RoleBinding: "metadata?:ObjectMeta subjects?:[]Subject roleRef:RoleRef",
  RoleRef: "apiGroup:string kind:string name:string",
  SelfSubjectAccessReview: "metadata?:ObjectMeta spec:SelfSubjectAccessReviewSpec status?:SubjectAccessReviewStatus",
  SelfSubjectAccessReviewSpec: "resourceAttributes?:*ResourceAttributes nonResourceAttributes?:*NonResourceAttributes",
  SelfSubjectReview: "metadata?:ObjectMeta status?:SelfSubjectReviewStatus",
  SelfSubjectReviewStatus: "userInfo?:UserInfo",
  SelfSubjectRulesReview: "metadata?:ObjectMeta spec:SelfSubjectRulesReviewSpec status?:SubjectRulesReviewStatus",
  SelfSubjectRulesReviewSpec: "namespace?:string",
  Subject: "kind:string apiGroup?:string name:string namespace?:string",
  SubjectAccessReview: "metadata?:ObjectMeta spec:SubjectAccessReviewSpec status?:SubjectAccessReviewStatus",
  SubjectAccessReviewSpec: "resourceAttributes?:*ResourceAttributes nonResourceAttributes?:*NonResourceAttributes user?:string groups?:[]string extra?:{}[]string uid?:string",
  SubjectAccessReviewStatus: "allowed:bool denied?:bool reason?:string evaluationError?:string",
  SubjectRulesReviewStatus: "resourceRules:[]ResourceRule nonResourceRules:[]NonResourceRule incomplete:bool evaluationError?:string",
  TokenRequestSpec: "audiences:[]string expirationSeconds:*int64 boundObjectRef:*BoundObjectReference",
  TokenRequestStatus: "token:string expirationTimestamp:Time",
  TokenReview: "metadata?:ObjectMeta spec:TokenReviewSpec status?:TokenReviewStatus",
  TokenReviewSpec: "token?:string audiences?:[]string",
  TokenReviewStatus: "authenticated?:bool user?:UserInfo audiences?:[]string error?:string",
  UserInfo: "username?:string uid?:string groups?:[]string extra?:{}[]string",
  "authentication.TokenRequest": "metadata?:ObjectMeta spec:TokenRequestSpec status?:TokenRequestStatus",
};
