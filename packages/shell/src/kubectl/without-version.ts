/**
 * kubectl drops an exported object's version before it creates the object.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";

/** The manifest without `metadata.resourceVersion`, which the API server would refuse on an object to be created. */
export function withoutVersion(manifest: Manifest): Manifest {
  const { resourceVersion: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}
