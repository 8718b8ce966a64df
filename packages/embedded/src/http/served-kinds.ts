/**
 * The kinds that a served cluster has now: Kubernetes' own, Chaos Mesh's, the metrics server's, and those of definitions.
 * @module
 */
import {
  builtInKinds,
  chaosMeshKinds,
  componentStatusKind,
  type KindInfo,
  KindTable,
  metricsKinds,
} from "@aiops-gym/cluster";
import { customKinds } from "../apiserver/custom/custom-kinds.ts";
import type { Simulation } from "../kernel/simulation.ts";

const tables = new Map<string, KindTable>();
const customTables = new WeakMap<object, Map<string, KindTable>>();

/**
 * The kinds that are served.
 *
 * @param hiddenGroups - Groups that seem not to be installed.
 */
export function servedKinds(sim: Simulation, hiddenGroups: readonly string[]): KindTable {
  const custom = customKinds(sim);
  const key = `${sim.state.metrics.installed} ${hiddenGroups.join()}`;
  if (custom.size === 0) return known(tables, key, () => tableOf(sim, hiddenGroups, []));
  let ofDefinitions = customTables.get(custom);
  if (ofDefinitions === undefined) {
    ofDefinitions = new Map();
    customTables.set(custom, ofDefinitions);
  }
  return known(ofDefinitions, key, () =>
    tableOf(
      sim,
      hiddenGroups,
      [...custom.values()].map(({ info }) => info),
    ),
  );
}

function known(of: Map<string, KindTable>, key: string, make: () => KindTable): KindTable {
  let table = of.get(key);
  if (table === undefined) {
    table = make();
    of.set(key, table);
  }
  return table;
}

function tableOf(sim: Simulation, hiddenGroups: readonly string[], custom: readonly KindInfo[]): KindTable {
  const metrics = sim.state.metrics.installed ? metricsKinds : [];
  const all = [...builtInKinds, componentStatusKind, ...chaosMeshKinds, ...metrics, ...custom];
  return new KindTable(all.filter(({ group }) => !hiddenGroups.includes(group)));
}
