import type { Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject } from "../../src/apiserver/api-server.ts";
import { getObject } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const ref = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "p" };
const status = (sim: Simulation) => need<Pod>(sim, "Pod", "p").status;
const condition = (sim: Simulation, type: string) => status(sim).conditions?.find((one) => one.type === type);

function init(name: string, command: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { name, image: "acme/app:1", command: [command], ...fields };
}

function begun(seconds: number, spec: Record<string, unknown>): Simulation {
  const sim = smallCluster();
  createObject(sim, pod("p", {}, spec));
  pass(sim, seconds);
  return sim;
}

describe("init containers", () => {
  it("run one after another before the others", () => {
    const sim = begun(15, { initContainers: [init("first", "once"), init("second", "once")] });
    const started = eventTexts(sim, "p").filter((text) => text.startsWith("Started"));
    expect(started).toEqual([
      "Started: Started container first",
      "Started: Started container second",
      "Started: Started container c",
    ]);
    expect(status(sim)).toMatchObject({ phase: "Running", initContainerStatuses: [{ ready: true }, { ready: true }] });
  });

  it("that fail are tried again with a back-off, and hold the others back", () => {
    const sim = begun(25, { initContainers: [init("setup", "crasher")] });
    expect(status(sim)).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
    });
    expect(condition(sim, "Initialized")).toMatchObject({
      status: "False",
      reason: "ContainersNotInitialized",
      message: "containers with incomplete status: [setup]",
    });
    expect(eventTexts(sim, "p")).toContainEqual(
      expect.stringMatching(/^BackOff.*: Back-off restarting failed container setup/),
    );
  });

  it("that fail end a pod that is not restarted", () => {
    const sim = begun(15, { restartPolicy: "Never", initContainers: [init("setup", "crasher"), init("more", "once")] });
    expect(status(sim)).toMatchObject({
      phase: "Failed",
      initContainerStatuses: [{ state: { terminated: { exitCode: 1 } } }, { state: { waiting: {} } }],
    });
  });
});

describe("sidecars", () => {
  const sidecar = (name: string, fields: Record<string, unknown> = {}) =>
    init(name, "deaf", { restartPolicy: "Always", ...fields });

  it("start before the others and run beside them", () => {
    const sim = begun(10, { initContainers: [sidecar("proxy"), init("setup", "once")] });
    const started = eventTexts(sim, "p").filter((text) => text.startsWith("Started"));
    expect(started).toEqual([
      "Started: Started container proxy",
      "Started: Started container setup",
      "Started: Started container c",
    ]);
    expect(status(sim)).toMatchObject({
      phase: "Running",
      initContainerStatuses: [{ started: true, ready: true }, {}],
    });
  });

  it("hold the others back until their startup probe succeeds", () => {
    const startupProbe = { tcpSocket: { port: 9999 }, periodSeconds: 1, failureThreshold: 60 };
    const sim = begun(15, { initContainers: [sidecar("proxy", { startupProbe })] });
    expect(status(sim)).toMatchObject({ phase: "Pending", initContainerStatuses: [{ started: false, ready: false }] });
    expect(eventTexts(sim, "p")).not.toContain("Started: Started container c");
  });

  it("end when the others have ended for good", () => {
    const sim = smallCluster();
    createObject(
      sim,
      pod(
        "p",
        { command: ["once"] },
        { restartPolicy: "Never", terminationGracePeriodSeconds: 2, initContainers: [sidecar("one"), sidecar("two")] },
      ),
    );
    pass(sim, 20);
    expect(status(sim).phase).toBe("Succeeded");
    const killed = eventTexts(sim, "p").filter((text) => text.startsWith("Killing"));
    expect(killed).toEqual(["Killing: Stopping container one", "Killing: Stopping container two"]);
  });

  it("are stopped after the others when the pod is deleted", () => {
    const sim = smallCluster();
    createObject(
      sim,
      pod("p", { command: ["deaf"] }, { terminationGracePeriodSeconds: 4, initContainers: [sidecar("proxy")] }),
    );
    pass(sim, 10);
    deleteObject(sim, ref);
    pass(sim, 3);
    const running = [...sim.state.runtime.containers.values()].filter(
      (container) => container.podName === "p" && container.status === "running",
    );
    expect(running.map(({ containerName }) => containerName)).toEqual(["proxy", "c"]);
    pass(sim, 8);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });
});
