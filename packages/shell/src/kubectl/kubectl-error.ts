/**
 * Failures, in kubectl's words.
 * @module
 */
import { type Status, StatusError } from "@aiops-gym/cluster";

/** Ends a command; the message goes to stderr as it is, with `error: ` before it unless `bare`. */
export class KubectlError extends Error {
  readonly exitCode: number;
  readonly bare: boolean;

  constructor(message: string, options: { readonly exitCode?: number; readonly bare?: boolean } = {}) {
    super(message);
    this.name = "KubectlError";
    this.exitCode = options.exitCode ?? 1;
    this.bare = options.bare ?? false;
  }
}

/** A failure that shows how to call the command. */
export function usageError(command: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee 'kubectl ${command} -h' for help and examples`);
}

/** What kubectl's typed clients say of kinds that they were not made with. */
export function notRegistered({
  kind,
  apiVersion,
}: {
  readonly kind: string;
  readonly apiVersion: string;
}): KubectlError {
  return new KubectlError(
    `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:110"`,
  );
}

/** The line, or lines, that kubectl prints for a failure. Errors that are no answer of Kubernetes are thrown on. */
export function describeError(error: unknown, doing = ""): string {
  if (error instanceof KubectlError) return error.bare ? error.message : `error: ${error.message}`;
  if (!(error instanceof StatusError)) throw error;
  const { status } = error;
  if (status.reason === "Invalid") return describeInvalid(status);
  const reason = status.reason === "" ? "" : ` (${status.reason})`;
  return `Error from server${reason}: ${doing}${status.message}`;
}

function describeInvalid({ message, details }: Status): string {
  const { kind = "", name = "", causes = [] } = details ?? {};
  let start = "The request is invalid";
  if (kind !== "" || name !== "") start = `The ${kind} ${JSON.stringify(name)} is invalid`;
  else if (message !== "" && causes.length === 0) start += `: ${message}`;
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  if (texts.length === 0) return start;
  return texts.length === 1 ? `${start}: ${texts[0]}` : `${start}: \n${texts.map((text) => `* ${text}`).join("\n")}`;
}

/** A failure with words before it. What is shown of an invalid object alone has no place for them. */
export function withContext(error: unknown, doing: string): unknown {
  if (error instanceof KubectlError) return new KubectlError(`${doing}${error.message}`, { exitCode: error.exitCode });
  if (!(error instanceof StatusError)) return error;
  return new StatusError({ ...error.status, message: `${doing}${error.status.message}` });
}

/** All that kubectl prints of several failures: with one alone, what it prints of it; else a line each, without `error: `. */
export function describeErrors(errors: readonly unknown[]): string {
  const [only] = errors;
  if (errors.length < 2) return only === undefined ? "" : describeError(only);
  return errors.map(describeOneOfMany).join("\n");
}

function describeOneOfMany(error: unknown): string {
  if (error instanceof KubectlError) return error.message;
  if (!(error instanceof StatusError)) throw error;
  const reason = error.status.reason === "" ? "" : ` (${error.status.reason})`;
  return `Error from server${reason}: ${error.status.message}`;
}
