/**
 * What is said of containers that never ran when their pod is over: a pod that was begun ends with an end of each of them.
 * @module
 */
import type { ContainerStatus, Pod } from "@aiops-gym/cluster";
import { texts } from "./kubelet-texts.ts";

/** The statuses of a pod's containers and of its init containers. */
export interface Statuses {
  readonly statuses: readonly ContainerStatus[];
  readonly initStatuses: readonly ContainerStatus[];
}

/** The statuses with which the kubelet leaves a pod. */
export function withLostContainers(pod: Pod, { statuses, initStatuses }: Statuses): Statuses {
  const last = initStatuses.findLastIndex(
    ({ state, lastState }) => state.waiting === undefined || lastState.terminated !== undefined,
  );
  return {
    statuses: hasInitialized(pod, statuses, initStatuses) ? statuses.map(lost) : statuses,
    // of init containers, those up to the last that was begun; the first in any case
    initStatuses: initStatuses.map((status, index) => (index <= Math.max(0, last) ? lost(status) : status)),
  };
}

function hasInitialized(
  { spec }: Pod,
  statuses: readonly ContainerStatus[],
  initStatuses: readonly ContainerStatus[],
): boolean {
  if ((spec.initContainers?.length ?? 0) === 0) return true;
  if (statuses.some(({ state, lastState }) => state.waiting === undefined || lastState.terminated !== undefined)) {
    return true;
  }
  const last = initStatuses.at(-1);
  return (last?.lastState.terminated?.exitCode ?? last?.state.terminated?.exitCode) === 0;
}

function lost(status: ContainerStatus): ContainerStatus {
  if (status.state.terminated !== undefined) return status;
  return {
    ...status,
    state: {
      terminated: {
        exitCode: 137,
        reason: "ContainerStatusUnknown",
        message: texts.notLocated,
        startedAt: null,
        finishedAt: null,
      },
    },
  };
}
