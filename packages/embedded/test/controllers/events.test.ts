import type { KubeEvent, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import { listObjects } from "../../src/apiserver/store.ts";
import { recordEvent } from "../../src/controllers/events.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { pass, pod, smallCluster } from "../support/small-cluster.ts";

function subject(): {
  sim: Simulation;
  say: (message: string, type?: "Normal" | "Warning") => void;
  all: () => readonly KubeEvent[];
} {
  const sim = smallCluster();
  const involved = createObject<Pod>(sim, pod("p", {}, { schedulerName: "nobody" }));
  return {
    sim,
    say: (message, type = "Warning") =>
      recordEvent(sim, { involved, type, reason: "Talk", message, component: "tester", host: "node-1" }),
    all: () => listObjects<KubeEvent>(sim, "Event", "shop"),
  };
}

describe("an event recorder", () => {
  it("counts what is said again", () => {
    const { sim, say, all } = subject();
    say("hello");
    pass(sim, 3);
    say("hello");
    expect(all()).toMatchObject([
      {
        count: 2,
        firstTimestamp: "2026-01-05T09:00:00Z",
        lastTimestamp: "2026-01-05T09:00:03Z",
        eventTime: null,
        source: { component: "tester", host: "node-1" },
        reportingComponent: "tester",
        reportingInstance: "node-1",
        involvedObject: { kind: "Pod", namespace: "shop", name: "p", apiVersion: "v1" },
      },
    ]);
    expect(all()[0]?.metadata.name).toMatch(/^p\.[0-9a-f]{16}$/);
  });

  it("combines alike events from the tenth message on", () => {
    const { say, all } = subject();
    for (let message = 1; message <= 12; message++) say(`message ${message}`);
    expect(all()).toHaveLength(10);
    const combined = all().find(({ message }) => message.startsWith("(combined"));
    expect(combined).toMatchObject({ count: 3, message: "(combined from similar events): message 12" });
  });

  it("writes 25 events of a type about an object at once, then one in five minutes", () => {
    const { sim, say, all } = subject();
    for (let time = 0; time < 40; time++) say("again");
    say("all is well", "Normal");
    expect(
      all()
        .map(({ count }) => count)
        .sort(),
    ).toEqual([1, 25]);
    pass(sim, 301);
    say("again");
    say("again");
    expect(all().find(({ type }) => type === "Warning")?.count).toBe(26);
  });

  it("is forgotten an hour after it was last said", () => {
    const { sim, say, all } = subject();
    say("early");
    pass(sim, 1800);
    say("late");
    pass(sim, 1801);
    expect(all().map(({ message }) => message)).toEqual(["late"]);
    pass(sim, 1800);
    expect(all()).toEqual([]);
  });
});
