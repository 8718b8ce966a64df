/**
 * `kubectl describe` of services, endpoints and network policies.
 * @module
 */
import { formatLabelSelector, type KubeObject, type LabelSelector } from "@aiops-gym/cluster";
import { formatLabels, hostPort, shortList } from "../columns/column.ts";
import type { Invocation } from "../invocation.ts";
import { fieldAt, listAt, mapAt, numberAt, type Tree, textAt, textsAt } from "../tree.ts";
import { type DescribeWriter, type Events, orNone } from "./writer.ts";

function isReady(endpoint: Tree): boolean {
  return fieldAt(endpoint, "conditions.ready") !== false;
}

/** Addresses behind one port of a service, at most three. */
export function endpointTexts(slices: readonly KubeObject[], portName: string): string {
  if (slices.length === 0) return "<none>";
  const all = slices.flatMap((slice) => {
    const hosts = listAt(slice, "endpoints")
      .filter(isReady)
      .map((one) => textsAt(one, "addresses")[0] ?? "");
    const ports = listAt(slice, "ports");
    if (ports.length === 0) return hosts;
    return ports
      .filter((port) => textAt(port, "name") === portName)
      .flatMap((port) => hosts.map((host) => hostPort(host, numberAt(port, "port"))));
  });
  return shortList(all, 3, ",", "");
}

export async function describeService(
  call: Invocation,
  out: DescribeWriter,
  service: KubeObject,
  events: Events,
): Promise<void> {
  const slices = await call.list(
    { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespaced: true },
    { namespace: service.metadata.namespace, labelSelector: `kubernetes.io/service-name=${service.metadata.name}` },
  );
  out.heading(service);
  out.labelsAndAnnotations(service);
  out.field(0, "Selector", formatLabels(mapAt(service, "spec.selector")));
  out.field(0, "Type", textAt(service, "spec.type"));
  const optional = (title: string, text: string): void => {
    if (text !== "") out.field(0, title, text);
  };
  optional("IP Family Policy", textAt(service, "spec.ipFamilyPolicy"));
  out.field(0, "IP Families", orNone(textsAt(service, "spec.ipFamilies").join(",")));
  out.field(0, "IP", textAt(service, "spec.clusterIP"));
  out.field(0, "IPs", orNone(textsAt(service, "spec.clusterIPs").join(",")));
  optional("External IPs", textsAt(service, "spec.externalIPs").join(","));
  optional("Desired LoadBalancer IP", textAt(service, "spec.loadBalancerIP"));
  optional("External Name", textAt(service, "spec.externalName"));
  optional("LoadBalancer Ingress", listAt(service, "status.loadBalancer.ingress").map(balancerText).join(", "));
  for (const port of listAt(service, "spec.ports")) {
    const name = textAt(port, "name");
    const protocol = textAt(port, "protocol");
    const shown = name || "<unset>";
    out.field(0, "Port", `${shown}\t${numberAt(port, "port")}/${protocol}`);
    out.field(0, "TargetPort", `${textAt(port, "targetPort")}/${protocol}`);
    if (numberAt(port, "nodePort") !== 0)
      out.field(0, "NodePort", `${shown}\t${numberAt(port, "nodePort")}/${protocol}`);
    out.field(0, "Endpoints", endpointTexts(slices, name));
  }
  out.field(0, "Session Affinity", textAt(service, "spec.sessionAffinity"));
  optional("External Traffic Policy", textAt(service, "spec.externalTrafficPolicy"));
  optional("Internal Traffic Policy", textAt(service, "spec.internalTrafficPolicy"));
  optional("HealthCheck NodePort", textAt(service, "spec.healthCheckNodePort"));
  optional("LoadBalancer Source Ranges", textsAt(service, "spec.loadBalancerSourceRanges").join(","));
  optional("Traffic Distribution", textAt(service, "spec.trafficDistribution"));
  out.events(events);
}

function balancerText(ingress: Tree): string {
  const address = textAt(ingress, "ip");
  const mode = textAt(ingress, "ipMode");
  return address === "" ? textAt(ingress, "hostname") : mode === "" ? address : `${address} (${mode})`;
}

export async function describeEndpoints(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  out.line(0, "Subsets:");
  for (const subset of listAt(object, "subsets")) {
    for (const [title, field] of [
      ["Addresses", "addresses"],
      ["NotReadyAddresses", "notReadyAddresses"],
    ] as const) {
      out.field(
        1,
        title,
        orNone(
          listAt(subset, field)
            .map((one) => textAt(one, "ip"))
            .join(","),
        ),
      );
    }
    const ports = listAt(subset, "ports");
    if (ports.length > 0) {
      out.line(1, "Ports:");
      out.line(2, "Name\tPort\tProtocol");
      out.line(2, "----\t----\t--------");
      for (const port of ports)
        out.line(2, `${textAt(port, "name") || "<unset>"}\t${numberAt(port, "port")}\t${textAt(port, "protocol")}`);
    }
    out.line(0, "");
  }
  out.events(events);
}

