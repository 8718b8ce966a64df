/**
 * Parses an action and carries it out.
 * @module
 */
import type { ActionContext, ActionReply } from "./action-definition.ts";
import { parseAction } from "./parse-action.ts";

/** Every failure of the policy's own is a reply with `ok: false`. */
export async function executeAction(context: ActionContext, input: unknown): Promise<ActionReply> {
  const parsed = parseAction(input, context);
  if (!parsed.ok) return { text: parsed.message, ok: false };
  return { text: "not built yet", ok: false };
}
