/**
 * `-o`: how objects are printed.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { parseColumnsFile, parseCustomColumns, printCustomColumns } from "./custom-columns.ts";
import { printGoTemplate } from "./go-template-output.ts";
import type { Invocation } from "./invocation.ts";
import { findJsonPath, parseJsonPath, renderJsonPath } from "./json-path.ts";
import { writeJson } from "./json-writer.ts";
import { KubectlError } from "./kubectl-error.ts";
import { type Found, qualifiedName } from "./resources.ts";
import { fieldAt, withField } from "./tree.ts";
import { writeYaml } from "./yaml-writer.ts";

/** A format and what follows its `=`. */
export interface OutputFormat {
  readonly name: string;
  readonly template: string;
}

const templated = [
  "jsonpath",
  "jsonpath-as-json",
  "jsonpath-file",
  "custom-columns",
  "custom-columns-file",
  "go-template",
  "go-template-file",
  "template",
  "templatefile",
];
const allFormats = [...templated, "json", "name", "wide", "yaml"].sort();
const writeFormats = allFormats.filter((name) => name !== "wide" && !name.startsWith("custom-columns"));

/** Reads `-o`; `undefined` for the default. @throws {@link KubectlError} for a format that does not exist. */
export function parseOutput(call: Invocation, forGet = false): OutputFormat | undefined {
  const text = call.flags.text("output") || (call.flags.text("template") === "" ? "" : "go-template");
  if (text === "") return undefined;
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const template = equals < 0 ? call.flags.text("template") : text.slice(equals + 1);
  const known = forGet ? allFormats : writeFormats;
  if (!known.includes(name)) {
    throw new KubectlError(
      `unable to match a printer suitable for the output format ${JSON.stringify(text)}, allowed formats are: ${known.join(",")}`,
    );
  }
  if (templated.includes(name) && template === "") {
    const what = name.startsWith("custom-columns")
      ? "custom-columns format specified but no custom columns given"
      : "template format specified but no template given";
    throw new KubectlError(what);
  }
  return { name, template };
}

/** Formats of Go's templates. */
const goTemplates: ReadonlySet<string> = new Set(["go-template", "go-template-file", "template", "templatefile"]);

/** The object as users see it: without the bookkeeping of who manages which field. */
export function visibleObject(call: Invocation, object: KubeObject): KubeObject {
  if (call.flags.bool("show-managed-fields") || fieldAt(object, "metadata.managedFields") === undefined) return object;
  return withField(object, "metadata.managedFields", undefined);
}

/** Prints objects in a format other than a table. */
export async function printObjects(
  call: Invocation,
  format: OutputFormat,
  found: readonly Found[],
  single: boolean,
  withoutHeaders = call.flags.bool("no-headers"),
): Promise<void> {
  if (format.name === "name") {
    for (const { info, object } of found) call.print(`${qualifiedName(info, object.metadata.name)}\n`);
    return;
  }
  const isGo = goTemplates.has(format.name);
  // templates and paths see who manages which field
  const isWhole = format.name === "json" || format.name === "yaml";
  const objects = found.map(({ object }) => (isWhole ? visibleObject(call, object) : object));
  if (format.name.startsWith("custom-columns")) {
    const columns = format.name.endsWith("-file")
      ? parseColumnsFile(await templateFile(call, format.template))
      : parseCustomColumns(format.template);
    printCustomColumns(call, columns, objects, withoutHeaders);
    return;
  }
  const [only] = objects;
  const value: unknown =
    single && only !== undefined && objects.length === 1
      ? only
      : { apiVersion: "v1", items: objects, kind: "List", metadata: { resourceVersion: "" } };
  switch (format.name) {
    case "json":
      call.print(`${writeJson(value, 4)}\n`);
      break;
    case "yaml":
      call.print(writeYaml(value));
      break;
    default: {
      if (isGo) {
        const { name, template } = format;
        printGoTemplate(call, name.endsWith("file") ? await templateFile(call, template) : template, value);
        break;
      }
      const template = format.name.endsWith("-file") ? await templateFile(call, format.template) : format.template;
      const path = parseJsonPath(template);
      call.print(
        format.name === "jsonpath-as-json"
          ? `${writeJson(findJsonPath(path, value), 4)}\n`
          : renderJsonPath(path, value, !call.flags.bool("allow-missing-template-keys")),
      );
    }
  }
}

async function templateFile(call: Invocation, path: string): Promise<string> {
  try {
    return await call.readFile(path);
  } catch {
    throw new KubectlError(`error reading --template ${path}, open ${path}: no such file or directory`);
  }
}
