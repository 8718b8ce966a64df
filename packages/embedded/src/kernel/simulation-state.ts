/**
 * All state of a simulated cluster. Plain data (see `plain.ts`); each subsystem owns one slice and declares its type beside its code.
 * @module
 */
import type { StoreState } from "../apiserver/store-state.ts";
import type { CaptureState } from "../capture/capture-state.ts";
import type { ControlPlaneState } from "../controllers/control-plane-state.ts";
import type { KubeletState } from "../kubelet/kubelet-state.ts";
import type { MetricsState } from "../metrics-server/metrics-state.ts";
import type { NetworkState } from "../network/network-state.ts";
import type { ProcessesState } from "../processes/processes-state.ts";
import type { RuntimeState } from "../runtime/runtime-state.ts";
import type { WorkloadState } from "../workload/workload-state.ts";
import type { KernelState } from "./simulation.ts";

export interface SimulationState {
  readonly kernel: KernelState;
  readonly store: StoreState;
  readonly controlPlane: ControlPlaneState;
  readonly kubelet: KubeletState;
  readonly runtime: RuntimeState;
  readonly network: NetworkState;
  readonly processes: ProcessesState;
  readonly workload: WorkloadState;
  readonly capture: CaptureState;
  readonly metrics: MetricsState;
}
