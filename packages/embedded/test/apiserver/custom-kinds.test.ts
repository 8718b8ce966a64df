import type { KubeObject, Manifest } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, kindOf, readObject } from "../../src/apiserver/api-server.ts";
import { listPage } from "../../src/apiserver/watch.ts";
import { clonePlain } from "../../src/kernel/plain.ts";
import { Simulation } from "../../src/kernel/simulation.ts";
import { pass, smallCluster } from "../support/small-cluster.ts";

function definition(group: string, kind: string, plural: string): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, kind },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  };
}

const named = (apiVersion: string, kind: string, name: string): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "shop" },
});

function names(sim: Simulation, apiVersion: string, kind: string): readonly string[] {
  return listPage<KubeObject>(sim, { apiVersion, kind, namespace: "shop" }).items.map(({ metadata }) => metadata.name);
}

describe("a kind that a definition makes", () => {
  it("is there a moment after the definition, and keeps apart from others of its name", () => {
    const sim = smallCluster();
    createObject(sim, definition("serving.example.com", "Service", "services"));
    expect(() => kindOf(sim, { apiVersion: "serving.example.com/v1", kind: "Service" })).toThrow(
      "the server could not find the requested resource",
    );
    pass(sim, 1);
    createObject(sim, named("serving.example.com/v1", "Service", "front"));
    expect(names(sim, "serving.example.com/v1", "Service")).toEqual(["front"]);
    expect(names(sim, "v1", "Service")).toEqual([]);
  });

  it("belongs to one simulation: a fork has it, one made before has not", () => {
    const before = smallCluster();
    const early = new Simulation(clonePlain(before.state), before.world);
    createObject(before, definition("example.com", "Widget", "widgets"));
    pass(before, 1);
    const late = new Simulation(clonePlain(before.state), before.world);
    createObject(late, named("example.com/v1", "Widget", "one"));
    expect(
      readObject(late, { apiVersion: "example.com/v1", kind: "Widget", namespace: "shop", name: "one" }).kind,
    ).toBe("Widget");
    expect(names(before, "example.com/v1", "Widget")).toEqual([]);
    expect(() => names(early, "example.com/v1", "Widget")).toThrow("the server could not find the requested resource");
  });
});
