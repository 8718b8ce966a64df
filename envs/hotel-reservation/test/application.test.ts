import { describe, expect, it } from "vitest";
import { hotelReservation } from "../src/index.ts";

const { manifests, programs, workload } = hotelReservation;

describe("hotelReservation", () => {
  it("has AIOpsLab's 19 deployments, each with its service", () => {
    const names = (kind: string): (string | undefined)[] =>
      manifests.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.name);
    expect(names("Deployment").sort()).toEqual(hotelReservation.services);
    expect(names("Service").sort()).toEqual([...hotelReservation.services, "jaeger-out"].sort());
    expect(hotelReservation.services).toHaveLength(19);
  });

  it("has the scripts that AIOpsLab's faults call by name", () => {
    const keys = (name: string): readonly string[] => {
      const data = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name)?.["data"];
      return Object.keys(data ?? {}).sort();
    };
    expect(keys("mongo-geo-script")).toEqual(["k8s-geo-mongo.sh"]);
    expect(keys("failure-admin-rate")).toEqual([
      "remove-admin-mongo.sh",
      "remove-mitigate-admin-rate-mongo.sh",
      "revoke-admin-rate-mongo.sh",
      "revoke-mitigate-admin-rate-mongo.sh",
    ]);
  });

  it("has the programs print what the real ones print when they start", () => {
    const lines = programs.flatMap((program) =>
      program.kind === "script" && program.name === "geo"
        ? program.startup.flatMap((step) => (step.do === "log" ? [step.line] : []))
        : [],
    );
    // counted in a recorded start of geo
    expect(lines).toHaveLength(20);
    expect(lines[0]).toEqual({
      stream: "stderr",
      severity: "info",
      text: '{"level":"info","time":"{now.rfc3339}","message":"TLS disabled."}',
    });
    expect(lines[3]?.text).toBe(
      "\u001b[90m{now.rfc3339}\u001b[0m \u001b[32mINF\u001b[0m \u001b[1mgithub.com/harlow/go-micro-services/cmd/geo/main.go:23\u001b[0m\u001b[36m >\u001b[0m Reading config...",
    );
  });

  it("sends AIOpsLab's mix", () => {
    expect(workload.requests.map(({ name, weight }) => [name, weight])).toEqual([
      ["search", 0.6],
      ["recommend", 0.39],
      ["user", 0.005],
      ["reserve", 0.005],
    ]);
  });
});
