/**
 * `kubectl logs`.
 * @module
 */
import { fromRfc3339, type KubeObject, type LogOptions, microsPerSecond } from "@aiops-gym/cluster";
import { choosePods, defaultContainer, explainMissing, hasContainer } from "../choose-pod.ts";
import { nameOf } from "../describe/writer.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError, usageError } from "../kubectl-error.ts";
import { timeProblem } from "../time-text.ts";
import { fieldAt, listAt } from "../tree.ts";

/** One container whose log is wanted. */
interface Source {
  readonly pod: KubeObject;
  readonly container: string;
}

const usage =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

export const logsCommand: Command = {
  name: "logs",
  summary: "Print the logs for a container in a pod",
  usage: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [flags]",
  flags:
    "all-containers? all-pods? container/c follow/f? ignore-errors? insecure-skip-tls-verify-backend? limit-bytes# max-log-requests#=5 " +
    "pod-running-timeout~=20s prefix? previous/p? selector/l since~ since-time tail#=-1 timestamps?",
  async run(call) {
    const { flags } = call;
    const sources = await findSources(call);
    if (sources.length === 0) {
      call.warn(`No resources found in ${call.namespace} namespace.`);
      return 0;
    }
    const options = logOptions(call);
    if (!flags.bool("follow")) return printLogs(call, sources, options);
    if (sources.length > flags.int("max-log-requests")) {
      throw new KubectlError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${flags.int("max-log-requests")}, use --max-log-requests to increase the limit`,
      );
    }
    return follow(call, sources, options);
  },
};

async function printLogs(call: Invocation, sources: readonly Source[], options: LogOptions): Promise<number> {
  for (const source of sources) {
    try {
      call.print(await readLog(call, source, options));
    } catch (error) {
      if (!call.flags.bool("ignore-errors")) throw error;
      call.print(`error: ${describeError(error).replace(/^Error from server \(\w+\): /, "")}\n`);
    }
  }
  return 0;
}

async function findSources(call: Invocation): Promise<readonly Source[]> {
  const { flags, args } = call;
  const selector = flags.text("selector");
  if (selector !== "" ? args.length > 0 : args.length === 0 || args.length > 2) {
    if (selector !== "" && args.length > 0) throw usageError("logs", "only a selector (-l) or a POD name is allowed");
    throw usageError("logs", usage);
  }
  if (flags.has("since") && flags.has("since-time"))
    throw new KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified");
  if (flags.has("tail") && flags.int("tail") < -1) throw new KubectlError("--tail must be greater than or equal to -1");
  if (flags.int("limit-bytes") < 0) throw new KubectlError("--limit-bytes must be greater than 0");
  if (flags.seconds("since") < 0) throw new KubectlError("--since must be greater than 0");
  if (selector !== "") {
    const pods = await call.list({ apiVersion: "v1", kind: "Pod", namespaced: true }, { labelSelector: selector });
    if (flags.bool("all-containers")) {
      const init = pods.flatMap((pod) => containersOf(pod, "initContainers"));
      return [...init, ...pods.flatMap((pod) => containersOf(pod, "containers"))];
    }
    return pods.flatMap((pod) => chooseContainers(call, pod));
  }
  const [target = "", inline] = args;
  if (inline !== undefined && flags.has("container"))
    throw new KubectlError("only one of -c or an inline [CONTAINER] arg is allowed");
  if (flags.bool("all-containers") && flags.has("container"))
    throw new KubectlError(
      `--all-containers=true should not be specified with container name ${flags.text("container")}`,
    );
  const pods = await choosePods(call, target, "logs").catch((error: unknown) => {
    throw explainMissing(call, error);
  });
  const [pod] = pods;
  if (pod === undefined) return [];
  if (flags.bool("all-pods")) return pods.flatMap((one) => chooseContainers(call, one, inline));
  if (pods.length > 1) call.warn(`Found ${pods.length} pods, using pod/${pod.metadata.name}`);
  return chooseContainers(call, pod, inline);
}

function containersOf(pod: KubeObject, field: string): readonly Source[] {
  return listAt(pod, `spec.${field}`).map((one) => ({ pod, container: nameOf(one) }));
}

function chooseContainers(call: Invocation, pod: KubeObject, inline?: string): readonly Source[] {
  if (call.flags.bool("all-containers")) {
    return [
      ...containersOf(pod, "initContainers"),
      ...containersOf(pod, "containers"),
      ...containersOf(pod, "ephemeralContainers"),
    ];
  }
  const named = inline ?? call.flags.text("container");
  if (named === "") return [{ pod, container: defaultContainer(call, pod) }];
  if (!hasContainer(pod, named)) throw new KubectlError(`container ${named} is not valid for pod ${pod.metadata.name}`);
  return [{ pod, container: named }];
}

function logOptions(call: Invocation): LogOptions {
  const { flags } = call;
  const tail = flags.has("tail") ? flags.int("tail") : flags.text("selector") === "" ? -1 : 10;
  let since = flags.has("since") ? Math.ceil(flags.seconds("since")) : 0;
  if (flags.has("since-time")) {
    const time = fromRfc3339(flags.text("since-time"));
    if (Number.isNaN(time)) throw new KubectlError(timeProblem(flags.text("since-time")));
    since = Math.max(1, Math.ceil((call.clock.now() - time) / microsPerSecond));
  }
  return {
    ...(flags.bool("previous") ? { previous: true } : {}),
    ...(flags.bool("timestamps") ? { timestamps: true } : {}),
    ...(tail >= 0 ? { tailLines: tail } : {}),
    ...(since > 0 ? { sinceSeconds: since } : {}),
    ...(flags.int("limit-bytes") > 0 ? { limitBytes: flags.int("limit-bytes") } : {}),
  };
}

async function readLog(call: Invocation, { pod, container }: Source, options: LogOptions): Promise<string> {
  const { name, namespace = call.namespace } = pod.metadata;
  const text = await call.api.logs({ namespace, name }, { ...options, container });
  const prefixed = call.flags.bool("prefix") || call.flags.bool("all-pods");
  if (!prefixed || text === "") return text;
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return lines.map((line) => `[pod/${name}/${container}] ${line}\n`).join("");
}

/** Prints what is there and what comes, until the command's time is up. */
async function follow(call: Invocation, sources: readonly Source[], options: LogOptions): Promise<number> {
  const seen = new Map<Source, string>();
  for (const source of sources) {
    call.print(await readLog(call, source, options));
    seen.set(source, await readLog(call, source, withoutTail(options)));
  }
  while (options.limitBytes === undefined && !call.outOfTime()) {
    if (!(await somethingRuns(call, sources))) return 0;
    const left = (call.deadline - call.clock.now()) / microsPerSecond;
    await call.clock.sleep(Math.min(1, left), call.signal);
    for (const source of sources) {
      const before = seen.get(source) ?? "";
      const after = await readLog(call, source, withoutTail(options));
      call.print(after.startsWith(before) ? after.slice(before.length) : after);
      seen.set(source, after);
    }
  }
  if (options.limitBytes !== undefined) return 0;
  call.warn("following ended: the command's time ran out");
  return 124;
}

/** Whether more can come: what has ended for good says nothing more. */
async function somethingRuns(call: Invocation, sources: readonly Source[]): Promise<boolean> {
  for (const { pod, container } of sources) {
    const { name, namespace = call.namespace } = pod.metadata;
    const now = await call.api.get({ apiVersion: "v1", kind: "Pod", name, namespace });
    const all = ["containerStatuses", "initContainerStatuses"].flatMap((field) => listAt(now, `status.${field}`));
    const status = all.find((one) => nameOf(one) === container);
    if (status === undefined || fieldAt(status, "state.terminated") === undefined) return true;
  }
  return false;
}

function withoutTail({ tailLines: _tail, limitBytes: _limit, sinceSeconds: _since, ...rest }: LogOptions): LogOptions {
  return rest;
}
