/**
 * Which actions a policy has.
 * @module
 */
import type { ActionProfile, AnyAction, TaskName } from "./action-definition.ts";
import { createUser, grantRole } from "./actions/account-actions.ts";
import { removeNodeSelector, setEnv, setImage, setResources, setTargetPort } from "./actions/configuration-actions.ts";
import { execShell } from "./actions/exec-shell.ts";
import { getLogs } from "./actions/get-logs.ts";
import { isolate, removeNetworkPolicies } from "./actions/network-actions.ts";
import { cordon, uncordon } from "./actions/node-actions.ts";
import { deletePods, recreateVolume, restoreService } from "./actions/recovery-actions.ts";
import { submitActions } from "./actions/submit.ts";
import { getMetrics, getTraces, readMetrics, readTraces } from "./actions/telemetry-files.ts";
import { patch, restart, rollback, scale, wait } from "./actions/workload-actions.ts";

const aiopslab: readonly AnyAction[] = [getLogs, getMetrics, readMetrics, getTraces, readTraces, execShell];
const typed: readonly AnyAction[] = [
  scale,
  restart,
  rollback,
  patch,
  setImage,
  setResources,
  setEnv,
  setTargetPort,
  removeNodeSelector,
  deletePods,
  restoreService,
  recreateVolume,
  grantRole,
  createUser,
  isolate,
  removeNetworkPolicies,
  cordon,
  uncordon,
  wait,
];

/** The actions of a task, `submit` last. AIOpsLab has no typed ones. */
export function actionsFor(task: TaskName, profile: ActionProfile = "strict"): readonly AnyAction[] {
  return [...actionsByName(task, profile).values()];
}

/** The action of a name. */
export function findAction(name: string, task: TaskName, profile: ActionProfile = "strict"): AnyAction | undefined {
  return actionsByName(task, profile).get(name);
}

const byName = {
  strict: new Map<TaskName, ReadonlyMap<string, AnyAction>>(),
  aiopslab: new Map<TaskName, ReadonlyMap<string, AnyAction>>(),
} as const satisfies Record<ActionProfile, unknown>;

function actionsByName(task: TaskName, profile: ActionProfile): ReadonlyMap<string, AnyAction> {
  let actions = byName[profile].get(task);
  if (actions === undefined) {
    const list = [...aiopslab, ...(profile === "strict" ? typed : []), submitActions[task]];
    actions = new Map(list.map((action) => [action.name, action]));
    byName[profile].set(task, actions);
  }
  return actions;
}
