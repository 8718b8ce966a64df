/**
 * `kubectl top`: what the metrics server measures.
 * @module
 */
import {
  isNotFound,
  type KindInfo,
  type KubeObject,
  quantityMillis,
  quantityValue,
  StatusError,
} from "@aiops-gym/cluster";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { compareText, listAt, mapAt, type Tree, textAt } from "../tree.ts";

const metricsVersion = "metrics.k8s.io/v1beta1";
const podMetrics = { apiVersion: metricsVersion, kind: "PodMetrics", namespaced: true } as const;
const nodeMetrics = { apiVersion: metricsVersion, kind: "NodeMetrics", namespaced: false } as const;

/** Thousandths of a core, and bytes. */
interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

function usageOf(metrics: Tree): Usage {
  const { cpu = "0", memory = "0" } = mapAt(metrics, "usage");
  return { cpu: quantityMillis(cpu), memory: quantityValue(memory) };
}

function sum(usages: readonly Usage[]): Usage {
  return usages.reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory }), { cpu: 0, memory: 0 });
}

const mebibyte = 1024 * 1024;

function cpuText({ cpu }: Usage): string {
  return `${cpu}m`;
}

function memoryText({ memory }: Usage): string {
  return `${Math.trunc(memory / mebibyte)}Mi`;
}

/** Cells end with a tab, the last of a line too. */
function printRows(call: Invocation, rows: readonly (readonly string[])[]): void {
  call.print(alignTabs(rows.map((cells) => `${cells.map((cell) => `${cell}\t`).join("")}\n`).join(""), tableLayout));
}

