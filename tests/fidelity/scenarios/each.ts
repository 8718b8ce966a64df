/**
 * One step a request, so that each one's answer is compared.
 * @module
 */
import type { Manifest, Patch } from "@aiops-gym/cluster";
import type { ScenarioStep, Target } from "../scenario.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Creates the objects one by one. */
export function createEach(
  at: number,
  objects: readonly Manifest[],
  more: { readonly show?: true; readonly dryRun?: true; readonly as?: string } = {},
): readonly ScenarioStep[] {
  return objects.map((object) => ({ at, do: "create", objects: [object], ...more }));
}

/** As {@link createEach}, storing nothing, and showing what would be stored. */
export function tryEach(at: number, objects: readonly Manifest[]): readonly ScenarioStep[] {
  return createEach(at, objects, { show: true, dryRun: true });
}

/** Patches one object by JSON merge patches. */
export function mergeEach(at: number, target: Target, bodies: readonly Fields[]): readonly ScenarioStep[] {
  return bodies.map((body) => ({ at, do: "patch", target, patch: { type: "merge", body } }));
}

/** Patches one object. */
export function patchEach(at: number, target: Target, patches: readonly Patch[]): readonly ScenarioStep[] {
  return patches.map((patch) => ({ at, do: "patch", target, patch }));
}

/** An object of any kind. */
export function object(apiVersion: string, kind: string, name: string, fields: Fields = {}): Manifest {
  const { metadata, ...rest } = fields;
  return { apiVersion, kind, metadata: { name, ...(metadata as object | undefined) }, ...rest };
}

/** Keeps pods waiting: nothing of them is scheduled. */
export const gated: Fields = { schedulingGates: [{ name: "example.com/wait" }] };
