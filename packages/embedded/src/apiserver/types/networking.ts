/**
 * The types of networking and discovery, as Kubernetes 1.34.4 declares them; see `type-rows.ts` for the notation.
 * @module
 */
import type { TypeRows } from "./type-rows.ts";

// biome-ignore format: a table
export const networkingTypes: TypeRows = {
  Endpoint: "addresses:[]string conditions?:EndpointConditions hostname?:*string targetRef?:*ObjectReference deprecatedTopology?:{}string nodeName?:*string zone?:*string hints?:*EndpointHints",
  EndpointConditions: "ready?:*bool serving?:*bool terminating?:*bool",
  EndpointHints: "forZones?:[]ForZone forNodes?:[]ForNode",
  EndpointSlice: "metadata?:ObjectMeta addressType:string(v1.AddressType) endpoints:[]Endpoint ports:[]discovery.EndpointPort",
  ForNode: "name:string",
  ForZone: "name:string",
  HTTPIngressPath: "path?:string pathType:*string(v1.PathType) backend:IngressBackend",
  HTTPIngressRuleValue: "paths:[]HTTPIngressPath",
  IPAddress: "metadata?:ObjectMeta spec?:IPAddressSpec",
  IPAddressSpec: "parentRef?:*ParentReference",
  IPBlock: "cidr:string except?:[]string",
  Ingress: "metadata?:ObjectMeta spec?:IngressSpec status?:IngressStatus",
  IngressBackend: "service?:*IngressServiceBackend resource?:*TypedLocalObjectReference",
  IngressClass: "metadata?:ObjectMeta spec?:IngressClassSpec",
  IngressClassParametersReference: "apiGroup?:*string kind:string name:string scope:*string namespace?:*string",
  IngressClassSpec: "controller?:string parameters?:*IngressClassParametersReference",
  IngressLoadBalancerIngress: "ip?:string hostname?:string ports?:[]IngressPortStatus",
  IngressLoadBalancerStatus: "ingress?:[]IngressLoadBalancerIngress",
  IngressPortStatus: "port:int32 protocol:string(v1.Protocol) error?:*string",
  IngressRule: "host?:string http?:*HTTPIngressRuleValue",
  IngressServiceBackend: "name:string port?:ServiceBackendPort",
  IngressSpec: "ingressClassName?:*string defaultBackend?:*IngressBackend tls?:[]IngressTLS rules?:[]IngressRule",
  IngressStatus: "loadBalancer?:IngressLoadBalancerStatus",
  IngressTLS: "hosts?:[]string secretName?:string",
  NetworkPolicy: "metadata?:ObjectMeta spec?:NetworkPolicySpec",
  NetworkPolicyEgressRule: "ports?:[]NetworkPolicyPort to?:[]NetworkPolicyPeer",
  NetworkPolicyIngressRule: "ports?:[]NetworkPolicyPort from?:[]NetworkPolicyPeer",
  NetworkPolicyPeer: "podSelector?:*LabelSelector namespaceSelector?:*LabelSelector ipBlock?:*IPBlock",
  NetworkPolicyPort: "protocol?:*string(v1.Protocol) port?:*IntOrString endPort?:*int32",
  NetworkPolicySpec: "podSelector:LabelSelector ingress?:[]NetworkPolicyIngressRule egress?:[]NetworkPolicyEgressRule policyTypes?:[]string(v1.PolicyType)",
  ParentReference: "group?:string resource?:string namespace?:string name?:string",
  ServiceBackendPort: "name?:string number?:int32",
  ServiceCIDR: "metadata?:ObjectMeta spec?:ServiceCIDRSpec status?:ServiceCIDRStatus",
  ServiceCIDRSpec: "cidrs?:[]string",
  ServiceCIDRStatus: "conditions?:[]Condition",
  "discovery.EndpointPort": "name?:*string protocol?:*string(v1.Protocol) port?:*int32 appProtocol?:*string",
};
