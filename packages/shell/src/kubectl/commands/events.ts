/**
 * `kubectl events`.
 * @module
 */
import { type KubeObject, microsPerSecond } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { parseOutput, printObjects } from "../output.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { ageText } from "../time-text.ts";
import { compareText, numberAt, textAt } from "../tree.ts";

const eventKind = { apiVersion: "v1", kind: "Event", namespaced: true } as const;

export const eventsCommand: Command = {
  name: "events",
  summary: "List events",
  usage: "events [--for TYPE/NAME] [--types=Normal,Warning] [--watch] [flags]",
  flags: `${flagGroups.output} all-namespaces/A? chunk-size#=500 for no-headers? types[] watch/w?`,
  async run(call) {
    const { flags } = call;
    const format = parseOutput(call);
    const types = flags.list("types").map((one) => one.toLowerCase());
    if (types.some((type) => type !== "normal" && type !== "warning")) {
      throw new KubectlError("valid --types are Normal or Warning");
    }
    const about = aboutOf(call);
    const find = async (): Promise<readonly KubeObject[]> => {
      const items = await call.list(eventKind, { fieldSelector: about, everywhere: call.allNamespaces });
      return items
        .filter((event) => types.length === 0 || types.includes(textAt(event, "type").toLowerCase()))
        .toSorted((a, b) => compareText(lastTime(a), lastTime(b)));
    };
    const events = await find();
    const info = call.kinds.find("v1", "Event");
    if (format !== undefined && info !== undefined) {
      await printObjects(call, format, [{ info, object: eventList(events) }], true);
      return 0;
    }
    if (flags.bool("watch")) return watch(call, events, find);
    if (events.length === 0) {
      call.warn(call.allNamespaces ? "No events found." : `No events found in ${call.namespace} namespace.`);
      return 0;
    }
    print(call, events, !flags.bool("no-headers"));
    return 0;
  },
};

function eventList(items: readonly KubeObject[]): KubeObject {
  return { apiVersion: "v1", items, kind: "EventList", metadata: {} } as unknown as KubeObject;
}

/** `--for` as a field selector. */
function aboutOf(call: Invocation): string {
  const text = call.flags.text("for");
  if (text === "") return "";
  const parts = text.split("/");
  const [type = "", name = ""] = parts;
  if (parts.length !== 2 || type === "" || name === "") {
    throw new KubectlError("--for must be in resource/name form");
  }
  const info = call.kinds.findResource(type);
  if (info === undefined) {
    throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(type)}`, { bare: true });
  }
  return `involvedObject.kind=${info.kind},involvedObject.name=${name}`;
}

async function watch(
  call: Invocation,
  initial: readonly KubeObject[],
  find: () => Promise<readonly KubeObject[]>,
): Promise<number> {
  let seen = new Map(initial.map(({ metadata }) => [metadata.uid, metadata.resourceVersion]));
  let printed = !call.flags.bool("no-headers");
  if (initial.length > 0) print(call, initial, printed);
  if (initial.length > 0) printed = false;
  while (!call.outOfTime()) {
    await call.clock.sleep(Math.min(1, (call.deadline - call.clock.now()) / microsPerSecond), call.signal);
    const now = await find();
    const fresh = now.filter(({ metadata }) => seen.get(metadata.uid) !== metadata.resourceVersion);
    seen = new Map(now.map(({ metadata }) => [metadata.uid, metadata.resourceVersion]));
    if (fresh.length === 0) continue;
    print(call, fresh, printed);
    printed = false;
  }
  call.warn("the watch ended: the command's time ran out");
  return 124;
}

const columns = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];

function print(call: Invocation, events: readonly KubeObject[], withHeader: boolean): void {
  const header = [...(call.allNamespaces ? ["NAMESPACE"] : []), ...columns];
  const lines = events.map((event) => [
    ...(call.allNamespaces ? [event.metadata.namespace ?? ""] : []),
    ...cells(event, call),
  ]);
  const all = withHeader ? [header, ...lines] : lines;
  call.print(alignTabs(all.map((line) => `${line.join("\t")}\n`).join(""), tableLayout));
}

function lastTime(event: KubeObject): string {
  return textAt(event, "series.lastObservedTime") || textAt(event, "lastTimestamp") || textAt(event, "eventTime");
}

function cells(event: KubeObject, call: Invocation): readonly string[] {
  const now = call.clock.now();
  const first = ageText(textAt(event, "firstTimestamp") || textAt(event, "eventTime"), now);
  const count = numberAt(event, "series.count") || numberAt(event, "count");
  const last = ageText(lastTime(event), now);
  return [
    count > 1 ? `${last} (x${count} over ${first})` : last,
    textAt(event, "type"),
    textAt(event, "reason"),
    `${textAt(event, "involvedObject.kind")}/${textAt(event, "involvedObject.name")}`,
    textAt(event, "message").trim(),
  ];
}
