/**
 * `meta.k8s.io/v1` Tables: objects as the API server prints them for `kubectl get`.
 * @module
 */
import type { KindInfo, KubeObject, Table, TableColumn, TableRow, UnixMicros } from "@aiops-gym/cluster";
import { type CellContext, columnsOf } from "@aiops-gym/shell";
import { storedEvent } from "../events-v1.ts";
import { ageColumn, date, nameColumn } from "./column-forms.ts";
import { builtInColumns } from "./index.ts";
import { type PrinterColumn, printCustomCell, printerColumn } from "./printer-columns.ts";

type Cell = TableRow["cells"][number];

/** What a table says beside the objects. */
export interface TableSource {
  readonly info: KindInfo;
  readonly items: readonly KubeObject[];
  readonly now: UnixMicros;
  readonly metadata: Table["metadata"];
  /** `additionalPrinterColumns` of a custom resource's version; absent when it names none. */
  readonly printerColumns?: readonly PrinterColumn[] | undefined;
}

/** Prints objects of one kind. */
export function printTable({ info, items, now, metadata, printerColumns }: TableSource): Table {
  const custom = info.custom ? customColumns(printerColumns) : undefined;
  const definitions = custom?.definitions ?? definitionsOf(info);
  const cells = custom?.cells ?? cellsOf(info, definitions);
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: definitions,
    rows: items.map((object) => ({
      cells: cells(object, now),
      ...conditionsOf(object),
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

type Cells = (object: KubeObject, now: UnixMicros) => readonly Cell[];

/** Printers of one kind's cells, in the order of their columns. */
type Printers = readonly ((object: KubeObject, context: CellContext) => Cell)[];

/** The cells of an object, and which of them are another with time. */
interface KeptCells {
  readonly cells: readonly Cell[];
  readonly timed: readonly number[];
}

/** What cells are made of besides the object; it knows whether anybody asked for the time. */
class WatchedContext implements CellContext {
  readonly wide = true;
  askedForTime = false;
  readonly #now: UnixMicros;

  constructor(now: UnixMicros) {
    this.#now = now;
  }

  get now(): UnixMicros {
    this.askedForTime = true;
    return this.#now;
  }
}

/** The cells of one kind's objects. Objects never change, so what does not ask for the time is printed once. */
class CellPrinter {
  readonly #printers: Printers;
  readonly #kept = new WeakMap<KubeObject, KeptCells>();
  /** Objects of a kind mostly have the same cells that change. */
  #timed: readonly number[] = [];

  constructor(printers: Printers) {
    this.#printers = printers;
  }

  print(object: KubeObject, now: UnixMicros): readonly Cell[] {
    const kept = this.#kept.get(object);
    if (kept === undefined) return this.#first(object, now);
    const { cells, timed } = kept;
    if (timed.length === 0) return cells;
    const context = { now, wide: true };
    const copy = cells.slice();
    for (const index of timed) copy[index] = this.#printers[index]?.(object, context) ?? null;
    return copy;
  }

  #first(object: KubeObject, now: UnixMicros): readonly Cell[] {
    const stored = storedEvent(object);
    const cells: Cell[] = [];
    const timed: number[] = [];
    for (const [index, printer] of this.#printers.entries()) {
      const context = new WatchedContext(now);
      cells.push(printer(stored, context));
      if (context.askedForTime) timed.push(index);
    }
    if (stored === object && Object.isFrozen(object)) {
      if (timed.join() !== this.#timed.join()) this.#timed = timed;
      this.#kept.set(object, { cells, timed: this.#timed });
    }
    return cells;
  }
}

/** Kinds that ask for no columns show their name and age. */
const customDefaults: readonly PrinterColumn[] = [
  { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", description: ageColumn.description },
];

function customColumns(columns: readonly PrinterColumn[] | undefined): {
  readonly definitions: readonly TableColumn[];
  readonly cells: Cells;
} {
  const asked = columns === undefined || columns.length === 0 ? customDefaults : columns;
  return {
    definitions: [nameColumn, ...asked.map(printerColumn)],
    cells: (object, now) => [object.metadata.name, ...asked.map((column) => printCustomCell(column, object, now))],
  };
}

function definitionsOf({ apiVersion, kind }: KindInfo): readonly TableColumn[] {
  const creation = builtInColumns["rbac.authorization.k8s.io/v1 Role"]?.[1];
  return builtInColumns[`${apiVersion} ${kind}`] ?? [nameColumn, creation ?? date("Created At", "")];
}

const printersOfKinds = new Map<string, CellPrinter>();

function cellsOf(info: KindInfo, definitions: readonly TableColumn[]): Cells {
  const key = `${info.apiVersion} ${info.kind}`;
  let printer = printersOfKinds.get(key);
  if (printer === undefined) {
    printer = new CellPrinter(printersOf(info, definitions));
    printersOfKinds.set(key, printer);
  }
  return printer.print.bind(printer);
}

function printersOf(info: KindInfo, definitions: readonly TableColumn[]): Printers {
  const columns = columnsOf(info);
  return definitions.map(({ name, type }) => {
    const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const cellType = cellTypes[`${info.kind}.${name}`] ?? type;
    return column === undefined
      ? () => typed("", cellType)
      : (object, context) => typed(column.cell(object, context), cellType);
  });
}

/** Cells that are of another type than their column says. */
const cellTypes: Readonly<Record<string, TableColumn["type"]>> = {
  "ConfigMap.Data": "integer",
  "ControllerRevision.Revision": "integer",
  "CronJob.Suspend": "string",
  "Deployment.Available": "integer",
  "Deployment.Up-to-date": "integer",
  "Event.Count": "integer",
  "HorizontalPodAutoscaler.MaxPods": "integer",
  "HorizontalPodAutoscaler.Replicas": "integer",
  "Secret.Data": "integer",
  "ServiceAccount.Secrets": "integer",
  "StorageClass.AllowVolumeExpansion": "boolean",
};

function typed(text: string, type: TableColumn["type"]): Cell {
  if (type === "integer" || type === "number") return Number(text);
  if (type === "boolean") return text.toLowerCase() === "true";
  return text;
}

/** Pods that are over say so, so that printers can leave them out. */
function conditionsOf({ kind, status }: KubeObject): Pick<TableRow, "conditions"> {
  if (kind !== "Pod") return {};
  const { phase } = (status ?? {}) as { readonly phase?: string };
  if (phase !== "Succeeded" && phase !== "Failed") return {};
  return { conditions: [{ type: "Completed", status: "True", reason: phase }] };
}
