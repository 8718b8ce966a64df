/**
 * Which charts inside of a chart take part: conditions, tags and other names.
 * @module
 */
import { entryOf, type GoMap, type GoValue, isMap } from "../go-template/value.ts";
import type { Chart, ChartDependency } from "./chart.ts";
import { inRange } from "./functions/logic.ts";
import { HelmError } from "./helm-error.ts";
import { coalesceValues, type Warn } from "./values.ts";

/** Refuses a chart without the charts that it needs. @throws {@link HelmError} */
export function checkDependencies({ metadata, dependencies }: Chart): void {
  const missing = (metadata.dependencies ?? [])
    .map(({ name }) => name)
    .filter((name) => !dependencies.some((one) => one.metadata.name === name));
  if (missing.length > 0)
    throw new HelmError(
      "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: " +
        `found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
    );
}

/** The chart with those charts inside that values ask for. */
export function enabledDependencies(chart: Chart, values: GoMap, warn: Warn, path = ""): Chart {
  const wanted = chart.metadata.dependencies;
  if (wanted === undefined) return chart;
  const named = chart.dependencies.filter((one) => !wanted.some((dependency) => fits(one, dependency)));
  for (const dependency of wanted) {
    const found = chart.dependencies.find((one) => fits(one, dependency));
    if (found === undefined) continue;
    const name = dependency.alias ?? dependency.name;
    named.push({ ...found, metadata: { ...found.metadata, name } });
  }
  const renamed = { ...chart, dependencies: named };
  const all = coalesceValues(renamed, values, warn);
  const off = new Set(
    wanted.filter((dependency) => !isEnabled(dependency, all, path, warn)).map(({ alias, name }) => alias ?? name),
  );
  const kept = named.filter(({ metadata }) => !off.has(metadata.name));
  return {
    ...chart,
    metadata: {
      ...chart.metadata,
      dependencies: wanted
        .filter(({ alias, name }) => !off.has(alias ?? name))
        .map((one) => ({ ...one, enabled: true, name: one.alias ?? one.name })),
    },
    dependencies: kept.map((one) => enabledDependencies(one, all, warn, `${path}${one.metadata.name}.`)),
  };
}

function fits({ metadata }: Chart, { name, version = "" }: ChartDependency): boolean {
  if (metadata.name !== name) return false;
  try {
    return version === "" || inRange(version, metadata.version);
  } catch {
    return false;
  }
}

function valueAt(values: GoMap, path: string): GoValue | undefined {
  let here: GoValue | undefined = values;
  for (const part of path.split(".")) here = isMap(here) ? entryOf(here, part) : undefined;
  return here;
}

function isEnabled(
  { name, condition = "", tags = [] }: ChartDependency,
  values: GoMap,
  path: string,
  warn: Warn,
): boolean {
  for (const one of condition.trim().split(",").filter(Boolean)) {
    const value = valueAt(values, path + one);
    if (typeof value === "boolean") return value;
    if (value !== undefined) warn(`Warning: Condition path '${one}' for chart ${name} returned non-bool value`);
  }
  const set = tags.map((tag) => valueAt(values, `tags.${tag}`)).filter((value) => typeof value === "boolean");
  return set.length === 0 || set.includes(true);
}
