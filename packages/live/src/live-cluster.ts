/**
 * A real cluster, by its kubeconfig: kind, k3s, EKS, whatever answers.
 * @module
 */
import {
  type Cluster,
  type ClusterCapabilities,
  GymError,
  type KubeApi,
  type TelemetrySource,
  type UserInfo,
} from "@aiops-gym/cluster";
import { KubeConfig } from "@kubernetes/client-node";
import { LiveApi } from "./live-api.ts";
import { WallClock } from "./wall-clock.ts";

/** Where the cluster is. */
export interface LiveClusterOptions {
  /** Path of a kubeconfig; the usual places (`KUBECONFIG`, `~/.kube/config`, the pod's own account) when absent. */
  readonly kubeconfig?: string;
  /** Its current context when absent. */
  readonly context?: string;
}

/** Connects to nothing yet: the first call does. Closing it touches nothing on the cluster. */
export function openLiveCluster(options: LiveClusterOptions = {}): Cluster {
  const config = new KubeConfig();
  if (options.kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(options.kubeconfig);
  if (options.context !== undefined) config.setCurrentContext(options.context);
  return new LiveCluster(config);
}

class LiveCluster implements Cluster {
  readonly name: string;
  readonly capabilities: ClusterCapabilities = {
    deterministic: false,
    fork: false,
    snapshot: false,
    virtualTime: false,
  };
  readonly api: KubeApi;
  readonly clock: WallClock = new WallClock();
  readonly telemetry: TelemetrySource = withoutTelemetry;
  readonly #config: KubeConfig;

  constructor(config: KubeConfig) {
    this.name = config.getCurrentContext();
    this.#config = config;
    this.api = new LiveApi(config);
  }

  impersonate(user: UserInfo): KubeApi {
    return new LiveApi(this.#config, user);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Every query fails: no Prometheus, Jaeger or Loki is connected. */
const withoutTelemetry: TelemetrySource = {
  logs: () => notCapable("logs", "read a pod's log with api.logs"),
  metrics: () => notCapable("metrics"),
  traces: () => notCapable("traces"),
  events: () => notCapable("events", "list them with api.list({ apiVersion: 'v1', kind: 'Event' })"),
  services: () => notCapable("service summaries"),
  tables: () => notCapable("any of it"),
};

function notCapable(what: string, instead?: string): Promise<never> {
  const hint = instead === undefined ? "use the embedded cluster" : instead;
  return Promise.reject(
    new GymError("ERR_NOT_CAPABLE", `the live cluster has no telemetry source for ${what} as tables yet; ${hint}`),
  );
}
