/**
 * Logs of containers, and logs as they come.
 * @module
 */
import {
  badRequest,
  fromRfc3339,
  type LogOptions,
  microsPerSecond,
  type Pod,
  type PodReference,
} from "@aiops-gym/cluster";
import { findObject } from "../apiserver/lookup.ts";
import { podLogs } from "../kubelet/container-logs.ts";
import { type ApiRequest, isTrue, numberOf } from "./api-request.ts";
import { openStream } from "./open-stream.ts";

/** Answers with a container's log; with `follow`, with what it prints from then on, until the container ends. */
export async function answerLog(request: ApiRequest): Promise<void> {
  const { sim, path, query, response } = request;
  const pod = { namespace: path.namespace ?? "", name: path.name ?? "" };
  const options = logOptions(request);
  const text = podLogs(sim, pod, options);
  if (!isTrue(query.get("follow"))) {
    writeHead(request);
    response.end(text);
    return;
  }
  using stream = openStream(request);
  writeHead(request);
  response.write(text);
  response.flushHeaders();
  await follow(request, pod, options, stream.signal);
  response.end();
}

function writeHead({ response }: ApiRequest): void {
  response.writeHead(200, { "Content-Type": "text/plain", "Cache-Control": "no-cache, private" });
}

function logOptions({ query, sim }: ApiRequest): LogOptions {
  const container = query.get("container") ?? "";
  const sinceTime = query.get("sinceTime") ?? "";
  const since = sinceTime === "" ? Number.NaN : fromRfc3339(sinceTime);
  if (sinceTime !== "" && Number.isNaN(since)) throw badRequest(`parsing time ${JSON.stringify(sinceTime)}`);
  const sinceSeconds =
    numberOf(query, "sinceSeconds") ??
    (sinceTime === "" ? undefined : Math.max(1, (sim.now - since) / microsPerSecond));
  const tailLines = numberOf(query, "tailLines");
  const limitBytes = numberOf(query, "limitBytes");
  return {
    ...(container === "" ? {} : { container }),
    ...(isTrue(query.get("previous")) ? { previous: true } : {}),
    ...(isTrue(query.get("timestamps")) ? { timestamps: true } : {}),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

/** Writes what is new whenever time has passed. */
async function follow(request: ApiRequest, pod: PodReference, options: LogOptions, signal: AbortSignal): Promise<void> {
  const { served, response } = request;
  const { tailLines: _, sinceSeconds: __, limitBytes = Number.POSITIVE_INFINITY, ...rest } = options;
  const whole = (): string => podLogs(served.sim(), pod, rest);
  const state = (): string => containerState(request, pod, options.container);
  let written = whole().length;
  let left = limitBytes - written;
  const started = state();
  await new Promise<void>((resolve) => {
    const stop = served.clock.onAdvance(() => {
      try {
        const text = whole();
        const news = text.slice(written, written + left);
        if (news !== "") response.write(news);
        left -= news.length;
        written = text.length;
        // a container's log ends with it
        if (state() !== started || left <= 0) end();
      } catch {
        end();
      }
    });
    const end = (): void => {
      stop();
      resolve();
    };
    if (signal.aborted || started === "") end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** Id of the container that runs; empty when none does. */
function containerState(
  { served }: ApiRequest,
  { namespace, name }: PodReference,
  container: string | undefined,
): string {
  const pod = findObject<Pod>(served.sim(), { apiVersion: "v1", kind: "Pod", namespace, name });
  const { containerStatuses = [], initContainerStatuses = [] } = pod?.status ?? {};
  const all = [...containerStatuses, ...initContainerStatuses];
  const status = container === undefined ? all[0] : all.find((one) => one.name === container);
  return status?.state.running === undefined ? "" : (status.containerID ?? "");
}
