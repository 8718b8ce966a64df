/**
 * The kinds that a cluster serves: the known ones, and those of custom resources.
 * @module
 */
import type { KindInfo, KindTable, KubeApi } from "@aiops-gym/cluster";

// A table of many kinds takes a while to make, and the same kinds are asked for again and again.
const tables = new WeakMap<KindTable, { readonly more: readonly KindInfo[]; readonly table: KindTable }>();

/** The known kinds and the cluster's own after them. */
export async function servedKinds(api: KubeApi, known: KindTable): Promise<KindTable> {
  const served = await api.customKinds();
  if (served.length === 0) return known;
  const more = served.filter(({ apiVersion, kind }) => known.find(apiVersion, kind) === undefined);
  if (more.length === 0) return known;
  const made = tables.get(known);
  if (
    made !== undefined &&
    made.more.length === more.length &&
    more.every((info, index) => info === made.more[index])
  ) {
    return made.table;
  }
  const table = known.with(more);
  tables.set(known, { more, table });
  return table;
}
