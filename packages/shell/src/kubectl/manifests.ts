/**
 * Objects that `-f` names: YAML or JSON, from files, folders or stdin.
 * @module
 */
import { type KindInfo, labelMatcher, type Manifest, parseLabelSelector } from "@aiops-gym/cluster";
import { GoYamlError, readYamlDocuments } from "../go-yaml.ts";
import type { Invocation } from "./invocation.ts";
import { KubectlError } from "./kubectl-error.ts";
import { isTree, mapAt, textAt, withField } from "./tree.ts";

/** An object as a file has it, with its namespace filled in. */
export interface ManifestEntry {
  readonly info: KindInfo;
  readonly manifest: Manifest & { readonly metadata: { readonly name?: string; readonly namespace?: string } };
  /** The object as the file has it, without a namespace that it does not name. */
  readonly written: Manifest;
  readonly name: string;
  readonly namespace: string;
  /** The file's name as given; `STDIN` for `-`. */
  readonly source: string;
}

/** What was read, and what could not be: one bad document keeps no other from being read. */
export interface ManifestSet {
  readonly entries: readonly ManifestEntry[];
  readonly errors: readonly KubectlError[];
}

/** Reads all files that the call's `-f` names. @throws {@link KubectlError} the first thing that is wrong with them. */
export async function readManifests(call: Invocation): Promise<readonly ManifestEntry[]> {
  const { entries, errors } = await loadManifests(call);
  const [error] = errors;
  if (error !== undefined) throw error;
  if (entries.length === 0 && call.flags.has("filename")) throw new KubectlError(`no objects passed to ${call.verb}`);
  return entries;
}

/** Reads all files that the call's `-f` names. Lists are taken apart, and what `-l` does not select is left out. */
export async function loadManifests(call: Invocation): Promise<ManifestSet> {
  if (call.flags.has("kustomize"))
    throw new KubectlError("kustomize is not available in this shell; pass manifests with -f");
  const entries: ManifestEntry[] = [];
  const errors: KubectlError[] = [];
  for (const { source, text } of await sources(call)) {
    try {
      for (const document of parseDocuments(text, source)) {
        requireType(document, source);
        for (const item of flatten(document)) readEntry(call, item, source, entries, errors);
      }
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      errors.push(error);
    }
  }
  const selector = call.flags.text("selector");
  if (selector === "") return { entries, errors };
  const matches = labelMatcher(parseLabelSelector(selector));
  return { entries: entries.filter(({ manifest }) => matches(mapAt(manifest, "metadata.labels"))), errors };
}

interface Source {
  readonly source: string;
  readonly text: string;
}

const extensions = [".json", ".yaml", ".yml"];

/** The texts of all files; the files of a folder in the order of their names. */
async function sources(call: Invocation): Promise<readonly Source[]> {
  const all: Source[] = [];
  const missing: string[] = [];
  for (const path of call.flags.list("filename")) {
    if (path === "-") all.push({ source: "STDIN", text: call.stdin });
    else if (/^https?:\/\//.test(path))
      throw new KubectlError(`unable to read URL ${JSON.stringify(path)}, this shell has no network`);
    else if ((await call.files.readFolder(path)) !== undefined) {
      const found = await folderSources(call, path.replace(/\/+$/, ""));
      if (found.length === 0)
        throw new KubectlError(`error reading [${path}]: recognized file extensions are [${extensions.join(" ")}]`);
      all.push(...found);
    } else {
      const text = await call.readFile(path).catch(() => undefined);
      if (text === undefined) missing.push(path);
      else all.push({ source: path, text });
    }
  }
  const texts = missing.map((path) => `the path ${JSON.stringify(path)} does not exist`);
  if (texts.length > 0) throw new KubectlError(texts.join("\n"), { bare: texts.length > 1 });
  return all;
}

async function folderSources(call: Invocation, folder: string): Promise<readonly Source[]> {
  const found: Source[] = [];
  for (const { name, isFolder } of (await call.files.readFolder(folder)) ?? []) {
    const path = `${folder}/${name}`;
    if (isFolder) {
      if (call.flags.bool("recursive")) found.push(...(await folderSources(call, path)));
    } else if (extensions.some((extension) => name.endsWith(extension)))
      found.push({ source: path, text: await call.readFile(path) });
  }
  return found;
}

function parseDocuments(text: string, source: string): readonly unknown[] {
  try {
    return readYamlDocuments(text).filter((value) => value !== null && value !== undefined);
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new KubectlError(`error parsing ${source}: error converting YAML to JSON: ${error.message}`);
  }
}

function requireType(document: unknown, source: string): void {
  const texts = isTree(document)
    ? ["apiVersion", "kind"].flatMap((field) => (textAt(document, field) === "" ? [`${field} not set`] : []))
    : ["invalid object to validate"];
  if (texts.length === 0) return;
  throw new KubectlError(
    `error validating ${JSON.stringify(source)}: error validating data: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}; ` +
      "if you choose to ignore these errors, turn validation off with --validate=false",
  );
}

/** The objects of a list, or the object itself. */
function flatten(document: unknown): readonly unknown[] {
  if (isTree(document) && textAt(document, "kind").endsWith("List")) {
    const { items } = document;
    if (Array.isArray(items)) return items.flatMap(flatten);
  }
  return [document];
}

function readEntry(
  call: Invocation,
  document: unknown,
  source: string,
  entries: ManifestEntry[],
  errors: KubectlError[],
): void {
  requireType(document, source);
  const [apiVersion, kind, name, own] = ["apiVersion", "kind", "metadata.name", "metadata.namespace"].map((path) =>
    textAt(document, path),
  ) as [string, string, string, string];
  const info = call.kinds.find(apiVersion, kind);
  if (info === undefined) {
    errors.push(
      new KubectlError(
        `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from ${JSON.stringify(source)}: ` +
          `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
      ),
    );
    return;
  }
  if (info.namespaced && own !== "" && call.flags.has("namespace") && own !== call.namespace) {
    errors.push(
      new KubectlError(
        `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(call.namespace)}. ` +
          `You must pass '--namespace=${own}' to perform this operation.`,
      ),
    );
    return;
  }
  const namespace = info.namespaced ? own || call.namespace : "";
  const located = info.namespaced ? withField(document, "metadata.namespace", namespace) : document;
  const manifest = located as ManifestEntry["manifest"];
  entries.push({ info, manifest, written: document as Manifest, name, namespace, source });
}
