/**
 * Bindings: what schedulers other than the cluster's own assign pods to nodes with.
 * @module
 */
import { badRequest, conflict, internalFailure, notFound, type Pod } from "@aiops-gym/cluster";
import { isDraft } from "../apiserver/draft.ts";
import { findObject } from "../apiserver/lookup.ts";
import { assignPod } from "../scheduler/scheduler.ts";
import { type ApiRequest, isDryRun } from "./api-request.ts";
import { mediaTypeOf, parseBody } from "./read-body.ts";
import type { Answer } from "./respond.ts";

/**
 * Assigns a pod to a node, by its subresource or by a collection of bindings that is never stored.
 *
 * @throws StatusError `Conflict` when it has a node already.
 */
export function bindPod({ sim, path, query, body, request }: ApiRequest): Answer {
  const binding = parseBody(body, mediaTypeOf(request));
  if (!isDraft(binding)) throw badRequest("expected a Binding");
  const { target = {}, metadata = {} } = binding;
  const { kind = "Node", name: node = "" } = isDraft(target) ? target : {};
  if (kind !== "Node" && kind !== "") {
    throw internalFailure(
      `target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
    );
  }
  if (node === "") throw internalFailure("target.name: Required value");
  const name = path.name ?? String(isDraft(metadata) ? (metadata["name"] ?? "") : "");
  const namespace = path.namespace ?? "default";
  const pod = findObject<Pod>(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
  if (pod === undefined) throw notFound({ group: "", plural: "pods" }, name);
  const { nodeName = "" } = pod.spec;
  const subject = { group: "", plural: "pods/binding" };
  if (nodeName !== "") throw conflict(subject, name, `pod ${name} is already assigned to node "${nodeName}"`);
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(subject, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (!isDryRun(query.getAll("dryRun"), "CreateOptions")) assignPod(sim, pod, String(node));
  return { code: 201, object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 } };
}
