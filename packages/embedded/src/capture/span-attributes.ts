/**
 * What a span's tags are in a row: a JSON object of those that are no columns of their own. Of a shape's spans all but the texts of
 * the request is the same each time.
 * @module
 */
import { toJsonObject } from "@aiops-gym/telemetry";
import { renderTemplate } from "../processes/template.ts";
import type { EndedSpan, ShapeSpan } from "./pending-spans.ts";

/** What a variable of a request is as text; undefined for names that are none. */
export type Printed = (name: string) => string | undefined;

type Tags = EndedSpan["tags"];
type Text = ShapeSpan["texts"][number]["value"];

/** Tags that are columns of their own. */
const columnTags: ReadonlySet<string> = new Set(["http.status_code", "peer.service", "span.kind"]);
const attributesOf = new WeakMap<Tags, string | null>();

/** The attributes of tags that are known already. */
export function spanAttributes(tags: Tags): string | null {
  const known = Object.isFrozen(tags) ? attributesOf.get(tags) : undefined;
  if (known !== undefined) return known;
  const rest: Record<string, string> = {};
  for (const name in tags) if (!columnTags.has(name)) rest[name] = String(tags[name]);
  const text = toJsonObject(rest);
  if (Object.isFrozen(tags)) attributesOf.set(tags, text);
  return text;
}

/** Attributes with texts in them: `texts[i]`, as JSON, follows `literals[i]`. */
interface AttributeForm {
  readonly literals: readonly string[];
  readonly texts: readonly Text[];
}

const forms = new WeakMap<ShapeSpan, AttributeForm>();

/** The attributes of a shape's span for one request's variables. */
export function shapeAttributes(span: ShapeSpan, variables: Printed): string {
  let form = forms.get(span);
  if (form === undefined) {
    form = formOf(span);
    forms.set(span, form);
  }
  const { literals, texts } = form;
  const parts: string[] = [literals[0] ?? ""];
  for (let index = 0; index < texts.length; index++) {
    const text = renderTemplate(texts[index] as Text, variables);
    parts.push(JSON.stringify(text), literals[index + 1] ?? "");
  }
  return parts.join("");
}

/** Whether texts of a span are nothing but attributes: columns of their own are told from tags that are known. */
export function hasPlainTexts({ texts }: ShapeSpan): boolean {
  return texts.every(({ key }) => !columnTags.has(key));
}

/** In the order of keys; a tag that is known takes the place of a text of its key. */
function formOf({ tags, texts }: ShapeSpan): AttributeForm {
  const values = new Map<string, string | Text>();
  for (const { key, value } of texts) values.set(key, value);
  for (const name in tags) if (!columnTags.has(name)) values.set(name, String(tags[name]));
  const literals: string[] = [];
  const found: Text[] = [];
  let literal = "";
  for (const key of [...values.keys()].sort()) {
    const value = values.get(key) ?? "";
    literal += `${literal === "" && literals.length === 0 ? "{" : ","}${JSON.stringify(key)}:`;
    if (typeof value === "string") literal += JSON.stringify(value);
    else {
      literals.push(literal);
      found.push(value);
      literal = "";
    }
  }
  literals.push(`${literal}}`);
  return { literals, texts: found };
}
