/**
 * The typed actions that change the application: `scale`, `restart`, `rollback`, `patch`; and `wait`.
 * @module
 */
import { z } from "zod";
import { type ActionDefinition, defineAction, done } from "../action-definition.ts";
import { kubectl, onWorkload, service } from "../on-workload.ts";

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
