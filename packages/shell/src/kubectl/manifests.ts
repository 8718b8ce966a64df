/**
 * Objects that `-f` names: YAML or JSON, from a file or from stdin.
 * @module
 */
import type { KindInfo, Manifest } from "@aiops-gym/cluster";
import { parseAllDocuments } from "yaml";
import type { Invocation } from "./invocation.ts";
import { KubectlError } from "./kubectl-error.ts";
import { isTree, textAt, withField } from "./tree.ts";

/** An object as a file has it, with its namespace filled in. */
export interface ManifestEntry {
  readonly info: KindInfo;
  readonly manifest: Manifest & { readonly metadata: { readonly name?: string; readonly namespace?: string } };
  readonly name: string;
  readonly namespace: string;
  /** The file's name as given; `STDIN` for `-`. */
  readonly source: string;
}

/** Reads all files that the call's `-f` names. Lists are taken apart. */
export async function readManifests(call: Invocation): Promise<readonly ManifestEntry[]> {
  if (call.flags.has("kustomize"))
    throw new KubectlError("kustomize is not available in this shell; pass manifests with -f");
  const entries: ManifestEntry[] = [];
  for (const path of call.flags.list("filename")) {
    if (/^https?:\/\//.test(path)) {
      throw new KubectlError(`unable to read URL ${JSON.stringify(path)}, this shell has no network`);
    }
    const source = path === "-" ? "STDIN" : path;
    const text = path === "-" ? call.stdin : await readFile(call, path);
    for (const document of parseDocuments(text, source)) entries.push(...toEntries(call, document, source));
  }
  if (entries.length === 0 && call.flags.has("filename")) throw new KubectlError(`no objects passed to ${call.verb}`);
  return entries;
}

async function readFile(call: Invocation, path: string): Promise<string> {
  try {
    return await call.readFile(path);
  } catch {
    throw new KubectlError(`the path ${JSON.stringify(path)} does not exist`);
  }
}

function parseDocuments(text: string, source: string): readonly unknown[] {
  return parseAllDocuments(text, { merge: true, version: "1.1" }).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) {
      const line = problem.linePos?.[0].line ?? 1;
      const why = problem.message.split("\n")[0]?.replace(/ at line .*$/, "");
      throw new KubectlError(`error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${why}`);
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value === null || value === undefined ? [] : [value];
  });
}

function toEntries(call: Invocation, document: unknown, source: string): readonly ManifestEntry[] {
  const problem = (why: string): KubectlError =>
    new KubectlError(
      `error validating ${JSON.stringify(source)}: error validating data: ${why}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  if (!isTree(document)) {
    throw new KubectlError(
      `error parsing ${source}: json: cannot unmarshal ${Array.isArray(document) ? "array" : typeof document} into Go value of type map[string]interface {}`,
    );
  }
  const apiVersion = textAt(document, "apiVersion");
  const kind = textAt(document, "kind");
  const missing = [apiVersion === "" ? "apiVersion not set" : "", kind === "" ? "kind not set" : ""].filter(Boolean);
  if (missing.length > 0) throw problem(missing.length === 1 ? (missing[0] ?? "") : `[${missing.join(", ")}]`);
  const { items } = document;
  if (kind.endsWith("List") && Array.isArray(items)) return items.flatMap((item) => toEntries(call, item, source));
  const info = call.kinds.find(apiVersion, kind);
  if (info === undefined) {
    const name = textAt(document, "metadata.name");
    const namespace = textAt(document, "metadata.namespace");
    throw new KubectlError(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  }
  const own = textAt(document, "metadata.namespace");
  if (info.namespaced && own !== "" && call.flags.has("namespace") && own !== call.namespace) {
    throw new KubectlError(
      `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(call.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const namespace = info.namespaced ? own || call.namespace : "";
  const located = info.namespaced ? withField(document, "metadata.namespace", namespace) : document;
  return [
    {
      info,
      manifest: located as unknown as ManifestEntry["manifest"],
      name: textAt(document, "metadata.name"),
      namespace,
      source,
    },
  ];
}
