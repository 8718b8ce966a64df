/**
 * Where a row comes from: which container of which pod. Recorders intern origins, so a row carries one code.
 * @module
 */
import type { TelemetryFilter } from "@aiops-gym/cluster";
import { flagsOf } from "./code-numbers.ts";
import {
  addInterned,
  createInternTable,
  findCode,
  type InternTable,
  internString,
  type StringTable,
} from "./intern-table.ts";

/** One container instance, or as much of it as applies; null where it does not. */
export interface Origin {
  readonly service: string | null;
  readonly namespace: string | null;
  readonly pod: string | null;
  readonly container: string | null;
  readonly node: string | null;
  /** Restarts of the container before this instance; 0 when absent. */
  readonly restartCount?: number;
  /** Tells apart instances whose other parts agree, e.g. the container id or the pod's uid. */
  readonly instance?: string;
}

/** An origin as codes of an {@link OriginTable}'s strings. */
export interface OriginCodes {
  readonly service: number;
  readonly namespace: number;
  readonly pod: number;
  readonly container: number;
  readonly node: number;
  readonly restartCount: number;
}

/** Origins by code, and their strings. Plain data. */
export interface OriginTable {
  services: StringTable;
  namespaces: StringTable;
  pods: StringTable;
  containers: StringTable;
  nodes: StringTable;
  origins: InternTable<OriginCodes>;
}

/** An empty table. */
export function createOriginTable(): OriginTable {
  return {
    services: createInternTable(),
    namespaces: createInternTable(),
    pods: createInternTable(),
    containers: createInternTable(),
    nodes: createInternTable(),
    origins: createInternTable(),
  };
}

/** The codes of the origin's strings, new where need be. */
export function originCodes(table: OriginTable, origin: Origin): OriginCodes {
  return Object.freeze({
    service: internString(table.services, origin.service),
    namespace: internString(table.namespaces, origin.namespace),
    pod: internString(table.pods, origin.pod),
    container: internString(table.containers, origin.container),
    node: internString(table.nodes, origin.node),
    restartCount: origin.restartCount ?? 0,
  });
}

/** The code of an origin, new if need be. */
export function internOrigin(table: OriginTable, origin: Origin): number {
  const codes = originCodes(table, origin);
  const key = [...Object.values(codes), origin.instance ?? ""].join(" ");
  return findCode(table.origins, key) ?? addInterned(table.origins, key, codes);
}

/** Whether codes match the filter's namespace, service and pod; undefined when the filter names none of them. */
export function originMatcher(
  table: OriginTable,
  filter: TelemetryFilter,
): ((codes: Omit<OriginCodes, "restartCount">) => boolean) | undefined {
  const { namespace, service, pod } = filter;
  if (namespace === undefined && service === undefined && pod === undefined) return undefined;
  const namespaceCode = namespace === undefined ? undefined : findCode(table.namespaces, namespace);
  const serviceCode = service === undefined ? undefined : findCode(table.services, service);
  const podCode = pod === undefined ? undefined : findCode(table.pods, pod);
  return (codes) =>
    (namespace === undefined || codes.namespace === namespaceCode) &&
    (service === undefined || codes.service === serviceCode) &&
    (pod === undefined || codes.pod === podCode);
}

/** For each origin 1 when the filter keeps it, else 0; undefined when it keeps all. */
export function keptOrigins(table: OriginTable, filter: TelemetryFilter | undefined): Int32Array | undefined {
  const matches = filter && originMatcher(table, filter);
  return matches && flagsOf(table.origins, filter, matches);
}
