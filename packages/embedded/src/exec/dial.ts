/**
 * How tools open connections.
 * @module
 */
import { type ConnectOutcome, connect, connectAgain } from "../network/connect.ts";
import type { ToolContext, Wait } from "./tool.ts";

/** Dials until there is an answer or the time is over. */
export function* dial(
  context: ToolContext,
  host: string,
  port: number,
  giveUpAt: number,
): Generator<Wait, ConnectOutcome, void> {
  const { holder, container } = context;
  let outcome = connect(holder.sim, container.podIP, container.namespace, host, port);
  while (outcome.kind === "silent" && outcome.pending !== null && outcome.retryAt < giveUpAt) {
    const { pending } = outcome;
    yield { until: outcome.retryAt };
    outcome = connectAgain(holder.sim, pending);
  }
  yield { until: Math.min(giveUpAt, outcome.kind === "silent" ? giveUpAt : outcome.at) };
  return outcome;
}
