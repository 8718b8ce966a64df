/**
 * Bodies of requests, bounded, as JSON or YAML.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { badRequest, StatusError } from "@aiops-gym/cluster";
import { parse } from "yaml";
import { decodeProtobuf } from "./protobuf/decode-protobuf.ts";

/** As large as etcd takes objects, with room for what the wire adds. */
export const maxBodyBytes = 3 * 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws StatusError `RequestEntityTooLarge` (413) beyond {@link maxBodyBytes}.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBodyBytes) {
      throw StatusError.of("RequestEntityTooLarge", `Request entity too large: limit is ${maxBodyBytes}`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The media type of a request's body, without parameters. */
export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

const protobuf = "application/vnd.kubernetes.protobuf";
const accepted = ["application/json", "application/yaml", protobuf];

/**
 * Reads what is encoded in a media type as a value. No media type counts as JSON.
 *
 * @throws StatusError `UnsupportedMediaType` (415); `BadRequest` when it cannot be read.
 */
export function parseBody(body: Buffer, mediaType: string): unknown {
  if (mediaType === "" || mediaType === "application/json") return parseJson(body.toString("utf8"));
  if (mediaType === "application/yaml") return parseYaml(body.toString("utf8"));
  if (mediaType === protobuf) return decodeProtobuf(body);
  throw StatusError.of(
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

/** YAML, of which JSON is a part. */
export function parseYaml(text: string): unknown {
  try {
    // aliases may multiply: a hundred are more than any manifest has
    return parse(text, { maxAliasCount: 100, schema: "yaml-1.1", merge: true });
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`);
  }
}