/** What is asked for by name or selector. @throws {@link KubectlError} when nothing measures. */
async function measured(
  call: Invocation,
  info: Pick<KindInfo, "apiVersion" | "kind" | "namespaced">,
): Promise<readonly KubeObject[]> {
  const [name] = call.args;
  const { labelSelector, fieldSelector } = call.selectors();
  if (call.args.length > 1) {
    throw usageError(`top ${info === podMetrics ? "pod" : "node"}`, `unexpected args: [${call.args.join(" ")}]`);
  }
  if (name !== undefined && labelSelector !== "")
    throw new KubectlError("only one of NAME or --selector can be provided");
  try {
    // first of all whether there is a metrics server
    const all = await call.list(info, { labelSelector, everywhere: call.allNamespaces });
    if (name === undefined) {
      if (fieldSelector === "") return all;
      const known = await call.list(
        { apiVersion: "v1", kind: "Pod", namespaced: true },
        { labelSelector, fieldSelector, everywhere: call.allNamespaces },
      );
      const names = new Set(known.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
      return all.filter(({ metadata }) => names.has(`${metadata.namespace}/${metadata.name}`));
    }
  } catch (error) {
    if (isNotFound(error) || !(await isInstalled(call))) throw new KubectlError("Metrics API not available");
    throw error;
  }
  const namespace = info.namespaced ? { namespace: call.namespace } : {};
  return [await call.api.get({ apiVersion: info.apiVersion, kind: info.kind, name, ...namespace })];
}

/** Whether there is a metrics server, for whoever may not ask it. */
async function isInstalled(call: Invocation): Promise<boolean> {
  try {
    await call.api.openApi(metricsVersion);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function checkSort(call: Invocation): string {
  const by = call.flags.text("sort-by");
  if (!["", "cpu", "memory"].includes(by)) {
    throw new KubectlError("--sort-by accepts only cpu or memory");
  }
  return by;
}

/** The largest first by what `--sort-by` names; by name without it. */
function sorted<T extends { readonly usage: Usage; readonly key: string }>(
  items: readonly T[],
  by: string,
): readonly T[] {
  return items.toSorted((a, b) => {
    const order = by === "cpu" ? b.usage.cpu - a.usage.cpu : by === "memory" ? b.usage.memory - a.usage.memory : 0;
    return order !== 0 ? order : compareText(a.key, b.key);
  });
}

async function topPods(call: Invocation): Promise<number> {
  const by = checkSort(call);
  const { flags } = call;
  const found = await measured(call, podMetrics);
  if (found.length === 0) {
    if (await arePods(call)) throw new KubectlError("metrics not available yet");
    call.warn(call.allNamespaces ? "No resources found" : `No resources found in ${call.namespace} namespace.`);
    return 0;
  }
  const withContainers = flags.bool("containers");
  const pods = sorted(
    found.map((object) => ({
      object,
      key: `${object.metadata.namespace}/${object.metadata.name}`,
      usage: sum(listAt(object, "containers").map(usageOf)),
    })),
    by,
  );
  const place = (object: KubeObject): readonly string[] =>
    call.allNamespaces ? [object.metadata.namespace ?? ""] : [];
  const header = [
    ...(call.allNamespaces ? ["NAMESPACE"] : []),
    ...(withContainers ? ["POD"] : []),
    "NAME",
    "CPU(cores)",
    "MEMORY(bytes)",
  ];
  const rows = pods.flatMap(({ object, usage }): readonly (readonly string[])[] => {
    if (!withContainers) return [[...place(object), object.metadata.name, cpuText(usage), memoryText(usage)]];
    const containers = listAt(object, "containers").map((one) => ({ key: textAt(one, "name"), usage: usageOf(one) }));
    return sorted(containers, by).map((one) => [
      ...place(object),
      object.metadata.name,
      one.key,
      cpuText(one.usage),
      memoryText(one.usage),
    ]);
  });
  const total = sum(pods.map(({ usage }) => usage));
  const before = header.slice(2).map(() => "");
  const sums = flags.bool("sum")
    ? [
        [...before, "________", "________"],
        [...before, cpuText(total), memoryText(total)],
      ]
    : [];
  printRows(call, [...(flags.bool("no-headers") ? [] : [header]), ...rows, ...sums]);
  return 0;
}

async function arePods(call: Invocation): Promise<boolean> {
  const { labelSelector, fieldSelector } = call.selectors();
  const pods = await call.list(
    { apiVersion: "v1", kind: "Pod", namespaced: true },
    { labelSelector, fieldSelector, everywhere: call.allNamespaces },
  );
  return pods.length > 0;
}

async function topNodes(call: Invocation): Promise<number> {
  const by = checkSort(call);
  const found = await measured(call, nodeMetrics);
  if (found.length === 0) throw new KubectlError("metrics not available yet");
  const field = call.flags.bool("show-capacity") ? "status.capacity" : "status.allocatable";
  const nodes = await nodesOf(call);
  const rows = sorted(
    found.map((object) => ({ key: object.metadata.name, usage: usageOf(object as unknown as Tree) })),
    by,
  ).map(({ key, usage }) => {
    const available = mapAt(nodes.get(key), field);
    const share = (used: number, all: number): string =>
      all === 0 ? "<unknown>" : `${Math.trunc((used / all) * 100)}%`;
    return [
      key,
      cpuText(usage),
      share(usage.cpu, quantityMillis(available["cpu"] ?? "0")),
      memoryText(usage),
      share(usage.memory, quantityValue(available["memory"] ?? "0")),
    ];
  });
  const header = ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"];
  printRows(call, [...(call.flags.bool("no-headers") ? [] : [header]), ...rows]);
  return 0;
}

async function nodesOf(call: Invocation): Promise<ReadonlyMap<string, KubeObject>> {
  try {
    const nodes = await call.list({ apiVersion: "v1", kind: "Node", namespaced: false });
    return new Map(nodes.map((node) => [node.metadata.name, node]));
  } catch (error) {
    if (error instanceof StatusError) return new Map();
    throw error;
  }
}

export const topCommands: readonly Command[] = [
  {
    name: "top pod",
    summary: "Display resource (CPU/memory) usage of pods",
    usage: "top pod [NAME | -l label] [flags]",
    flags:
      "all-namespaces/A? containers? field-selector no-headers? selector/l show-swap? sort-by sum? use-protocol-buffers?=true",
    run: topPods,
  },
  {
    name: "top node",
    summary: "Display resource (CPU/memory) usage of nodes",
    usage: "top node [NAME | -l label] [flags]",
    flags: "no-headers? selector/l show-capacity? show-swap? sort-by use-protocol-buffers?=true",
    run: topNodes,
  },
];
