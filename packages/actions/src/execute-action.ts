/**
 * Parses an action and carries it out.
 * @module
 */
import { microsPerSecond, StatusError } from "@aiops-gym/cluster";
import { type ActionContext, type ActionReply, refused, type Submission } from "./action-definition.ts";
import { findAction } from "./action-list.ts";
import { parseAction } from "./parse-action.ts";

/**
 * Carries out an action and lets at least its latency pass.
 *
 * @param input - Text, or `{ name, arguments }`.
 * @returns every failure of the policy's own, and every refusal of Kubernetes, as a reply with `ok: false`.
 */
export async function executeAction(context: ActionContext, input: unknown): Promise<ActionReply> {
  const parsed = parseAction(input, context);
  if (!parsed.ok) return refused(parsed.message);
  const { call } = parsed;
  const action = findAction(call.name, context.task, context.profile);
  if (action === undefined) return refused(`There is no action ${JSON.stringify(call.name)}.`);
  if (call.submitted !== undefined)
    return { text: "Your solution was submitted.", ok: true, submission: call.submitted as Submission };
  const start = context.clock.now();
  let reply: ActionReply;
  try {
    // the parser checked the arguments against this action's schema
    reply = await action.execute(context, call.arguments as never);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    reply = refused(`Error from server (${error.reason}): ${error.message}`);
  }
  const left = action.latencySeconds - (context.clock.now() - start) / microsPerSecond;
  if (left > 0) await context.clock.sleep(left, context.signal);
  return reply;
}
