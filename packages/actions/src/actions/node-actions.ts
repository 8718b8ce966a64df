/**
 * The typed actions on nodes: `cordon`, `uncordon`.
 * @module
 */
import { z } from "zod";
import { type ActionDefinition, defineAction } from "../action-definition.ts";
import { kubectl } from "../on-workload.ts";

const nodeSchema = z.strictObject({
  node: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of a node")
    .describe("The name of the node"),
});

/** `kubectl cordon`. */
export const cordon: ActionDefinition<typeof nodeSchema> = defineAction({
  name: "cordon",
  description: "Keeps new pods from a node; those that run there stay.",
  schema: nodeSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { node }) => kubectl(context, ["cordon", node]),
});

/** `kubectl uncordon`. */
export const uncordon: ActionDefinition<typeof nodeSchema> = defineAction({
  name: "uncordon",
  description: "Lets a node have new pods again.",
  schema: nodeSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { node }) => kubectl(context, ["uncordon", node]),
});
