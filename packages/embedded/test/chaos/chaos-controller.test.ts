import type { Pod } from "@aiops-gym/cluster";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createObject, deleteObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects, putObject } from "../../src/apiserver/store.ts";
import type { ChaosObject } from "../../src/chaos/chaos-object.ts";
import { parseDuration, parseRate, parseSize } from "../../src/chaos/chaos-object.ts";
import "../../src/chaos/chaos-controller.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { containerExited } from "../../src/kubelet/container-exited.ts";
import { connect } from "../../src/network/connect.ts";
import { conditionsBetween } from "../../src/network/path.ts";
import { listen } from "../../src/runtime/containers.ts";
import { readCpu, useCpu } from "../../src/runtime/cpu.ts";
import { doFileOperation } from "../../src/runtime/io.ts";
import { callFailure } from "../../src/runtime/system-calls.ts";
import { addPod, emptySimulation } from "../runtime/fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: () => {},
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));
vi.mock("../../src/processes/serve-probe.ts", () => ({ answerHttp: () => {} }));
beforeEach(() => {
  vi.clearAllMocks();
});

const second = 1_000_000;

function cluster() {
  const sim = emptySimulation();
  for (const name of ["shop", "chaos-mesh"]) {
    putObject(sim, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, uid: name, resourceVersion: "", creationTimestamp: "2026-01-05T09:00:00Z" },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
  const user = addPod(sim, "user");
  const frontend = addPod(sim, "frontend", { cpuLimitMillicores: 1000 });
  listen(sim, user.id, 8086);
  return { sim, user, frontend };
}

function inject(sim: Simulation, kind: string, spec: object, name = "x"): void {
  const selector = { namespaces: ["shop"], labelSelectors: { app: "user" } };
  createObject(sim, {
    apiVersion: "chaos-mesh.org/v1alpha1",
    kind,
    metadata: { name, namespace: "chaos-mesh" },
    spec: { mode: "one", selector, ...spec },
  });
  sim.run(sim.now + 2 * second);
}

const chaosOf = (sim: Simulation, kind: string): ChaosObject | undefined =>
  getObject<ChaosObject>(sim, kind, "chaos-mesh", "x");
const conditions = (chaos: ChaosObject | undefined): Record<string, string> =>
  Object.fromEntries((chaos?.status?.conditions ?? []).map(({ type, status }) => [type, status]));
const remove = (sim: Simulation, kind: string): void => {
  deleteObject(sim, { apiVersion: "chaos-mesh.org/v1alpha1", kind, namespace: "chaos-mesh", name: "x" });
  sim.run(sim.now + 2 * second);
};

describe("NetworkChaos", () => {
  it("delays what the selected pod sends, until its duration is over", () => {
    const { sim, user, frontend } = cluster();
    inject(sim, "NetworkChaos", {
      action: "delay",
      delay: { latency: "10s", correlation: "100", jitter: "0ms" },
      duration: "200s",
    });
    expect(conditionsBetween(sim, user.ip, frontend.ip).delayMicros).toBe(10 * second);
    expect(conditionsBetween(sim, frontend.ip, user.ip).delayMicros).toBe(0);
    expect(conditions(chaosOf(sim, "NetworkChaos"))).toEqual({
      AllInjected: "True",
      AllRecovered: "False",
      Paused: "False",
      Selected: "True",
    });
    sim.run(sim.now + 200 * second);
    expect(conditionsBetween(sim, user.ip, frontend.ip).delayMicros).toBe(0);
    expect(conditions(chaosOf(sim, "NetworkChaos"))).toEqual({
      AllInjected: "False",
      AllRecovered: "True",
      Paused: "False",
      Selected: "True",
    });
    expect(listObjects(sim, "Event", "chaos-mesh").map((event) => [event["reason"], event["message"]])).toEqual(
      expect.arrayContaining([
        ["FinalizerInited", "Finalizer has been inited"],
        ["Started", "Experiment has started"],
        ["Applied", "Successfully apply chaos for shop/user"],
        ["TimeUp", "Time up according to the duration"],
        ["Recovered", "Successfully recover chaos for shop/user"],
      ]),
    );
  });

  it("loses all or nothing when the correlation is 100 %, and recovers when it is deleted", () => {
    const { sim, user, frontend } = cluster();
    inject(sim, "NetworkChaos", { action: "loss", loss: { loss: "99", correlation: "100" }, duration: "200s" });
    // netem keeps its first random number at that correlation.
    expect([0, 1]).toContain(conditionsBetween(sim, user.ip, frontend.ip).loss);
    expect(connect(sim, frontend.ip, "shop", user.ip, 8086).kind).toBe("silent");
    remove(sim, "NetworkChaos");
    expect(chaosOf(sim, "NetworkChaos")).toBeUndefined();
    expect(connect(sim, frontend.ip, "shop", user.ip, 8086).kind).toBe("ok");
  });

  it("cuts both ways between source and target in a partition", () => {
    const { sim, user, frontend } = cluster();
    const other = addPod(sim, "other");
    const target = { mode: "all", selector: { namespaces: ["shop"], labelSelectors: { app: "frontend" } } };
    inject(sim, "NetworkChaos", { action: "partition", direction: "both", target });
    expect(connect(sim, frontend.ip, "shop", user.ip, 8086).kind).toBe("silent");
    expect(connect(sim, other.ip, "shop", user.ip, 8086).kind).toBe("ok");
  });
});

describe("PodChaos", () => {
  it("puts a pause image in the place of a failing pod's, and the old one back", () => {
    const { sim } = cluster();
    inject(sim, "PodChaos", { action: "pod-failure", duration: "100s" });
    const failing = getObject<Pod>(sim, "Pod", "shop", "user");
    expect(failing?.spec.containers[0]?.image).toBe("gcr.io/google-containers/pause:latest");
    expect(failing?.metadata.annotations).toEqual({ "chaos-mesh-x-pod-failure-app-normal-image": "acme/server:1" });
    sim.run(sim.now + 100 * second);
    const healthy = getObject<Pod>(sim, "Pod", "shop", "user");
    expect(healthy?.spec.containers[0]?.image).toBe("acme/server:1");
    expect(healthy?.metadata.annotations).toBeUndefined();
  });

  it("kills a container once, whatever the duration", () => {
    const { sim } = cluster();
    inject(sim, "PodChaos", { action: "container-kill", containerNames: ["app"], duration: "10s" });
    sim.run(sim.now + 60 * second);
    expect(containerExited).toHaveBeenCalledTimes(1);
    expect(containerExited).toHaveBeenCalledWith(sim, expect.objectContaining({ exitCode: 137 }));
  });

  it("says so when nothing is selected", () => {
    const { sim } = cluster();
    inject(sim, "PodChaos", {
      action: "pod-kill",
      selector: { namespaces: ["shop"], labelSelectors: { app: "nosuch" } },
    });
    expect(conditions(chaosOf(sim, "PodChaos"))["Selected"]).toBe("False");
    const messages = listObjects(sim, "Event", "chaos-mesh").map((event) => event["message"]);
    expect(messages).toContain("Failed to select targets: no target has been selected");
  });
});

describe("StressChaos and IOChaos", () => {
  it("throttles a container by stress inside of it", () => {
    const { sim, frontend } = cluster();
    const selector = { namespaces: ["shop"], labelSelectors: { app: "frontend" } };
    inject(sim, "StressChaos", { selector, stressors: { cpu: { workers: 3, load: 100 } }, duration: "60s" });
    const before = readCpu(sim, frontend.id).throttledPeriods;
    sim.run(sim.now + 10 * second);
    expect(readCpu(sim, frontend.id).throttledPeriods - before).toBe(100);
    expect(useCpu(sim, frontend.id, 50_000) - sim.now).toBeGreaterThan(100_000);
    sim.run(sim.now + 60 * second);
    expect(useCpu(sim, frontend.id, 50_000)).toBe(sim.now + 50_000);
  });

  it("makes file operations below a path fail", () => {
    const { sim, user } = cluster();
    inject(sim, "IOChaos", {
      action: "fault",
      errno: 5,
      volumePath: "/data/db",
      percent: 100,
      methods: ["WRITE", "FSYNC"],
    });
    expect(doFileOperation(sim, user.id, "/data/db/journal", "WRITE")).toEqual({ delayMicros: 0, errno: 5 });
    expect(doFileOperation(sim, user.id, "/data/db/journal", "READ").errno).toBe(0);
    expect(doFileOperation(sim, user.id, "/data/database", "WRITE").errno).toBe(0);
    remove(sim, "IOChaos");
    expect(doFileOperation(sim, user.id, "/data/db/journal", "WRITE").errno).toBe(0);
  });
});

describe("KernelChaos", () => {
  const failing = (failtype: number, funcname: string, probability = 100, times = 3) => ({
    failKernRequest: { failtype, callchain: [{ funcname }], probability, times },
  });

  it("makes the named system call of the selected pods fail, so often, until it is deleted", () => {
    const { sim, user, frontend } = cluster();
    inject(sim, "KernelChaos", failing(0, "__x64_sys_write"));
    const fails = (id: string, call: string) => callFailure(sim, id, call)?.message;
    expect(fails(user.id, "write")).toBe("cannot allocate memory");
    expect(fails(user.id, "read")).toBeUndefined();
    expect(fails(frontend.id, "write")).toBeUndefined();
    expect([1, 2, 3].map(() => fails(user.id, "write") !== undefined)).toEqual([true, true, false]);
    remove(sim, "KernelChaos");
    expect(sim.state.runtime.callFaults).toEqual([]);
  });

  it("keeps failing requests to block devices to calls that come to one, and chance to its percentage", () => {
    const { sim, user } = cluster();
    inject(sim, "KernelChaos", failing(2, "__x64_sys_pwrite64", 100, 100));
    expect(callFailure(sim, user.id, "pwrite64")).toBeUndefined();
    expect(doFileOperation(sim, user.id, "/data/db/journal", "WRITE").errno).toBe(5);
    expect(doFileOperation(sim, user.id, "/data/db/journal", "READ").errno).toBe(0);
    remove(sim, "KernelChaos");
    inject(sim, "KernelChaos", failing(1, "__x64_sys_openat", 30, 1000));
    const count = Array.from({ length: 1000 }, () => callFailure(sim, user.id, "openat")).filter(Boolean).length;
    expect(count).toBeGreaterThan(250);
    expect(count).toBeLessThan(350);
  });

  it("leaves programs alone when the chain is not a system call's", () => {
    const { sim } = cluster();
    inject(sim, "KernelChaos", failing(0, "ext4_mount"));
    expect(sim.state.runtime.callFaults).toEqual([]);
    expect(conditions(chaosOf(sim, "KernelChaos"))["AllInjected"]).toBe("True");
  });
});

describe("amounts", () => {
  it("are read as Go, tc and Chaos Mesh write them", () => {
    expect(parseDuration("1m30s")).toBe(90 * second);
    expect(parseDuration("200ms")).toBe(200_000);
    expect(parseDuration("soon")).toBeUndefined();
    expect(parseRate("1mbps")).toBe(1_000_000);
    expect(parseRate("8mbit")).toBe(1_000_000);
    expect(parseSize("256MB", 0)).toBe(268_435_456);
    expect(parseSize("50%", 1000)).toBe(500);
  });
});
