import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import { listPage } from "../../src/apiserver/watch.ts";
import { smallCluster } from "../support/small-cluster.ts";

const query = { apiVersion: "v1", kind: "Secret", namespace: "shop" };

describe("pages of a list", () => {
  it("go on after the last name, show one version, and say how many are left", () => {
    const sim = smallCluster();
    for (const name of ["a", "b", "c"]) {
      createObject(sim, { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "shop" } });
    }
    const first = listPage<KubeObject>(sim, { ...query, limit: 2 });
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    expect(first.remainingItemCount).toBe(1);
    expect(Buffer.from(first.continue ?? "", "base64url").toString()).toBe(
      `{"v":"meta.k8s.io/v1","rv":${first.resourceVersion},"start":"b\\u0000"}`,
    );
    createObject(sim, { apiVersion: "v1", kind: "Secret", metadata: { name: "aa", namespace: "shop" } });
    const rest = listPage<KubeObject>(sim, { ...query, limit: 2, continue: first.continue ?? "" });
    expect(rest.items.map(({ metadata }) => metadata.name)).toEqual(["c"]);
    expect(rest.resourceVersion).toBe(first.resourceVersion);
    expect(rest.continue).toBeUndefined();
  });

  it("do not count what is left when the query selects", () => {
    const sim = smallCluster();
    for (const name of ["a", "b"]) {
      createObject(sim, { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "shop" } });
    }
    expect(listPage(sim, { ...query, limit: 1, labelSelector: "!x" }).remainingItemCount).toBeUndefined();
  });

  it("cannot go on from what is no token, or from a version that is compacted away", () => {
    const sim = smallCluster();
    expect(() => listPage(sim, { ...query, limit: 1, continue: "eHl6" })).toThrow(
      "invalid continue token: continue key is not valid: invalid character 'x' looking for beginning of value",
    );
    sim.state.store.compactedVersion = 5;
    const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":2,"start":"a\\u0000"}').toString("base64url");
    expect(() => listPage(sim, { ...query, limit: 1, continue: token })).toThrow(
      "The provided continue parameter is too old to display a consistent list result.",
    );
  });
});
