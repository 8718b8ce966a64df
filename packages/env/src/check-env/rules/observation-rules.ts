/**
 * Rules of what observations hold: windows of time, tables.
 * @module
 */
import { eventSchema, logSchema, metricSchema, numberValues, serviceSchema, spanSchema } from "@aiops-gym/telemetry";
import { type Schema, Table } from "apache-arrow";
import type { CheckContext } from "../check-context.ts";
import type { CheckRule, Verdict } from "../check-rule.ts";

const microsPerNano = 1e-3;

/** The tables of observations: their schemas, and when a row is, as columns of nanoseconds that are added. */
const tables: Readonly<Record<string, { readonly schema: Schema; readonly time: readonly string[] }>> = {
  logs: { schema: logSchema, time: ["time"] },
  metrics: { schema: metricSchema, time: ["time"] },
  traces: { schema: spanSchema, time: ["start", "duration_ns"] },
  events: { schema: eventSchema, time: ["last_seen"] },
  services: { schema: serviceSchema, time: [] },
};

/** Names, types and whether a column may be null, as texts to compare. */
function columnsOf({ fields }: Schema): readonly string[] {
  return fields.map(({ name, type, nullable }) => `${name}: ${type}${nullable ? "?" : ""}`);
}

/** All observations of the episode that is played whole, the reset's first. */
async function observations(context: CheckContext): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { reset, steps } = await context.whole();
  return [reset, ...steps.map(({ result }) => result)].flatMap(({ observation }) =>
    typeof observation === "object" && observation !== null ? [observation as Readonly<Record<string, unknown>>] : [],
  );
}

function tablesOf(observation: Readonly<Record<string, unknown>>): readonly (readonly [string, Table])[] {
  return Object.keys(tables).flatMap((name) => {
    const table = observation[name];
    return table instanceof Table ? [[name, table] as const] : [];
  });
}

const schemas: CheckRule = {
  name: "tables",
  summary: "tables have the columns of their schemas, and nulls only where a column may have them",
  section: "what-happens-in-a-step",
  needs: ["plays"],
  async check(context) {
    let looked = 0;
    for (const [index, observation] of (await observations(context)).entries()) {
      for (const [name, table] of tablesOf(observation)) {
        looked += 1;
        const verdict = fitsSchema(`${name} of observation ${index}`, table, tables[name]?.schema ?? table.schema);
        if (verdict !== undefined) return verdict;
      }
    }
    return looked > 0 ? undefined : { skipped: "observations hold no tables of telemetry" };
  },
};

function fitsSchema(what: string, table: Table, schema: Schema): Verdict {
  const [found, expected] = [columnsOf(table.schema), columnsOf(schema)];
  const at = expected.findIndex((column, index) => column !== found[index]);
  if (at >= 0 || found.length !== expected.length) {
    const column = at >= 0 ? at : expected.length;
    return {
      found: `${what} has ${found[column] ?? "no more columns"} at column ${column}`,
      expected: expected[column] ?? "no more columns",
    };
  }
  const odd = schema.fields.find(({ name, nullable }) => !nullable && (table.getChild(name)?.nullCount ?? 0) > 0);
  return odd === undefined
    ? undefined
    : { found: `${what} has nulls in \`${odd.name}\``, expected: "a value in every row: the column may not be null" };
}

const windows: CheckRule = {
  name: "windows",
  summary: "windows of observations adjoin, and hold the rows of their time in order",
  section: "what-happens-in-a-step",
  needs: ["info", "tables"],
  async check(context) {
    const all = await observations(context);
    const { reset, steps } = await context.whole();
    const stepOf = [reset, ...steps.map(({ result }) => result)].map(({ info }) => info.step);
    let before: number | undefined;
    for (const [index, observation] of all.entries()) {
      const { windowStartUnixMicros: start, timeUnixMicros: end } = observation;
      if (typeof start !== "number" || typeof end !== "number")
        return { skipped: "observations tell no window of time" };
      const what = `observation ${index}, of [${start}, ${end}),`;
      if (!(Number.isInteger(start) && Number.isInteger(end) && start <= end))
        return { found: `${what} has no window of whole microseconds`, expected: "a start that is not after its end" };
      // where a wrapper made several steps of one, the windows between were not handed out
      const next = stepOf[index] === (stepOf[index - 1] ?? 0) + 1;
      if (before !== undefined && next && start !== before)
        return { found: `${what} follows one that ended at ${before}`, expected: "windows that adjoin" };
      before = end;
      for (const [name, table] of tablesOf(observation)) {
        const verdict = rowsInWindow(`${what} has in ${name}`, table, tables[name]?.time ?? [], start, end);
        if (verdict !== undefined) return verdict;
      }
    }
    return undefined;
  },
};

function rowsInWindow(what: string, table: Table, columns: readonly string[], start: number, end: number): Verdict {
  const [first, ...more] = columns.map((name) => numberValues(table, name));
  if (first === undefined) return undefined;
  let before = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < first.length; row++) {
    // nanoseconds beyond 2^53 lose less than a microsecond in floating point
    const nanos = more.reduce((sum, values) => sum + (values[row] ?? 0), first[row] ?? Number.NaN);
    const micros = Math.round(nanos * microsPerNano);
    if (!(micros >= start && micros < end))
      return { found: `${what} a row (${row}) of ${micros}`, expected: "rows of its own window only" };
    if (micros < before)
      return {
        found: `${what} a row (${row}) of ${micros} after one of ${before}`,
        expected: "rows in the order of time",
      };
    before = micros;
  }
  return undefined;
}

/** In the order in which they are looked at. */
export const observationRules = { schemas, windows } as const;
