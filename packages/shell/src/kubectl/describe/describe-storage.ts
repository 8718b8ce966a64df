/**
 * `kubectl describe` of volumes, claims, config maps, secrets and service accounts.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { formatAccessModes, formatLabels } from "../columns/column.ts";
import { storageClassOf } from "../columns/storage-columns.ts";
import type { Invocation } from "../invocation.ts";
import { ageText } from "../time-text.ts";
import { fieldAt, listAt, mapAt, sortedKeys, textAt, textsAt, treeAt } from "../tree.ts";
import { podNames } from "./describe-pod.ts";
import { describeSource } from "./volumes.ts";
import { type DescribeWriter, type Events, goList, quantityText } from "./writer.ts";

function statusText(out: DescribeWriter, object: KubeObject): string {
  const deleted = object.metadata.deletionTimestamp;
  return deleted === undefined ? textAt(object, "status.phase") : `Terminating (lasts ${ageText(deleted, out.now)})`;
}

/** Bytes behind base64. */
function base64Size(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.max(0, (text.length / 4) * 3 - padding);
}

export async function describeVolume(
  _call: Invocation,
  out: DescribeWriter,
  volume: KubeObject,
  events: Events,
): Promise<void> {
  out.field(0, "Name", volume.metadata.name);
  out.labelsAndAnnotations(volume);
  out.field(0, "Finalizers", goList(volume.metadata.finalizers ?? []));
  out.field(0, "StorageClass", storageClassOf(volume));
  out.field(0, "Status", statusText(out, volume));
  const claim = textAt(volume, "spec.claimRef.name");
  out.field(0, "Claim", claim === "" ? "" : `${textAt(volume, "spec.claimRef.namespace")}/${claim}`);
  out.field(0, "Reclaim Policy", textAt(volume, "spec.persistentVolumeReclaimPolicy"));
  out.field(0, "Access Modes", formatAccessModes(textsAt(volume, "spec.accessModes")));
  const mode = textAt(volume, "spec.volumeMode");
  if (mode !== "") out.field(0, "VolumeMode", mode);
  out.field(0, "Capacity", quantityText(textAt(volume, "spec.capacity.storage")));
  describeAffinity(out, volume);
  out.field(0, "Message", textAt(volume, "status.message"));
  out.line(0, "Source:");
  describeSource(out, treeAt(volume, "spec"));
  out.events(events);
}

function describeAffinity(out: DescribeWriter, volume: KubeObject): void {
  const terms = listAt(volume, "spec.nodeAffinity.required.nodeSelectorTerms");
  if (fieldAt(volume, "spec.nodeAffinity.required") === undefined) {
    out.line(0, "Node Affinity:\t<none>");
    return;
  }
  out.line(0, "Node Affinity:\t");
  out.line(1, terms.length === 0 ? "Required Terms:\t<none>" : "Required Terms:\t");
  for (const [index, term] of terms.entries()) {
    const lines = listAt(term, "matchExpressions").map((one) => {
      const values = textsAt(one, "values");
      const text = `${textAt(one, "key")} ${textAt(one, "operator").toLowerCase()}`;
      return values.length === 0 ? text : `${text} [${values.join(", ")}]`;
    });
    for (const [at, line] of (lines.length === 0 ? ["<none>"] : lines).entries()) {
      out.line(2, at === 0 ? `Term ${index}:\t${line}` : `\t${line}`);
    }
  }
}

export async function describeClaim(
  call: Invocation,
  out: DescribeWriter,
  claim: KubeObject,
  events: Events,
): Promise<void> {
  const pods = await call.list(
    { apiVersion: "v1", kind: "Pod", namespaced: true },
    { namespace: claim.metadata.namespace },
  );
  const users = pods.filter((pod) =>
    listAt(pod, "spec.volumes").some(
      (volume) => textAt(volume, "persistentVolumeClaim.claimName") === claim.metadata.name,
    ),
  );
  out.heading(claim);
  out.field(0, "StorageClass", storageClassOf(claim));
  out.field(0, "Status", statusText(out, claim));
  const volume = textAt(claim, "spec.volumeName");
  out.field(0, "Volume", volume);
  out.labelsAndAnnotations(claim);
  out.field(0, "Finalizers", goList(claim.metadata.finalizers ?? []));
  out.field(0, "Capacity", volume === "" ? "" : quantityText(textAt(claim, "status.capacity.storage")));
  out.field(0, "Access Modes", volume === "" ? "" : formatAccessModes(textsAt(claim, "status.accessModes")));
  const mode = textAt(claim, "spec.volumeMode");
  if (mode !== "") out.field(0, "VolumeMode", mode);
  out.column("Used By", podNames(users));
  out.events(events);
}

export async function describeStorageClass(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  const isDefault = object.metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
  out.field(0, "Name", object.metadata.name);
  out.field(0, "IsDefaultClass", isDefault ? "Yes" : "No");
  out.field(0, "Annotations", formatLabels(object.metadata.annotations ?? {}));
  out.field(0, "Provisioner", textAt(object, "provisioner"));
  out.field(0, "Parameters", formatLabels(mapAt(object, "parameters")));
  const expansion = fieldAt(object, "allowVolumeExpansion");
  out.field(0, "AllowVolumeExpansion", expansion === undefined ? "<unset>" : expansion === true ? "True" : "False");
  const options = textsAt(object, "mountOptions");
  out.line(0, options.length === 0 ? "MountOptions:\t<none>" : "MountOptions:");
  for (const option of options) out.line(1, option);
  for (const [title, field] of [
    ["ReclaimPolicy", "reclaimPolicy"],
    ["VolumeBindingMode", "volumeBindingMode"],
  ] as const) {
    const text = textAt(object, field);
    if (text !== "") out.field(0, title, text);
  }
  out.events(events);
}

export async function describeConfigMap(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  out.line(0, "\nData\n====");
  const data = mapAt(object, "data");
  for (const key of sortedKeys(data)) out.line(0, `${key}:\n----\n${data[key]}\n`);
  out.line(0, "\nBinaryData\n====");
  const binary = mapAt(object, "binaryData");
  for (const key of sortedKeys(binary)) out.line(0, `${key}: ${base64Size(binary[key] ?? "")} bytes`);
  out.line(0, "");
  out.events(events);
}

export async function describeSecret(_call: Invocation, out: DescribeWriter, object: KubeObject): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  out.line(0, `\nType:\t${textAt(object, "type")}`);
  out.line(0, "\nData\n====");
  const data = mapAt(object, "data");
  for (const key of sortedKeys(data)) out.field(0, key, `${base64Size(data[key] ?? "")} bytes`);
}

export async function describeServiceAccount(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  for (const [header, field] of [
    ["Image pull secrets:", "imagePullSecrets"],
    ["Mountable secrets: ", "secrets"],
  ] as const) {
    const names = listAt(object, field).map((one) => textAt(one, "name"));
    if (names.length === 0) out.line(0, `${header}\t<none>`);
    for (const [index, name] of names.entries()) out.line(0, `${index === 0 ? header : " ".repeat(19)}\t${name}`);
  }
  out.line(0, "Tokens:            \t<none>");
  out.events(events);
}
