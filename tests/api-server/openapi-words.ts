/**
 * What the embedded cluster takes from the published definitions: descriptions and defaults.
 * @module
 */

interface Published {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Published>>;
  readonly items?: Published;
  readonly additionalProperties?: Published | boolean;
}

/** The words of definitions by their names, as `data/openapi-words.json.br` of the embedded package holds them. */
export function openApiWords(definitions: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = Object.keys(definitions).sort();
  return Object.fromEntries(names.map((name) => [name, wordsOfDefinition(definitions[name] as Published)]));
}

function wordsOfDefinition({ description, properties = {} }: Published): unknown {
  const fields: Record<string, string> = {};
  const defaults: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(properties)) {
    if (schema.description !== undefined) fields[field] = schema.description;
    collectDefaults(schema, field, defaults);
  }
  return { text: description, fields, defaults };
}

function collectDefaults(schema: Published, place: string, found: Record<string, unknown>): void {
  if (schema.default !== undefined) found[place] = schema.default;
  if (schema.items !== undefined) collectDefaults(schema.items, `${place}[]`, found);
  if (typeof schema.additionalProperties === "object")
    collectDefaults(schema.additionalProperties, `${place}{}`, found);
}
