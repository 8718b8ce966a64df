/**
 * Logs of containers as `kubectl logs` asks for them, with the API server's and the kubelet's refusals (recorded).
 * @module
 */
import {
  badRequest,
  type ContainerStatus,
  fieldInvalid,
  invalid,
  type LogOptions,
  microsPerSecond,
  type Pod,
  type PodReference,
  toRfc3339Micro,
} from "@aiops-gym/cluster";
import { readObject } from "../apiserver/api-server.ts";
import { readContainerLog } from "../capture/capture.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { getContainer } from "../runtime/containers.ts";

/**
 * A container's log as text.
 *
 * @throws StatusError `NotFound`, `BadRequest`.
 */
export function podLogs(sim: Simulation, { namespace, name }: PodReference, options: LogOptions = {}): string {
  const pod = readObject<Pod>(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
  const { tailLines: lines = 0, sinceSeconds: since = 1, limitBytes: bytes = 1 } = options;
  const errors = [
    ...(lines < 0 ? [fieldInvalid("tailLines", lines, "must be greater than or equal to 0")] : []),
    ...(since < 1 ? [fieldInvalid("sinceSeconds", since, "must be greater than 0")] : []),
    ...(bytes < 1 ? [fieldInvalid("limitBytes", bytes, "must be greater than 0")] : []),
  ];
  if (errors.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, name, errors);
  const container = chosenContainer(pod, options.container);
  // a pod that no node has taken has no log, and that is no failure
  if (pod.spec.nodeName === undefined) return "";
  const id = containerWithLog(pod, container, options.previous === true);
  // the kubelet keeps one dead container beside the living one
  if (getContainer(sim, id) === undefined) return `unable to retrieve container logs for containerd://${id}`;
  const { sinceSeconds, tailLines, timestamps, limitBytes } = options;
  const log = readContainerLog(sim, id, {
    ...(sinceSeconds === undefined ? {} : { sinceUnixMicros: sim.now - sinceSeconds * microsPerSecond }),
    ...(tailLines === undefined ? {} : { tailLines }),
  });
  let text = "";
  for (const [index, { body, timeUnixMicros }] of log.entries()) {
    // the runtime stamps nanoseconds
    const stamp = timestamps === true ? `${toRfc3339Micro(timeUnixMicros).slice(0, -1)}000Z ` : "";
    text += `${stamp}${body}\n`;
    // what was printed last, without an end of line
    if (index === log.length - 1 && getContainer(sim, id)?.openLine === body) text = text.slice(0, -1);
    if (limitBytes !== undefined && text.length >= limitBytes)
      return Buffer.from(text).subarray(0, limitBytes).toString();
  }
  return text;
}

function chosenContainer(pod: Pod, wanted: string | undefined): string {
  const { name } = pod.metadata;
  const containers = pod.spec.containers.map((container) => container.name);
  const initContainers = (pod.spec.initContainers ?? []).map((container) => container.name);
  if (wanted !== undefined && wanted !== "") {
    const ephemeral = (pod.spec.ephemeralContainers ?? []).map((container) => container.name);
    if ([...containers, ...initContainers, ...ephemeral].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const [first = ""] = containers;
  if (containers.length === 1) return first;
  const choices = [...initContainers, ...containers].join(" ");
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${choices}]`);
}

function containerWithLog(pod: Pod, container: string, previous: boolean): string {
  const { name } = pod.metadata;
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status;
  const status = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(
    (candidate) => candidate.name === container,
  );
  if (status === undefined) throw badRequest(`container "${container}" in pod "${name}" is not available`);
  const last = status.lastState.terminated?.containerID;
  const current = status.containerID;
  if (previous) {
    if (last !== undefined) return idOf(last);
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (status.state.waiting === undefined && current !== undefined) return idOf(current);
  if (last !== undefined) return idOf(last);
  throw badRequest(`container "${container}" in pod "${name}" is waiting to start${whyWaiting(status)}`);
}

function idOf(containerID: string): string {
  return containerID.replace(/^containerd:\/\//, "");
}

function whyWaiting({ state }: ContainerStatus): string {
  switch (state.waiting?.reason) {
    case undefined:
      return " - no logs yet";
    case "ErrImagePull":
      return ": image can't be pulled";
    case "ImagePullBackOff":
      return ": trying and failing to pull image";
    default:
      return `: ${state.waiting?.reason}`;
  }
}
