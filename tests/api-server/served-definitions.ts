/**
 * The definitions that the embedded cluster tells of.
 * @module
 */
import { builtInKinds } from "@aiops-gym/cluster";
import { openEmbeddedCluster } from "@aiops-gym/embedded";

/** Those of all groups and versions, by name. */
export async function servedDefinitions(): Promise<Readonly<Record<string, unknown>>> {
  await using cluster = openEmbeddedCluster();
  const definitions: Record<string, unknown> = {};
  for (const apiVersion of new Set(builtInKinds.map((info) => info.apiVersion))) {
    Object.assign(definitions, (await cluster.api.openApi(apiVersion)).components?.schemas);
  }
  return definitions;
}
