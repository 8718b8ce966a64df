import { cadvisorMetrics, kubeStateMetrics, metricDescriptions } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";

describe("metric names", () => {
  it("are counters exactly where Prometheus' convention says so", () => {
    for (const [name, { kind }] of [...cadvisorMetrics, ...kubeStateMetrics]) {
      expect(kind === "counter", name).toBe(name.endsWith("_total"));
    }
  });

  it("give a name in seconds or bytes that unit", () => {
    for (const [name, { unit }] of metricDescriptions) {
      if (/_seconds(_total)?$/.test(name)) expect(unit, name).toBe("s");
      if (/_bytes(_total)?$/.test(name)) expect(unit, name).toBe("By");
    }
  });
});
