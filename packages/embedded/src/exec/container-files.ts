/**
 * Files that a shell in a container sees: the image's, mounted config maps and secrets, what was written before.
 * @module
 */
import type { ConfigMap, Secret } from "@aiops-gym/cluster";
import { getObject, podByUid } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { nameServer } from "../network/dns.ts";
import type { MongodData } from "../processes/mongod-data.ts";
import { hostNameOf, ownHostsLine } from "../runtime/host-name.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerMount, ContainerRecord } from "../runtime/runtime-state.ts";
import { mountAt, volumeAt } from "../runtime/volumes.ts";

/** What the kubelet writes before the pod's own line. */
const hostsHead = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;

/**
 * Texts by absolute path.
 *
 * @param wanted - The path that matters: what cannot be there is not looked at.
 */
export function filesOf(sim: Simulation, container: ContainerRecord, wanted?: string): Map<string, string> {
  const ofImage = findImage(sim, container.image)?.files ?? {};
  const files = new Map<string, string>(
    wanted === undefined
      ? Object.entries(ofImage)
      : Object.hasOwn(ofImage, wanted)
        ? [[wanted, ofImage[wanted] ?? ""]]
        : [],
  );
  if (wanted === undefined || wanted.startsWith("/etc/")) {
    files.set("/etc/hostname", `${hostNameOf(sim, container)}\n`);
    files.set("/etc/hosts", hostsHead + ownHostsLine(sim, container));
    const search = `${container.namespace}.svc.cluster.local svc.cluster.local cluster.local`;
    files.set("/etc/resolv.conf", `search ${search}\nnameserver ${nameServer(sim)}\noptions ndots:5\n`);
  }
  const isAsked = (folder: string) => wanted === undefined || isBelow(wanted, folder);
  for (const mount of container.mounts) if (isAsked(mount.path)) addMount(sim, container, mount, files);
  addProjections(sim, container, files, isAsked);
  const own = sim.state.runtime.volumes.get(`container:${container.id}:/`);
  for (const [path, text] of own?.files ?? []) files.set(path, text);
  return files;
}

/** Whether a path is that of a folder or below it. */
function isBelow(path: string, folder: string): boolean {
  const base = folder.endsWith("/") ? folder.slice(0, -1) : folder;
  return path.startsWith(base) && (path.length === base.length || path[base.length] === "/");
}

function addMount(
  sim: Simulation,
  container: ContainerRecord,
  mount: ContainerMount,
  files: Map<string, string>,
): void {
  const base = mount.path.endsWith("/") ? mount.path.slice(0, -1) : mount.path;
  const { kind, name } = mount.source;
  if (kind === "configMap" || kind === "secret") {
    const data = objectData(sim, container.namespace, kind, name);
    if (mount.subPath !== undefined && mount.subPath !== "") {
      const text = data[mount.subPath];
      if (text !== undefined) files.set(base, text);
      return;
    }
    for (const key of Object.keys(data)) files.set(`${base}/${key}`, data[key] ?? "");
    return;
  }
  const volume = volumeAt(sim, container.id, mount.path);
  for (const [path, text] of volume?.files ?? []) files.set(`${base}${path}`, text);
  const mongod = volume?.data.get("mongod") as MongodData | undefined;
  if (mongod !== undefined) for (const file of mongodFiles) files.set(`${base}/${file}`, "");
}

interface ProjectedSource {
  readonly serviceAccountToken?: { readonly path: string };
  readonly configMap?: { readonly name: string; readonly items?: readonly { key: string; path: string }[] };
  readonly secret?: { readonly name: string; readonly items?: readonly { key: string; path: string }[] };
  readonly downwardAPI?: { readonly items?: readonly { path: string; fieldRef?: { readonly fieldPath: string } }[] };
}

/** Projected volumes: the service account's token, the cluster's certificate, the namespace. */
function addProjections(
  sim: Simulation,
  container: ContainerRecord,
  files: Map<string, string>,
  isAsked: (folder: string) => boolean,
): void {
  const pod = podByUid(sim, container.podUid);
  const containers = [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])];
  const mounts = containers.find(({ name }) => name === container.containerName)?.volumeMounts ?? [];
  for (const { name, mountPath } of mounts) {
    if (!isAsked(mountPath)) continue;
    const volume = pod?.spec.volumes?.find((candidate) => candidate.name === name);
    const { sources } = (volume?.projected ?? {}) as { readonly sources?: readonly ProjectedSource[] };
    const base = mountPath.replace(/\/$/, "");
    for (const { serviceAccountToken, configMap, secret, downwardAPI } of sources ?? []) {
      if (serviceAccountToken !== undefined) {
        const user = `system:serviceaccount:${container.namespace}:${pod?.spec.serviceAccountName ?? "default"}`;
        files.set(`${base}/${serviceAccountToken.path}`, Buffer.from(user).toString("base64url"));
      }
      for (const [kind, part] of [["configMap", configMap] as const, ["secret", secret] as const]) {
        if (part === undefined) continue;
        const data = objectData(sim, container.namespace, kind, part.name);
        const items = part.items ?? Object.keys(data).map((key) => ({ key, path: key }));
        for (const { key, path } of items) files.set(`${base}/${path}`, data[key] ?? "");
      }
      for (const { path, fieldRef } of downwardAPI?.items ?? []) {
        const field = fieldRef?.fieldPath === "metadata.namespace" ? container.namespace : container.podName;
        files.set(`${base}/${path}`, field);
      }
    }
  }
}

/** What the server leaves in its folder, as far as a listing shows. */
const mongodFiles = [
  "WiredTiger",
  "WiredTiger.lock",
  "WiredTiger.turtle",
  "WiredTiger.wt",
  "_mdb_catalog.wt",
  "mongod.lock",
  "sizeStorer.wt",
  "storage.bson",
];

function objectData(
  sim: Simulation,
  namespace: string,
  kind: "configMap" | "secret",
  name: string,
): Readonly<Record<string, string>> {
  if (kind === "configMap") return getObject<ConfigMap>(sim, "ConfigMap", namespace, name)?.data ?? {};
  const data = getObject<Secret>(sim, "Secret", namespace, name)?.data ?? {};
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  );
}

/** Keeps a file that a shell wrote: on the volume that it lies on, or in the container's own file system. */
export function keepFile(sim: Simulation, container: ContainerRecord, path: string, text: string | undefined): void {
  const mount = mountAt(container, path);
  const volume = volumeAt(sim, container.id, mount?.path ?? "/");
  if (volume === undefined) return;
  const key = mount === undefined ? path : path.slice(mount.path.replace(/\/$/, "").length);
  if (text === undefined) volume.files.delete(key);
  else volume.files.set(key, text);
}

/** One file, as a tool opens it. */
export function readContainerFile(sim: Simulation, container: ContainerRecord, path: string): string | undefined {
  const place = path.startsWith("/") ? path : `${container.workingDir.replace(/\/$/, "")}/${path}`;
  return filesOf(sim, container, place).get(place);
}
