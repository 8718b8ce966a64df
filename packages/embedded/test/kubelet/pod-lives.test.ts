import type { Node, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const ref = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "p" };
const status = (sim: Simulation, name = "p") => need<Pod>(sim, "Pod", name).status;
const condition = (sim: Simulation, type: string) => status(sim).conditions?.find((one) => one.type === type);

function begun(container: Record<string, unknown>, seconds: number, spec: Record<string, unknown> = {}): Simulation {
  const sim = smallCluster();
  createObject(sim, pod("p", container, spec));
  pass(sim, seconds);
  return sim;
}

describe("hooks", () => {
  it("after the start have the container killed when they fail", () => {
    const postStart = { httpGet: { path: "/", port: 9999 } };
    const sim = begun({ lifecycle: { postStart } }, 4, { terminationGracePeriodSeconds: 1 });
    const { reason, message } = status(sim).containerStatuses?.[0]?.state.waiting ?? {};
    expect(reason).toBe("PostStartHookError");
    expect(message).toMatch(/^HTTP lifecycle hook \(\/\) for Container "c" in Pod "p_shop\(.*connection refused$/);
    expect(eventTexts(sim, "p")).toContainEqual(expect.stringMatching(/^FailedPostStartHook.*: PostStartHook failed$/));
  });

  it("before the end take from the grace period", () => {
    const sim = begun({ lifecycle: { preStop: { sleep: { seconds: 4 } } } }, 5);
    deleteObject(sim, ref);
    pass(sim, 3.5);
    expect(getObject(sim, "Pod", "shop", "p")).toBeDefined();
    pass(sim, 3);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });
});

describe("a pod", () => {
  it("is stopped when its deadline is over", () => {
    const sim = begun({}, 15, { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1 });
    const message = "Pod was active on the node longer than the specified deadline";
    expect(status(sim)).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded", message });
    expect(eventTexts(sim, "p")).toContainEqual(expect.stringMatching(/^DeadlineExceeded x\d: Pod was active/));
  });

  it("with a readiness gate is ready when somebody says so", () => {
    const sim = begun({}, 5, { readinessGates: [{ conditionType: "acme.com/ok" }] });
    expect(condition(sim, "Ready")).toMatchObject({
      status: "False",
      reason: "ReadinessGatesNotReady",
      message: 'corresponding condition of pod readiness gate "acme.com/ok" does not exist.',
    });
    expect(condition(sim, "ContainersReady")?.status).toBe("True");
    const body = { status: { conditions: [{ type: "acme.com/ok", status: "True" }] } };
    patchObject(sim, ref, { type: "strategic", body }, { subresource: "status" });
    pass(sim, 1);
    expect(condition(sim, "Ready")?.status).toBe("True");
  });

  it("that a node cannot take fails on it", () => {
    const node = smallCluster().state.store.shards.get("Node")?.objects.values().next().value?.metadata.name ?? "";
    const sim = begun({ resources: { requests: { cpu: "500" } } }, 2, { nodeName: node });
    expect(status(sim)).toMatchObject({ phase: "Failed", reason: "OutOfcpu" });
    expect(status(sim).message).toMatch(
      /^Pod was rejected: Node didn't have enough resource: cpu, requested: 500000, used: \d+, capacity: \d+$/,
    );
  });

  it("that never began leaves its containers' ends unknown", () => {
    const sim = begun({ image: "acme/none:1" }, 5);
    deleteObject(sim, ref);
    let last: Pod | undefined;
    for (let steps = 0; steps < 300; steps++) {
      const now = getObject<Pod>(sim, "Pod", "shop", "p");
      if (now === undefined) break;
      last = now;
      pass(sim, 0.01);
    }
    expect(last?.status.phase === "Failed" || last?.status.phase === "Pending").toBe(true);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });

  it("grows while it runs, and with a restart where that is wished", () => {
    const resources = { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } };
    const resizePolicy = [{ resourceName: "memory", restartPolicy: "RestartContainer" }];
    const sim = begun({ resources, resizePolicy }, 5, { terminationGracePeriodSeconds: 1 });
    const resize = (limits: Record<string, string>) =>
      patchObject(
        sim,
        ref,
        { type: "strategic", body: { spec: { containers: [{ name: "c", resources: { limits } }] } } },
        { subresource: "resize" },
      );
    resize({ cpu: "200m" });
    pass(sim, 0.2);
    expect(condition(sim, "PodResizeInProgress")?.status).toBe("True");
    pass(sim, 3);
    expect(condition(sim, "PodResizeInProgress")).toBeUndefined();
    expect(status(sim).containerStatuses?.[0]).toMatchObject({
      restartCount: 0,
      resources: { limits: { cpu: "200m" } },
    });
    expect(eventTexts(sim, "p")).toContainEqual(expect.stringMatching(/^ResizeCompleted: Pod resize completed: \{/));
    resize({ memory: "96Mi" });
    pass(sim, 5);
    expect(status(sim).containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      resources: { limits: { memory: "96Mi" } },
    });
    expect(eventTexts(sim, "p")).toContainEqual("Killing: Container c resize requires restart");
  });

  it("that cannot grow yet does when another has gone", () => {
    const sim = begun({ resources: { requests: { cpu: "1500m" } } }, 5, { terminationGracePeriodSeconds: 1 });
    const node = need<Pod>(sim, "Pod", "p").spec.nodeName;
    createObject(sim, pod("q", { resources: { requests: { cpu: "50m" } } }, { nodeName: node }));
    pass(sim, 5);
    const allocatable = Number(getObject<Node>(sim, "Node", undefined, node ?? "")?.status.allocatable?.["cpu"]);
    const cpu = String(allocatable - 1);
    const body = { spec: { containers: [{ name: "c", resources: { requests: { cpu } } }] } };
    patchObject(sim, { ...ref, name: "q" }, { type: "strategic", body }, { subresource: "resize" });
    pass(sim, 2);
    const pending = () => status(sim, "q").conditions?.find(({ type }) => type === "PodResizePending");
    expect(pending()).toMatchObject({ status: "True", reason: "Deferred" });
    expect(pending()?.message).toMatch(
      /^Node didn't have enough resource: cpu, requested: \d+, used: \d+, capacity: \d+$/,
    );
    deleteObject(sim, ref);
    pass(sim, 6);
    expect(pending()).toBeUndefined();
    expect(status(sim, "q").containerStatuses?.[0]).toMatchObject({ resources: { requests: { cpu } } });
  });

  it("takes a container to debug it, once", () => {
    const sim = begun({}, 5);
    const tools = { name: "tools", image: "acme/app:1", command: ["once"] };
    const body = { spec: { ephemeralContainers: [tools] } };
    patchObject(sim, ref, { type: "strategic", body }, { subresource: "ephemeralcontainers" });
    pass(sim, 8);
    expect(status(sim).ephemeralContainerStatuses?.[0]).toMatchObject({
      name: "tools",
      restartCount: 0,
      state: { terminated: { exitCode: 0 } },
    });
    expect(() =>
      patchObject(
        sim,
        ref,
        { type: "merge", body: { spec: { ephemeralContainers: [] } } },
        { subresource: "ephemeralcontainers" },
      ),
    ).toThrow('existing ephemeral containers "tools" may not be removed');
  });
});
