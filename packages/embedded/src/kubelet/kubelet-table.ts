/**
 * The kubelet's numbers: periods and back-offs are Kubernetes 1.34's defaults; latencies (medians, in microseconds) were
 * measured on Kubernetes 1.34.4 with containerd on a node with two cores.
 * @module
 */

const second = 1_000_000;

export const periods = {
  /** Containers are listed this often; their changes are seen then. */
  relist: 1_004_000,
  /** The timers of pods are looked at this often. */
  ticker: second,
  /** After a failed sync the next one comes within once and one and a half times this. */
  retry: 10 * second,
  retryJitter: 0.5,
} as const;

export const backOffs = {
  initial: 10 * second,
  max: 300 * second,
  /** A container that ran this long starts with the initial back-off again; a pull likewise. */
  reset: 600 * second,
  mountInitial: 500_000,
  mountMax: 122 * second,
  /** So long a sync waits for volumes before it gives up and is tried again. */
  mountWait: 123 * second,
} as const;

/** Medians, in microseconds; drawn with {@link latencySpread}. */
export const latencies = {
  /** A pod was assigned to the node, until its first status. */
  noticePod: 25_000,
  /** The wait for volumes looks every 300 ms. */
  mount: 350_000,
  sandbox: 150_000,
  create: 22_000,
  start: 105_000,
  /** A change of containers was listed, until the pod is synced. */
  relist: 22_000,
  /** A pod changed in the API server, until it is synced. */
  notice: 12_000,
  /** A container that was to stop has stopped, until the next step. */
  stopped: 30_000,
  /** The network and the sandbox of a pod are taken down. */
  teardown: 285_000,
  /** The kubelet listed its containers after a pod was down, until the pod is deleted in the API server. */
  cleanUp: 45_000,
  /** The sandbox of a pod whose containers have all ended for good is taken down. */
  finish: 130_000,
} as const;

/** Sigma of the log-normal distribution of latencies. */
export const latencySpread = 0.25;

/** CPU that the runtime uses inside a container's limit to start it (measured: 3 s under a limit of 10m). */
export const startCpuMicros = 30_000;

/** CPU that the runtime uses inside a pod's limit to set up its sandbox (measured: 2.6 s under a limit of 10m). */
export const sandboxCpuMicros = 27_000;

/** What a container gets to stop at least, also when its pod was removed by force. */
export const minimumGraceSeconds = 2;
