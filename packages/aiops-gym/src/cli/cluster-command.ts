/**
 * `aiops-gym cluster`: a simulated cluster as a Kubernetes API server, for kubectl, Helm and everything else that speaks to one.
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Application, RunningApplication } from "@aiops-gym/application";
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { startAtPage } from "@aiops-gym/env";
import type { Problem } from "@aiops-gym/problems";
import { Command, InvalidArgumentError, Option } from "commander";
import { loadBackend, loadClusterServer } from "../load-backend.ts";
import { shippedProblems } from "../shipped-problems.ts";
import { UsageError } from "./failures.ts";
import { seedOption, wholeNumber } from "./options.ts";
import { findProblem } from "./play-problem.ts";
import type { Terminal } from "./terminal.ts";

interface UpOptions {
  readonly app?: string;
  readonly problem?: string;
  readonly seed: number;
  readonly kubeconfig?: string;
  readonly clock: number | "stepped";
  readonly port: number;
}

/** Makes the command. */
export function clusterCommand(terminal: Terminal, signal: AbortSignal): Command {
  const up = new Command("up")
    .description("start an application on a simulated cluster and serve its API over HTTPS, until interrupted")
    .option("--app <name>", "the application; the problem's own when a problem is given")
    .option("--problem <id>", "inject this problem's faults, and begin at its page")
    .addOption(seedOption())
    .option("--kubeconfig <file>", "write the kubeconfig there instead of printing it")
    .addOption(
      new Option("--clock <pace>", "real, x<factor> of real speed, or stepped").argParser(paceOf).default(1, "real"),
    )
    .addOption(
      new Option("--port <n>", "on this machine only; 0 takes a free one").argParser(wholeNumber(0)).default(0),
    )
    .action((options: UpOptions) => serveUntil(options, terminal, signal));
  const step = new Command("step")
    .description("let virtual time pass on a cluster that is up")
    .argument("<seconds>", "how much")
    .requiredOption("--kubeconfig <file>", "the one that `cluster up` wrote")
    .action(async (text: string, { kubeconfig }: { readonly kubeconfig: string }) => {
      const seconds = Number(text);
      if (!(seconds >= 0)) throw new UsageError(`seconds is ${text}; expected a number of at least 0.`);
      const { stepServedCluster } = await loadClusterServer();
      const { now } = await stepServedCluster(await readFile(kubeconfig, "utf8"), seconds);
      terminal.line(now);
    });
  return new Command("cluster")
    .description("a simulated cluster as a Kubernetes API server")
    .exitOverride()
    .addCommand(up.exitOverride())
    .addCommand(step.exitOverride());
}

/** Reads `real`, `x10`, `stepped`. */
function paceOf(text: string): number | "stepped" {
  if (text === "real") return 1;
  if (text === "stepped") return text;
  const factor = Number(/^x([0-9.]+)$/.exec(text)?.[1] ?? Number.NaN);
  if (!(factor > 0 && factor <= 1000)) {
    throw new InvalidArgumentError("Expected real, stepped, or x and a factor of at most 1000, such as x10.");
  }
  return factor;
}

async function serveUntil(options: UpOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { seed, clock, port, kubeconfig } = options;
  const problem = options.problem === undefined ? undefined : findProblem(options.problem);
  const application = problem?.application ?? applicationOf(options.app);
  const stop = terminal.progress(`${application.title} comes up (seed ${seed})`);
  await using running = await start(application, problem, seed, clock, signal).finally(stop);
  const { serveCluster } = await loadClusterServer();
  await using server = await serveCluster(running.cluster, { clock, port, namespace: application.namespace });
  if (kubeconfig === undefined) terminal.line(server.kubeconfig.trimEnd());
  else {
    await writeFile(kubeconfig, server.kubeconfig, { mode: 0o600 });
    terminal.line(`export KUBECONFIG=${resolve(kubeconfig)}`);
  }
  terminal.note(`serving ${application.title} on ${server.url}; interrupt to stop`);
  await new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
  terminal.note("shutting down");
}

function applicationOf(name: string | undefined): Application {
  const applications = new Map(shippedProblems.map((problem) => [problem.application.name, problem.application]));
  const known = [...applications.keys()].join(", ");
  if (name === undefined) throw new UsageError(`--app or --problem is missing; applications are ${known}.`);
  const application = applications.get(name);
  if (application === undefined) throw new UsageError(`There is no application ${name}; expected one of ${known}.`);
  return application;
}

/** What a start-up takes longer than it says, at most. */
const reserveSeconds = 60;

/** Starts the application, at the page when there is a problem; where time runs as it really does, its clock shows the real time. */
async function start(
  application: Application,
  problem: Problem | undefined,
  seed: number,
  clock: UpOptions["clock"],
  signal: AbortSignal,
): Promise<RunningApplication> {
  const backend = await loadBackend("embedded");
  const { startupSeconds, warmupSeconds } = application;
  const { secondsToFault = 0, secondsToPage = 0 } = problem ?? {};
  const seconds = startupSeconds + warmupSeconds + secondsToFault + secondsToPage + reserveSeconds;
  const real = clock === 1;
  const open = { seed, coldStart: false, signal, ...(real ? { startAt: now() - seconds * microsPerSecond } : {}) };
  const running =
    problem === undefined
      ? await backend.open(application, open)
      : (await startAtPage(backend, problem, { ...open, profile: "strict" })).running;
  const missing = real ? (now() - running.cluster.clock.now()) / microsPerSecond : 0;
  if (missing > 0) await running.cluster.clock.sleep(missing, signal);
  return running;
}

function now(): UnixMicros {
  return Math.floor(Date.now() / 1000) * microsPerSecond;
}
