/**
 * The discrete catalogue: all that a policy can choose in the episodes of an application, numbered.
 * @module
 */
import { createHash } from "node:crypto";
import { findAction } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";
import { type Action, type TaskKind, taskKinds } from "@aiops-gym/problems";
import type { CatalogueEntry, Need } from "./catalogue-entry.ts";
import { repairKinds } from "./repair-rows.ts";
import type { Scene } from "./scene.ts";
import { submitKinds } from "./submit-rows.ts";

/** The kinds of entries, in the order of their numbers. */
export const entryKinds: readonly string[] = [...repairKinds, ...submitKinds].map(({ kind }) => kind);

/** Which entries a catalogue has; all by default. */
export interface CatalogueOptions {
  /** Only what is valid in one of these tasks. */
  readonly tasks?: readonly TaskKind[];
  /** Only entries of these {@link entryKinds}. */
  readonly kinds?: readonly string[];
}

/** A fixed list of actions. Made by {@link createCatalogue}. */
export interface Catalogue {
  /** What the entries belong to: its services, volumes, accounts, as it ships them. */
  readonly application: Application;
  readonly options: CatalogueOptions;
  /** How many entries there are: the `n` of the action space. */
  readonly size: number;
  readonly entries: readonly CatalogueEntry[];
  /** SHA-256 (hex) over the entries' ids in their order: catalogues of equal hash mean the same by the same numbers. */
  readonly hash: string;
  /** The number of an id; undefined when there is none. */
  indexOf(id: string): number | undefined;
  /**
   * What is valid now: 1 where an entry belongs to the episode's task and all objects that it names are there, 0 otherwise. Whether it
   * would help, or change anything, the mask does not tell.
   *
   * @param marked - In localization, the services that are marked already.
   * @param into - Filled and returned when given: `size` bytes.
   */
  mask(scene: Scene, marked?: readonly string[], into?: Uint8Array): Uint8Array;
  /** Why an entry is not valid now, in words; undefined when it is. */
  whyNot(index: number, scene: Scene, marked?: readonly string[]): string | undefined;
  /** What the environment is given for an entry; in localization, a submission names the marked services first. */
  actionOf(index: number, scene: Scene, marked?: readonly string[]): Action;
}

const nothing: readonly never[] = [];
const known = new WeakMap<Application, Map<string, Catalogue>>();

/**
 * Numbers what a policy can choose in an application's episodes. The same application (by its services, volumes, accounts, ports,
 * containers; its namespace, images and replicas may differ) gives the same entries under the same numbers. Made once for each
 * application and options.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for a task or a kind that does not exist, or when no entry is left.
 */
export function createCatalogue(application: Application, options: CatalogueOptions = {}): Catalogue {
  const ofApplication = known.get(application) ?? new Map<string, Catalogue>();
  known.set(application, ofApplication);
  const key = JSON.stringify([options.tasks, options.kinds]);
  const found = ofApplication.get(key) ?? listEntries(application, options);
  ofApplication.set(key, found);
  return found;
}

