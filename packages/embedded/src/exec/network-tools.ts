/**
 * `nc`, `nslookup`, `getent hosts`, `ping`, as BusyBox has them.
 * @module
 */

import { lookUp, nameServer, resolve } from "../network/dns.ts";
import { packetMicros } from "../network/path.ts";
import { answerMemcached } from "../processes/stores/memcached-text.ts";
import { dial } from "./dial.ts";
import { httpHead, request } from "./http-tools.ts";
import { failed, type Tool, type ToolContext, type ToolResult, type Wait } from "./tool.ts";

/** `nc host port`: what stands at its input goes to the server, what that answers is printed. */
export const netcat: Tool = function* (context) {
  const { args, holder } = context;
  const words = args.filter((arg, index) => !arg.startsWith("-") && !/^-\w*[wip]$/.test(args[index - 1] ?? ""));
  const [host = "", port = "0"] = words;
  const verbose = args.some((arg) => /^-\w*v/.test(arg));
  const waitAt = args.findIndex((arg) => /^-\w*w\d*$/.test(arg));
  const stuck = /\d+$/.exec(args[waitAt] ?? "")?.[0];
  const seconds = waitAt < 0 ? 127 : Number(stuck ?? args[waitAt + 1] ?? 127);
  const giveUpAt = holder.sim.now + seconds * 1_000_000;
  const outcome = yield* dial(context, host, Number(port), giveUpAt);
  if (outcome.kind === "ok") {
    const open = verbose ? `${host} (${outcome.address}) open\n` : "";
    if (args.some((arg) => /^-\w*z/.test(arg))) return { stdout: open, stderr: "", exitCode: 0 };
    const result = yield* talk(context, outcome, giveUpAt);
    return { ...result, stdout: open + result.stdout };
  }
  if (outcome.kind === "no-such-host" || outcome.kind === "dns-timeout")
    return failed(1, `nc: bad address '${host}'\n`);
  const why =
    outcome.kind === "refused"
      ? "Connection refused"
      : outcome.kind === "no-route"
        ? "No route to host"
        : "Operation timed out";
  return failed(
    1,
    outcome.kind === "silent" && waitAt >= 0 ? "nc: timed out\n" : `nc: ${host} (${outcome.address}): ${why}\n`,
  );
};

/** Sends the input, and prints what comes back. */
function* talk(
  context: ToolContext,
  peer: { readonly containerId: string; readonly port: number; readonly roundTripMicros: number },
  giveUpAt: number,
): Generator<Wait, ToolResult, void> {
  const { holder, stdin } = context;
  if (stdin.trim() === "") return { stdout: "", stderr: "", exitCode: 0 };
  yield { until: holder.sim.now + peer.roundTripMicros };
  const said = answerMemcached(holder.sim, peer.containerId, stdin);
  if (said !== undefined) return { stdout: said, stderr: "", exitCode: 0 };
  const [, method, path] = /^([A-Z]+) (\S+)(?: HTTP\/1\.\d)?\r?\n/.exec(stdin) ?? [];
  if (method === undefined || path === undefined) return { stdout: "", stderr: "", exitCode: 0 };
  const reply = yield* request(context, peer.containerId, peer.port, method, path, giveUpAt);
  if (reply === undefined || reply.status === 0) return { stdout: "", stderr: "", exitCode: 0 };
  return { stdout: httpHead(reply) + reply.body, stderr: "", exitCode: 0 };
}

/** `nslookup name`. */
export const nslookup: Tool = function* (context) {
  const { holder, container } = context;
  const name = context.args.find((arg) => !arg.startsWith("-")) ?? "";
  const server = nameServer(holder.sim);
  const head = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`;
  const resolved = resolve(holder.sim, container.podIP, container.namespace, name);
  yield { until: resolved.at };
  if (resolved.kind === "dns-timeout")
    return { stdout: ";; connection timed out; no servers could be reached\n\n", stderr: "", exitCode: 1 };
  if (resolved.kind === "no-such-host")
    return { stdout: `${head}** server can't find ${name}: NXDOMAIN\n\n`, stderr: "", exitCode: 1 };
  const full = [
    `${name}.${container.namespace}.svc.cluster.local`,
    `${name}.svc.cluster.local`,
    `${name}.cluster.local`,
  ].find((candidate) => lookUp(holder.sim, candidate) !== undefined);
  return { stdout: `${head}Name:\t${full ?? name}\nAddress: ${resolved.ip}\n\n`, stderr: "", exitCode: 0 };
};

/** `getent hosts name`. */
export const getent: Tool = function* (context) {
  const { holder, container } = context;
  const name = context.args.at(-1) ?? "";
  const resolved = resolve(holder.sim, container.podIP, container.namespace, name);
  yield { until: resolved.at };
  if (resolved.kind !== "ok") return failed(2, "");
  return {
    stdout: `${resolved.ip.padEnd(16)}${name}.${container.namespace}.svc.cluster.local\n`,
    stderr: "",
    exitCode: 0,
  };
};

/** `ping -c n host`. */
export const ping: Tool = function* (context) {
  const { holder, container } = context;
  const countAt = context.args.indexOf("-c");
  const count = Math.min(20, countAt < 0 ? 4 : Number(context.args[countAt + 1] ?? 4));
  const host =
    context.args.findLast((arg, index) => !arg.startsWith("-") && !/^-[cWwi]$/.test(context.args[index - 1] ?? "")) ??
    "";
  const resolved = resolve(holder.sim, container.podIP, container.namespace, host);
  yield { until: resolved.at };
  if (resolved.kind !== "ok") return failed(1, `ping: bad address '${host}'\n`);
  const lines = [`PING ${host} (${resolved.ip}): 56 data bytes`];
  let received = 0;
  const trips: number[] = [];
  for (let sequence = 0; sequence < count; sequence++) {
    const { sim } = holder;
    // Only pods answer: a cluster IP is no host.
    const there = sim.state.network.sandboxes.has(resolved.ip)
      ? packetMicros(sim, container.podIP, resolved.ip)
      : undefined;
    const back = there === undefined ? undefined : packetMicros(sim, resolved.ip, container.podIP);
    if (there !== undefined && back !== undefined) {
      received += 1;
      trips.push((there + back) / 1000);
      lines.push(`64 bytes from ${resolved.ip}: seq=${sequence} ttl=64 time=${((there + back) / 1000).toFixed(3)} ms`);
    }
    yield { until: sim.now + 1_000_000 };
  }
  const lost = Math.round(((count - received) / Math.max(1, count)) * 100);
  lines.push(
    "",
    `--- ${host} ping statistics ---`,
    `${count} packets transmitted, ${received} packets received, ${lost}% packet loss`,
  );
  if (received > 0) {
    const mean = trips.reduce((sum, trip) => sum + trip, 0) / received;
    const span = [Math.min(...trips), mean, Math.max(...trips)].map((millis) => millis.toFixed(3));
    lines.push(`round-trip min/avg/max = ${span.join("/")} ms`);
  }
  return { stdout: `${lines.join("\n")}\n`, stderr: "", exitCode: received === 0 ? 1 : 0 };
};
