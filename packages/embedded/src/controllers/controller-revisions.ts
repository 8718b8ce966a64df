/**
 * The history of stateful sets and daemon sets: each template that they had, as a ControllerRevision.
 * @module
 */
import {
  type ControllerRevision,
  type KubeObject,
  type LabelSelector,
  labelMatcher,
  type PodTemplateSpec,
} from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { dependentsOf, listObjects } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerOf, controllerReference, isControlledBy } from "./owners.ts";

type RevisionData = NonNullable<ControllerRevision["data"]>;

const apiVersion = "apps/v1";

/** A workload that has templates. */
export interface Templated extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec; readonly selector: LabelSelector };
}

/** The patch that brings a workload's template back. */
export function revisionData({ spec }: Templated): RevisionData {
  return { spec: { template: { ...spec.template, $patch: "replace" } } };
}

/** The template that a revision holds. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec | undefined {
  if (data === undefined) return undefined;
  const { $patch: _patch, ...template } = data.spec.template;
  return template;
}

const texts = new WeakMap<PodTemplateSpec, string>();
const escapes: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

/** The patch that brings a template back, as Go writes it: fields in order of their names. */
export function patchText(template: PodTemplateSpec): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  const text = JSON.stringify(sorted({ spec: { template: { ...template, $patch: "replace" } } }))
    .replace(/[<>&]/g, (character) => escapes[character] ?? character)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  if (Object.isFrozen(template)) texts.set(template, text);
  return text;
}

/** Whether a revision holds this template. */
export function holdsTemplate({ data }: ControllerRevision, template: PodTemplateSpec): boolean {
  return data !== undefined && patchText(data.spec.template) === patchText(template);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, sorted(object[key])]),
  );
}

/** Orders by number, then by age, then by name. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [at, bt] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (at !== bt) return at < bt ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** The revisions of a workload, oldest first; ones that nobody has and that it selects are adopted. */
export function revisionsOf(sim: Simulation, owner: Templated): readonly ControllerRevision[] {
  const matches = labelMatcher(owner.spec.selector);
  if (owner.metadata.deletionTimestamp === undefined) {
    for (const revision of listObjects<ControllerRevision>(sim, "ControllerRevision", owner.metadata.namespace)) {
      const { ownerReferences, labels, deletionTimestamp } = revision.metadata;
      if (controllerOf(revision) !== undefined || deletionTimestamp !== undefined || !matches(labels)) continue;
      const owners = [...(ownerReferences ?? []), controllerReference(owner)];
      updateObject(sim, { ...revision, metadata: { ...revision.metadata, ownerReferences: owners } });
    }
  }
  return dependentsOf(sim, owner.metadata.uid)
    .filter(
      (object): object is ControllerRevision => object.kind === "ControllerRevision" && isControlledBy(object, owner),
    )
    .sort(byRevision);
}

/** What a new revision is called and carries. */
export interface NewRevision {
  readonly hash: string;
  readonly hashLabel: string;
  readonly revision: number;
}

/**
 * Writes the template of a workload down.
 *
 * @throws StatusError `AlreadyExists` when another revision has its name.
 */
export function createRevision(
  sim: Simulation,
  owner: Templated,
  { hash, hashLabel, revision }: NewRevision,
): ControllerRevision {
  const { name, namespace, annotations } = owner.metadata;
  return createObject<ControllerRevision>(sim, {
    apiVersion,
    kind: "ControllerRevision",
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    data: revisionData(owner),
    revision,
  });
}

/** Gives a revision another number. */
export function renumber(sim: Simulation, revision: ControllerRevision, number: number): ControllerRevision {
  return revision.revision === number
    ? revision
    : updateObject<ControllerRevision>(sim, { ...revision, revision: number });
}

/** Forgets a revision. */
export function deleteRevision(sim: Simulation, { metadata }: ControllerRevision): void {
  const { name, namespace = "" } = metadata;
  deleteObject(sim, { apiVersion, kind: "ControllerRevision", namespace, name });
}
