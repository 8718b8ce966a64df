/**
 * Building blocks of `kubectl describe`.
 * @module
 */
import { canonicalQuantity, type KubeObject, type UnixMicros } from "@aiops-gym/cluster";
import { alignTabs, describeLayout } from "../tab-writer.ts";
import { ageText } from "../time-text.ts";
import { compareText, listAt, numberAt, sortedKeys, type Tree, textAt } from "../tree.ts";

/** What has happened to an object; `undefined` when it was not asked for. */
export type Events = readonly KubeObject[] | undefined;

/** Collects lines; tabs become columns at the end. */
export class DescribeWriter {
  readonly now: UnixMicros;
  private done = "";
  private open = "";

  constructor(now: UnixMicros) {
    this.now = now;
  }

  /** A line, indented by two spaces a level. */
  line(level: number, text: string): void {
    this.open += `${"  ".repeat(level)}${text}\n`;
  }

  /** Lines as {@link rawText} has them. */
  add(lines: string): void {
    this.open += lines;
  }

  /** `Title:` and a value in the next column. */
  field(level: number, title: string, value: string | number | boolean): void {
    this.line(level, `${title}:\t${value}`);
  }

  /** Ends all columns: what follows is laid out on its own. */
  flush(): void {
    this.done += alignTabs(this.open, describeLayout);
    this.open = "";
  }

  text(): string {
    this.flush();
    return this.done;
  }

  /** The text with its tabs, not laid out. */
  rawText(): string {
    return this.open;
  }

  /** A title beside a column of lines; `<none>` for none. */
  column(title: string, lines: readonly string[]): void {
    if (lines.length === 0) this.line(0, `${title}:\t<none>`);
    for (const [index, text] of lines.entries()) this.line(0, `${index === 0 ? `${title}:` : ""}\t${text}`);
  }

  /** Name and namespace. */
  heading({ metadata }: KubeObject): void {
    this.field(0, "Name", metadata.name);
    this.field(0, "Namespace", metadata.namespace ?? "");
  }

  labelsAndAnnotations({ metadata }: KubeObject): void {
    this.labels("Labels", metadata.labels);
    this.annotations("Annotations", metadata.annotations);
  }

  labels(title: string, labels: Readonly<Record<string, string>> | undefined): void {
    this.column(
      title,
      sortedKeys(labels ?? {}).map((key) => `${key}=${labels?.[key]}`),
    );
  }

  annotations(title: string, annotations: Readonly<Record<string, string>> | undefined): void {
    const lines: string[] = [];
    for (const key of sortedKeys(annotations ?? {})) {
      if (key === "kubectl.kubernetes.io/last-applied-configuration") continue;
      const value = (annotations?.[key] ?? "").replace(/\n$/, "");
      if (value.length + key.length + 2 > longestAnnotation || value.includes("\n")) {
        lines.push(`${key}:`, ...value.split("\n").map((part) => `  ${shorten(part)}`));
      } else lines.push(`${key}: ${value}`);
    }
    this.column(title, lines);
  }

  /** The table of events at the end; nothing when events were not asked for. */
  events(events: Events): void {
    if (events === undefined) return;
    if (events.length === 0) {
      this.line(0, "Events:\t<none>");
      return;
    }
    this.flush();
    this.line(0, "Events:");
    this.line(1, "Type\tReason\tAge\tFrom\tMessage");
    this.line(1, "----\t------\t----\t----\t-------");
    for (const event of [...events].sort((a, b) =>
      compareText(textAt(a, "lastTimestamp"), textAt(b, "lastTimestamp")),
    )) {
      const source = textAt(event, "source.component") || textAt(event, "reportingComponent");
      const cells = [
        textAt(event, "type"),
        textAt(event, "reason"),
        this.eventAge(event),
        source,
        textAt(event, "message").trim(),
      ];
      this.line(1, cells.join("\t"));
    }
  }

  private eventAge(event: KubeObject): string {
    const first = ageText(textAt(event, "eventTime") || textAt(event, "firstTimestamp"), this.now);
    const series = numberAt(event, "series.count");
    if (series > 0) return `${ageText(textAt(event, "series.lastObservedTime"), this.now)} (x${series} over ${first})`;
    const count = numberAt(event, "count");
    return count > 1 ? `${ageText(textAt(event, "lastTimestamp"), this.now)} (x${count} over ${first})` : first;
  }

  /** Conditions with their reasons, as workloads show them. */
  reasonedConditions(object: KubeObject): void {
    const conditions = listAt(object, "status.conditions");
    if (conditions.length === 0) return;
    this.line(0, "Conditions:");
    this.line(1, "Type\tStatus\tReason");
    this.line(1, "----\t------\t------");
    for (const one of conditions)
      this.line(1, `${textAt(one, "type")} \t${textAt(one, "status")}\t${textAt(one, "reason")}`);
  }
}

const longestAnnotation = 140;

function shorten(text: string): string {
  return text.length > longestAnnotation - 2 ? `${text.slice(0, longestAnnotation - 2)}...` : text;
}

/** `<none>` for an empty text. */
export function orNone(text: string): string {
  return text === "" ? "<none>" : text;
}

/** A quantity in its canonical form, `0` when missing. */
export function quantityText(text: string | undefined): string {
  return text === undefined || text === "" ? "0" : canonicalQuantity(text);
}

/** `ReplicaSet/web-1`: who manages the object; empty when nobody does. */
export function controllerOf(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find((one) => one.controller === true);
  return owner === undefined ? "" : `${owner.kind}/${owner.name}`;
}

/** A list as Go prints it: `[a b]`. */
export function goList(items: readonly unknown[]): string {
  return `[${items.join(" ")}]`;
}

/** `True` or `False`. */
export function boolText(value: unknown): string {
  return value === true ? "True" : "False";
}

/** The entries of a list that are objects with a name. */
export function nameOf(value: Tree): string {
  return textAt(value, "name");
}
