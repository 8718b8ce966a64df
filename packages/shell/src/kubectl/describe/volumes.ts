/**
 * Volumes and tolerations, as pods and pod templates show them.
 * @module
 */
import { compareText, fieldAt, listAt, numberAt, type Tree, textAt, treeAt } from "../tree.ts";
import { type DescribeWriter, nameOf } from "./writer.ts";

/** `Volumes:` and where each comes from. */
export function describeVolumes(out: DescribeWriter, volumes: readonly Tree[], indent: string): void {
  if (volumes.length === 0) {
    out.line(0, `${indent}Volumes:\t<none>`);
    return;
  }
  out.line(0, `${indent}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${indent === "" ? "" : " "}${nameOf(volume)}:`);
    describeSource(out, volume);
  }
}

type SourceWriter = (source: Tree, out: DescribeWriter) => void;

function optional(source: Tree): boolean {
  return source["optional"] === true;
}

/** How each source is shown, by its field. */
const sources: Readonly<Record<string, SourceWriter>> = {
  hostPath: (source, out) => {
    out.field(2, "Type", "HostPath (bare host directory volume)");
    out.field(2, "Path", textAt(source, "path"));
    out.field(2, "HostPathType", source["type"] === undefined ? "<none>" : textAt(source, "type"));
  },
  emptyDir: (source, out) => {
    out.field(2, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
    out.field(2, "Medium", textAt(source, "medium"));
    out.field(2, "SizeLimit", textAt(source, "sizeLimit") || "<unset>");
  },
  secret: (source, out) => {
    out.field(2, "Type", "Secret (a volume populated by a Secret)");
    out.field(2, "SecretName", textAt(source, "secretName"));
    out.field(2, "Optional", optional(source));
  },
  configMap: (source, out) => {
    out.field(2, "Type", "ConfigMap (a volume populated by a ConfigMap)");
    out.field(2, "Name", nameOf(source));
    out.field(2, "Optional", optional(source));
  },
  persistentVolumeClaim: (source, out) => {
    out.field(2, "Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)");
    out.field(2, "ClaimName", textAt(source, "claimName"));
    out.field(2, "ReadOnly", source["readOnly"] === true);
  },
  projected: (source, out) => {
    out.field(2, "Type", "Projected (a volume that contains injected data from multiple sources)");
    for (const one of listAt(source, "sources")) describeProjection(out, one);
  },
  downwardAPI: (source, out) => {
    out.line(2, "Type:\tDownwardAPI (a volume populated by information about the pod)");
    out.line(2, "Items:");
    for (const item of listAt(source, "items")) {
      const field = textAt(item, "fieldRef.fieldPath") || textAt(item, "resourceFieldRef.resource");
      out.line(3, `${field} -> ${textAt(item, "path")}`);
    }
  },
  nfs: (source, out) => {
    out.field(2, "Type", "NFS (an NFS mount that lasts the lifetime of a pod)");
    out.field(2, "Server", textAt(source, "server"));
    out.field(2, "Path", textAt(source, "path"));
    out.field(2, "ReadOnly", source["readOnly"] === true);
  },
  local: (source, out) => {
    out.field(2, "Type", "LocalVolume (a persistent volume backed by local storage on a node)");
    out.field(2, "Path", textAt(source, "path"));
  },
};

function describeProjection(out: DescribeWriter, source: Tree): void {
  if (source["secret"] !== undefined || source["configMap"] !== undefined) {
    const isSecret = source["secret"] !== undefined;
    const reference = treeAt(source, isSecret ? "secret" : "configMap");
    out.field(2, isSecret ? "SecretName" : "ConfigMapName", nameOf(reference));
    out.field(2, "Optional", optional(reference));
  } else if (source["downwardAPI"] !== undefined) out.field(2, "DownwardAPI", true);
  else if (source["serviceAccountToken"] !== undefined) {
    out.field(2, "TokenExpirationSeconds", numberAt(source, "serviceAccountToken.expirationSeconds"));
  }
}

/** The lines about a volume's source; also of persistent volumes. */
export function describeSource(out: DescribeWriter, volume: Tree): void {
  const field = Object.keys(sources).find((name) => fieldAt(volume, name) !== undefined);
  const write = field === undefined ? undefined : sources[field];
  if (field === undefined || write === undefined) out.line(1, "<unknown>");
  else write(treeAt(volume, field), out);
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` */
export function tolerationLines(tolerations: readonly Tree[]): readonly string[] {
  return [...tolerations]
    .sort((a, b) => compareText(textAt(a, "key"), textAt(b, "key")))
    .map((toleration) => {
      const [key, value, effect] = ["key", "value", "effect"].map((field) => textAt(toleration, field));
      let text = key ?? "";
      if (value !== "") text += `=${value}`;
      if (effect !== "") text += `:${effect}`;
      if (textAt(toleration, "operator") === "Exists" && value === "") text += text === "" ? "op=Exists" : " op=Exists";
      const seconds = fieldAt(toleration, "tolerationSeconds");
      return typeof seconds === "number" ? `${text} for ${seconds}s` : text;
    });
}
