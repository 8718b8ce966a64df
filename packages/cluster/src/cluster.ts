/**
 * A cluster as everything above the seam sees it.
 * @module
 */
import type { Clock } from "./clock.ts";
import type { KubeApi } from "./kube-api.ts";
import type { TelemetrySource } from "./telemetry-source.ts";

/** What this cluster can do beyond the seam; code asks here before it relies on one. */
export interface ClusterCapabilities {
  /** Same seed and actions give the same bytes. */
  readonly deterministic: boolean;
  /** Can be copied mid-episode. */
  readonly fork: boolean;
  /** Can be written to bytes and read back in another process. */
  readonly snapshot: boolean;
  /** `clock.sleep` returns at once, having simulated that long. */
  readonly virtualTime: boolean;
}

/** Who asks, as RBAC knows users. */
export interface UserInfo {
  /** `system:serviceaccount:<namespace>:<name>` for a service account. */
  readonly name: string;
  readonly groups?: readonly string[];
}

/** One Kubernetes cluster: its API, its clock, its telemetry. */
export interface Cluster extends AsyncDisposable {
  readonly name: string;
  readonly capabilities: ClusterCapabilities;
  readonly api: KubeApi;
  readonly clock: Clock;
  /** The API as somebody else: what that user may not do is refused as RBAC refuses it. */
  impersonate(user: UserInfo): KubeApi;
  readonly telemetry: TelemetrySource;
}