function listEntries(application: Application, options: CatalogueOptions): Catalogue {
  const { tasks, kinds } = options;
  for (const task of tasks ?? []) {
    if (!taskKinds.includes(task))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `There is no task ${JSON.stringify(task)} to make a catalogue for; expected some of ${taskKinds.join(", ")}.`,
      );
  }
  for (const kind of kinds ?? []) {
    if (!entryKinds.includes(kind))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The catalogue has no entries of kind ${JSON.stringify(kind)}; expected some of ${entryKinds.join(", ")}.`,
      );
  }
  const entries: CatalogueEntry[] = [];
  for (const { kind, rows } of [...repairKinds, ...submitKinds]) {
    if (kinds !== undefined && !kinds.includes(kind)) continue;
    for (const row of rows(application)) {
      if (tasks !== undefined && row.task !== undefined && !tasks.includes(row.task)) continue;
      entries.push(Object.freeze({ ...row, kind, index: entries.length }));
    }
  }
  if (entries.length === 0)
    throw new GymError("ERR_INVALID_DEFINITION", "The catalogue has no entries; name more kinds or tasks.");
  return new EntryList(application, options, entries);
}

class EntryList implements Catalogue {
  readonly application: Application;
  readonly options: CatalogueOptions;
  readonly entries: readonly CatalogueEntry[];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #taskMasks = new Map<string, Uint8Array>();
  #dependents: Dependents | undefined;
  #hash: string | undefined;

  constructor(application: Application, options: CatalogueOptions, entries: readonly CatalogueEntry[]) {
    this.application = application;
    this.options = options;
    this.entries = Object.freeze(entries);
    this.#indices = new Map(entries.map(({ id, index }) => [id, index]));
  }

  get size(): number {
    return this.entries.length;
  }

  get hash(): string {
    this.#hash ??= createHash("sha256")
      .update(this.entries.map(({ id, kind }) => `${kind}: ${id}\n`).join(""))
      .digest("hex");
    return this.#hash;
  }

  indexOf(id: string): number | undefined {
    return this.#indices.get(id);
  }

  mask(scene: Scene, marked: readonly string[] = nothing, into: Uint8Array = new Uint8Array(this.size)): Uint8Array {
    into.set(this.#ofTask(scene));
    const { needs, marks } = this.#indexed;
    for (const { need, indices } of needs) if (!isThere(need, scene)) for (const index of indices) into[index] = 0;
    for (const { mark, index } of marks) if (marked.includes(mark)) into[index] = 0;
    return into;
  }

  /** What is valid in a task and profile as long as everything is there. Made once. */
  #ofTask({ task, profile }: Scene): Uint8Array {
    const key = `${task} ${profile}`;
    let mask = this.#taskMasks.get(key);
    if (mask === undefined) {
      mask = Uint8Array.from(this.entries, (entry) => Number(!isOutside(entry, { task, profile })));
      this.#taskMasks.set(key, mask);
    }
    return mask;
  }

  /** What entries depend on, each with their numbers. Made once. */
  get #indexed(): Dependents {
    this.#dependents ??= dependentsOf(this.entries);
    return this.#dependents;
  }

  whyNot(index: number, scene: Scene, marked: readonly string[] = nothing): string | undefined {
    const entry = this.#entry(index);
    const found = obstacle(entry, scene, marked);
    if (found === undefined) return undefined;
    return `Entry ${index} (${entry.id}) is not valid now: ${describeObstacle(entry, found, scene)}.`;
  }

  actionOf(index: number, { nodes }: Scene, marked: readonly string[] = nothing): Action {
    const { action, task, needs } = this.#entry(index);
    if (task === "localization" && action.name === "submit") {
      const named = action.arguments["faulty_components"] as readonly string[];
      return { ...action, arguments: { faulty_components: [...new Set([...marked, ...named])] } };
    }
    for (const need of needs)
      if (need.kind === "node") return { ...action, arguments: { ...action.arguments, node: nodes[need.slot] ?? "" } };
    return action;
  }

  #entry(index: number): CatalogueEntry {
    const entry = Number.isInteger(index) ? this.entries[index] : undefined;
    if (entry !== undefined) return entry;
    throw new GymError(
      "ERR_INVALID_ACTION",
      `The action is ${String(index)}; expected an integer in [0, ${this.size}), the number of an entry of the catalogue.`,
    );
  }
}

/** Numbers of entries by what they depend on. */
interface Dependents {
  readonly needs: readonly { readonly need: Need; readonly indices: readonly number[] }[];
  readonly marks: readonly { readonly mark: string; readonly index: number }[];
}

function dependentsOf(entries: readonly CatalogueEntry[]): Dependents {
  const needs = new Map<string, { readonly need: Need; readonly indices: number[] }>();
  const marks: { readonly mark: string; readonly index: number }[] = [];
  for (const { index, needs: own, mark } of entries) {
    if (mark !== undefined) marks.push({ mark, index });
    for (const need of own) {
      const key = JSON.stringify(need);
      const known = needs.get(key);
      if (known === undefined) needs.set(key, { need, indices: [index] });
      else known.indices.push(index);
    }
  }
  return { needs: [...needs.values()], marks };
}

type Obstacle = "task" | "profile" | "marked" | Need;

function obstacle(entry: CatalogueEntry, scene: Scene, marked: readonly string[]): Obstacle | undefined {
  const outside = isOutside(entry, scene);
  if (outside !== undefined) return outside;
  if (entry.mark !== undefined && marked.includes(entry.mark)) return "marked";
  return entry.needs.find((need) => !isThere(need, scene));
}

/** Whether an entry is none of the task's or the profile's. */
function isOutside(
  { task, action }: CatalogueEntry,
  scene: Pick<Scene, "task" | "profile">,
): "task" | "profile" | undefined {
  if (task !== undefined && task !== scene.task) return "task";
  if (scene.profile !== "strict" && findAction(action.name, scene.task, scene.profile) === undefined) return "profile";
  return undefined;
}

function isThere(need: Need, { workloads, services, nodes }: Scene): boolean {
  switch (need.kind) {
    case "workload":
      return workloads.has(need.service);
    case "service":
      return services.has(need.service);
    case "node":
      return need.slot < nodes.length;
  }
}

function describeObstacle({ task, action, mark }: CatalogueEntry, found: Obstacle, scene: Scene): string {
  if (found === "task") return `it belongs to ${task}, and the task is ${scene.task}`;
  if (found === "profile") return `there is no action ${action.name} in the profile ${scene.profile}`;
  if (found === "marked") return `${mark} is marked already`;
  switch (found.kind) {
    case "workload":
      return `no Deployment or StatefulSet of ${found.service} is there`;
    case "service":
      return `Service ${found.service} is not there`;
    case "node":
      return `there are ${scene.nodes.length} nodes`;
  }
}
