/**
 * Answers: objects as JSON or YAML, compressed when they are large, and failures as `Status`.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Status, StatusError } from "@aiops-gym/cluster";
import { writeYaml } from "@aiops-gym/shell";
import type { AnswerForm } from "./negotiate.ts";

/** An answer before it is written. */
export interface Answer {
  /** 200 by default. */
  readonly code?: number;
  readonly object: unknown;
  /** The object's JSON, when it is known already. */
  readonly json?: string;
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Smaller answers are not compressed. */
const gzipFromBytes = 128 * 1024;
const compress = promisify(gzip);
/** Programs that people read answers in get them indented. */
const readByPeople = /^(curl|Wget|Mozilla)\//;

/** Writes an answer in the form that was asked for. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  form: AnswerForm,
  { code = 200, object, json, warnings = [], headers = {} }: Answer,
): Promise<void> {
  const wire = wireText(request, form, object, json);
  let body: Buffer = Buffer.from(wire);
  if (body.length >= gzipFromBytes && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    body = await compress(body, { level: 1 });
    response.setHeader("Content-Encoding", "gzip");
    response.setHeader("Vary", "Accept-Encoding");
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  for (const text of warnings) warn(response, text);
  response.writeHead(code, { "Content-Type": contentTypeOf(form), "Content-Length": body.length });
  response.end(body);
}

/** Adds a warning to an answer, whatever it will be. */
export function warn(response: ServerResponse, text: string): void {
  response.appendHeader("Warning", `299 - ${JSON.stringify(text)}`);
}

function wireText(request: IncomingMessage, { format }: AnswerForm, object: unknown, json: string | undefined): string {
  if (format === "yaml") return writeYaml(object);
  const pretty = new URLSearchParams(request.url?.split("?", 2)[1]).get("pretty");
  const indented =
    pretty === null ? readByPeople.test(request.headers["user-agent"] ?? "") : /^(1|true|t)$/i.test(pretty);
  if (indented) return JSON.stringify(object, undefined, 2);
  return `${json ?? JSON.stringify(object)}\n`;
}

function contentTypeOf({ format, as, version }: AnswerForm): string {
  const type = `application/${format}`;
  // only discovery says what it is told as
  return as === "APIGroupDiscoveryList" ? `${type};g=apidiscovery.k8s.io;v=${version};as=${as}` : type;
}

/** Writes plain text, as health checks and unknown paths answer. */
export function respondText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** A failure as a `Status` on the wire, without what is empty. */
export function statusObject(status: Status): Readonly<Record<string, unknown>> {
  const { kind, apiVersion, metadata, message, reason, details, code } = status;
  return {
    ...{ kind, apiVersion, metadata, status: "Failure", message },
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** The failure that an unknown error is: its own `Status`, or 500. */
export function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  const message = error instanceof Error ? error.message : String(error);
  return StatusError.of("InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] }).status;
}

/** Writes a failure. */
export async function respondFailure(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  // the rest of such a body is not waited for
  if (status.code === 413) response.setHeader("Connection", "close").once("finish", () => request.destroy());
  const retry = status.details?.retryAfterSeconds;
  await respond(
    request,
    response,
    { format: "json" },
    {
      code: status.code,
      object: statusObject(status),
      ...(retry === undefined ? {} : { headers: { "Retry-After": String(retry) } }),
    },
  );
}
