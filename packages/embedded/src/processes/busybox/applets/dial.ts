/**
 * How applets open connections.
 * @module
 */
import { type ConnectOutcome, connect, connectAgain, type PendingConnection } from "../../../network/connect.ts";
import type { AppletStep } from "../applet.ts";
import type { BusyboxContext } from "../output.ts";

/** The address without its port. */
export function ipOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":"));
}

/**
 * Opens a connection step by step, remembered by the process.
 *
 * @param seconds - After which it is given up (`silent`, then); 0: when the kernel does.
 */
export function dial(
  context: BusyboxContext,
  host: string,
  port: number,
  seconds: number,
): ConnectOutcome | { readonly wait: AppletStep } {
  const { process, sim, container } = context;
  const { memory } = process;
  const known = memory["outcome"] as ConnectOutcome | undefined;
  if (known !== undefined) return known;
  memory["giveUpAt"] ??= seconds > 0 ? sim.now + seconds * 1_000_000 : Number.MAX_SAFE_INTEGER;
  const giveUpAt = Number(memory["giveUpAt"]);
  const pending = memory["pending"] as PendingConnection | undefined;
  const outcome =
    pending === undefined
      ? connect(sim, container.podIP, container.namespace, host, port, "TCP", true)
      : connectAgain(sim, pending);
  if (outcome.kind === "silent" && outcome.pending !== null && outcome.retryAt < giveUpAt) {
    memory["pending"] = outcome.pending;
    return { wait: { waiting: { kind: "time" }, until: outcome.retryAt } };
  }
  const at = outcome.kind === "silent" ? outcome.retryAt : outcome.at;
  memory["outcome"] =
    at > giveUpAt && "address" in outcome
      ? { kind: "silent", address: outcome.address, retryAt: giveUpAt, pending: null }
      : outcome;
  return { wait: { waiting: { kind: "time" }, until: Math.min(giveUpAt, at) } };
}

const reasons: Readonly<Record<string, string>> = {
  refused: "Connection refused",
  "no-route": "No route to host",
  silent: "Connection timed out",
};

/** What an applet says of a connection that did not come about; `undefined`: it did. */
export function dialProblem(outcome: ConnectOutcome, shownHost: string): string | undefined {
  if (outcome.kind === "ok") return undefined;
  if (!("address" in outcome)) return `bad address '${shownHost}'`;
  return `can't connect to remote host (${ipOf(outcome.address)}): ${reasons[outcome.kind] ?? ""}`;
}
