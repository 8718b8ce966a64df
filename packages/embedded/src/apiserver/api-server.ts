/**
 * The validating, defaulting entrance to the store: what requests of users and of chaos go through. All synchronous.
 * @module
 */
import type {
  DeleteOptions,
  KubeObject,
  Manifest,
  ObjectReference,
  Patch,
  PodReference,
  Subresource,
  WriteOptions,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";

export declare function createObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options?: WriteOptions,
): T;
export declare function replaceObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options?: WriteOptions & { readonly subresource?: Subresource },
): T;
export declare function patchObject<T extends KubeObject = KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  patch: Patch,
  options?: WriteOptions & { readonly subresource?: Subresource },
): T;
export declare function deleteObject(sim: Simulation, ref: ObjectReference, options?: DeleteOptions): KubeObject;
export declare function evictPod(sim: Simulation, pod: PodReference, options?: DeleteOptions): void;
