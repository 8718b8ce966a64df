/**
 * What an action is: a name, a schema, an effect, and how it is carried out over the seam.
 * @module
 */
import type { Application } from "@aiops-gym/application";
import type { Clock, KubeApi, TelemetrySource, UnixMicros } from "@aiops-gym/cluster";
import type { Shell } from "@aiops-gym/shell";
import type { z } from "zod";

/** What a policy is asked to find out or to do. */
export type TaskName = "detection" | "localization" | "analysis" | "mitigation";

/** All tasks. */
export const taskNames: readonly TaskName[] = ["detection", "localization", "analysis", "mitigation"];

/** `aiopslab` parses, replies and refuses as AIOpsLab does, holes included. */
export type ActionProfile = "strict" | "aiopslab";

/** The world as the policy may see and change it. */
export interface ActionContext {
  /** The API with the policy's own rights. */
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly telemetry: TelemetrySource;
  readonly application: Application;
  /** Also holds the episode's files: telemetry that was exported, what scripts wrote. */
  readonly shell: Shell;
  /** When the policy was paged; telemetry of a while before it is there too. */
  readonly episodeStart: UnixMicros;
  readonly task: TaskName;
  readonly profile: ActionProfile;
  readonly signal?: AbortSignal;
}

/** What the policy reads after acting. */
export interface ActionReply {
  readonly text: string;
  /** False when the action could not be understood or done; `text` says why. */
  readonly ok: boolean;
  /** Present when the policy submitted its answer; mitigation's is `null`. */
  readonly submission?: Submission;
}

/** Detection: `"Yes"`; localization: names; analysis: two strings; mitigation: nothing. */
export type Submission = null | string | readonly unknown[] | { readonly [key: string]: unknown };

/** One action. Made by {@link defineAction}. */
export interface ActionDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** The arguments; their order is the order of positional ones. */
  readonly schema: Schema;
  readonly effect: "read" | "write";
  /** How long carrying it out typically takes, seconds of the cluster's clock. */
  readonly latencySeconds: number;
  /** Never throws for bad input; throws only what is a mistake in the program, or an abort. */
  execute(context: ActionContext, args: z.infer<Schema>): Promise<ActionReply>;
}

/** An action of any arguments, as lists of actions hold them. */
export type AnyAction = Omit<ActionDefinition, "execute"> & {
  execute(context: ActionContext, args: never): Promise<ActionReply>;
};

/** A reply that says what went well. */
export function done(text: string): ActionReply {
  return { text, ok: true };
}

/** A reply that says what was wrong, what was expected and what to do. */
export function refused(text: string): ActionReply {
  return { text, ok: false };
}

/** Checks a definition's types; nothing more. */
export function defineAction<Schema extends z.ZodObject>(
  definition: ActionDefinition<Schema>,
): ActionDefinition<Schema> {
  return definition;
}
