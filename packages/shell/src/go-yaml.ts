/**
 * YAML as Kubernetes' tools read it: YAML 1.1 without times and sexagesimal numbers, and failures in the words of Go's library.
 * @module
 */
import { type Document, isCollection, parseAllDocuments, type ScalarTag, type Tags, visit } from "yaml";
import { goYamlMessage } from "./go-yaml-words.ts";

/** YAML that cannot be read; the message begins with `yaml: `. */
export class GoYamlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GoYamlError";
  }
}

const notForGo = new Set(["timestamp", "intTime", "floatTime"]);

/** `0o17`, which YAML 1.1 has not. */
const octal: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) =>
    Number(
      text
        .replaceAll("_", "")
        .replace(/^\+/, "")
        .replace(/^-(.*)/, "$1"),
    ) * (text.startsWith("-") ? -1 : 1),
};

/** Reads all documents of a text. Empty ones are null. @throws {@link GoYamlError} */
export function readYamlDocuments(text: string): readonly unknown[] {
  const customTags = (tags: Tags): Tags => [
    ...tags.filter((tag) => typeof tag === "string" || !notForGo.has(tagName(tag))),
    octal,
  ];
  const documents = parseAllDocuments(text, { merge: true, version: "1.1", customTags, uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  return (documents as readonly Document[]).map((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new GoYamlError(goYamlMessage(text, problem));
    refuseMapsAsKeys(document);
    try {
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/^Excessive alias/.test(message)) throw new GoYamlError("yaml: document contains excessive aliasing");
      const alias = /alias.*: (\S+)$/.exec(message)?.[1];
      throw new GoYamlError(alias === undefined ? `yaml: ${message}` : `yaml: unknown anchor '${alias}' referenced`);
    }
  });
}

/** Reads one document. @throws {@link GoYamlError} */
export function readYaml(text: string): unknown {
  return readYamlDocuments(text)[0] ?? null;
}

/** What a tag is called inside of the library: times have their own identification. */
function tagName(tag: { readonly tag?: string; readonly format?: string }): string {
  if (tag.tag === "tag:yaml.org,2002:timestamp") return "timestamp";
  if (tag.format === "TIME") return tag.tag?.endsWith(":int") === true ? "intTime" : "floatTime";
  return "";
}

/** Go's maps have no maps as keys: `{{ x }}`, a template that nobody rendered, is one. */
function refuseMapsAsKeys(document: Document): void {
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return;
      throw new GoYamlError(`yaml: invalid map key: ${goSource(key.toJSON())}`);
    },
  });
}

/** A value in Go's source, as its library makes it of YAML. */
function goSource(value: unknown): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSource).join(", ")}}`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${goSource(entry)}`);
  return `map[interface {}]interface {}{${entries.join(", ")}}`;
}
