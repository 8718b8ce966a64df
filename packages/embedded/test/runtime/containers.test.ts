import { beforeEach, describe, expect, it, vi } from "vitest";
import { containerExited } from "../../src/kubelet/container-exited.ts";
import { processEnded } from "../../src/processes/process.ts";
import { isListening, listen, removeContainer, signalContainer, startContainer } from "../../src/runtime/containers.ts";
import { fullImageName, pullImage } from "../../src/runtime/images.ts";
import { setMemory, setMemoryStress, workingSet } from "../../src/runtime/memory.ts";
import { volumeAt } from "../../src/runtime/volumes.ts";
import { addPod, emptySimulation } from "./fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: vi.fn(),
  signalProcess: vi.fn(),
  processEnded: vi.fn(),
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));
beforeEach(() => {
  vi.clearAllMocks();
});

describe("pullImage", () => {
  it("names images as registries know them", () => {
    expect(fullImageName("mongo:4.4.6")).toBe("docker.io/library/mongo:4.4.6");
    expect(fullImageName("acme/server")).toBe("docker.io/acme/server:latest");
    expect(fullImageName("gcr.io/google-containers/pause:latest")).toBe("gcr.io/google-containers/pause:latest");
  });

  it("loads an image once, then asks the registry only for its name", () => {
    const sim = emptySimulation();
    const first = pullImage(sim, "node-1", "mongo:4.4.6", "Always");
    const second = pullImage(sim, "node-1", "mongo:4.4.6", "Always");
    expect(first).toMatchObject({ outcome: "pulled", sizeBytes: 180_000_000 });
    expect(second).toMatchObject({ outcome: "pulled", sizeBytes: 180_000_000 });
    // Recorded on the real cluster: 13 to 37 ms for an image that is there.
    expect(second.outcome === "pulled" && second.micros).toBeLessThan(40_000);
    expect(first.outcome === "pulled" && first.micros).toBeGreaterThan(1_000_000);
    expect(pullImage(sim, "node-1", "mongo:4.4.6", "IfNotPresent").outcome).toBe("present");
  });

  it("fails with containerd's words when the registry has no such image", () => {
    const answer = pullImage(emptySimulation(), "node-1", "yinfangchen/geo:app3", "Always");
    // As recorded in missing-image-geo.
    expect(answer).toMatchObject({
      outcome: "failed",
      message:
        'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/yinfangchen/geo:app3": failed to resolve reference "docker.io/yinfangchen/geo:app3": docker.io/yinfangchen/geo:app3: not found',
    });
  });
});

describe("startContainer", () => {
  it("fails with runc's words when the image has no such executable", () => {
    const sim = emptySimulation();
    const { id } = addPod(sim, "a", { image: "docker.io/library/pause:1", command: ["user"] });
    const record = sim.state.runtime.containers.get(id);
    expect(record).toMatchObject({ status: "exited", exitCode: 128, reason: "StartError" });
    if (record !== undefined) record.status = "created";
    // As recorded in pod-failure-user-pause-image.
    expect(startContainer(sim, id)).toEqual({
      ok: false,
      exitCode: 128,
      reason: "StartError",
      message:
        'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "user": executable file not found in $PATH: unknown',
    });
    expect(containerExited).not.toHaveBeenCalled();
  });

  it("finds the program behind a shell's exec", () => {
    const sim = emptySimulation();
    const { id } = addPod(sim, "a", { command: ["/bin/sh", "-c", "sleep 1; exec server --fast"] });
    expect(sim.state.runtime.containers.get(id)).toMatchObject({ status: "running", programName: "server" });
  });

  it("ends with 127 when a shell does not find its command", () => {
    const sim = emptySimulation();
    addPod(sim, "a", { command: ["sh", "-c", "nosuch"] });
    expect(containerExited).toHaveBeenCalledWith(sim, expect.objectContaining({ exitCode: 127, reason: "Error" }));
  });
});

describe("a container's end", () => {
  it("closes its ports and tells the kubelet once", () => {
    const sim = emptySimulation();
    const { id } = addPod(sim, "a");
    expect(listen(sim, id, 8080)).toBe(true);
    signalContainer(sim, id, "SIGKILL");
    signalContainer(sim, id, "SIGKILL");
    expect(isListening(sim, id, 8080)).toBe(false);
    expect(processEnded).toHaveBeenCalledTimes(1);
    expect(containerExited).toHaveBeenCalledTimes(1);
    expect(containerExited).toHaveBeenCalledWith(
      sim,
      expect.objectContaining({ exitCode: 137, signal: 9, reason: "Error" }),
    );
  });

  it("is OOMKilled with 137 when memory goes over its limit", () => {
    const sim = emptySimulation();
    const { id } = addPod(sim, "a", { memoryLimitBytes: 8 * 1024 ** 2 });
    expect(setMemory(sim, id, 6 * 1024 ** 2)).toBe(true);
    expect(workingSet(sim, id)).toBeGreaterThan(6 * 1024 ** 2);
    expect(setMemory(sim, id, 9 * 1024 ** 2)).toBe(false);
    expect(containerExited).toHaveBeenCalledWith(sim, expect.objectContaining({ exitCode: 137, reason: "OOMKilled" }));
  });

  it("survives a stressor that is bigger than it", () => {
    const sim = emptySimulation();
    const { id } = addPod(sim, "a", { memoryLimitBytes: 64 * 1024 ** 2 });
    setMemory(sim, id, 10 * 1024 ** 2);
    expect(setMemoryStress(sim, id, 200 * 1024 ** 2)).toBe(true);
    expect(containerExited).not.toHaveBeenCalled();
  });
});

describe("volumes", () => {
  it("keep a host path's data when the pod is replaced, and drop a container's own with it", () => {
    const sim = emptySimulation();
    const mounts = [{ path: "/data/db", source: { kind: "hostPath" as const, name: "/data/volumes/geo-pv" } }];
    const first = addPod(sim, "mongodb-geo-1", { mounts });
    volumeAt(sim, first.id, "/data/db")?.data.set("mongod", { n: 1 });
    volumeAt(sim, first.id, "/tmp")?.files.set("/x", "y");
    signalContainer(sim, first.id, "SIGKILL");
    removeContainer(sim, first.id);
    const second = addPod(sim, "mongodb-geo-2", { mounts });
    expect(volumeAt(sim, second.id, "/data/db")?.data.get("mongod")).toEqual({ n: 1 });
    expect([...sim.state.runtime.volumes.keys()].some((key) => key.startsWith(`container:${first.id}`))).toBe(false);
  });
});
