/**
 * What a job's policy says about a pod that failed.
 * @module
 */
import type { ContainerStatus, Job, Pod, PodFailurePolicyRule } from "@aiops-gym/cluster";

/** The rule that matched, and what follows. */
export interface PolicyVerdict {
  readonly action?: PodFailurePolicyRule["action"];
  /** Whether the failure counts. */
  readonly counts: boolean;
  /** Why the job fails, when it does. */
  readonly message?: string;
}

/** Looks for the first rule that matches; a failure that none matches counts. */
export function judgeFailure({ spec }: Job, pod: Pod): PolicyVerdict {
  const rules = spec.podFailurePolicy?.rules ?? [];
  for (const [index, { action, onExitCodes, onPodConditions }] of rules.entries()) {
    const container = onExitCodes === undefined ? undefined : containerWith(pod, onExitCodes);
    const condition = pod.status.conditions?.find(({ type, status }) =>
      onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
    );
    const { namespace, name } = pod.metadata;
    let message: string;
    if (container !== undefined) {
      const code = container.state.terminated?.exitCode;
      message = `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code} matching ${action} rule at index ${index}`;
    } else if (onExitCodes === undefined && condition !== undefined) {
      message = `Pod ${namespace}/${name} has condition ${condition.type} matching ${action} rule at index ${index}`;
    } else continue;
    return { action, counts: action !== "Ignore", ...(action === "FailJob" ? { message } : {}) };
  }
  return { counts: true };
}

function containerWith(
  { status }: Pod,
  { containerName, operator, values }: NonNullable<PodFailurePolicyRule["onExitCodes"]>,
): ContainerStatus | undefined {
  return [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(({ name, state }) => {
    const code = state.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    return values.includes(code) === (operator === "In");
  });
}
