/**
 * Programs in containers, run over the API server's WebSocket.
 * @module
 */
import { Readable, Writable } from "node:stream";
import { type ExecOptions, type ExecResult, type PodReference, type Status, StatusError } from "@aiops-gym/cluster";
import { Exec, type KubeConfig } from "@kubernetes/client-node";
import { type RestClient, statusError } from "./rest-client.ts";

class Sink extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
  }

  text(): string {
    return Buffer.concat(this.chunks).toString("utf8");
  }
}

/**
 * Runs a program and waits for its end.
 *
 * @throws {@link StatusError} when it could not be started, or (`Timeout`) did not end in time.
 */
export async function exec(
  config: KubeConfig,
  rest: RestClient,
  pod: PodReference,
  options: ExecOptions,
): Promise<ExecResult> {
  const { container, command, stdin, timeoutSeconds, signal } = options;
  signal?.throwIfAborted();
  const [stdout, stderr] = [new Sink(), new Sink()];
  const input = stdin === undefined ? null : Readable.from([Buffer.from(stdin)]);
  const ended = Promise.withResolvers<Partial<Status>>();
  // a rejection after the race below was decided concerns nobody
  ended.promise.catch(() => {});
  const socket = await new Exec(config)
    .exec(pod.namespace, pod.name, container ?? "", [...command], stdout, stderr, input, false, (status) =>
      ended.resolve(status as unknown as Partial<Status>),
    )
    .catch(async (error: unknown) => {
      throw await refusal(rest, pod, options, error);
    });
  socket.on("close", () => ended.reject(statusError({ message: "the connection closed before the command ended" })));
  const onAbort = (): void => ended.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => ended.reject(tooLate(timeoutSeconds)), timeoutSeconds * 1000);
  try {
    const status = await ended.promise;
    return { stdout: stdout.text(), stderr: stderr.text(), exitCode: exitCode(status) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    socket.close();
  }
}

function tooLate(seconds: number): StatusError {
  return StatusError.of("Timeout", `the command did not end within ${seconds} s`);
}

function exitCode(status: Partial<Status>): number {
  if ((status.status as string) === "Success") return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === "ExitCode");
  if (cause === undefined) throw statusError(status);
  return Number(cause.message);
}

/** A WebSocket's handshake does not tell why it failed; the same request without an upgrade does. */
async function refusal(
  rest: RestClient,
  pod: PodReference,
  options: ExecOptions,
  error: unknown,
): Promise<StatusError> {
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/exec`;
  try {
    await rest.text({ path, query: { command: options.command[0], container: options.container, stdout: true } });
  } catch (why) {
    if (why instanceof StatusError && why.message !== "Upgrade request required") return why;
  }
  const detail = (error as { readonly message?: unknown }).message ?? error;
  return statusError({ message: `cannot open the exec stream: ${String(detail)}`, reason: "InternalError", code: 500 });
}
