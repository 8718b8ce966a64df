import type { ContainerState, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { observeKind } from "../../src/apiserver/store.ts";
import { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pod, smallCluster } from "../support/small-cluster.ts";

let watched: { sim: Simulation; seen: string[] } | undefined;
observeKind<Pod>("Pod", (sim, { object }) => {
  if (watched?.sim !== sim || object.metadata.namespace !== "shop") return;
  const [status] = object.status.containerStatuses ?? [];
  const text = status === undefined ? "none" : `${stateOf(status.state)} x${status.restartCount}`;
  if (watched.seen.at(-1) !== text) watched.seen.push(text);
});

function stateOf({ waiting, running, terminated }: ContainerState): string {
  if (running !== undefined) return "running";
  return terminated === undefined ? (waiting?.reason ?? "waiting") : `${terminated.reason} ${terminated.exitCode}`;
}

/** The states that a pod's container went through. */
function history(sim: Simulation, act: () => void): readonly string[] {
  watched = { sim, seen: [] };
  act();
  const { seen } = watched;
  watched = undefined;
  return seen;
}

const waiting = (sim: Simulation, name: string) =>
  need<Pod>(sim, "Pod", name).status.containerStatuses?.[0]?.state.waiting;

describe("a container that exits", () => {
  it("is restarted at once, then after 10, 20, 40 s, as the recordings show", () => {
    const sim = smallCluster();
    const seen = history(sim, () => {
      createObject(sim, pod("p", { command: ["crasher"] }));
      pass(sim, 75);
    });
    expect(seen).toEqual([
      "none",
      "ContainerCreating x0",
      "running x0",
      "Error 1 x0",
      "running x1",
      "Error 1 x1",
      "CrashLoopBackOff x1",
      "running x2",
      "Error 1 x2",
      "CrashLoopBackOff x2",
      "running x3",
      "Error 1 x3",
      "CrashLoopBackOff x3",
    ]);
    const { metadata } = need<Pod>(sim, "Pod", "p");
    expect(waiting(sim, "p")).toEqual({
      reason: "CrashLoopBackOff",
      message: `back-off 40s restarting failed container=c pod=p_shop(${metadata.uid})`,
    });
    const events = eventTexts(sim, "p");
    expect(events).toContainEqual(
      expect.stringMatching(/^BackOff x\d: Back-off restarting failed container c in pod p_shop\(/),
    );
    expect(events).toContain("Started x4: Started container c");
  });

  it("stays ended where the restart policy says so, and its pod's phase tells how", () => {
    const sim = smallCluster();
    createObject(sim, pod("good", { command: ["once"] }, { restartPolicy: "Never" }));
    createObject(sim, pod("bad", { command: ["crasher"] }, { restartPolicy: "Never" }));
    pass(sim, 10);
    const conditions = (name: string) =>
      need<Pod>(sim, "Pod", name).status.conditions?.map(({ type, status, reason }) => [type, status, reason]);
    expect(need<Pod>(sim, "Pod", "good").status.phase).toBe("Succeeded");
    expect(conditions("good")).toEqual([
      ["PodReadyToStartContainers", "False", undefined],
      ["Initialized", "True", "PodCompleted"],
      ["Ready", "False", "PodCompleted"],
      ["ContainersReady", "False", "PodCompleted"],
      ["PodScheduled", "True", undefined],
    ]);
    expect(need<Pod>(sim, "Pod", "bad").status.phase).toBe("Failed");
    expect(conditions("bad")?.[2]).toEqual(["Ready", "False", "PodFailed"]);
  });

  it("starts with the first back-off again when its image changes", () => {
    const sim = smallCluster();
    createObject(sim, pod("p", { command: ["server"] }));
    pass(sim, 5);
    const setImage = (image: string) =>
      patchObject(
        sim,
        { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "p" },
        { type: "strategic", body: { spec: { containers: [{ name: "c", image }] } } },
      );
    const seen = history(sim, () => {
      setImage("docker.io/library/pause:1");
      pass(sim, 50);
      setImage("acme/app:1");
      pass(sim, 3);
    });
    expect(seen).toEqual([
      "running x0",
      "RunContainerError x1",
      "RunContainerError x2",
      "CrashLoopBackOff x2",
      "RunContainerError x3",
      "CrashLoopBackOff x3",
      "RunContainerError x4",
      "CrashLoopBackOff x4",
      "running x5",
    ]);
    const error =
      "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: " +
      'unable to start container process: exec: "server": executable file not found in $PATH: unknown';
    const events = eventTexts(sim, "p");
    expect(events).toContain("Killing: Container c definition changed, will be restarted");
    expect(events).toContain(`Failed x4: Error: ${error}`);
    expect(need<Pod>(sim, "Pod", "p").status.containerStatuses?.[0]?.lastState.terminated).toMatchObject({
      exitCode: 128,
      reason: "StartError",
      startedAt: "1970-01-01T00:00:00Z",
    });
  });
});

describe("a cluster and its copy", () => {
  it("go on alike", () => {
    const sim = smallCluster();
    createObject(sim, pod("p", { command: ["crasher"] }));
    pass(sim, 20);
    const copy = sim.fork();
    expect(copy).toBeInstanceOf(Simulation);
    pass(sim, 60);
    pass(copy, 60);
    expect(copy.state.store).toEqual(sim.state.store);
    expect(copy.state.kubelet).toEqual(sim.state.kubelet);
  });
});
