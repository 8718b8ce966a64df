/**
 * The end of volumes whose claims went.
 * @module
 */
import { type PersistentVolume, toRfc3339 } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import { getObject } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";

const component = "persistentvolume-controller";
const provisionedBy = "pv.kubernetes.io/provisioned-by";

/** Deletes what lies behind a volume, where the controller can. */
export function reclaim(sim: Simulation, volume: PersistentVolume): void {
  const { hostPath } = volume.spec as { readonly hostPath?: { readonly path: string } };
  const { name, annotations } = volume.metadata;
  const failure =
    hostPath === undefined
      ? `error getting deleter volume plugin for volume ${JSON.stringify(name)}: no deletable volume plugin matched`
      : /^\/tmp\/.+/.test(hostPath.path)
        ? undefined
        : `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
  if (failure === undefined) {
    deleteObject(sim, { apiVersion: "v1", kind: "PersistentVolume", name });
    return;
  }
  // what somebody else made, somebody else deletes
  if (annotations?.[provisionedBy] !== undefined) return;
  const current = getObject<PersistentVolume>(sim, "PersistentVolume", undefined, name) ?? volume;
  const lastPhaseTransitionTime = toRfc3339(sim.now);
  const status = { ...current.status, phase: "Failed", message: failure, lastPhaseTransitionTime };
  const failed = writeStatus(sim, current, status as PersistentVolume["status"]);
  recordEvent(sim, { involved: failed, type: "Warning", reason: "VolumeFailedDelete", message: failure, component });
}
