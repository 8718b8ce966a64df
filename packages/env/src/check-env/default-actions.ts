/**
 * What is played where a caller names no actions: looks at everything, a change, and waiting.
 * @module
 */
import type { EpisodeInfo, ResetResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { Space } from "../spaces/space.ts";
import type { SpaceMask } from "../spaces/space-mask.ts";

/** Whether an environment takes tool calls and texts, as `AIOpsEnv` does; others are played with samples. */
export function takesToolCalls(space: Space): boolean {
  return (
    space.type === "OneOf" &&
    space.spaces.some((one) => one.type === "Dict" && "name" in one.spaces && "arguments" in one.spaces)
  );
}

/** What can be chosen now, where the environment tells it of numbers. */
export function maskOf({ type }: Space, { info }: ResetResult<unknown>): SpaceMask {
  return type === "Discrete" ? (info.actionMask ?? null) : null;
}

const shell = (command: string) => ({ name: "exec_shell", arguments: { command } });

/** Actions of text and names, in `AIOpsEnv`'s grammar, that reach all that has a state of its own. */
export function defaultActions({ observation }: ResetResult<unknown>): readonly unknown[] {
  const namespace = namespaceOf(observation);
  return [
    shell("kubectl get all,configmaps,events -A -o yaml | tail -n 400"),
    shell("kubectl describe pods -A | tail -n 200; kubectl api-resources; kubectl get namespaces"),
    shell("env; echo $RANDOM >> /tmp/notes; date >> /tmp/notes; cat /tmp/notes; cat /proc/1/cmdline"),
    { name: "get_metrics", arguments: { namespace, duration: 1 } },
    { name: "get_traces", arguments: { namespace, duration: 1 } },
    shell(`kubectl rollout restart deployment -n ${namespace}`),
    ...new Array<unknown>(6).fill({ name: "wait", arguments: { seconds: 10 } }),
  ];
}

/** The page names it; `default` where there is none. */
function namespaceOf(observation: unknown): string {
  const { briefing } = (observation ?? {}) as Partial<Observation>;
  const alerts = briefing?.page.alerts ?? [];
  return alerts.map(({ labels }) => labels["namespace"]).find((name) => name !== undefined) ?? "default";
}

const submissions: Readonly<Record<EpisodeInfo["task"], Readonly<Record<string, unknown>>>> = {
  detection: { has_anomaly: "No" },
  localization: { faulty_components: ["frontend"] },
  analysis: { analysis: { system_level: "Hardware", fault_type: "Code Defect" } },
  mitigation: {},
};

/** A submission that fits the task, right or not. */
export function defaultSubmission({ info }: ResetResult<unknown>): unknown {
  return { name: "submit", arguments: submissions[info.task] };
}

/** Actions that no environment of {@link defaultActions}'s grammar can understand. */
export const defaultMalformed: readonly unknown[] = [
  null,
  42,
  "",
  "dance with me",
  "get_logs(",
  [],
  {},
  { name: 7 },
  { name: "no_such_action", arguments: {} },
  { name: "wait", arguments: { seconds: "soon" } },
  { name: "wait", arguments: null },
];

/** Values of many kinds; those that are not of an action space are malformed actions of it. */
export const oddValues: readonly unknown[] = [null, -1, 1.5, 1e9, Number.NaN, "", "dance with me", [], {}, true];
