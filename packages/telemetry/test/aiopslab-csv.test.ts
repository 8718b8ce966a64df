import { logCsv, logsFromRows, metricCsvs, metricsFromRows, spansFromRows, traceCsv } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";
import { geo, logRows, metricRows, spanRows, start } from "./sample-rows.ts";

// Columns: AIOpsLab's observer/{metric,trace,log}_api.py. 2026-01-05T09:00:00Z is 1767603600.

describe("metricCsvs", () => {
  it("has one file a metric, with the network interface after the name", () => {
    const files = metricCsvs(metricsFromRows(metricRows));
    expect([...files.keys()]).toEqual([
      "container_cpu_usage_seconds_total",
      "container_network_receive_bytes_total",
      "kube_node_status_condition",
    ]);
    expect(files.get("container_network_receive_bytes_total")).toBe(
      "timestamp,cmdb_id,kpi_name,value\n" +
        "1767603600,kind-worker.geo-84b89f9d4b-x2x8d,container_network_receive_bytes_total.eth0,4096.0\n",
    );
  });

  it("rounds values to 3 decimals", () => {
    const table = metricsFromRows([{ timeUnixMicros: start, name: "m", origin: geo, value: 0.12345 }]);
    expect(metricCsvs(table).get("m")).toContain(",m,0.123\n");
  });
});

describe("traceCsv", () => {
  it("has ROOT for a root's parent, microseconds, and Unknown without an HTTP status", () => {
    expect(traceCsv(spansFromRows(spanRows))).toBe(
      "trace_id,span_id,parent_span,service_name,operation_name,start_time,duration,has_error,response\n" +
        "321cf37308d69df2,5fb397be34d26b51,051581bf3cb55c13,geo,/geo.Geo/Nearby,1767603600000100,800,False,Unknown\n" +
        "321cf37308d69df2,051581bf3cb55c13,ROOT,frontend,HTTP GET /hotels,1767603600000000,9000,True,500\n",
    );
  });
});

describe("logCsv", () => {
  it("puts fields with commas, quotes or newlines in quotes", () => {
    expect(logCsv(logsFromRows(logRows))).toBe(
      "log_id,timestamp,date,pod_name,container_name,namespace,node_name,message\n" +
        "0,1767603600.0,2026-01-05T09:00:00.000Z,geo-84b89f9d4b-x2x8d,hotel-reserv-geo,test-hotel-reservation,kind-worker," +
        '"Initializing jaeger agent, ""quoted"""\n' +
        "1,1767603602.5,2026-01-05T09:00:02.500Z,mongodb-geo-5dfdd47b4c-9k7bm,hotel-reserv-geo-mongo,test-hotel-reservation," +
        "kind-worker2,línea — ünïcode 🚀\n" +
        "2,1767603603.0,2026-01-05T09:00:03.000Z,geo-84b89f9d4b-x2x8d,hotel-reserv-geo,test-hotel-reservation,kind-worker," +
        '"panic: no reachable servers\n\tgoroutine 1"\n',
    );
  });
});
