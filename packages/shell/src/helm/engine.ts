/**
 * Charts' templates, rendered.
 * @module
 */
import { Templates } from "../go-template/template.ts";
import { GoCallError, TemplateError } from "../go-template/template-error.ts";
import {
  emptyMap,
  entryOf,
  fixed,
  type GoFunction,
  type GoMap,
  GoStruct,
  type GoValue,
  isMap,
} from "../go-template/value.ts";
import type { Chart } from "./chart.ts";
import { helmFunctions } from "./functions/index.ts";
import { HelmError } from "./helm-error.ts";
import { filesStruct } from "./template-files.ts";

/** What rendering needs beside the chart. */
export interface RenderInput {
  /** `Values`, `Release`, `Capabilities`. */
  readonly top: GoMap;
  /** Milliseconds since the Unix epoch, on the cluster's clock. */
  readonly now: number;
  /** Decides what functions of chance draw. */
  readonly seed: string;
  /** Answers `lookup`; without it, there is nothing in the cluster. */
  readonly lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => Promise<GoMap>;
}

interface Template {
  readonly text: string;
  readonly data: GoMap;
}

/** Rendering has to begin anew once this is known. */
class LookupNeeded extends Error {
  readonly key: readonly [apiVersion: string, kind: string, namespace: string, name: string];

  constructor(key: LookupNeeded["key"]) {
    super("lookup");
    this.key = key;
  }
}

const warnStart = "HELM_ERR_START";
const warnEnd = "HELM_ERR_END";
const deepestInclude = 100;
const mostLookups = 100;

/** Prints all templates, by their paths (`chart/templates/a.yaml`). @throws {@link HelmError} */
export async function renderChart(chart: Chart, input: RenderInput): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, GoMap>();
  for (;;) {
    try {
      return renderOnce(chart, input, known);
    } catch (error) {
      if (!(error instanceof LookupNeeded)) throw error;
      if (known.size >= mostLookups) throw new HelmError(`more than ${mostLookups} lookups`);
      known.set(error.key.join("\0"), (await input.lookup?.(...error.key)) ?? emptyMap());
    }
  }
}

function renderOnce(chart: Chart, input: RenderInput, known: ReadonlyMap<string, GoMap>): ReadonlyMap<string, string> {
  const templates = new Map<string, Template>();
  collect(chart, chart.metadata.name, input.top, true, templates);
  const functions = helmFunctions(input.now, input.seed);
  functions.set("required", fixed(["string", "any"], required));
  functions.set("fail", fixed(["string"], fail));
  functions.set(
    "lookup",
    fixed(["string", "string", "string", "string"], (...key): GoMap => {
      if (input.lookup === undefined) return emptyMap();
      const found = known.get(key.join("\0"));
      if (found === undefined) throw new LookupNeeded(key);
      return found;
    }),
  );
  const engine = new Engine(functions);
  const paths = [...templates.keys()].sort(deepestLast).reverse();
  for (const path of paths) engine.parse(path, templates.get(path)?.text ?? "");
  const rendered = new Map<string, string>();
  for (const path of paths) {
    const data = templates.get(path)?.data ?? {};
    if (path.split("/").at(-1)?.startsWith("_") === true) continue;
    const basePath = path.slice(0, path.lastIndexOf("/templates/") + "/templates".length);
    data["Template"] = { Name: path, BasePath: basePath };
    rendered.set(path, engine.render(path, data));
  }
  return rendered;
}

function deepestLast(a: string, b: string): number {
  const depth = a.split("/").length - b.split("/").length;
  return depth !== 0 ? depth : a < b ? -1 : a > b ? 1 : 0;
}

/** What a chart's templates see, and those of the charts inside. */
function collect(chart: Chart, path: string, above: GoMap, isRoot: boolean, into: Map<string, Template>): GoMap {
  const values = entryOf(above, "Values") ?? emptyMap();
  const inner = isRoot ? values : isMap(values) ? (entryOf(values, chart.metadata.name) ?? emptyMap()) : emptyMap();
  const subcharts = emptyMap();
  const data: GoMap = {
    Chart: chartStruct(chart, isRoot),
    Files: filesStruct(chart.files),
    Release: above["Release"] ?? null,
    Capabilities: above["Capabilities"] ?? null,
    Values: inner,
    Subcharts: subcharts,
  };
  for (const one of chart.dependencies)
    subcharts[one.metadata.name] = collect(one, `${path}/charts/${one.metadata.name}`, data, false, into);
  const isLibrary = chart.metadata.type?.toLowerCase() === "library";
  for (const { name, text } of chart.templates) {
    if (isLibrary && name.split("/").at(-1)?.startsWith("_") !== true) continue;
    into.set(`${path}/${name}`, { text, data });
  }
  return data;
}

