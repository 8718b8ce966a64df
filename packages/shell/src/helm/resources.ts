/**
 * Objects of a release in the cluster: made, changed and removed.
 * @module
 */
import {
  isNotFound,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type ObjectReference,
  StatusError,
} from "@aiops-gym/cluster";
import { GoYamlError, readYamlDocuments } from "../go-yaml.ts";
import { isTree, mapAt, type Tree, textAt, withField } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";

/** An object of a manifest. */
export interface Resource {
  readonly info: KindInfo;
  readonly object: Tree;
  readonly ref: ObjectReference;
}

/** A text with the words of Kubernetes' refusal. */
export function messageOf(error: unknown): string {
  if (error instanceof StatusError) return error.status.message;
  if (error instanceof HelmError) return error.message;
  throw error;
}

/** The objects of a manifest. @throws {@link HelmError} for what is none, or of no kind that the cluster knows. */
export function buildResources(call: HelmCall, manifest: string, doing: string): readonly Resource[] {
  return readDocuments(manifest, doing).map((object) => {
    const apiVersion = textAt(object, "apiVersion");
    const kind = textAt(object, "kind");
    const name = textAt(object, "metadata.name");
    const own = textAt(object, "metadata.namespace");
    if (kind === "") throw new HelmError(`${doing}: error validating "": error validating data: kind not set`);
    if (apiVersion === "")
      throw new HelmError(`${doing}: error validating "": error validating data: apiVersion not set`);
    const info = call.kinds.find(apiVersion, kind);
    if (info === undefined)
      throw new HelmError(
        `${doing}: resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from "": no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
      );
    const namespace = own || call.namespace;
    const located = info.namespaced ? withField(object, "metadata.namespace", namespace) : object;
    const ref = { apiVersion, kind, name, ...(info.namespaced ? { namespace } : {}) };
    return { info, object: located, ref };
  });
}

function readDocuments(text: string, doing: string): readonly Tree[] {
  try {
    return readYamlDocuments(text).filter(isTree).flatMap(itemsOf);
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new HelmError(`${doing}: error parsing : error converting YAML to JSON: ${error.message}`);
  }
}

/** A list's objects. */
function itemsOf(object: Tree): readonly Tree[] {
  const { items } = object;
  return textAt(object, "kind").endsWith("List") && Array.isArray(items) ? items.filter(isTree) : [object];
}

/** The object with the marks that say which release it belongs to. */
export function owned(resource: Resource, release: string, namespace: string): Resource {
  const labels = { ...mapAt(resource.object, "metadata.labels"), "app.kubernetes.io/managed-by": "Helm" };
  const annotations = {
    ...mapAt(resource.object, "metadata.annotations"),
    "meta.helm.sh/release-name": release,
    "meta.helm.sh/release-namespace": namespace,
  };
  const labelled = withField(resource.object, "metadata.labels", labels);
  return { ...resource, object: withField(labelled, "metadata.annotations", annotations) };
}

/** What is in the cluster; `undefined` where nothing is. */
export async function lookUp(call: HelmCall, ref: ObjectReference): Promise<KubeObject | undefined> {
  try {
    return await call.api.get(ref);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const describe = ({ ref, info }: Resource): string =>
  `${info.kind} ${JSON.stringify(ref.name)} in namespace ${JSON.stringify(ref.namespace ?? "")}`;

/**
 * Those that exist already and belong to the release.
 *
 * @throws {@link HelmError} where one belongs to something else.
 */
export async function adoptable(
  call: HelmCall,
  resources: readonly Resource[],
  release: string,
  takeOwnership: boolean,
): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (const resource of resources) {
    const existing = await lookUp(call, resource.ref);
    if (existing === undefined) continue;
    const problems = takeOwnership ? [] : ownershipProblems(existing, release, call.namespace);
    if (problems.length > 0)
      throw new HelmError(
        `${describe(resource)} exists and cannot be imported into the current release: invalid ownership metadata; ${problems.join("; ")}`,
      );
    found.push(resource);
  }
  return found;
}

function ownershipProblems(object: KubeObject, release: string, namespace: string): readonly string[] {
  const check = (
    what: string,
    map: Readonly<Record<string, string>>,
    key: string,
    wanted: string,
  ): readonly string[] => {
    const actual = map[key];
    if (actual === wanted) return [];
    const start = `${what} validation error:`;
    if (actual === undefined) return [`${start} missing key "${key}": must be set to ${JSON.stringify(wanted)}`];
    return [`${start} key "${key}" must equal ${JSON.stringify(wanted)}: current value is ${JSON.stringify(actual)}`];
  };
  const annotations = mapAt(object, "metadata.annotations");
  return [
    ...check("label", mapAt(object, "metadata.labels"), "app.kubernetes.io/managed-by", "Helm"),
    ...check("annotation", annotations, "meta.helm.sh/release-name", release),
    ...check("annotation", annotations, "meta.helm.sh/release-namespace", namespace),
  ];
}

/** Makes objects; all are tried. @throws {@link HelmError} with all failures. */
export async function createAll(call: HelmCall, resources: readonly Resource[]): Promise<void> {
  await forAll(resources, async ({ object }) => {
    await call.api.create(object as unknown as Manifest, { fieldManager: "helm" });
  });
}

async function forAll(resources: readonly Resource[], act: (resource: Resource) => Promise<void>): Promise<void> {
  const failures: string[] = [];
  for (const resource of resources) {
    try {
      await act(resource);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  if (failures.length === 0) return;
  const count = failures.length === 1 ? "1 error" : `${failures.length} errors`;
  throw new HelmError(`${count} occurred:\n\t${failures.map((failure) => `* ${failure}`).join("\n\t")}\n\n`);
}

/** Removes objects; those that are gone already are fine. @returns the failures. */
export async function deleteAll(
  call: HelmCall,
  resources: readonly Resource[],
  propagationPolicy: "Background" | "Foreground" | "Orphan" = "Background",
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { ref } of resources) {
    try {
      await call.api.delete(ref, { propagationPolicy });
    } catch (error) {
      if (!isNotFound(error)) failures.push(messageOf(error));
    }
  }
  return failures;
}

/** Waits until objects are gone. */
export async function waitForDeletion(call: HelmCall, resources: readonly Resource[]): Promise<void> {
  await call.waitFor(call.flags.seconds("timeout") || 300, async () => {
    for (const { ref } of resources) if ((await lookUp(call, ref)) !== undefined) return false;
    return true;
  });
}
