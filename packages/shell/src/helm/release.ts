/**
 * Releases, and the form in which Helm keeps them in Secrets.
 * @module
 */
import { crc32, gunzipSync } from "node:zlib";
import { fromRfc3339, microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import type { GoMap } from "../go-template/value.ts";
import { isTree, listAt, numberAt, type Tree, textAt, textsAt, treeAt } from "../kubectl/tree.ts";
import type { Chart, ChartFile, ChartMetadata } from "./chart.ts";
import { toPlain } from "./functions/support.ts";
import type { Hook, HookEvent, HookRun } from "./manifests.ts";

/** Where a release stands. */
export type ReleaseStatus =
  | "unknown"
  | "deployed"
  | "uninstalled"
  | "superseded"
  | "failed"
  | "uninstalling"
  | "pending-install"
  | "pending-upgrade"
  | "pending-rollback";

/** One revision of a release. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly chart: Chart;
  /** What the user gave. */
  readonly config: GoMap;
  readonly manifest: string;
  readonly hooks: readonly Hook[];
  readonly firstDeployed: UnixMicros;
  readonly lastDeployed: UnixMicros;
  /** 0 while it is there. */
  readonly deleted: UnixMicros;
  readonly description: string;
  readonly status: ReleaseStatus;
  readonly notes: string;
  /** Of the user's, on the Secret. */
  readonly labels: Readonly<Record<string, string>>;
}

/** RFC 3339 with as many digits as there are; empty for no time. */
export function timeText(time: UnixMicros): string {
  if (time === 0) return "";
  const micros = String(time % microsPerSecond)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const seconds = new Date(Math.floor(time / 1000)).toISOString().slice(0, 19);
  return `${seconds}${micros === "" ? "" : `.${micros}`}Z`;
}

/** A release as Helm writes it as JSON; without its chart where that is not asked for. */
export function releaseJson(release: Release, withChart = true): Tree {
  const { name, namespace, version, chart, config, manifest, hooks } = release;
  return {
    name,
    info: {
      first_deployed: timeText(release.firstDeployed),
      last_deployed: timeText(release.lastDeployed),
      deleted: timeText(release.deleted),
      ...present({ description: release.description, status: release.status, notes: release.notes }),
    },
    ...(withChart ? { chart: chartJson(chart) } : {}),
    ...(Object.keys(config).length === 0 ? {} : { config: toPlain(config) }),
    ...present({ manifest }),
    ...(hooks.length === 0 ? {} : { hooks: hooks.map(hookJson) }),
    version,
    namespace,
  };
}

function present(texts: Readonly<Record<string, string>>): Tree {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}

function fileJson({ name, text }: ChartFile): Tree {
  return { name, data: Buffer.from(text).toString("base64") };
}

function chartJson({ metadata, lock, templates, values, schema, files }: Chart): Tree {
  return {
    metadata,
    lock,
    templates: templates.map(fileJson),
    values: values === null ? null : toPlain(values),
    schema: schema === null ? null : Buffer.from(schema).toString("base64"),
    files: files.length === 0 ? null : files.map(fileJson),
  };
}

function hookJson({ lastRun, deletePolicies, outputLogPolicies, weight, ...hook }: Hook): Tree {
  return {
    ...hook,
    last_run: { started_at: lastRun.startedAt, completed_at: lastRun.completedAt, phase: lastRun.phase },
    ...(weight === 0 ? {} : { weight }),
    ...(deletePolicies.length === 0 ? {} : { delete_policies: deletePolicies }),
    ...(outputLogPolicies.length === 0 ? {} : { output_log_policies: outputLogPolicies }),
  };
}

/** The text that a Secret's `release` holds, before Kubernetes' own base64. */
export function encodeRelease(release: Release): string {
  return gzip(Buffer.from(JSON.stringify(releaseJson(release)))).toString("base64");
}

/** A gzip file of blocks as they are: what compresses differs between machines. */
function gzip(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let at = 0; at === 0 || at < bytes.length; at += 65_535) {
    const block = bytes.subarray(at, at + 65_535);
    const head = Buffer.alloc(5);
    head.writeUInt8(at + 65_535 >= bytes.length ? 1 : 0, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(head, block);
  }
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(bytes), 0);
  tail.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([...parts, tail]);
}

/** Largest release that is read. */
const largestRelease = 16 * 1024 * 1024;

/** A release from a Secret's text; `undefined` for what is none. */
export function decodeRelease(text: string, labels: Readonly<Record<string, string>>): Release | undefined {
  try {
    const bytes = Buffer.from(text, "base64");
    const plain =
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: largestRelease }) : bytes;
    const value: unknown = JSON.parse(plain.toString("utf8"));
    return isTree(value) ? readRelease(value, labels) : undefined;
  } catch {
    return undefined;
  }
}

function readTime(text: string): UnixMicros {
  return text === "" ? 0 : fromRfc3339(text) || 0;
}

function readRelease(tree: Tree, labels: Readonly<Record<string, string>>): Release {
  const info = treeAt(tree, "info");
  return {
    name: textAt(tree, "name"),
    namespace: textAt(tree, "namespace"),
    version: numberAt(tree, "version"),
    chart: readChart(treeAt(tree, "chart")),
    config: treeAt(tree, "config") as GoMap,
    manifest: textAt(tree, "manifest"),
    hooks: listAt(tree, "hooks").map(readHook),
    firstDeployed: readTime(textAt(info, "first_deployed")),
    lastDeployed: readTime(textAt(info, "last_deployed")),
    deleted: readTime(textAt(info, "deleted")),
    description: textAt(info, "description"),
    status: textAt(info, "status") as ReleaseStatus,
    notes: textAt(info, "notes"),
    labels,
  };
}

function readFiles(tree: Tree, field: string): readonly ChartFile[] {
  return listAt(tree, field).map((file) => ({
    name: textAt(file, "name"),
    text: Buffer.from(textAt(file, "data"), "base64").toString("utf8"),
  }));
}

function readChart(tree: Tree): Chart {
  const { values, schema, lock } = tree;
  return {
    metadata: treeAt(tree, "metadata") as unknown as ChartMetadata,
    lock: isTree(lock) ? lock : null,
    templates: readFiles(tree, "templates"),
    values: isTree(values) ? (values as GoMap) : null,
    schema: typeof schema === "string" ? Buffer.from(schema, "base64").toString("utf8") : null,
    files: readFiles(tree, "files"),
    dependencies: [],
    raw: [],
  };
}

function readHook(tree: Tree): Hook {
  return {
    name: textAt(tree, "name"),
    kind: textAt(tree, "kind"),
    path: textAt(tree, "path"),
    manifest: textAt(tree, "manifest"),
    events: textsAt(tree, "events") as readonly HookEvent[],
    weight: numberAt(tree, "weight"),
    deletePolicies: textsAt(tree, "delete_policies"),
    outputLogPolicies: textsAt(tree, "output_log_policies"),
    lastRun: {
      startedAt: textAt(tree, "last_run.started_at"),
      completedAt: textAt(tree, "last_run.completed_at"),
      phase: textAt(tree, "last_run.phase") as HookRun["phase"],
    },
  };
}
