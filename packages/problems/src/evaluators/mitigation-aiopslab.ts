/**
 * Mitigation as AIOpsLab grades it: one look at the pods, with its holes (no pods at all pass; nothing need be submitted).
 * @module
 */
import { type Deployment, isNotFound, type Pod } from "@aiops-gym/cluster";
import type { Evaluation, EvaluationContext } from "../evaluator.ts";

/** `misconfig_app` waits for readiness first, up to so many seconds. */
const readySeconds = 60;
const pollSeconds = 5;

/** What AIOpsLab looks at beside the pods, by fault. A string says what is wrong. */
const extraChecks: Readonly<
  Record<string, (context: EvaluationContext, parameters: unknown) => Promise<string | undefined>>
> = {
  misconfig_app: async (context) => {
    const { clock } = context.running.cluster;
    for (
      let waited = 0;
      waited < readySeconds && findUnhealthy(await listPods(context)) !== undefined;
      waited += pollSeconds
    ) {
      await clock.sleep(pollSeconds, context.signal);
    }
    return undefined;
  },
  wrong_bin_usage: async (context, parameters) => {
    const { service, goodCommand } = parameters as { service: string; goodCommand: readonly string[] };
    const containers = (await getDeployment(context, service))?.spec.template.spec.containers ?? [];
    const right = containers.some(({ command }) => goodCommand.every((word) => command?.includes(word)));
    return right ? undefined : `no container of Deployment ${service} runs ${goodCommand.join(" ")}`;
  },
  scale_pods_to_zero: async (context, parameters) => {
    const { service } = parameters as { service: string };
    const deployment = await getDeployment(context, service);
    const right = deployment?.spec.replicas === 1 && deployment.status.availableReplicas === 1;
    return right ? undefined : `Deployment ${service} does not have one available replica`;
  },
};

/** One snapshot of the pods when the episode ends, and the fault's own check. */
export async function evaluateLikeAiopslab(context: EvaluationContext): Promise<Evaluation> {
  for (const { name, parameters } of context.faults) {
    const wrong = await extraChecks[name]?.(context, parameters);
    if (wrong !== undefined) return verdict(false, wrong);
  }
  const unhealthy = findUnhealthy(await listPods(context));
  return unhealthy === undefined ? verdict(true, "no pod is unhealthy") : verdict(false, unhealthy);
}

async function listPods({ running }: EvaluationContext): Promise<readonly Pod[]> {
  const { items } = await running.cluster.api.list<Pod>({
    apiVersion: "v1",
    kind: "Pod",
    namespace: running.application.namespace,
  });
  return items;
}

async function getDeployment({ running }: EvaluationContext, name: string): Promise<Deployment | undefined> {
  const { namespace } = running.application;
  return running.cluster.api
    .get<Deployment>({ apiVersion: "apps/v1", kind: "Deployment", namespace, name })
    .catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
}

function findUnhealthy(pods: readonly Pod[]): string | undefined {
  for (const { metadata, status } of pods) {
    if (status.containerStatuses === undefined) return `pod ${metadata.name} has no container statuses`;
    for (const { name, state, ready } of status.containerStatuses) {
      if (state.waiting?.reason === "CrashLoopBackOff") return `container ${name} is in CrashLoopBackOff`;
      if (state.terminated !== undefined && state.terminated.reason !== "Completed")
        return `container ${name} is terminated with reason ${state.terminated.reason}`;
      if (!ready) return `container ${name} is not ready`;
    }
  }
  return undefined;
}

function verdict(success: boolean, reason: string): Evaluation {
  return { score: success ? 1 : 0, success, reason: `AIOpsLab's check: ${reason}.`, results: {} };
}
