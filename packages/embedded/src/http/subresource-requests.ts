/**
 * Requests for parts of objects that are no parts of their text: logs, evictions, bindings, tokens; and what is not served.
 * @module
 */
import { badRequest, notFound, StatusError, toRfc3339 } from "@aiops-gym/cluster";
import { isDraft } from "../apiserver/draft.ts";
import { readObject } from "../apiserver/lookup.ts";
import type { ApiRequest } from "./api-request.ts";
import { bindPod } from "./bind-pod.ts";
import { answerLog } from "./pod-log.ts";
import { mediaTypeOf, parseBody } from "./read-body.ts";
import type { Answer } from "./respond.ts";
import { tokenIssuer } from "./tokens.ts";
import { methodNotAllowed, readDeleteOptions } from "./write-objects.ts";

type Handler = (request: ApiRequest) => Promise<Answer | undefined>;

/** By `plural/subresource`; answers that are `undefined` were written already. */
export const subresourceHandlers: Readonly<Record<string, Handler>> = {
  "pods/log": async (request) => {
    await answerLog(request);
    return undefined;
  },
  "pods/eviction": evict,
  "serviceaccounts/token": issueToken,
  "pods/exec": refuseExec,
  "pods/attach": refused("attaching to containers", "read their logs, or run a command by exec"),
  "pods/portforward": refused("port forwarding", "run curl or nc in a pod by exec"),
  "pods/proxy": refused("proxying to pods", "run curl in a pod by exec"),
  "services/proxy": refused("proxying to services", "run curl in a pod by exec"),
  "nodes/proxy": refused("proxying to nodes", "use metrics.k8s.io and the nodes' status"),
  "pods/binding": async (request) => {
    if (request.request.method !== "POST") throw methodNotAllowed();
    return bindPod(request);
  },
  "namespaces/finalize": refused("finalizing namespaces", "delete the namespace; its controller finalizes it"),
  "certificatesigningrequests/approval": refused("approving certificates", "nothing here is signed with them"),
};

function refused(what: string, instead: string): Handler {
  return async () => {
    throw StatusError.of("BadRequest", `this cluster does not serve ${what}; ${instead}`, {});
  };
}

async function evict({ served, path, query, body, request }: ApiRequest): Promise<Answer> {
  if (request.method !== "POST") throw methodNotAllowed();
  const eviction = parseBody(body, mediaTypeOf(request));
  if (!isDraft(eviction)) throw badRequest("expected an Eviction");
  const options = isDraft(eviction["deleteOptions"]) ? eviction["deleteOptions"] : {};
  const { namespace = "", name = "" } = path;
  await served.api.evict({ namespace, name }, readDeleteOptions({ dryRun: query.getAll("dryRun"), ...options }));
  return { code: 201, object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 } };
}

const defaultSeconds = 3600;
const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

async function issueToken({ served, sim, path, body, request }: ApiRequest): Promise<Answer> {
  if (request.method !== "POST") throw methodNotAllowed();
  const { namespace = "", name = "" } = path;
  const account = readObject(sim, { apiVersion: "v1", kind: "ServiceAccount", namespace, name });
  const wish = parseBody(body, mediaTypeOf(request));
  const spec = isDraft(wish) && isDraft(wish["spec"]) ? wish["spec"] : {};
  const asked = Array.isArray(spec["audiences"]) ? spec["audiences"].map(String) : [];
  const audiences = asked.length === 0 ? [tokenIssuer] : asked;
  const seconds = Number(spec["expirationSeconds"] ?? defaultSeconds);
  if (!(seconds >= shortestSeconds && seconds <= longestSeconds)) throw badSeconds(seconds);
  if (account.metadata.deletionTimestamp !== undefined) throw notFound({ group: "", plural: "serviceaccounts" }, name);
  const token = await served.tokens.issue(sim, account, { namespace, name, audiences, seconds });
  const { uid } = account.metadata;
  return {
    code: 201,
    object: {
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { name, namespace, uid, creationTimestamp: toRfc3339(sim.now) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec["boundObjectRef"] ?? null },
      status: { token, expirationTimestamp: toRfc3339(sim.now + seconds * 1_000_000) },
    },
  };
}

function badSeconds(seconds: number): StatusError {
  const short = seconds < shortestSeconds;
  const detail = short
    ? "may not specify a duration less than 10 minutes"
    : "may not specify a duration larger than 2^32 seconds";
  const message = `Invalid value: ${seconds}: ${detail}`;
  return StatusError.of(
    "Invalid",
    `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${message}`,
    {
      ...{ group: "authentication.k8s.io", kind: "TokenRequest" },
      causes: [{ reason: "FieldValueInvalid", message, field: "spec.expirationSeconds" }],
    },
  );
}

/** Programs are run over a WebSocket, which this request is not. */
async function refuseExec({ sim, path }: ApiRequest): Promise<Answer> {
  const { namespace = "", name = "" } = path;
  readObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
  throw badRequest("Upgrade request required");
}
