/**
 * Commands that would reach out of the shell or need a terminal: what a workstation outside of the cluster's network answers, and
 * what to use instead.
 * @module
 */
import type { CustomCommand } from "just-bash";
import { type CommandBody, command } from "./command.ts";

const advice = (instead: string): string => `this shell is outside the cluster's network; use ${instead}\n`;
const isAddress = (host: string): boolean => /^[\d.]+$|^\[?[\da-f]*:[\da-f:]+\]?$/i.test(host);

/** The first operand of a command line, as a host: without scheme, user, path. */
function hostIn(args: readonly string[], valued: string): string {
  const operand = args.find(
    (arg, at) => !arg.startsWith("-") && !(args[at - 1]?.length === 2 && valued.includes(args[at - 1]?.[1] ?? " ")),
  );
  return (operand ?? "")
    .replace(/^\w+:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(/[/?#].*$/, "");
}

interface Refusal {
  /** Options that take a value. */
  readonly valued?: string;
  /** What the tool itself says of a name that does not resolve, and of an address that does not answer. */
  readonly unresolved?: (host: string) => string;
  readonly unreached?: (host: string) => string;
  readonly exitCode: number;
  readonly advice: string;
}

const network: Readonly<Record<string, Refusal>> = {
  curl: {
    valued: "XHdomwuAeTbFK",
    unresolved: (host) => `curl: (6) Could not resolve host: ${host.split(":")[0] ?? ""}\n`,
    unreached: (host) => `curl: (7) Failed to connect to ${host}: No route to host\n`,
    exitCode: 6,
    advice: advice("kubectl exec POD -- curl URL"),
  },
  wget: {
    valued: "OTtoP",
    unresolved: (host) => `wget: unable to resolve host address '${host.split(":")[0] ?? ""}'\n`,
    exitCode: 4,
    advice: advice("kubectl exec POD -- wget -qO- URL"),
  },
  nc: { valued: "wpsi", exitCode: 1, advice: advice("kubectl exec POD -- nc HOST PORT, where the image has it") },
  telnet: { exitCode: 1, advice: advice("kubectl exec POD -- nc HOST PORT, where the image has it") },
  nslookup: {
    unresolved: (host) => `** server can't find ${host}: NXDOMAIN\n`,
    exitCode: 1,
    advice: advice("kubectl exec POD -- nslookup NAME, where the image has it"),
  },
  dig: { exitCode: 9, advice: advice("kubectl exec POD -- nslookup NAME, where the image has it") },
  host: { exitCode: 1, advice: advice("kubectl exec POD -- nslookup NAME, where the image has it") },
  ping: {
    valued: "cWwis",
    unresolved: (host) => `ping: ${host}: Name or service not known\n`,
    exitCode: 2,
    advice: advice("kubectl exec POD -- ping HOST, where the image has it"),
  },
  traceroute: { exitCode: 2, advice: advice("kubectl exec") },
  ssh: {
    valued: "ilpo",
    unresolved: (host) => `ssh: Could not resolve hostname ${host}: Name or service not known\n`,
    exitCode: 255,
    advice: "nodes are reached through the Kubernetes API only; use kubectl describe node NAME\n",
  },
  scp: { exitCode: 255, advice: "nodes are reached through the Kubernetes API only\n" },
};

/** Commands that need a terminal, or programs that are not here. */
const unavailable: Readonly<Record<string, readonly [advice: string, exitCode: number]>> = {
  watch: ["there is no terminal; use a loop with sleep", 1],
  vi: ["there is no terminal; use sed, or cat > FILE <<EOF", 1],
  vim: ["there is no terminal; use sed, or cat > FILE <<EOF", 1],
  nano: ["there is no terminal; use sed, or cat > FILE <<EOF", 1],
  emacs: ["there is no terminal; use sed, or cat > FILE <<EOF", 1],
  top: ["there is no terminal, and this is no node; use kubectl top pods", 1],
  htop: ["there is no terminal, and this is no node; use kubectl top pods", 1],
  k9s: ["there is no terminal; use kubectl get, describe, logs", 1],
  tmux: ["there is no terminal; each command runs by itself", 1],
  screen: ["there is no terminal; each command runs by itself", 1],
  docker: ["there is no container runtime here; use kubectl get pods, kubectl logs, kubectl exec", 1],
  crictl: ["there is no container runtime here; use kubectl get pods, kubectl logs, kubectl exec", 1],
  systemctl: ["there is no service manager here; use kubectl describe node NAME", 1],
  journalctl: ["there is no service manager here; use kubectl describe node NAME, kubectl get events", 1],
};

function refuse(name: string, { valued = "", unresolved, unreached, exitCode, advice }: Refusal): CommandBody {
  return (args) => {
    const host = hostIn(args, valued);
    const silent =
      name === "curl" && args.some((arg) => /^-[a-zA-Z]*s/.test(arg)) && !args.some((arg) => /^-[a-zA-Z]*S/.test(arg));
    const said =
      host === "" ? undefined : isAddress(host.replace(/:\d+$/, "")) ? unreached?.(host) : unresolved?.(host);
    const code = name === "curl" && said?.includes("(7)") === true ? 7 : exitCode;
    return { stdout: "", stderr: `${silent ? "" : (said ?? "")}${name}: ${advice}`, exitCode: code };
  };
}

/** All of them. */
export function outsideCommands(): CustomCommand[] {
  return [
    ...Object.entries(network).map(([name, refusal]) => command(name, refuse(name, refusal))),
    ...Object.entries(unavailable).map(([name, [text, exitCode]]) =>
      command(name, () => ({ stdout: "", stderr: `${name}: ${text}\n`, exitCode })),
    ),
  ];
}
