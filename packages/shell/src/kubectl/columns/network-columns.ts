/**
 * Columns of services and what belongs to the network.
 * @module
 */
import { formatLabelSelector, type KubeObject, type LabelSelector } from "@aiops-gym/cluster";
import { fieldAt, listAt, mapAt, numberAt, type Tree, textAt, textsAt } from "../tree.ts";
import {
  ageColumn,
  type Column,
  column,
  fieldColumn,
  formatLabels,
  hostPort,
  nameColumn,
  shortList,
  wideColumn,
} from "./column.ts";

const balancerWidth = 16;

/** Addresses that a load balancer has, cut to a few letters unless `wide`. */
function balancerAddresses(object: KubeObject, wide: boolean): string {
  const addresses = listAt(object, "status.loadBalancer.ingress").map(
    (one) => textAt(one, "ip") || textAt(one, "hostname"),
  );
  const text = [...new Set(addresses.filter(Boolean))].sort().join(",");
  return !wide && text.length > balancerWidth ? `${text.slice(0, balancerWidth - 3)}...` : text;
}

function externalAddress(service: KubeObject, wide: boolean): string {
  const own = textsAt(service, "spec.externalIPs");
  switch (textAt(service, "spec.type")) {
    case "LoadBalancer":
      return [balancerAddresses(service, wide), ...own].filter(Boolean).join(",") || "<pending>";
    case "ExternalName":
      return textAt(service, "spec.externalName");
    case "ClusterIP":
    case "NodePort":
      return own.join(",") || "<none>";
    default:
      return "<unknown>";
  }
}

function portText(port: Tree): string {
  const node = numberAt(port, "nodePort");
  return `${numberAt(port, "port")}${node > 0 ? `:${node}` : ""}/${textAt(port, "protocol")}`;
}

export const serviceColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Type", "spec.type"),
  column("Cluster-IP", (service) => textsAt(service, "spec.clusterIPs")[0] ?? "<none>"),
  column("External-IP", (service, { wide }) => externalAddress(service, wide)),
  column("Port(s)", (service) => listAt(service, "spec.ports").map(portText).join(",") || "<none>"),
  ageColumn,
  wideColumn("Selector", (service) => formatLabels(mapAt(service, "spec.selector"))),
];

/** `10.0.0.1:80,10.0.0.2:80`, at most three. */
function endpointAddresses(endpoints: KubeObject): string {
  const subsets = listAt(endpoints, "subsets");
  if (subsets.length === 0) return "<none>";
  const all = subsets.flatMap((subset) => {
    const hosts = listAt(subset, "addresses").map((one) => textAt(one, "ip"));
    const ports = listAt(subset, "ports");
    return ports.length === 0
      ? hosts
      : ports.flatMap((port) => hosts.map((host) => hostPort(host, numberAt(port, "port"))));
  });
  return shortList(all, 3, ",", "");
}

export const endpointsColumns: readonly Column[] = [nameColumn, column("Endpoints", endpointAddresses), ageColumn];

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("AddressType", "addressType"),
  column("Ports", (slice) =>
    shortList(
      listAt(slice, "ports").map((port) => textAt(port, "port") || textAt(port, "name") || "*"),
      3,
      ",",
      "<unset>",
    ),
  ),
  column("Endpoints", (slice) =>
    shortList(
      listAt(slice, "endpoints").flatMap((one) => textsAt(one, "addresses")),
      3,
      ",",
      "<unset>",
    ),
  ),
  ageColumn,
];

function ingressHosts(ingress: KubeObject): string {
  const rules = listAt(ingress, "spec.rules");
  const hosts = rules
    .map((rule) => textAt(rule, "host"))
    .filter(Boolean)
    .slice(0, 3);
  if (hosts.length === 0) return "*";
  return rules.length > 3 && hosts.length === 3 ? `${hosts.join(",")} + ${rules.length - 3} more...` : hosts.join(",");
}

export const ingressColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Class", "spec.ingressClassName", "<none>"),
  column("Hosts", ingressHosts),
  column("Address", (ingress, { wide }) => balancerAddresses(ingress, wide)),
  column("Ports", (ingress) => (listAt(ingress, "spec.tls").length > 0 ? "80, 443" : "80")),
  ageColumn,
];

export const ingressClassColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Controller", "spec.controller"),
  column("Parameters", (object) => {
    const [group, kind, name] = ["apiGroup", "kind", "name"].map((field) => textAt(object, `spec.parameters.${field}`));
    return kind === "" ? "<none>" : `${kind}${group === "" ? "" : `.${group}`}/${name}`;
  }),
  ageColumn,
];

export const networkPolicyColumns: readonly Column[] = [
  nameColumn,
  column("Pod-Selector", (policy) =>
    formatLabelSelector(fieldAt(policy, "spec.podSelector") as LabelSelector | undefined),
  ),
  ageColumn,
];
