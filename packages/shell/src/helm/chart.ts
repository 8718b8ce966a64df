/**
 * Charts: their files, read.
 * @module
 */
import type { GoMap, GoValue } from "../go-template/value.ts";
import { GoYamlError, readYaml } from "../go-yaml.ts";
import { isTree, type Tree } from "../kubectl/tree.ts";
import { parseVersion } from "./functions/logic.ts";
import { HelmError } from "./helm-error.ts";

/** One file of a chart; its name is relative to the chart's folder. */
export interface ChartFile {
  readonly name: string;
  readonly text: string;
}

/** A chart that another needs. */
export interface ChartDependency {
  readonly name: string;
  readonly version?: string;
  readonly repository?: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly alias?: string;
}

/** What Chart.yaml says. */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly appVersion?: string;
  readonly description?: string;
  readonly type?: string;
  readonly kubeVersion?: string;
  readonly deprecated?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly dependencies?: readonly ChartDependency[];
  readonly [other: string]: unknown;
}

/** A chart as Helm holds it. Plain data: releases keep it. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock: Tree | null;
  readonly templates: readonly ChartFile[];
  readonly values: GoMap | null;
  readonly schema: string | null;
  /** All other files. */
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly Chart[];
  /** All files as they were read; empty in charts that come from a release. */
  readonly raw: readonly ChartFile[];
}

/** Fields of Chart.yaml that Helm knows, in the order in which it writes them. */
const fields = (
  "name home sources version description keywords maintainers icon apiVersion condition tags appVersion deprecated " +
  "annotations kubeVersion dependencies type"
).split(" ");

function readTree(text: string, file: string): Tree {
  try {
    const value = readYaml(text);
    if (value === null) return {};
    if (isTree(value)) return value;
    const kind = Array.isArray(value) ? "array" : typeof value === "string" ? "string" : typeof value;
    const type = file === "Chart.yaml" ? "chart.Metadata" : "map[string]interface {}";
    throw new HelmError(
      `cannot load ${file}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${type}`,
    );
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new HelmError(`cannot load ${file}: error converting YAML to JSON: ${error.message}`);
  }
}

function readMetadata(text: string): ChartMetadata {
  const tree = readTree(text, "Chart.yaml");
  const known: Record<string, unknown> = {};
  for (const field of fields) {
    const value = tree[field];
    if (value !== undefined && value !== null && value !== "" && value !== false) known[field] = value;
  }
  for (const name of ["name", "version", "apiVersion", "appVersion", "kubeVersion", "description"] as const) {
    const value = known[name];
    if (value !== undefined && typeof value !== "string")
      throw new HelmError(
        `cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${typeof value === "boolean" ? "bool" : typeof value} into Go struct field Metadata.${name} of type string`,
      );
  }
  if (known["apiVersion"] === undefined) known["apiVersion"] = "v1";
  if (Array.isArray(known["dependencies"]))
    known["dependencies"] = known["dependencies"].filter(isTree).map(readDependency);
  return inOrder(known, fields) as unknown as ChartMetadata;
}

const dependencyFields = "name version repository condition tags enabled import-values alias".split(" ");

function readDependency(tree: Tree): Tree {
  return inOrder({ repository: "", ...tree }, dependencyFields);
}

/** The fields that are there, in an order. */
function inOrder(tree: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(names.filter((name) => tree[name] !== undefined).map((name) => [name, tree[name]]));
}

function validate({ name, version, type = "" }: Partial<ChartMetadata>): void {
  const problem = (text: string): HelmError => new HelmError(`validation: chart.metadata.${text}`);
  if (name === undefined) throw problem("name is required");
  if (name === "." || name === "..") throw problem(`name ${JSON.stringify(name)} is not allowed`);
  if (name.includes("/")) throw problem(`name ${JSON.stringify(name)} is invalid`);
  if (version === undefined) throw problem("version is required");
  if (parseVersion(version) === undefined) throw problem(`version ${JSON.stringify(version)} is invalid`);
  if (!["", "application", "library"].includes(type)) throw problem("type must be application or library");
}

/** Makes a chart of its files. @throws {@link HelmError} for what is none. */
export function loadChart(raw: readonly ChartFile[]): Chart {
  const find = (name: string): string | undefined => raw.find((file) => file.name === name)?.text;
  const definition = find("Chart.yaml");
  const metadata = definition === undefined ? undefined : readMetadata(definition);
  const values = find("values.yaml");
  const lock = find("Chart.lock");
  const own = raw.filter(({ name }) => !special.has(name) && !/^(templates|charts)\//.test(name));
  const chart = {
    lock: lock === undefined ? null : readTree(lock, "Chart.lock"),
    templates: raw.filter(({ name }) => name.startsWith("templates/")),
    values: values === undefined ? null : (readTree(values, "values.yaml") as GoMap),
    schema: find("values.schema.json") ?? null,
    files: own,
    raw,
  };
  if (metadata === undefined) throw new HelmError("Chart.yaml file is missing");
  validate(metadata);
  return { ...chart, metadata, dependencies: subcharts(raw, metadata.name) };
}

const special = new Set(["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"]);

function subcharts(raw: readonly ChartFile[], parent: string): readonly Chart[] {
  const folders = new Map<string, ChartFile[]>();
  for (const { name, text } of raw) {
    const [folder, ...rest] = name.replace(/^charts\//, "").split("/");
    if (!name.startsWith("charts/") || folder === undefined || rest.length === 0 || /^[_.]/.test(folder)) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), { name: rest.join("/"), text }]);
  }
  return [...folders].map(([folder, files]) => {
    try {
      return loadChart(files);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      throw new HelmError(`error unpacking subchart ${folder} in ${parent}: ${error.message}`);
    }
  });
}

/** Definitions of custom resources, of the chart and those it contains, with the path that manifests name. */
export function crdsOf(chart: Chart, path: string = chart.metadata.name): readonly ChartFile[] {
  const own = chart.files.filter(({ name }) => name.startsWith("crds/") && /\.(ya?ml|json)$/i.test(name));
  return [
    ...own.map(({ name, text }) => ({ name: `${path}/${name}`, text })),
    ...chart.dependencies.flatMap((inner) => crdsOf(inner, `${path}/charts/${inner.metadata.name}`)),
  ];
}

/** `name-1.2.3`. */
export function chartLabel({ metadata }: Chart): string {
  return `${metadata.name}-${metadata.version}`;
}

/** The chart with other values. */
export function withValues(chart: Chart, values: Readonly<Record<string, GoValue>>): Chart {
  return { ...chart, values: { ...values } };
}
