import type { Application } from "@aiops-gym/application";
import type { Clock, KubeApi, KubeObject, ObjectQuery, TelemetrySource } from "@aiops-gym/cluster";
import { notFound } from "@aiops-gym/cluster";
import { createShell } from "@aiops-gym/shell";
import { metricsFromRows, spansFromRows } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";
import { type ActionContext, executeAction } from "../src/index.ts";

const start = Date.parse("2026-01-05T09:00:00Z") * 1000;

class TestClock implements Clock {
  time = start;
  now(): number {
    return this.time;
  }
  async sleep(seconds: number): Promise<void> {
    this.time += Math.round(seconds * 1e6);
  }
}

const labels = { "io.kompose.service": "geo" };
const objects: readonly KubeObject[] = [
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "geo-1",
      namespace: "hotel",
      labels,
      uid: "1",
      resourceVersion: "1",
      creationTimestamp: "2026-01-05T08:00:00Z",
    },
    spec: { containers: [{ name: "hotel-reserv-geo" }] },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "geo-deployment",
      namespace: "hotel",
      uid: "2",
      resourceVersion: "1",
      creationTimestamp: "2026-01-05T08:00:00Z",
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [] } },
    },
  },
];

/** Only what the actions below ask for. */
function apiOf(writes: unknown[]): KubeApi {
  const list = async ({ kind, namespace, labelSelector = "" }: ObjectQuery) => ({
    items: objects.filter(
      (one) =>
        one.kind === kind &&
        one.metadata.namespace === namespace &&
        (labelSelector === "" || labelSelector === "io.kompose.service=geo"),
    ),
    resourceVersion: "1",
  });
  const get = async ({ kind, name }: { kind: string; name: string }) => {
    const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
    if (found === undefined) throw notFound({ group: "", plural: `${kind.toLowerCase()}s` }, name);
    return found;
  };
  const patch = async (_ref: unknown, body: unknown) => {
    writes.push(body);
    return { ...objects[1], metadata: { ...objects[1]?.metadata, resourceVersion: "2" } };
  };
  const logs = async ({ name }: { name: string }, { container }: { container?: string } = {}) =>
    `${name}/${container}: panic\n`;
  return { list, get, patch, logs, customKinds: async () => [] } as unknown as KubeApi;
}

const origin = { service: "geo", namespace: "hotel", pod: "geo-1", container: "hotel-reserv-geo", node: "node-1" };

const telemetry = {
  metrics: async (_window: unknown, filter: { namespace?: string }) =>
    metricsFromRows(
      filter.namespace === "hotel"
        ? [
            { origin, name: "container_threads", labels: {}, timeUnixMicros: start - 30e6, value: 7 },
            {
              origin,
              name: "container_cpu_usage_seconds_total",
              labels: {},
              timeUnixMicros: start - 30e6,
              value: 0.123456,
            },
          ]
        : [],
    ),
  traces: async () =>
    spansFromRows([
      {
        traceId: "ab",
        spanId: "cd",
        origin,
        operation: "/search",
        kind: 2,
        startUnixMicros: start - 5e6,
        durationMicros: 900,
        httpStatus: 200,
      },
    ]),
} as unknown as TelemetrySource;

function contextOf(overrides: Partial<ActionContext> = {}) {
  const clock = new TestClock();
  const writes: unknown[] = [];
  const api = apiOf(writes);
  const shell = createShell({ api, clock, namespace: "hotel" });
  const application = {
    name: "hotel",
    namespace: "hotel",
    serviceLabel: "io.kompose.service",
    services: ["geo"],
  } as unknown as Application;
  const context: ActionContext = {
    api,
    clock,
    telemetry,
    application,
    shell,
    episodeStart: start,
    task: "mitigation",
    profile: "strict",
    ...overrides,
  };
  return { context, clock, writes, act: (input: unknown) => executeAction(context, input) };
}

