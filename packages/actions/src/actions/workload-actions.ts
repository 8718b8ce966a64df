/**
 * The typed actions that change the application: `scale`, `restart`, `rollback`, `patch`; and `wait`.
 * @module
 */
import { type KubeObject, StatusError } from "@aiops-gym/cluster";
import { runKubectl } from "@aiops-gym/shell";
import { z } from "zod";
import {
  type ActionContext,
  type ActionDefinition,
  type ActionReply,
  defineAction,
  done,
  refused,
} from "../action-definition.ts";

const service = z.string().describe("The name of the service");

const scaleSchema = z.strictObject({
  service,
  replicas: z.int().min(0).max(50).describe("How many pods it shall have"),
});
const restartSchema = z.strictObject({ service });
const rollbackSchema = z.strictObject({
  service,
  revision: z.int().min(1).optional().describe("The revision to go back to; the one before this when absent"),
});
const patchSchema = z.strictObject({
  kind: z
    .string()
    .regex(/^[A-Za-z][A-Za-z.]*$/, "a kind such as deployment or service")
    .describe("deployment, service, configmap, ..."),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "the name of an object"),
  type: z.enum(["strategic", "merge", "json"]).default("strategic"),
  patch: z
    .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
    .describe("The patch as JSON: an object, or a list of operations when type is json"),
});
const waitSchema = z.strictObject({ seconds: z.number().positive().max(600).describe("How long") });

/** Runs kubectl in the application's namespace and replies with what it printed. */
async function kubectl(context: ActionContext, argv: readonly string[]): Promise<ActionReply> {
  const { api, clock, application, signal } = context;
  const result = await runKubectl(
    { api, clock, namespace: application.namespace },
    { argv, ...(signal === undefined ? {} : { signal }) },
  );
  const text = `${result.stdout}${result.stderr}`.trimEnd();
  return { text: text === "" ? "nothing changed" : text, ok: result.exitCode === 0 };
}

const workloadKinds = ["Deployment", "StatefulSet"] as const;

/** `deployment/geo`: what runs a service's pods, found by its name or its pods' label. */
async function workloadOf({ api, application }: ActionContext, name: string): Promise<string | ActionReply> {
  const known: string[] = [];
  try {
    for (const kind of workloadKinds) {
      const { items } = await api.list({ apiVersion: "apps/v1", kind, namespace: application.namespace });
      const found =
        items.find((one) => one.metadata.name === name) ??
        items.find((one) => podLabels(one)[application.serviceLabel] === name);
      if (found !== undefined) return `${kind.toLowerCase()}/${found.metadata.name}`;
      known.push(...items.map((one) => one.metadata.name));
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return refused(`Error from server (${error.reason}): ${error.message}`);
  }
  return refused(
    `No service ${JSON.stringify(name)} runs in namespace ${application.namespace}; expected one of ${known.join(", ") || "none"}.`,
  );
}

function podLabels(workload: KubeObject): Readonly<Record<string, string>> {
  const spec = workload.spec as {
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
  return spec.template?.metadata?.labels ?? {};
}

async function onWorkload(
  context: ActionContext,
  name: string,
  argv: (workload: string) => readonly string[],
): Promise<ActionReply> {
  const workload = await workloadOf(context, name);
  return typeof workload === "string" ? kubectl(context, argv(workload)) : workload;
}

export const scale: ActionDefinition<typeof scaleSchema> = defineAction({
  name: "scale",
  description: "Sets how many pods a service has.",
  schema: scaleSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, args) =>
    onWorkload(context, args.service, (workload) => ["scale", workload, `--replicas=${args.replicas}`]),
});

export const restart: ActionDefinition<typeof restartSchema> = defineAction({
  name: "restart",
  description: "Replaces all pods of a service by new ones, step by step.",
  schema: restartSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, args) => onWorkload(context, args.service, (workload) => ["rollout", "restart", workload]),
});

export const rollback: ActionDefinition<typeof rollbackSchema> = defineAction({
  name: "rollback",
  description: "Takes a service back to an earlier revision of its deployment.",
  schema: rollbackSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, args) =>
    onWorkload(context, args.service, (workload) => [
      "rollout",
      "undo",
      workload,
      ...(args.revision === undefined ? [] : [`--to-revision=${args.revision}`]),
    ]),
});

export const patch: ActionDefinition<typeof patchSchema> = defineAction({
  name: "patch",
  description: "Changes fields of an object in the application's namespace, as kubectl patch does.",
  schema: patchSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { kind, name, type, patch }) => {
    const text = typeof patch === "string" ? patch : JSON.stringify(patch);
    return kubectl(context, ["patch", kind, name, `--type=${type}`, `--patch=${text}`]);
  },
});

export const wait: ActionDefinition<typeof waitSchema> = defineAction({
  name: "wait",
  description: "Lets time pass.",
  schema: waitSchema,
  effect: "read",
  latencySeconds: 0,
  async execute({ clock, signal }, { seconds }) {
    await clock.sleep(seconds, signal);
    return done(`waited ${seconds} seconds`);
  },
});
