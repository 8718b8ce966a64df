import type { Deployment, EndpointSlice, Pod } from "@aiops-gym/cluster";
import { embeddedBackend } from "@aiops-gym/embedded";
import { hashTable, numberValues, summaryOfTable, summaryTable, textValues } from "@aiops-gym/telemetry";
import { shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const second = 1_000_000;

/** How often each text occurs among the rows that count. */
function tally(texts: readonly (string | null)[], counts: (row: number) => boolean): Map<string | null, number> {
  const tallied = new Map<string | null, number>();
  texts.forEach((text, row) => {
    if (counts(row)) tallied.set(text, (tallied.get(text) ?? 0) + 1);
  });
  return tallied;
}

describe.each([
  "misconfig_app_hotel_res-mitigation-1",
  "revoke_auth_mongodb-mitigation-1",
  "pod_failure_hotel_res-detection-1",
])("the wide table under %s", (id) => {
  it("says what the other tables and the objects say", async () => {
    const problem = shippedProblems.find((one) => one.id === id);
    if (problem === undefined) throw new Error(`${id} is not shipped`);
    const { application, faults } = problem;
    const { namespace, serviceLabel } = application;
    await using running = await embeddedBackend.open(application, { seed: 5 });
    const { cluster } = running;
    for (const fault of faults) await fault.inject({ cluster, application, namespace });
    await cluster.clock.sleep(75);
    const now = cluster.clock.now();
    const window = { startUnixMicros: now - 60 * second, endUnixMicros: now };
    const { services, logs, users, summary } = await cluster.telemetry.tables(window, { namespace });

    const names = textValues(services, "service");
    const columnOf = (name: string) =>
      new Map(names.map((service, row) => [service, numberValues(services, name)[row] ?? Number.NaN]));
    const severities = numberValues(logs, "severity_number");
    const errors = tally(textValues(logs, "service"), (row) => (severities[row] ?? 0) >= 17);
    const warnings = tally(textValues(logs, "service"), (row) => Math.floor(((severities[row] ?? 0) - 1) / 4) === 3);
    const { items: pods } = await cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod", namespace });
    const { items: slices } = await cluster.api.list<EndpointSlice>({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      namespace,
    });
    for (const service of application.services) {
      expect(columnOf("log_errors").get(service), service).toBe(errors.get(service) ?? 0);
      expect(columnOf("log_warnings").get(service), service).toBe(warnings.get(service) ?? 0);
      const statuses = pods
        .filter(({ metadata }) => metadata.labels?.[serviceLabel] === service)
        .flatMap(({ status }) => status.containerStatuses ?? []);
      const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
      expect(columnOf("restarts").get(service), service).toBe(restarts);
      const crashing = statuses.filter(({ state }) => state.waiting?.reason === "CrashLoopBackOff").length;
      expect(columnOf("containers_waiting").get(service), service).toBeGreaterThanOrEqual(crashing);
      const ready = slices
        .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service)
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter(({ conditions }) => conditions.ready === true).length;
      expect(columnOf("endpoints_ready").get(service), service).toBe(ready);
      const deployment = await cluster.api.get<Deployment>({
        apiVersion: "apps/v1",
        kind: "Deployment",
        namespace,
        name: service,
      });
      expect(columnOf("ready").get(service), service).toBe(deployment.status?.readyReplicas ?? 0);
      expect(columnOf("nodes_ready_ratio").get(service), service).toBe(1);
    }
    if (summary === undefined) throw new Error("the embedded cluster has a summary");
    expect(summaryOfTable(services)).toEqual(summary);
    expect(hashTable(summaryTable(summary))).toBe(hashTable(services));
    const [all] = await running.workloadStats(window);
    expect({ type: "all", ...users }).toEqual(all);
  }, 120_000);
});
