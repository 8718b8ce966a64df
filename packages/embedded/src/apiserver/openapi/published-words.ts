/**
 * What Kubernetes' own OpenAPI document says of definitions and their fields in words, and which values fields have by default.
 * The texts are The Kubernetes Authors' (`data/NOTICE.txt`); `npm run record-openapi` makes the file.
 * @module
 */
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

/** What is said of a definition. */
export interface DefinitionWords {
  /** Of the definition itself. */
  readonly text?: string;
  /** Of its fields, by name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Values by place: `port`, `ports[]` (of a list's items), `labels{}` (of a map's values). */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

const file = new URL("../../../data/openapi-words.json.br", import.meta.url);
let read: Readonly<Record<string, DefinitionWords>> | undefined;

/** What is said of a definition, by its name (`io.k8s.api.core.v1.Pod`); nothing of those that Kubernetes has not. Read when first asked. */
export function wordsOf(definition: string): DefinitionWords {
  read ??= JSON.parse(brotliDecompressSync(readFileSync(file)).toString("utf8")) as typeof read;
  return read?.[definition] ?? {};
}
