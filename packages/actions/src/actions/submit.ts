/**
 * `submit`, of each task.
 * @module
 */
import { z } from "zod";
import {
  type ActionDefinition,
  type AnyAction,
  defineAction,
  type Submission,
  type TaskName,
} from "../action-definition.ts";

const text = "Your solution was submitted.";

function submitAction<Schema extends z.ZodObject>(
  description: string,
  schema: Schema,
  answer: (args: z.infer<Schema>) => Submission,
): ActionDefinition<Schema> {
  return defineAction({
    name: "submit",
    description,
    schema,
    effect: "write",
    latencySeconds: 0,
    execute: async (_context, args) => ({ text, ok: true, submission: answer(args) }),
  });
}

const detection = submitAction(
  "Submits whether there is an anomaly, and ends the episode.",
  z.strictObject({
    has_anomaly: z
      .string()
      .regex(/^\s*(yes|no)\s*$/i, '"Yes" or "No"')
      .describe('"Yes" or "No"'),
  }),
  ({ has_anomaly }) => has_anomaly,
);

const localization = submitAction(
  "Submits which services are faulty, the most likely first, and ends the episode.",
  z.strictObject({ faulty_components: z.array(z.string()).describe("Names of services") }),
  ({ faulty_components }) => faulty_components,
);

const analysis = submitAction(
  "Submits the level and the kind of the root cause, and ends the episode.",
  z.strictObject({
    analysis: z.strictObject({
      system_level: z.string().describe("The level of the system that the fault lies at"),
      fault_type: z.string().describe("The kind of the fault"),
    }),
  }),
  (args) => args.analysis,
);

const mitigation = submitAction(
  "Says that the system is repaired, and ends the episode.",
  z.strictObject({}),
  () => null,
);

/** By task. */
export const submitActions: Readonly<Record<TaskName, AnyAction>> = { detection, localization, analysis, mitigation };
