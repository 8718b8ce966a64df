/**
 * Columns of the networking kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, nameColumn, text } from "./column-forms.ts";

export const networkingColumns: ColumnsByKind = {
  "networking.k8s.io/v1 IngressClass": [
    nameColumn,
    text("Controller", "Controller that is responsible for handling this class"),
    text("Parameters", "A reference to a resource with additional parameters"),
    ageColumn,
  ],
  "networking.k8s.io/v1 Ingress": [
    nameColumn,
    text("Class", "The name of the IngressClass resource that should be used for additional configuration"),
    text("Hosts", "Hosts that incoming requests are matched against before the ingress rule"),
    text("Address", "Address is a list containing ingress points for the load-balancer"),
    text("Ports", "Ports of TLS configurations that open"),
    ageColumn,
  ],
  "networking.k8s.io/v1 IPAddress": [
    nameColumn,
    text(
      "ParentRef",
      "ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.",
    ),
  ],
  "networking.k8s.io/v1 NetworkPolicy": [
    nameColumn,
    text(
      "Pod-Selector",
      "Selects the pods to which this NetworkPolicy object applies.  The array of ingress rules is applied to any pods selected by this field. Multiple network policies can select the same set of pods.  In this case, the ingress rules for each are combined additively. This field is NOT optional and follows standard label selector semantics. An empty podSelector matches all pods in this namespace.",
    ),
    ageColumn,
  ],
  "networking.k8s.io/v1 ServiceCIDR": [
    nameColumn,
    text(
      "CIDRs",
      'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
    ),
    ageColumn,
  ],
};
