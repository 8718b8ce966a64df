/**
 * From one manifest of a release to the next.
 * @module
 */
import type { KubeObject, Manifest } from "@aiops-gym/cluster";
import { threeWayPatch } from "../kubectl/three-way-merge.ts";
import { mapAt, type Tree, withField } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { lookUp, messageOf, type Resource } from "./resources.ts";

/** What an update did. */
export interface UpdateResult {
  readonly created: Resource[];
}

const sameObject = (a: Resource, b: Resource): boolean =>
  a.ref.name === b.ref.name &&
  a.ref.namespace === b.ref.namespace &&
  a.info.kind === b.info.kind &&
  a.info.group === b.info.group;

/**
 * Brings the cluster from one manifest to another: creates, patches with regard to what is in the cluster, removes what is no longer wanted.
 *
 * @param result - Receives what was created, also where it fails.
 */
export async function updateAll(
  call: HelmCall,
  original: readonly Resource[],
  target: readonly Resource[],
  result: UpdateResult,
): Promise<void> {
  const failures: string[] = [];
  for (const resource of target) {
    const current = await lookUp(call, resource.ref);
    if (current === undefined) {
      result.created.push(resource);
      try {
        await call.api.create(resource.object as unknown as Manifest, { fieldManager: "helm" });
      } catch (error) {
        throw new HelmError(`failed to create resource: ${messageOf(error)}`);
      }
      continue;
    }
    const before = original.find((one) => sameObject(one, resource));
    try {
      await updateOne(call, resource, before?.object ?? (current as unknown as Tree), current);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  if (failures.length > 0) throw new HelmError(failures.join(" && "));
  for (const resource of original) {
    if (target.some((one) => sameObject(one, resource))) continue;
    const current = await lookUp(call, resource.ref);
    if (current === undefined || mapAt(current, "metadata.annotations")["helm.sh/resource-policy"] === "keep") continue;
    await call.api.delete(resource.ref, { propagationPolicy: "Background" }).catch(messageOf);
  }
}

async function updateOne(
  call: HelmCall,
  { info, object, ref }: Resource,
  original: Tree,
  current: KubeObject,
): Promise<void> {
  if (call.flags.bool("force")) {
    const version = current.metadata.resourceVersion;
    const replaced = withField(object, "metadata.resourceVersion", version);
    await call.api.update(replaced as unknown as Manifest, { fieldManager: "helm" }).catch((error: unknown) => {
      throw new HelmError(`failed to replace object: ${messageOf(error)}`);
    });
    return;
  }
  // of custom resources, Helm compares the two manifests only
  const live = info.custom ? original : (current as unknown as Tree);
  const body = threeWayPatch(original, object, live, info);
  if (Object.keys(body).length === 0) return;
  try {
    await call.api.patch(ref, { type: info.custom ? "merge" : "strategic", body }, { fieldManager: "helm" });
  } catch (error) {
    throw new HelmError(`cannot patch ${JSON.stringify(ref.name)} with kind ${info.kind}: ${messageOf(error)}`);
  }
}
