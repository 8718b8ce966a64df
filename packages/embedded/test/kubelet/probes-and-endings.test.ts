import type { Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject } from "../../src/apiserver/api-server.ts";
import { getObject } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { podLogs } from "../../src/kubelet/container-logs.ts";
import { eventTexts, need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const ref = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "p" };
const status = (sim: Simulation, name = "p") => need<Pod>(sim, "Pod", name).status;
const ready = (sim: Simulation) => status(sim).conditions?.find(({ type }) => type === "Ready");

function begun(container: Record<string, unknown>, seconds: number, spec: Record<string, unknown> = {}): Simulation {
  const sim = smallCluster();
  createObject(sim, pod("p", container, spec));
  pass(sim, seconds);
  return sim;
}

describe("probes", () => {
  it("of readiness keep a pod out, and warn each time", () => {
    const sim = begun({ readinessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 2 } }, 20);
    expect(status(sim)).toMatchObject({ phase: "Running", containerStatuses: [{ ready: false, started: true }] });
    expect(ready(sim)).toMatchObject({
      status: "False",
      reason: "ContainersNotReady",
      message: "containers with unready status: [c]",
    });
    const warning = eventTexts(sim, "p").find((text) => text.startsWith("Unhealthy"));
    const address = `${status(sim).podIP}:9999`;
    expect(warning).toMatch(
      new RegExp(`^Unhealthy x(8|9|10): Readiness probe failed: dial tcp ${address}: connect: connection refused$`),
    );
  });

  it("of readiness let a pod in once they succeed", () => {
    const sim = begun({ readinessProbe: { httpGet: { path: "/healthz", port: 80 }, initialDelaySeconds: 6 } }, 6);
    expect(ready(sim)?.status).toBe("False");
    pass(sim, 15);
    expect(ready(sim)?.status).toBe("True");
  });

  it("of liveness have the container killed and started again, in the same breath", () => {
    const sim = begun({ livenessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 2, failureThreshold: 2 } }, 14);
    expect(status(sim).containerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(2);
    expect(eventTexts(sim, "p")).toContainEqual(
      expect.stringMatching(/^Killing x\d: Container c failed liveness probe, will be restarted$/),
    );
    expect(status(sim).containerStatuses?.[0]?.lastState.terminated).toMatchObject({ exitCode: 2, reason: "Error" });
  });

  it("of startup hold the others back", () => {
    const probes = {
      startupProbe: { tcpSocket: { port: 9999 }, periodSeconds: 2, failureThreshold: 3 },
      livenessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 1, failureThreshold: 1 },
    };
    const sim = begun(probes, 12);
    const events = eventTexts(sim, "p");
    expect(events).toContainEqual(
      expect.stringMatching(/^Killing.*: Container c failed startup probe, will be restarted$/),
    );
    expect(events.some((text) => text.includes("Liveness"))).toBe(false);
  });
});

describe("init containers", () => {
  it("run one after another before the others", () => {
    const initContainers = ["i1", "i2"].map((name) => ({ name, image: "acme/app:1", command: ["once"] }));
    const sim = begun({}, 3.5, { initContainers });
    expect(status(sim)).toMatchObject({
      phase: "Pending",
      initContainerStatuses: [
        { name: "i1", state: { running: {} } },
        { name: "i2", state: { waiting: { reason: "PodInitializing" } } },
      ],
      containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
    });
    expect(status(sim).conditions?.[1]).toMatchObject({
      type: "Initialized",
      status: "False",
      reason: "ContainersNotInitialized",
      message: "containers with incomplete status: [i1 i2]",
    });
    pass(sim, 8);
    expect(status(sim)).toMatchObject({ phase: "Running", initContainerStatuses: [{ ready: true }, { ready: true }] });
    expect(eventTexts(sim, "p").filter((text) => text.startsWith("Started"))).toEqual([
      "Started: Started container i1",
      "Started: Started container i2",
      "Started: Started container c",
    ]);
  });
});

describe("the end of a pod", () => {
  it("comes soon when its program heeds SIGTERM, and tells how it ended", () => {
    const sim = begun({}, 5);
    deleteObject(sim, ref);
    expect(need<Pod>(sim, "Pod", "p").metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    pass(sim, 0.6);
    expect(status(sim)).toMatchObject({
      phase: "Failed",
      containerStatuses: [{ ready: false, state: { terminated: { exitCode: 2, reason: "Error" } } }],
    });
    pass(sim, 1.2);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
    expect(sim.state.kubelet.pods.size).toBe(1);
    expect(eventTexts(sim, "p")).toContain("Killing: Stopping container c");
  });

  it("takes the whole grace period when it does not, and ends with SIGKILL", () => {
    const sim = begun({ command: ["deaf"] }, 5, { terminationGracePeriodSeconds: 4 });
    deleteObject(sim, ref);
    pass(sim, 3.9);
    expect(status(sim).phase).toBe("Running");
    pass(sim, 0.6);
    expect(status(sim).containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 137, reason: "Error" });
    pass(sim, 1.2);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });

  it("is at once in the API server when forced, while its containers get two seconds", () => {
    const sim = begun({ command: ["deaf"] }, 5);
    deleteObject(sim, ref, { gracePeriodSeconds: 0 });
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
    const running = () => [...sim.state.runtime.containers.values()].filter(({ podName }) => podName === "p").length;
    pass(sim, 1);
    expect(running()).toBe(1);
    pass(sim, 4);
    expect(running()).toBe(0);
  });

  it("does not wait for what never started", () => {
    const sim = begun({ image: "acme/nope:1" }, 5);
    deleteObject(sim, ref);
    pass(sim, 0.2);
    expect(status(sim).containerStatuses?.[0]?.state.waiting?.reason).toBe("ContainerCreating");
    pass(sim, 2);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });
});

describe("logs", () => {
  const refusal =
    (sim: Simulation, options = {}) =>
    () =>
      podLogs(sim, ref, options);

  it("are refused in Kubernetes' words where there are none", () => {
    const sim = begun({ image: "acme/nope:1" }, 3);
    expect(refusal(sim)).toThrow('container "c" in pod "p" is waiting to start: image can\'t be pulled');
    pass(sim, 11);
    expect(refusal(sim)).toThrow('container "c" in pod "p" is waiting to start: trying and failing to pull image');
    expect(refusal(sim, { previous: true })).toThrow('previous terminated container "c" in pod "p" not found');
    expect(refusal(sim, { container: "zz" })).toThrow("container zz is not valid for pod p");
    expect(() => podLogs(sim, { namespace: "shop", name: "q" })).toThrow('pods "q" not found');
  });

  it("come from the container that crashed while it waits", () => {
    const sim = smallCluster();
    createObject(sim, pod("p", { image: "acme/busybox:1", command: ["busybox"] }));
    pass(sim, 5);
    expect(podLogs(sim, ref)).toBe("one\ntwo\nthree\n");
    expect(podLogs(sim, ref, { tailLines: 1 })).toBe("three\n");
  });
});
