import type { Job, Manifest, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import {
  countShared,
  formatIndexes,
  mergeIndexes,
  missingIndexes,
  parseIndexes,
  withIndexes,
} from "../../src/controllers/job/indexes.ts";
import { nextBackOff, remainingBackOff } from "../../src/controllers/job/pod-back-off.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pods, smallCluster } from "../support/small-cluster.ts";

const second = 1_000_000;
const ref = { apiVersion: "batch/v1", kind: "Job", namespace: "shop", name: "work" };

/** A Job whose pods run one of the small cluster's programs. */
function job(program: string, spec: Record<string, unknown> = {}): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "work", namespace: "shop" },
    spec: {
      template: {
        spec: { restartPolicy: "Never", containers: [{ name: "c", image: "acme/app:1", command: [program] }] },
      },
      ...spec,
    },
  };
}

function conditions(sim: Simulation): readonly string[] {
  const { status } = need<Job>(sim, "Job", "work");
  return (status?.conditions ?? []).map((one) => `${one.type}=${one.status} ${one.reason}`);
}

describe("a job", () => {
  it("counts its pod through the finalizer and is complete", () => {
    const sim = smallCluster();
    createObject(sim, job("once"));
    pass(sim, 2);
    expect(pods(sim).map(({ metadata }) => metadata.finalizers)).toEqual([["batch.kubernetes.io/job-tracking"]]);
    pass(sim, 20);
    expect(need<Job>(sim, "Job", "work").status).toMatchObject({
      succeeded: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    expect(conditions(sim)).toEqual(["SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached"]);
    const [pod] = pods(sim);
    expect(pod?.metadata.finalizers).toBeUndefined();
    expect(pod?.status.phase).toBe("Succeeded");
    expect(eventTexts(sim, "work").filter((text) => /^(SuccessfulCreate|Completed)/.test(text))).toEqual([
      `SuccessfulCreate: Created pod: ${pod?.metadata.name}`,
      "Completed: Job completed",
    ]);
  });

  it("waits ten seconds, then twenty, before it replaces a failed pod, and gives up", () => {
    const sim = smallCluster();
    createObject(sim, job("crasher", { backoffLimit: 2 }));
    pass(sim, 90);
    expect(conditions(sim)).toEqual(["FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded"]);
    expect(need<Job>(sim, "Job", "work").status).toMatchObject({ failed: 3 });
    const starts = pods(sim)
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp) / 1000)
      .sort((a, b) => a - b);
    const [first = 0, then = 0, last = 0] = starts;
    expect(then - first).toBeGreaterThanOrEqual(10);
    expect(last - then).toBeGreaterThanOrEqual(20);
  });

  it("cannot write its status while it waits to replace one of several ready pods", () => {
    const sim = smallCluster();
    createObject(sim, job("server", { parallelism: 2, completions: 2 }));
    pass(sim, 10);
    const [first] = pods(sim);
    expect(need<Job>(sim, "Job", "work").status).toMatchObject({ active: 2, ready: 2 });
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: first?.metadata.name ?? "" });
    pass(sim, 8);
    const { status } = need<Job>(sim, "Job", "work");
    expect(status).toMatchObject({ active: 2, ready: 2, terminating: 0 });
    expect(status?.failed).toBeUndefined();
    pass(sim, 12);
    expect(need<Job>(sim, "Job", "work").status).toMatchObject({ active: 2, ready: 2, failed: 1 });
  });

  it("leaves nothing behind when its namespace goes", () => {
    const sim = smallCluster();
    createObject(sim, job("server", { parallelism: 2 }));
    pass(sim, 5);
    expect(pods(sim)).toHaveLength(2);
    deleteObject(sim, { apiVersion: "v1", kind: "Namespace", name: "shop" });
    pass(sim, 60);
    expect(getObject(sim, "Namespace", undefined, "shop")).toBeUndefined();
    expect(listObjects<Pod>(sim, "Pod", "shop")).toEqual([]);
  });

  it("refuses another template", () => {
    const sim = smallCluster();
    createObject(sim, job("once"));
    const body = { spec: { template: { spec: { hostname: "other" } } } };
    expect(() => patchObject(sim, ref, { type: "merge", body })).toThrow(/spec\.template: .*: field is immutable$/);
  });
});

describe("completion indexes", () => {
  it("are written in ranges of three and more", () => {
    expect(formatIndexes(parseIndexes("0,1,2,4,5,7", 10))).toBe("0-2,4,5,7");
    expect(formatIndexes(withIndexes([], [3, 1, 0]))).toBe("0,1,3");
    expect(formatIndexes(parseIndexes("0-9", 4))).toBe("0-3");
    expect(formatIndexes(mergeIndexes(parseIndexes("0-3", 9), parseIndexes("2-5,7", 9)))).toBe("0-5,7");
  });

  it("are compared and filled up", () => {
    expect(countShared(parseIndexes("0-4", 9), parseIndexes("3-8", 9))).toBe(2);
    expect(missingIndexes(parseIndexes("0,2-3", 9), 3, 6)).toEqual([1, 4, 5]);
    expect(missingIndexes([], 2, 6)).toEqual([0, 1]);
  });
});

describe("the back-off of a job's pods", () => {
  it("doubles up to ten minutes", () => {
    const waits = [1, 2, 3, 6, 7, 20].map((failures) => remainingBackOff({ failures, lastFailureAt: 0 }, 0) / second);
    expect(waits).toEqual([10, 20, 40, 320, 600, 600]);
    expect(remainingBackOff({ failures: 1, lastFailureAt: 0 }, 11 * second)).toBe(0);
  });

  it("begins anew with a success", () => {
    const sim = smallCluster();
    createObject(sim, job("once"));
    pass(sim, 20);
    expect(nextBackOff({ failures: 4, lastFailureAt: 1 }, pods(sim), [])).toEqual({ failures: 0, lastFailureAt: 0 });
  });
});
