/**
 * Clusters by name, loaded when they are asked for.
 * @module
 */
import type { ApplicationBackend } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";

/** Names of clusters. */
export type ClusterName = "embedded";

const loaders: Readonly<Record<ClusterName, () => Promise<ApplicationBackend>>> = {
  embedded: async () => (await import("@aiops-gym/embedded")).embeddedBackend,
};

/** The server of the embedded cluster's API, and what steps its clock. */
export async function loadClusterServer(): Promise<typeof import("@aiops-gym/embedded/http")> {
  return import("@aiops-gym/embedded/http");
}

/** @throws GymError `ERR_NOT_CAPABLE` for a name that is not known. */
export async function loadBackend(name: string): Promise<ApplicationBackend> {
  const loader = Object.hasOwn(loaders, name) ? loaders[name as ClusterName] : undefined;
  if (loader === undefined) {
    throw new GymError(
      "ERR_NOT_CAPABLE",
      `There is no cluster "${name}"; expected one of ${Object.keys(loaders).join(", ")}.`,
    );
  }
  return loader();
}