export async function describeEndpointSlice(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  out.field(0, "AddressType", textAt(object, "addressType"));
  const ports = listAt(object, "ports");
  if (ports.length === 0) out.line(0, "Ports: <unset>");
  else {
    out.line(0, "Ports:");
    out.line(1, "Name\tPort\tProtocol");
    out.line(1, "----\t----\t--------");
    for (const port of ports) {
      out.line(
        1,
        `${textAt(port, "name") || "<unset>"}\t${textAt(port, "port") || "<unset>"}\t${textAt(port, "protocol")}`,
      );
    }
  }
  const endpoints = listAt(object, "endpoints");
  out.line(0, endpoints.length === 0 ? "Endpoints: <none>" : "Endpoints:");
  for (const endpoint of endpoints) {
    out.line(1, `- Addresses:\t${orNone(textsAt(endpoint, "addresses").join(", "))}`);
    out.line(2, "Conditions:");
    out.field(3, "Ready", textAt(endpoint, "conditions.ready") || "<unset>");
    out.field(2, "Hostname", textAt(endpoint, "hostname") || "<unset>");
    const target = textAt(endpoint, "targetRef.kind");
    if (target !== "") out.field(2, "TargetRef", `${target}/${textAt(endpoint, "targetRef.name")}`);
    out.field(2, "NodeName", textAt(endpoint, "nodeName") || "<unset>");
    out.field(2, "Zone", textAt(endpoint, "zone") || "<unset>");
  }
  out.events(events);
}

function selectorOf(value: unknown): string {
  return formatLabelSelector(value as LabelSelector | undefined);
}

/** How the two directions of a network policy are worded. */
const directions = [
  { type: "Ingress", field: "ingress", peers: "from", lower: "ingress", word: "From", by: "source" },
  { type: "Egress", field: "egress", peers: "to", lower: "egress", word: "To", by: "destination" },
] as const;

export async function describeNetworkPolicy(_call: Invocation, out: DescribeWriter, policy: KubeObject): Promise<void> {
  out.heading(policy);
  out.field(0, "Created on", policy.metadata.creationTimestamp.replace("T", " ").replace("Z", " +0000 UTC"));
  out.labelsAndAnnotations(policy);
  out.line(0, "Spec:");
  const selector = selectorOf(fieldAt(policy, "spec.podSelector"));
  out.line(
    1,
    `PodSelector:     ${selector === "<none>" ? "<none> (Allowing the specific traffic to all pods in this namespace)" : selector}`,
  );
  const types = textsAt(policy, "spec.policyTypes");
  for (const direction of directions) {
    if (!types.includes(direction.type)) {
      out.line(1, `Not affecting ${direction.lower} traffic`);
      continue;
    }
    out.line(1, `Allowing ${direction.lower} traffic:`);
    describeRules(out, listAt(policy, `spec.${direction.field}`), direction);
  }
  out.line(1, `Policy Types: ${types.join(", ")}`);
}

function describeRules(
  out: DescribeWriter,
  rules: readonly Tree[],
  { peers, lower, word, by }: (typeof directions)[number],
): void {
  if (rules.length === 0) out.line(2, `<none> (Selected pods are isolated for ${lower} connectivity)`);
  for (const [index, rule] of rules.entries()) {
    const ports = listAt(rule, "ports");
    if (ports.length === 0) out.line(2, "To Port: <any> (traffic allowed to all ports)");
    for (const port of ports) {
      const protocol = textAt(port, "protocol") || "TCP";
      const end = textAt(port, "endPort");
      out.line(
        2,
        end === ""
          ? `To Port: ${textAt(port, "port")}/${protocol}`
          : `To Port Range: ${textAt(port, "port")}-${end}/${protocol}`,
      );
    }
    const all = listAt(rule, peers);
    if (all.length === 0) out.line(2, `${word}: <any> (traffic not restricted by ${by})`);
    for (const peer of all) {
      out.line(2, `${word}:`);
      if (peer["namespaceSelector"] !== undefined)
        out.line(3, `NamespaceSelector: ${selectorOf(peer["namespaceSelector"])}`);
      if (peer["podSelector"] !== undefined) out.line(3, `PodSelector: ${selectorOf(peer["podSelector"])}`);
      if (peer["ipBlock"] === undefined) continue;
      out.line(3, "IPBlock:");
      out.line(4, `CIDR: ${textAt(peer, "ipBlock.cidr")}`);
      out.line(4, `Except: ${textsAt(peer, "ipBlock.except").join(", ")}`);
    }
    if (index < rules.length - 1) out.line(2, "----------");
  }
}
