/**
 * Short forms of manifests of any kind.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";

type Fields = Readonly<Record<string, unknown>>;

/** An object: its type, its name, the fields beside `metadata`, and those of `metadata`. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
  metadata: Fields = {},
): Manifest {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...fields };
}

export function configMap(name: string, data: Fields): Manifest {
  return object("v1", "ConfigMap", name, { data });
}

export function rbac(kind: string, name: string, fields: Fields): Manifest {
  return object("rbac.authorization.k8s.io/v1", kind, name, fields);
}
