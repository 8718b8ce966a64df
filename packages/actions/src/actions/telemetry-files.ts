/**
 * `get_metrics`, `read_metrics`, `get_traces`, `read_traces`: telemetry as CSV files among the shell's files.
 * @module
 */
import {
  type MetricsExtract,
  microsPerSecond,
  type SpansExtract,
  type TelemetryWindow,
  toRfc3339,
} from "@aiops-gym/cluster";
import { metricCsvs, traceCsv } from "@aiops-gym/telemetry";
import { z } from "zod";
import {
  type ActionContext,
  type ActionDefinition,
  type ActionReply,
  defineAction,
  done,
  refused,
} from "../action-definition.ts";
import { keepStart } from "../bound-text.ts";
import { frameText } from "../frame-text.ts";

const exportSchema = z.strictObject({
  namespace: z.string().describe("The namespace to export"),
  duration: z.int().min(1).max(1440).default(5).describe("How many minutes back from now"),
});
const readSchema = z.strictObject({ file_path: z.string().describe("A path that the export named") });

function lastMinutes({ clock }: ActionContext, minutes: number): TelemetryWindow {
  const endUnixMicros = clock.now();
  return { startUnixMicros: endUnixMicros - minutes * 60 * microsPerSecond, endUnixMicros };
}

/** `20260105_090000` */
function stamp(context: ActionContext): string {
  const text = toRfc3339(context.clock.now());
  return `${text.slice(0, 10).replaceAll("-", "")}_${text.slice(11, 19).replaceAll(":", "")}`;
}

/** Samples for files that are written when they are read; where it cannot wait, made now. */
async function metricsLater(context: ActionContext, minutes: number, namespace: string): Promise<MetricsExtract> {
  const { telemetry } = context;
  const window = lastMinutes(context, minutes);
  if (telemetry.extractMetrics !== undefined) return telemetry.extractMetrics(window, { namespace });
  const table = await telemetry.metrics(window, { namespace });
  return { names: [...metricCsvs(table).keys()], table: () => table };
}

/** As {@link metricsLater}, of spans. */
async function spansLater(context: ActionContext, minutes: number, namespace: string): Promise<SpansExtract> {
  const { telemetry } = context;
  const window = lastMinutes(context, minutes);
  if (telemetry.extractSpans !== undefined) return telemetry.extractSpans(window, { namespace });
  const table = await telemetry.traces(window, { namespace });
  return { isEmpty: table.numRows === 0, table: () => table };
}

const metricsFolder = "/root/metrics_output";
const filePrefix = "kpi_";
const fileSuffix = ".csv";
const tracesFolder = "/root/trace_output";
/** Exports that are kept, of metrics and of traces each: they hold telemetry, and episodes may be long. */
const keptExports = 32;

export const getMetrics: ActionDefinition<typeof exportSchema> = defineAction({
  name: "get_metrics",
  description:
    "Exports the metrics of a namespace as CSV files, one for each metric, and lists them. Read one with read_metrics.",
  schema: exportSchema,
  effect: "read",
  latencySeconds: 5,
  async execute(context, { namespace, duration }) {
    const { names, table } = await metricsLater(context, duration, namespace);
    if (names.length === 0) return nothing(context, namespace, duration, "metrics");
    const folder = `${metricsFolder}/metric_${stamp(context)}`;
    const files = names.map((name) => `${filePrefix}${name}${fileSuffix}`);
    // Of twenty files a policy reads one or two.
    await context.shell.writeFiles(`${folder}/container`, files, (file) => {
      const name = file.slice(filePrefix.length, -fileSuffix.length);
      return metricCsvs(table(name)).get(name) ?? "";
    });
    await context.shell.keepLast(metricsFolder, keptExports);
    const paths = files.map((file) => `${folder}/container/${file}`);
    return done(`Metrics data exported to: ${folder}\n${paths.sort().join("\n")}`);
  },
});

export const getTraces: ActionDefinition<typeof exportSchema> = defineAction({
  name: "get_traces",
  description: "Exports the traces of a namespace as a CSV file and names it. Read it with read_traces.",
  schema: exportSchema,
  effect: "read",
  latencySeconds: 5,
  async execute(context, { namespace, duration }) {
    const { isEmpty, table } = await spansLater(context, duration, namespace);
    const path = `${tracesFolder}/traces_${Math.floor(context.clock.now() / microsPerSecond)}.csv`;
    await context.shell.writeFile(path, () => traceCsv(table()));
    await context.shell.keepLast(tracesFolder, keptExports);
    if (isEmpty && context.profile === "strict") return nothing(context, namespace, duration, "traces");
    return done(`Traces data exported to: ${path}`);
  },
});

function nothing({ application }: ActionContext, namespace: string, duration: number, what: string): ActionReply {
  const hint =
    namespace === application.namespace
      ? "Ask for a longer duration."
      : `The application's namespace is ${application.namespace}.`;
  return refused(
    `There are no ${what} of namespace ${JSON.stringify(namespace)} in the last ${duration} minutes. ${hint}`,
  );
}

async function readExport(context: ActionContext, path: string, show: (csv: string) => string): Promise<ActionReply> {
  const text = await context.shell.readFile(path);
  if (text !== undefined) return done(context.profile === "aiopslab" ? show(text) : keepStart(text));
  const all = (await context.shell.listFiles("/root")).filter((file) => file.endsWith(".csv"));
  const known =
    all.length === 0
      ? "Nothing was exported yet; use get_metrics or get_traces first."
      : `Exported files:\n${all.join("\n")}`;
  return refused(`Error: there is no file ${JSON.stringify(path)}. ${known}`);
}

export const readMetrics: ActionDefinition<typeof readSchema> = defineAction({
  name: "read_metrics",
  description: "Returns a CSV file that get_metrics exported.",
  schema: readSchema,
  effect: "read",
  latencySeconds: 1,
  execute: (context, { file_path }) => readExport(context, file_path, frameText),
});

export const readTraces: ActionDefinition<typeof readSchema> = defineAction({
  name: "read_traces",
  description: "Returns the CSV file that get_traces exported.",
  schema: readSchema,
  effect: "read",
  latencySeconds: 1,
  execute: (context, { file_path }) => readExport(context, file_path, frameText),
});