describe("executeAction", () => {
  it("reads the log of a service's first pod", async () => {
    expect(await contextOf().act('get_logs("hotel", "geo")')).toEqual({
      text: "geo-1/hotel-reserv-geo: panic\n",
      ok: true,
    });
  });

  it.each(['get_logs("hotel", "nope")', 'get_logs("nope", "geo")', 'get_logs("hotel", "a,b=c")'])(
    "%s does not exist",
    async (text) => {
      expect(await contextOf().act(text)).toEqual({
        text: "Error: Your service/namespace does not exist. Use kubectl to check.",
        ok: false,
      });
    },
  );

  it("exports metrics among the shell's files and reads them", async () => {
    const { act } = contextOf();
    const exported = await act('get_metrics("hotel", 5)');
    const folder = "/root/metrics_output/metric_20260105_090000";
    expect(exported.text).toBe(
      `Metrics data exported to: ${folder}\n${folder}/container/kpi_container_cpu_usage_seconds_total.csv\n${folder}/container/kpi_container_threads.csv`,
    );
    const csv = "timestamp,cmdb_id,kpi_name,value\n1767603570,node-1.geo-1,container_threads,7.0\n";
    expect(await act(`read_metrics("${folder}/container/kpi_container_threads.csv")`)).toEqual({ text: csv, ok: true });
    expect((await act(`exec_shell("cat ${folder}/container/kpi_container_threads.csv")`)).text).toBe(csv);
  });

  it("shows files as pandas does in AIOpsLab's profile", async () => {
    const { act } = contextOf({ profile: "aiopslab" });
    await act('```\nget_metrics("hotel")\n```');
    const path = "/root/metrics_output/metric_20260105_090000/container/kpi_container_threads.csv";
    expect((await act(`\`\`\`\nread_metrics("${path}")\n\`\`\``)).text).toBe(
      "    timestamp       cmdb_id           kpi_name  value\n0  1767603570  node-1.geo-1  container_threads    7.0",
    );
  });

  it("exports traces and reads them", async () => {
    const { act } = contextOf();
    expect((await act('get_traces("hotel")')).text).toBe(
      "Traces data exported to: /root/trace_output/traces_1767603600.csv",
    );
    const { text } = await act('read_traces("/root/trace_output/traces_1767603600.csv")');
    expect(text.split("\n")[0]).toBe(
      "trace_id,span_id,parent_span,service_name,operation_name,start_time,duration,has_error,response",
    );
    expect(text).toContain("ROOT,geo,/search,");
  });

  it("keeps the last 32 exports of each kind", async () => {
    const { act, context } = contextOf();
    for (let index = 0; index < 40; index++) {
      await act('get_traces("hotel")');
      await act('get_metrics("hotel")');
    }
    const traces = await context.shell.listFiles("/root/trace_output");
    expect(traces).toHaveLength(32);
    // five seconds each
    expect(traces[0]).toBe(`/root/trace_output/traces_${start / 1e6 + 8 * 10}.csv`);
    expect(await context.shell.listFiles("/root/metrics_output")).toHaveLength(2 * 32);
  });

  it("says what there is when a file or telemetry is missing", async () => {
    const { act } = contextOf();
    expect(await act('read_metrics("/etc/shadow")')).toEqual({
      text: 'Error: there is no file "/etc/shadow". Nothing was exported yet; use get_metrics or get_traces first.',
      ok: false,
    });
    expect((await act('get_metrics("nope")')).text).toMatch(
      /^There are no metrics of namespace "nope".* The application's namespace is hotel\.$/,
    );
  });

  it("runs commands and tells failures apart", async () => {
    const { act } = contextOf();
    expect(await act('exec_shell("echo hi; echo oops >&2")')).toEqual({ text: "hi\noops\n", ok: true });
    expect(await act('exec_shell("echo hi; false")')).toEqual({ text: "hi\n[exit code 1]\n", ok: false });
    expect((await act('exec_shell("true")')).text).toBe("(no output)\n");
    expect((await act('exec_shell(" ")')).ok).toBe(false);
  });

  it("refuses what AIOpsLab refuses, only in its profile", async () => {
    const { act } = contextOf({ profile: "aiopslab" });
    const say = async (command: string) => (await act(`\`\`\`\nexec_shell("${command}")\n\`\`\``)).text;
    expect(await say("kubectl edit svc x")).toBe("Error: Cannot use `kubectl edit`. Use `kubectl patch` instead.");
    expect(await say("kubectl port-forward x 1:1")).toBe(
      "Error: Cannot use `kubectl port-forward`. It is an interactive command.",
    );
    expect(await say("kubectl logs -f x")).toBe("Error: Cannot use `kubectl logs -f`. Use `kubectl logs` instead.");
    expect(await say("echo lost; nope")).toBe("[ERROR] Command execution failed: bash: nope: command not found\n");
  });

  it("changes workloads by their service's name", async () => {
    const { act, writes } = contextOf();
    expect(await act({ name: "scale", arguments: { service: "geo", replicas: 2 } })).toEqual({
      text: "deployment.apps/geo-deployment scaled",
      ok: true,
    });
    expect(await act('restart("geo-deployment")')).toEqual({
      text: "deployment.apps/geo-deployment restarted",
      ok: true,
    });
    expect(await act('patch("deployment", "geo-deployment", "merge", {"spec": {"replicas": 3}})')).toEqual({
      text: "deployment.apps/geo-deployment patched",
      ok: true,
    });
    expect(writes).toMatchObject([
      { body: { spec: { replicas: 2 } } },
      {},
      { type: "merge", body: { spec: { replicas: 3 } } },
    ]);
    expect(await act('rollback("geo")')).toMatchObject({
      text: 'error: no rollout history found for deployment "geo-deployment"',
      ok: false,
    });
    expect(await act('restart("nope")')).toEqual({
      text: 'No service "nope" runs in namespace hotel; expected one of geo-deployment.',
      ok: false,
    });
  });

  it("takes at least an action's latency, and waits when told to", async () => {
    const { act, clock } = contextOf();
    await act('get_logs("hotel", "geo")');
    expect(clock.now()).toBe(start + 2e6);
    await act("wait(30)");
    expect(clock.now()).toBe(start + 32e6);
    await act("nonsense");
    expect(clock.now()).toBe(start + 32e6);
  });

  it("hands submissions on", async () => {
    expect(await contextOf().act("submit()")).toEqual({
      text: "Your solution was submitted.",
      ok: true,
      submission: null,
    });
    expect((await contextOf({ task: "detection" }).act('submit("Yes")')).submission).toBe("Yes");
    expect((await contextOf({ task: "localization" }).act('submit(["geo"])')).submission).toEqual(["geo"]);
    const analysis = { system_level: "Application", fault_type: "Misconfiguration" };
    expect((await contextOf({ task: "analysis" }).act({ name: "submit", arguments: { analysis } })).submission).toEqual(
      analysis,
    );
    expect(
      (await contextOf({ task: "detection", profile: "aiopslab" }).act('```\nsubmit(has_anomaly="Yes")\n```'))
        .submission,
    ).toEqual([]);
  });

  it("answers what Kubernetes forbids", async () => {
    const { context } = contextOf();
    const api = {
      ...context.api,
      list: async () => {
        throw notFound({ group: "", plural: "pods" }, "x");
      },
    } as unknown as KubeApi;
    expect(await executeAction({ ...context, api }, 'restart("geo")')).toEqual({
      text: 'Error from server (NotFound): pods "x" not found',
      ok: false,
    });
  });
});
