/**
 * Steps the clock of a cluster that is served somewhere else, by its kubeconfig.
 * @module
 */
import { request } from "node:https";
import { GymError } from "@aiops-gym/cluster";
import { parse } from "yaml";
import { clockPath } from "./handle-request.ts";

/** What of a kubeconfig is needed: those that `serveCluster` writes have it all in one. */
interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users?: readonly { readonly user: Readonly<Record<string, string>> }[];
}

/** The time of a served cluster. */
export interface ServedTime {
  /** RFC 3339. */
  readonly now: string;
  readonly unixMicros: number;
}

const timeoutMillis = 600_000;

/**
 * Lets so many virtual seconds pass.
 *
 * @param kubeconfig - The administrator's, as `serveCluster` made it; YAML.
 * @throws GymError `ERR_PROTOCOL` when the server cannot be reached, or refuses.
 */
export async function stepServedCluster(kubeconfig: string, seconds: number): Promise<ServedTime> {
  const { clusters = [], users = [] } = parse(kubeconfig) as Kubeconfig;
  const { server, "certificate-authority-data": authority = "" } = clusters[0]?.cluster ?? {};
  const { token } = users[0]?.user ?? {};
  if (server === undefined || token === undefined) {
    throw new GymError(
      "ERR_PROTOCOL",
      "The kubeconfig names no server and token; expected one that `cluster up` wrote.",
    );
  }
  const { code, text } = await post(`${server}${clockPath}`, token, Buffer.from(authority, "base64"), { seconds });
  if (code === 200) return JSON.parse(text) as ServedTime;
  throw new GymError("ERR_PROTOCOL", `The server at ${server} answered ${code}: ${messageOf(text)}`);
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { readonly message?: unknown }).message);
  } catch {
    return text.slice(0, 200);
  }
}

function post(
  url: string,
  token: string,
  ca: Buffer,
  body: unknown,
): Promise<{ readonly code: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", ca, headers, timeout: timeoutMillis }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.once("timeout", () => sent.destroy(new Error("timed out")));
    sent.once("error", (cause) =>
      reject(new GymError("ERR_PROTOCOL", `The server at ${url} cannot be reached: ${cause.message}`, { cause })),
    );
    sent.end(JSON.stringify(body));
  });
}
