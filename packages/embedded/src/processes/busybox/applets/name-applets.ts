/**
 * `nslookup` and `ping`.
 * @module
 */

import type { Service } from "@aiops-gym/cluster";
import { getObject } from "../../../apiserver/store.ts";
import { askedFor, nameServer, resolve } from "../../../network/dns.ts";
import { packetMicros } from "../../../network/path.ts";
import { type Applet, until } from "../applet.ts";
import { type BusyboxContext, complain, write } from "../output.ts";
import { versionLine } from "../usage.ts";

const nslookupUsage = `${versionLine}

Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any`;

/** Asks the name server; names without a dot are looked for in the pod's domains, all at once. */
const nslookup: Applet = (context, args) => {
  const { sim, container, process } = context;
  const type = args
    .find((arg) => /^-(type|query|q)=/.test(arg))
    ?.split("=")[1]
    ?.toLowerCase();
  const [host = "", explicit] = args.filter((arg) => !arg.startsWith("-"));
  if (host === "") {
    complain(context, nslookupUsage);
    return { exit: 1 };
  }
  const server = explicit ?? nameServer(sim);
  if (process.memory["at"] === undefined) {
    // The way to the server, and whether it answers.
    const probe = resolve(sim, container.podIP, container.namespace, host);
    process.memory["at"] = probe.at;
    process.memory["dead"] = probe.kind === "dns-timeout";
    return until(probe.at);
  }
  if (process.memory["dead"] === true) {
    write(context, 1, ";; connection timed out; no servers could be reached\n\n");
    return { exit: 1 };
  }
  write(context, 1, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  const domains = [`${container.namespace}.svc.cluster.local`, "svc.cluster.local", "cluster.local"];
  const bare = host.replace(/\.$/, "");
  const names = host.includes(".") || explicit !== undefined ? [bare] : domains.map((suffix) => `${host}.${suffix}`);
  let status = 0;
  for (const kind of type === undefined ? ["a", "aaaa"] : [type]) {
    for (const name of names) {
      const text = answerText(context, name, kind);
      if (text.startsWith("**")) status = 1;
      write(context, 1, `${text}\n`);
    }
  }
  return { exit: status };
};

function answerText(context: BusyboxContext, name: string, type: string): string {
  const { sim } = context;
  if (/^\d+(\.\d+){3}$/.test(name)) return reverse(context, name);
  // Nobody is asked about names outside of the cluster.
  if (!name.endsWith("cluster.local")) return `** server can't find ${name}: SERVFAIL\n`;
  const answer = askedFor(sim, name);
  if (answer === undefined) return `** server can't find ${name}: NXDOMAIN\n`;
  if (type === "srv") return serviceText(context, name);
  if (type === "cname" || type === "a") {
    let text = "";
    let owner = name;
    for (const alias of answer.aliases) {
      text += `${owner}\tcanonical name = ${alias}\n`;
      owner = alias;
    }
    if (type === "cname") return text;
    return text + answer.addresses.map((ip) => `Name:\t${owner}\nAddress: ${ip}\n`).join("");
  }
  return "";
}

function reverse(context: BusyboxContext, ip: string): string {
  const pointer = `${ip.split(".").reverse().join(".")}.in-addr.arpa`;
  const key = context.sim.state.network.clusterIPs.get(ip);
  if (key === undefined) return `** server can't find ${pointer}: NXDOMAIN\n`;
  const [namespace = "", service = ""] = key.split("/");
  return `${pointer}\tname = ${service}.${namespace}.svc.cluster.local\n`;
}

function serviceText(context: BusyboxContext, name: string): string {
  const [port = "", , service = "", namespace = ""] = name.split(".");
  const spec = getObject<Service>(context.sim, "Service", namespace, service)?.spec;
  const found = spec?.ports?.find((candidate) => `_${candidate.name ?? ""}` === port);
  if (found === undefined) return "";
  return `${name}\tservice = 0 100 ${found.port} ${service}.${namespace}.svc.cluster.local\n`;
}

/** How long ping waits for the last answer when there was none. */
const lastWaitMicros = 10_000_000;

const ping: Applet = (context, args) => {
  const { sim, container, process } = context;
  const { memory } = process;
  let count = Number.POSITIVE_INFINITY;
  let wait = 0;
  let quiet = false;
  let host = "";
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "-c") count = Number(args[++index]);
    else if (arg === "-W") wait = Number(args[++index]);
    else if (/^-[wisIt]$/.test(arg)) index += 1;
    else if (arg === "-q") quiet = true;
    else if (!arg.startsWith("-")) host = arg;
  }
  if (memory["ip"] === undefined) {
    const resolved = resolve(sim, container.podIP, container.namespace, host);
    memory["ip"] = resolved.kind === "ok" ? resolved.ip : "";
    memory["times"] = [];
    memory["sent"] = 0;
    return until(resolved.at);
  }
  const ip = String(memory["ip"]);
  if (ip === "") {
    complain(context, `ping: bad address '${host}'`);
    return { exit: 1 };
  }
  const times = memory["times"] as number[];
  const sent = Number(memory["sent"]);
  if (sent === 0) write(context, 1, `PING ${host} (${ip}): 56 data bytes\n`);
  if (sent < count) {
    // Only pods answer: a cluster IP is no host.
    const there = sim.state.network.sandboxes.has(ip) ? packetMicros(sim, container.podIP, ip) : undefined;
    const back = there === undefined ? undefined : packetMicros(sim, ip, container.podIP);
    memory["sent"] = sent + 1;
    if (there !== undefined && back !== undefined) {
      const micros = there + back;
      times.push(micros);
      if (!quiet) write(context, 1, `64 bytes from ${ip}: seq=${sent} ttl=64 time=${millis(micros)} ms\n`);
    }
    if (sent + 1 < count) return until(sim.now + 1_000_000);
    if (times.length < count) return until(sim.now + (wait > 0 ? wait * 1_000_000 : lastWaitMicros));
  }
  const lost = Math.floor(((count - times.length) * 100) / count);
  const lines = [
    "",
    `--- ${host} ping statistics ---`,
    `${count} packets transmitted, ${times.length} packets received, ${lost}% packet loss`,
  ];
  if (times.length > 0) {
    const average = times.reduce((sum, time) => sum + time, 0) / times.length;
    const shown = [Math.min(...times), average, Math.max(...times)].map(millis).join("/");
    lines.push(`round-trip min/avg/max = ${shown} ms`);
  }
  write(context, 1, `${lines.join("\n")}\n`);
  return { exit: times.length > 0 ? 0 : 1 };
};

function millis(micros: number): string {
  return (micros / 1000).toFixed(3);
}

/** By name. */
export const nameApplets: Readonly<Record<string, Applet>> = { nslookup, ping };
