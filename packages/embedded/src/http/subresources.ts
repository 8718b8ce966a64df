/**
 * Subresources: what kind each takes and gives, and its verbs, as discovery tells them.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";

/** One subresource of a kind. */
export interface SubresourceInfo {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const written = ["get", "patch", "update"];
const proxied = ["create", "delete", "get", "patch", "update"];
const streamed = ["create", "get"];

/** A kind of its own (`group/version Kind`), with verbs; where none is named it is the resource's own kind. */
const known: Readonly<Record<string, { readonly kind?: string; readonly verbs: readonly string[] }>> = {
  approval: { verbs: written },
  ephemeralcontainers: { verbs: written },
  finalize: { verbs: ["update"] },
  resize: { verbs: written },
  scale: { kind: "autoscaling/v1 Scale", verbs: written },
  status: { verbs: written },
  attach: { kind: "/v1 PodAttachOptions", verbs: streamed },
  binding: { kind: "/v1 Binding", verbs: ["create"] },
  eviction: { kind: "policy/v1 Eviction", verbs: ["create"] },
  exec: { kind: "/v1 PodExecOptions", verbs: streamed },
  log: { verbs: ["get"] },
  portforward: { kind: "/v1 PodPortForwardOptions", verbs: streamed },
  proxy: { kind: "/v1 {}ProxyOptions", verbs: proxied },
  token: { kind: "authentication.k8s.io/v1 TokenRequest", verbs: ["create"] },
};

/** A kind's subresources, by name. */
export function subresourcesOf(info: KindInfo): readonly SubresourceInfo[] {
  return [...info.subresources].sort().map((name) => subresourceOf(info, name));
}

function subresourceOf(info: KindInfo, name: string): SubresourceInfo {
  const { kind, verbs = [] } = known[name] ?? {};
  if (kind === undefined) return { name, group: info.group, version: info.version, kind: info.kind, verbs };
  const [place = "", ownKind = ""] = kind.replace("{}", info.kind).split(" ");
  const [group = "", version = ""] = place.split("/");
  return { name, group, version, kind: ownKind, verbs };
}
