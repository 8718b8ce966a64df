/**
 * Data that outlive containers: host paths and claims outlive pods too, an `emptyDir` lives as long as its pod.
 * @module
 */
import type { PersistentVolume, PersistentVolumeClaim } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerMount, ContainerRecord, VolumeRecord } from "./runtime-state.ts";

/** The mount that a path of a container lies on: the one with the longest path. */
export function mountAt(container: ContainerRecord, path: string): ContainerMount | undefined {
  let best: ContainerMount | undefined;
  for (const mount of container.mounts) {
    const base = mount.path.endsWith("/") ? mount.path.slice(0, -1) : mount.path;
    if (path !== base && !path.startsWith(`${base}/`)) continue;
    if (best === undefined || mount.path.length > best.path.length) best = mount;
  }
  return best;
}

/**
 * What a container keeps at a path: the volume mounted there, or else its own file system, which goes with it.
 * `undefined` for an unknown container and for a path on a config map or secret.
 */
export function volumeAt(sim: Simulation, containerId: string, path: string): VolumeRecord | undefined {
  const container = sim.state.runtime.containers.get(containerId);
  if (container === undefined) return undefined;
  const mount = mountAt(container, path);
  if (mount === undefined) return openVolume(sim, `container:${containerId}:${path}`);
  const key = volumeKey(sim, container, mount);
  return key === undefined ? undefined : openVolume(sim, key);
}

function volumeKey(sim: Simulation, container: ContainerRecord, mount: ContainerMount): string | undefined {
  const { kind, name } = mount.source;
  const below = mount.subPath === undefined || mount.subPath === "" ? "" : `/${mount.subPath}`;
  if (kind === "emptyDir") return `emptyDir:${container.podUid}:${name}${below}`;
  if (kind === "hostPath") return `hostPath:${container.nodeName}:${name}${below}`;
  if (kind !== "claim") return undefined;
  const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", container.namespace, name);
  const volumeName = claim?.spec.volumeName;
  if (volumeName === undefined) return `claim:${container.namespace}/${name}${below}`;
  const volume = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, volumeName);
  const path = volume?.spec.hostPath?.path;
  return path === undefined ? `volume:${volumeName}${below}` : `hostPath:${container.nodeName}:${path}${below}`;
}

function openVolume(sim: Simulation, key: string): VolumeRecord {
  const { volumes } = sim.state.runtime;
  let volume = volumes.get(key);
  if (volume === undefined) {
    volume = { key, files: new Map(), data: new Map() };
    volumes.set(key, volume);
  }
  return volume;
}

/** Drops what a container wrote to its own file system. */
export function dropContainerVolumes(sim: Simulation, containerId: string): void {
  dropVolumes(sim, `container:${containerId}:`);
}

/** Drops a pod's `emptyDir`s; the kubelet calls it when the pod is gone. */
export function dropPodVolumes(sim: Simulation, podUid: string): void {
  dropVolumes(sim, `emptyDir:${podUid}:`);
}

function dropVolumes(sim: Simulation, prefix: string): void {
  const { volumes } = sim.state.runtime;
  for (const key of [...volumes.keys()]) if (key.startsWith(prefix)) volumes.delete(key);
}
