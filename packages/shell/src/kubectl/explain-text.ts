/**
 * `explain`: a kind's schema as text.
 * @module
 */
import type { KindInfo, OpenApiDocument, OpenApiSchema } from "@aiops-gym/cluster";
import { KubectlError } from "./kubectl-error.ts";
import { compareText } from "./tree.ts";

/** What is explained. */
export interface ExplainOptions {
  readonly info: KindInfo;
  readonly document: OpenApiDocument;
  /** From the kind downwards. */
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

/** What was printed, and what went wrong after that. */
export interface Explanation {
  readonly text: string;
  readonly error?: KubectlError;
}

/** The schema of a kind, or of a field of it. */
export function explainSchema({ info, document, fields, recursive }: ExplainOptions): Explanation {
  const { group, version, kind } = info;
  const head = `${group === "" ? "" : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
  const schemas = new Schemas(document);
  const root = schemas.ofKind(info);
  if (root === undefined) {
    return {
      text: "",
      error: new KubectlError(`GVR (${info.apiVersion}, Resource=${info.plural}) not found in OpenAPI schema`),
    };
  }
  let schema: OpenApiSchema = root;
  let field = "";
  for (const [index, name] of fields.entries()) {
    const found = schemas.fieldOf(schema, name);
    if (found === undefined)
      return { text: head, error: new KubectlError(`field ${JSON.stringify(name)} does not exist`) };
    if (index === fields.length - 1) {
      field = `FIELD: ${name} <${schemas.typeOf(found)}>\n${enumBlock(schemas.enumOf(found))}\n`;
    }
    schema = found;
  }
  const description = wrapped(schemas.describe(schema) || "<empty>", 4);
  const list = schemas.fieldList(schema, 1, recursive, new Set());
  return { text: `${head}${field}DESCRIPTION:\n${description}${list === "" ? "" : `FIELDS:\n${list}`}\n` };
}

function enumBlock(values: readonly unknown[] | undefined): string {
  if (values === undefined) return "\n";
  return `ENUM:\n${values.map((value) => `    ${String(value)}\n`).join("")}`;
}

/** Lines of at most 76 letters, indented. */
function wrapped(text: string, indent: number): string {
  const lines = text.split("\n").flatMap((line) => wrapLine(line));
  return lines.map((line) => `${" ".repeat(indent)}${line}\n`).join("");
}

const lineLength = 76;

function wrapLine(line: string): readonly string[] {
  const out: string[] = [];
  const [first = "", ...words] = line.split(" ");
  let here = first;
  for (const word of words) {
    const longer = `${here} ${word}`;
    if (longer.length > lineLength) {
      out.push(here);
      here = word;
    } else here = longer;
  }
  return [...out, here];
}

/** A document's schemas, and what they refer to. */
class Schemas {
  private readonly schemas: Readonly<Record<string, OpenApiSchema>>;

  constructor(document: OpenApiDocument) {
    this.schemas = document.components?.schemas ?? {};
  }

  ofKind({ group, version, kind }: KindInfo): OpenApiSchema | undefined {
    return Object.values(this.schemas).find((schema) =>
      schema["x-kubernetes-group-version-kind"]?.some(
        (one) => one.group === group && one.version === version && one.kind === kind,
      ),
    );
  }

  private target({ $ref }: OpenApiSchema): OpenApiSchema | undefined {
    return $ref === undefined ? undefined : this.schemas[nameOf($ref)];
  }

  /** The schema that a reference, a list or a map leads to in the end. */
  private inner(schema: OpenApiSchema): OpenApiSchema {
    const { allOf, items, additionalProperties } = schema;
    const next =
      this.target(schema) ??
      (schema.properties === undefined && allOf?.length === 1 ? allOf[0] : undefined) ??
      items ??
      (typeof additionalProperties === "object" ? additionalProperties : undefined);
    return next === undefined ? schema : this.inner(next);
  }

  fieldOf(schema: OpenApiSchema, name: string): OpenApiSchema | undefined {
    return this.inner(schema).properties?.[name];
  }

  enumOf(schema: OpenApiSchema): readonly unknown[] | undefined {
    return schema.enum === undefined ? undefined : [...schema.enum].sort((a, b) => compareText(String(a), String(b)));
  }

  /** `[]Container`, `map[string]string`, `Object`. */
  typeOf(schema: OpenApiSchema): string {
    const { items, additionalProperties, allOf, $ref, type } = schema;
    if (items !== undefined) return `[]${this.typeOf(items)}`;
    if (typeof additionalProperties === "object") return `map[string]${this.typeOf(additionalProperties)}`;
    const [only] = allOf ?? [];
    if (only !== undefined && schema.properties === undefined && allOf?.length === 1) return this.typeOf(only);
    if ($ref !== undefined) {
      const target = this.target(schema);
      if (target?.type !== undefined && target.type !== "object" && target.items === undefined) return target.type;
      return nameOf($ref).split(".").at(-1) ?? "Object";
    }
    return type === undefined || type === "object" ? "Object" : type;
  }

  /** What is said of a field, and of the types that it is made of. */
  describe(schema: OpenApiSchema): string {
    const { description, allOf, items, additionalProperties } = schema;
    const parts = [
      description === undefined || description === "" ? "" : `${description}\n`,
      ...(allOf ?? []).map((one) => this.describe(one)),
      items === undefined ? "" : this.describe(items),
      typeof additionalProperties === "object" ? this.describe(additionalProperties) : "",
    ];
    const target = this.target(schema);
    return parts.join("") + (target === undefined ? "" : this.describe(target));
  }

  fieldList(schema: OpenApiSchema, level: number, recursive: boolean, seen: ReadonlySet<string>): string {
    const { $ref } = schema;
    if ($ref !== undefined && seen.has($ref)) return "";
    const history = $ref === undefined ? seen : new Set([...seen, $ref]);
    const resolved = this.target(schema) ?? schema;
    const lines = Object.entries(resolved.properties ?? {})
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, field]) => {
        const detail = this.fieldDetail(resolved, name, field, level, recursive);
        return recursive ? detail + this.fieldList(field, level + 1, recursive, history) : detail;
      });
    const inside = [
      ...(resolved.allOf ?? []),
      ...(resolved.items === undefined ? [] : [resolved.items]),
      ...(typeof resolved.additionalProperties === "object" ? [resolved.additionalProperties] : []),
    ].map((one) => this.fieldList(one, level, recursive, history));
    return [...lines, ...inside].join("");
  }

  private fieldDetail(
    parent: OpenApiSchema,
    name: string,
    field: OpenApiSchema,
    level: number,
    short: boolean,
  ): string {
    const indent = "  ".repeat(level);
    const required = parent.required?.includes(name) === true ? " -required-" : "";
    const values = this.enumOf(field);
    const shown = values?.slice(0, 4).map(String).join(", ");
    const more = (values?.length ?? 0) > 4 ? ", ...." : "";
    const head = `${indent}${name}\t<${this.typeOf(field)}>${required}\n${shown === undefined ? "" : `${indent}enum: ${shown}${more}\n`}`;
    if (short) return head;
    return `${head}${wrapped(field.description || "<no description>", level * 2 + 2)}\n`;
  }
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