const texts = [
  "Name",
  "Home",
  "Version",
  "Description",
  "Icon",
  "APIVersion",
  "Condition",
  "Tags",
  "AppVersion",
  "KubeVersion",
  "Type",
];
const lists = ["Sources", "Keywords", "Maintainers", "Dependencies"];

function chartStruct({ metadata }: Chart, isRoot: boolean): GoStruct {
  const field = (name: string): GoValue | undefined =>
    metadata[name === "APIVersion" ? "apiVersion" : name.charAt(0).toLowerCase() + name.slice(1)] as
      | GoValue
      | undefined;
  return new GoStruct("struct { chart.Metadata; IsRoot bool }", {
    ...Object.fromEntries(texts.map((name) => [name, field(name) ?? ""])),
    ...Object.fromEntries(lists.map((name) => [name, field(name) ?? []])),
    Deprecated: field("Deprecated") ?? false,
    Annotations: field("Annotations") ?? {},
    IsRoot: isRoot,
  });
}

function required(warning: string, value: GoValue): GoValue {
  if (value === null || value === "") throw new GoCallError(warnStart + warning + warnEnd);
  return value;
}

function fail(message: string): never {
  throw new GoCallError(warnStart + message + warnEnd);
}

class Engine {
  private readonly functions: ReadonlyMap<string, GoFunction>;
  private readonly templates: Templates;
  private depth = 0;

  constructor(functions: ReadonlyMap<string, GoFunction>) {
    this.functions = functions;
    this.templates = this.open();
  }

  /** Templates whose `include` and `tpl` see one another. */
  private open(from?: Templates): Templates {
    const own = new Map(this.functions);
    const templates: Templates = new Templates({ functions: own, missingKey: "zero" }, from);
    own.set(
      "include",
      fixed(["string", "any"], (name, data) => this.include(templates, name, data)),
    );
    own.set(
      "tpl",
      fixed(["string", "any"], (text, data) => this.tpl(templates, text, data)),
    );
    templates.useFunctions(own);
    return templates;
  }

  parse(path: string, text: string): void {
    try {
      this.templates.parse(path, text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const parts = error.message.split(": ");
      throw new HelmError(`parse error at (${parts[1]}): ${parts.at(-1)}`);
    }
  }

  render(path: string, data: GoMap): string {
    try {
      return this.templates.execute(path, data).replaceAll("<no value>", "");
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const [, location = "", rest = ""] = /^[^:]*: (.*?): (.*)$/s.exec(error.message) ?? [];
      const warning = new RegExp(`${warnStart}(.*)${warnEnd}`, "s").exec(rest)?.[1];
      throw new HelmError(warning === undefined ? error.message : `execution error at (${location}): ${warning}`);
    }
  }

  private nested(run: () => string, problem: (message: string) => string): string {
    this.depth += 1;
    try {
      return run();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new GoCallError(problem(error.message));
    } finally {
      this.depth -= 1;
    }
  }

  private include(templates: Templates, name: string, data: GoValue): string {
    if (this.depth > deepestInclude)
      throw new GoCallError(`rendering template has a nested reference name: ${name}: unable to execute template`);
    if (!templates.has(name))
      throw new GoCallError(`template: no template ${JSON.stringify(name)} associated with template "gotpl"`);
    return this.nested(
      () => templates.execute(name, data),
      (message) => message,
    );
  }

  private tpl(templates: Templates, text: string, data: GoValue): string {
    if (this.depth > deepestInclude) throw new GoCallError("tpl is nested too deeply");
    const own = this.open(templates);
    const shown = JSON.stringify(text);
    this.nested(
      () => {
        own.parse("gotpl", text);
        return "";
      },
      (message) => `cannot parse template ${shown}: ${message}`,
    );
    return this.nested(
      () => own.execute("gotpl", data).replaceAll("<no value>", ""),
      (message) => `error during tpl function execution for ${shown}: ${message}`,
    );
  }
}
