/**
 * The Arrow schemas of all tables. Each field's metadata has its OpenTelemetry name under `otel.name` and its unit under
 * `unit`, where it has one. Maps are JSON texts: both pyarrow and apache-arrow read them at no cost.
 * @module
 */
import {
  type DataType,
  Dictionary,
  Field,
  FixedSizeBinary,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Schema,
  TimestampNanosecond,
  Utf8,
} from "apache-arrow";

/** How a column is stored. `codes8` to `codes32` are dictionaries of texts, by the width of their codes. */
type ColumnType =
  | "time"
  | "codes8"
  | "codes16"
  | "codes32"
  | "text"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "float64"
  | "bytes8"
  | "bytes16";

/** Name, type, `?` when it may be null, OpenTelemetry's name, unit. */
type Column = readonly [
  name: string,
  type: ColumnType,
  nullable: "?" | "",
  otelName?: string | undefined,
  unit?: string,
];

function dataType(type: ColumnType, dictionaryId: number): DataType {
  switch (type) {
    case "time":
      return new TimestampNanosecond("UTC");
    case "codes8":
      return new Dictionary(new Utf8(), new Int8(), dictionaryId);
    case "codes16":
      return new Dictionary(new Utf8(), new Int16(), dictionaryId);
    case "codes32":
      return new Dictionary(new Utf8(), new Int32(), dictionaryId);
    case "text":
      return new Utf8();
    case "int8":
      return new Int8();
    case "int16":
      return new Int16();
    case "int32":
      return new Int32();
    case "int64":
      return new Int64();
    case "float64":
      return new Float64();
    case "bytes8":
      return new FixedSizeBinary(8);
    case "bytes16":
      return new FixedSizeBinary(16);
  }
}

// A dictionary's id is its column's index: apache-arrow would otherwise count up over the process, and bytes would depend on it.
function schemaOf(table: string, columns: readonly Column[]): Schema {
  const fields = columns.map(([name, type, nullable, otelName, unit], index) => {
    const metadata = new Map<string, string>();
    if (otelName !== undefined) metadata.set("otel.name", otelName);
    if (unit !== undefined) metadata.set("unit", unit);
    return new Field(name, dataType(type, index), nullable === "?", metadata);
  });
  return new Schema(fields, new Map([["aiops_gym.table", table]]));
}

/** One row a log line. */
export const logSchema: Schema = schemaOf("logs", [
  ["time", "time", "", "time_unix_nano", "ns"],
  ["severity_number", "int8", "", "severity_number"],
  ["severity_text", "codes8", "?", "severity_text"],
  ["service", "codes16", "?", "service.name"],
  ["namespace", "codes16", "?", "k8s.namespace.name"],
  ["pod", "codes32", "?", "k8s.pod.name"],
  ["container", "codes16", "?", "k8s.container.name"],
  ["node", "codes16", "?", "k8s.node.name"],
  ["stream", "codes8", "", "log.iostream"],
  ["restart_count", "int16", "", "k8s.container.restart_count"],
  ["body", "text", "", "body"],
  ["trace_id", "bytes16", "?", "trace_id"],
  ["span_id", "bytes8", "?", "span_id"],
]);

/** One row a sample. `labels` is a JSON object of texts: the labels that have no column. */
export const metricSchema: Schema = schemaOf("metrics", [
  ["time", "time", "", "time_unix_nano", "ns"],
  ["name", "codes16", "", "name"],
  ["kind", "codes8", "", "data"],
  ["unit", "codes8", "", "unit"],
  ["value", "float64", "", "as_double"],
  ["service", "codes16", "?", "service.name"],
  ["namespace", "codes16", "?", "k8s.namespace.name"],
  ["pod", "codes32", "?", "k8s.pod.name"],
  ["container", "codes16", "?", "k8s.container.name"],
  ["node", "codes16", "?", "k8s.node.name"],
  ["labels", "codes32", "?", "attributes"],
]);

