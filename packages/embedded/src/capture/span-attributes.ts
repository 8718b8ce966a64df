/**
 * What a span's tags are in a row: a JSON object of those that are no columns of their own. Of a shape's spans all but the texts of
 * the request is the same each time.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
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

/** Attributes of one form of requests of one type. */
interface KnownForm extends AttributeForm {
  readonly spec: RequestType | undefined;
  /** By the request's beginning: what comes of it is the same in all simulations. */
  readonly byBeginning: Map<number, string>;
}

const forms = new WeakMap<ShapeSpan, KnownForm>();
/** Spans of many shapes have the same form: the first one's serves them all. */
const formsOfTypes = new WeakMap<RequestType, Map<string, KnownForm>>();
/** More forms of a type than these are not kept. */
const mostForms = 16;

/**
 * The attributes of a shape's span for one request's variables.
 *
 * @param beginning - The request's beginning, from which its variables follow; -1: they follow from something else.
 * @param variables - Asked when nobody has asked for the beginning before.
 */
export function shapeAttributes(
  span: ShapeSpan,
  spec: RequestType | undefined,
  beginning: number,
  variables: () => Printed,
): string {
  let form = forms.get(span);
  if (form === undefined || form.spec !== spec) {
    form = knownForm(formOf(span), spec);
    forms.set(span, form);
  }
  if (beginning < 0) return printForm(form, variables());
  let text = form.byBeginning.get(beginning);
  if (text === undefined) {
    text = printForm(form, variables());
    form.byBeginning.set(beginning, text);
  }
  return text;
}

function knownForm(form: AttributeForm, spec: RequestType | undefined): KnownForm {
  const own = { ...form, spec, byBeginning: new Map<number, string>() };
  if (spec === undefined) return own;
  const ofType = formsOfTypes.get(spec) ?? new Map<string, KnownForm>();
  formsOfTypes.set(spec, ofType);
  const key = JSON.stringify(form);
  const known = ofType.get(key);
  if (known === undefined && ofType.size < mostForms) ofType.set(key, own);
  return known ?? own;
}

function printForm({ literals, texts }: AttributeForm, variables: Printed): string {
  const parts: string[] = [literals[0] ?? ""];
  for (let index = 0; index < texts.length; index++) {
    const text = renderTemplate(texts[index] as Text, variables);
    parts.push(JSON.stringify(text), literals[index + 1] ?? "");
  }
  // Joined, it is one text; added up, it would be kept in parts.
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
    if (typeof value !== "string" && value.names.length > 0) {
      literals.push(literal);
      found.push(value);
      literal = "";
    } else literal += JSON.stringify(typeof value === "string" ? value : value.literals.join(""));
  }
  literals.push(`${literal}}`);
  return { literals, texts: found };
}
