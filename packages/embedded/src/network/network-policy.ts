/**
 * NetworkPolicies: which new connections between pods are dropped. Enforced as kind's own plugin does since 0.24; established
 * connections go on.
 * @module
 */
import { type KubeObject, type LabelSelector, labelMatcher, type Namespace, type Pod } from "@aiops-gym/cluster";
import { getObject, listObjects, observeKind, podByUid } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyRule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
}

interface NetworkPolicy extends KubeObject {
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly PolicyRule[];
    readonly egress?: readonly PolicyRule[];
  };
}

observeKind("NetworkPolicy", (sim, change) => {
  if (change.type === "ADDED") sim.state.network.policies += 1;
  else if (change.type === "DELETED") sim.state.network.policies -= 1;
});

/** Whether policies drop a new connection. Traffic of nodes (probes, users through node ports) is never dropped. */
export function isDropped(sim: Simulation, fromIP: string, toIP: string, port: number, protocol: string): boolean {
  if (sim.state.network.policies === 0) return false;
  const from = podAt(sim, fromIP);
  const to = podAt(sim, toIP);
  if (from !== undefined && !allows(sim, from, "Egress", to, toIP, port, protocol)) return true;
  return from !== undefined && to !== undefined && !allows(sim, to, "Ingress", from, fromIP, port, protocol);
}

/**
 * The pod that an address belongs to, from before its first container starts (when its status does not tell the address yet):
 * plugins must filter from the very first instant. Policies do not hold for pods on the host's network.
 */
function podAt(sim: Simulation, ip: string): Pod | undefined {
  const uid = sim.state.network.sandboxes.get(ip)?.podUid;
  const pod = uid === undefined ? undefined : podByUid(sim, uid);
  return pod?.spec.hostNetwork === true ? undefined : pod;
}

function allows(
  sim: Simulation,
  pod: Pod,
  direction: "Ingress" | "Egress",
  peer: Pod | undefined,
  peerIP: string,
  port: number,
  protocol: string,
): boolean {
  let isolated = false;
  for (const policy of listObjects<NetworkPolicy>(sim, "NetworkPolicy", pod.metadata.namespace)) {
    const { spec } = policy;
    if (!selects(spec.podSelector ?? {}, pod.metadata.labels)) continue;
    const types = spec.policyTypes ?? (spec.egress === undefined ? ["Ingress"] : ["Ingress", "Egress"]);
    if (!types.includes(direction)) continue;
    isolated = true;
    const rules = (direction === "Ingress" ? spec.ingress : spec.egress) ?? [];
    // A port is the receiver's, also when a name stands for it.
    const receiver = direction === "Ingress" ? pod : peer;
    for (const rule of rules) {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      if (!portMatches(rule, receiver, port, protocol)) continue;
      if (peers === undefined || peers.length === 0) return true;
      if (peers.some((one) => peerMatches(sim, one, pod.metadata.namespace ?? "", peer, peerIP))) return true;
    }
  }
  return !isolated;
}

function portMatches(rule: PolicyRule, receiver: Pod | undefined, port: number, protocol: string): boolean {
  if (rule.ports === undefined || rule.ports.length === 0) return true;
  return rule.ports.some((wanted) => {
    if ((wanted.protocol ?? "TCP") !== protocol) return false;
    if (wanted.port === undefined) return true;
    if (typeof wanted.port === "number") return port >= wanted.port && port <= (wanted.endPort ?? wanted.port);
    const named = receiver?.spec.containers.flatMap((c) => c.ports ?? []).find((p) => p.name === wanted.port);
    return named?.containerPort === port;
  });
}

function peerMatches(
  sim: Simulation,
  wanted: PolicyPeer,
  ownNamespace: string,
  peer: Pod | undefined,
  ip: string,
): boolean {
  if (wanted.ipBlock !== undefined) {
    return inBlock(ip, wanted.ipBlock.cidr) && !(wanted.ipBlock.except ?? []).some((cidr) => inBlock(ip, cidr));
  }
  if (peer === undefined) return false;
  const namespace = peer.metadata.namespace ?? "";
  if (wanted.namespaceSelector === undefined) {
    if (namespace !== ownNamespace) return false;
  } else {
    const labels = getObject<Namespace>(sim, "Namespace", undefined, namespace)?.metadata.labels;
    if (!selects(wanted.namespaceSelector, { "kubernetes.io/metadata.name": namespace, ...labels })) return false;
  }
  return wanted.podSelector === undefined || selects(wanted.podSelector, peer.metadata.labels);
}

function selects(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return labelMatcher(selector)(labels);
}

function inBlock(ip: string, cidr: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(ip) / size) === Math.floor(toNumber(base) / size);
}

function toNumber(ip: string): number {
  return ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
