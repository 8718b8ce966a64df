/**
 * What the kubelet says: events and waiting messages (Kubernetes 1.34.4, recorded).
 * @module
 */
import { microsPerSecond, type Pod } from "@aiops-gym/cluster";

/** `geo-7d75_test(uid)` */
export function podText({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

/** Go's print of a duration of whole seconds: `10s`, `1m20s`, `5m0s`. */
export function durationText(micros: number): string {
  const seconds = Math.round(micros / microsPerSecond);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** Go's print of a duration in milliseconds: `13ms`, `1.387s`. */
export function millisText(micros: number): string {
  const millis = Math.floor(micros / 1000);
  return millis < 1000 ? `${millis}ms` : `${millis / 1000}s`;
}

export const texts = {
  pulling: (image: string) => `Pulling image "${image}"`,
  pulled: (image: string, micros: number, bytes: number) =>
    `Successfully pulled image "${image}" in ${millisText(micros)} (${millisText(micros)} including waiting). ` +
    `Image size: ${bytes} bytes.`,
  present: (image: string) => `Container image "${image}" already present on machine`,
  neverPulled: (image: string) => `Container image "${image}" is not present with pull policy of Never`,
  pullFailed: (image: string, why: string) => `Failed to pull image "${image}": ${why}`,
  pullBackOff: (image: string) => `Back-off pulling image "${image}"`,
  badImageName: (image: string, why: string) =>
    `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`,
  error: (what: string) => `Error: ${what}`,
  created: (container: string) => `Created container: ${container}`,
  started: (container: string) => `Started container ${container}`,
  restartBackOff: (container: string, pod: Pod) =>
    `Back-off restarting failed container ${container} in pod ${podText(pod)}`,
  restartBackOffWaiting: (micros: number, container: string, pod: Pod) =>
    `back-off ${durationText(micros)} restarting failed container=${container} pod=${podText(pod)}`,
  stopping: (container: string) => `Stopping container ${container}`,
  definitionChanged: (container: string) => `Container ${container} definition changed`,
  livenessFailed: (container: string) => `Container ${container} failed liveness probe`,
  startupFailed: (container: string) => `Container ${container} failed startup probe`,
  initLivenessFailed: (container: string) => `Init container ${container} failed liveness probe`,
  initStartupFailed: (container: string) => `Init container ${container} failed startup probe`,
  resizeRestart: (container: string) => `Container ${container} resize requires restart`,
  resizeCompleted: (allocation: string) => `Pod resize completed: ${allocation}`,
  postStartFailed: "PostStartHook failed",
  preStopFailed: "PreStopHook failed",
  deadlineExceeded: "Pod was active on the node longer than the specified deadline",
  notLocated: "The container could not be located when the pod was terminated",
  rootImage: (container: string, pod: Pod) =>
    `container has runAsNonRoot and image will run as root (pod: "${podText(pod)}", container: ${container})`,
  rootUser: (container: string, pod: Pod) =>
    `container's runAsUser breaks non-root policy (pod: "${podText(pod)}", container: ${container})`,
  noPullSecrets: (names: readonly string[]) =>
    `Unable to retrieve some image pull secrets (${names.join(", ")}); attempting to pull the image may not succeed.`,
  rejected: (why: string) => `Pod was rejected: ${why}`,
  willRestart: (message: string) => `${message}, will be restarted`,
  mountFailed: (volume: string, why: string) => `MountVolume.SetUp failed for volume "${volume}" : ${why}`,
  hostPathType: (path: string, what: string) => `hostPath type check failed: ${path} is not ${what}`,
  mountTimedOut: (volumes: readonly string[]) =>
    `Unable to attach or mount volumes: unmounted volumes=[${volumes.join(" ")}], unattached volumes=[], ` +
    "failed to process volumes=[]: timed out waiting for the condition",
} as const;

/** What a failed hook leaves in the container's status. */
export const hookTexts = {
  execFailed: (command: readonly string[], container: string, pod: Pod, exitCode: number, output: string) =>
    `Exec lifecycle hook ([${command.join(" ")}]) for Container "${container}" in Pod "${podText(pod)}" failed - ` +
    `error: command '${command.join(" ")}' exited with ${exitCode}: , message: ${JSON.stringify(output)}`,
  httpFailed: (path: string, container: string, pod: Pod, why: string) =>
    `HTTP lifecycle hook (${path}) for Container "${container}" in Pod "${podText(pod)}" failed - error: ${why}`,
} as const;

/** Why a node does not take a pod that it was given. */
export const rejectionTexts = {
  outOf: (resource: string, requested: number, used: number, capacity: number) =>
    `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  capacity: (resource: string, requested: number, capacity: number) =>
    `Node didn't have enough capacity: ${resource}, requested: ${requested}, capacity: ${capacity}`,
  predicate: (name: string, why: string) => `Predicate ${name} failed: ${why}`,
} as const;
