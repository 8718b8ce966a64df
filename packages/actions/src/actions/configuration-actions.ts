/**
 * The typed actions that change how a service is set up: `set_image`, `set_resources`, `set_env`, `set_target_port`,
 * `remove_node_selector`.
 * @module
 */
import { z } from "zod";
import { type ActionDefinition, defineAction, refused } from "../action-definition.ts";
import { kubectl, onWorkload, service } from "../on-workload.ts";

const quantity = z.string().regex(/^\d+(\.\d+)?(m|k|[KMGTPE]i|[MGTPE])?$/, 'a quantity such as "500m" or "256Mi"');
const port = z.int().min(1).max(65_535);

const imageSchema = z.strictObject({
  service,
  image: z
    .string()
    .regex(/^[\w./:@-]+$/, "the name of an image")
    .describe("The image that its containers shall run"),
  container: z
    .string()
    .regex(/^[a-z0-9-]+$/, "the name of a container")
    .optional()
    .describe("Which container; all of them when absent"),
});
const resourcesSchema = z.strictObject({
  service,
  cpu: quantity.optional().describe('Most CPU that each container may use, for example "500m"'),
  memory: quantity.optional().describe('Most memory that each container may use, for example "256Mi"'),
});
const variableSchema = z.strictObject({
  service,
  variable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, "the name of an environment variable")
    .describe("The name of the environment variable"),
  value: z.string().optional().describe("Its value; the variable is removed when absent"),
});
const targetPortSchema = z.strictObject({
  service,
  port: port.describe("The port at which the Service is called"),
  target_port: port.describe("The port of the pods that it shall lead to"),
});
const serviceSchema = z.strictObject({ service });

/** `kubectl set image`. */
export const setImage: ActionDefinition<typeof imageSchema> = defineAction({
  name: "set_image",
  description: "Sets which image a service runs.",
  schema: imageSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { service, image, container = "*" }) =>
    onWorkload(context, service, (workload) => ["set", "image", workload, `${container}=${image}`]),
});

/** `kubectl set resources --limits`. */
export const setResources: ActionDefinition<typeof resourcesSchema> = defineAction({
  name: "set_resources",
  description: "Sets how much CPU and memory the containers of a service may use.",
  schema: resourcesSchema,
  effect: "write",
  latencySeconds: 2,
  async execute(context, { service, cpu, memory }) {
    const limits = [
      ...(cpu === undefined ? [] : [`cpu=${cpu}`]),
      ...(memory === undefined ? [] : [`memory=${memory}`]),
    ];
    if (limits.length === 0) return refused("Neither cpu nor memory was given; expected at least one.");
    return onWorkload(context, service, (workload) => ["set", "resources", workload, `--limits=${limits.join(",")}`]);
  },
});

/** `kubectl set env`. */
export const setEnv: ActionDefinition<typeof variableSchema> = defineAction({
  name: "set_env",
  description: "Sets or removes an environment variable of a service.",
  schema: variableSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { service, variable, value }) =>
    onWorkload(context, service, (workload) => [
      "set",
      "env",
      workload,
      value === undefined ? `${variable}-` : `${variable}=${value}`,
    ]),
});

/** A strategic patch of the Service's port. */
export const setTargetPort: ActionDefinition<typeof targetPortSchema> = defineAction({
  name: "set_target_port",
  description: "Sets which port of the pods a port of a Service leads to.",
  schema: targetPortSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { service, port, target_port }) => {
    const patch = { spec: { ports: [{ port, targetPort: target_port }] } };
    return kubectl(context, ["patch", "service", service, "--type=strategic", `--patch=${JSON.stringify(patch)}`]);
  },
});

/** Takes away what ties a service's pods to certain nodes. */
export const removeNodeSelector: ActionDefinition<typeof serviceSchema> = defineAction({
  name: "remove_node_selector",
  description: "Lets the pods of a service run on any node again.",
  schema: serviceSchema,
  effect: "write",
  latencySeconds: 2,
  execute: (context, { service }) => {
    const patch = { spec: { template: { spec: { nodeSelector: null, nodeName: null, affinity: null } } } };
    return onWorkload(context, service, (workload) => [
      "patch",
      workload,
      "--type=merge",
      `--patch=${JSON.stringify(patch)}`,
    ]);
  },
});