/** One row a span, ordered by end time (`start` + `duration_ns`). `attributes` is a JSON object. */
export const spanSchema: Schema = schemaOf("traces", [
  ["trace_id", "bytes16", "", "trace_id"],
  ["span_id", "bytes8", "", "span_id"],
  ["parent_span_id", "bytes8", "?", "parent_span_id"],
  ["service", "codes16", "?", "service.name"],
  ["operation", "codes32", "", "name"],
  ["kind", "int8", "", "kind"],
  ["start", "time", "", "start_time_unix_nano", "ns"],
  ["duration_ns", "int64", "", "duration_time_unix_nano", "ns"],
  ["status_code", "int8", "", "status.code"],
  ["status_message", "text", "?", "status.message"],
  ["http_status", "int16", "?", "http.response.status_code"],
  ["peer_service", "codes16", "?", "peer.service"],
  ["namespace", "codes16", "?", "k8s.namespace.name"],
  ["pod", "codes32", "?", "k8s.pod.name"],
  ["attributes", "text", "?", "attributes"],
]);

/** One row each time a Kubernetes event was recorded or counted again, ordered by `last_seen`. */
export const eventSchema: Schema = schemaOf("events", [
  ["last_seen", "time", "", "time_unix_nano", "ns"],
  ["first_seen", "time", "", "k8s.event.start_time", "ns"],
  ["type", "codes8", "", "severity_text"],
  ["reason", "codes16", "", "k8s.event.reason"],
  ["namespace", "codes16", "?", "k8s.namespace.name"],
  ["object_kind", "codes16", "", "k8s.object.kind"],
  ["object_name", "codes32", "", "k8s.object.name"],
  ["message", "text", "", "body"],
  ["count", "int32", "", "k8s.event.count"],
  ["source", "codes16", "?", "k8s.event.source.component"],
]);

/** One row a service: its traffic and resources over a window. Ratios are 0 to 1; null where nothing was measured. */
export const serviceSchema: Schema = schemaOf("services", [
  ["service", "codes16", "", "service.name"],
  ["rps", "float64", "?", undefined, "1/s"],
  ["err_rate", "float64", "?", undefined, "1"],
  ["p50_ms", "float64", "?", undefined, "ms"],
  ["p95_ms", "float64", "?", undefined, "ms"],
  ["p99_ms", "float64", "?", undefined, "ms"],
  ["inflight", "float64", "?", undefined, "{request}"],
  ["cpu_cores", "float64", "?", "container.cpu.usage", "{cpu}"],
  ["cpu_throttled_ratio", "float64", "?", undefined, "1"],
  ["mem_working_set_bytes", "float64", "?", "container.memory.working_set", "By"],
  ["mem_limit_bytes", "float64", "?", "k8s.container.memory_limit", "By"],
  ["restarts", "float64", "?", "k8s.container.restart.count", "{restart}"],
  ["ready", "float64", "?", "k8s.deployment.available_pods", "{pod}"],
  ["desired", "float64", "?", "k8s.deployment.desired_pods", "{pod}"],
  ["net_rx_bps", "float64", "?", undefined, "By/s"],
  ["net_tx_bps", "float64", "?", undefined, "By/s"],
  ["cpu_limit_cores", "float64", "?", "k8s.container.cpu_limit", "{cpu}"],
  ["log_errors", "float64", "?", undefined, "{line}"],
  ["log_warnings", "float64", "?", undefined, "{line}"],
  ["warning_events", "float64", "?", undefined, "{event}"],
  ["endpoints_ready", "float64", "?", undefined, "{endpoint}"],
  ["containers_waiting", "float64", "?", undefined, "{container}"],
  ["containers_oom_killed", "float64", "?", undefined, "{container}"],
  ["pods_unscheduled", "float64", "?", undefined, "{pod}"],
  ["nodes_ready_ratio", "float64", "?", undefined, "1"],
  ["since_start_s", "float64", "?", undefined, "s"],
  ["own_err_rate", "float64", "?", undefined, "1"],
  ["own_ms", "float64", "?", undefined, "ms"],
  ["transit_ms", "float64", "?", undefined, "ms"],
  ["unanswered_rate", "float64", "?", undefined, "1"],
]);
