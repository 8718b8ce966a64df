import { describe, expect, it } from "vitest";
import { kinds, resourcePath } from "../src/index.ts";

describe("KindTable", () => {
  it.each([
    ["po", "v1 Pod"],
    ["pod", "v1 Pod"],
    ["Pods", "v1 Pod"],
    ["deploy", "apps/v1 Deployment"],
    ["deployments.apps", "apps/v1 Deployment"],
    ["deployments.v1.apps", "apps/v1 Deployment"],
    ["ev", "v1 Event"],
    ["events.events.k8s.io", "events.k8s.io/v1 Event"],
    ["ns", "v1 Namespace"],
    ["hpa", "autoscaling/v2 HorizontalPodAutoscaler"],
    ["endpointslice", "discovery.k8s.io/v1 EndpointSlice"],
    ["netpol", "networking.k8s.io/v1 NetworkPolicy"],
    ["podchaos", "chaos-mesh.org/v1alpha1 PodChaos"],
    ["schedule", "chaos-mesh.org/v1alpha1 Schedule"],
  ])("finds %s", (name, expected) => {
    const found = kinds.findResource(name);
    expect(`${found?.apiVersion} ${found?.kind}`).toBe(expected);
  });

  it("finds by kind and by plural", () => {
    expect(kinds.find("apps/v1", "Deployment")?.plural).toBe("deployments");
    expect(kinds.findByPlural("v1", "endpoints")?.kind).toBe("Endpoints");
    expect(kinds.find("v1", "Deployment")).toBeUndefined();
    expect(kinds.findResource("widgets")).toBeUndefined();
  });
});

describe("resourcePath", () => {
  it("spells URLs", () => {
    const pod = kinds.findResource("pod");
    const node = kinds.findResource("node");
    const deployment = kinds.findResource("deploy");
    if (pod === undefined || node === undefined || deployment === undefined) throw new Error("kinds are missing");
    expect(resourcePath(pod, { namespace: "a", name: "b", subresource: "log" })).toBe(
      "/api/v1/namespaces/a/pods/b/log",
    );
    expect(resourcePath(node, { namespace: "ignored", name: "n" })).toBe("/api/v1/nodes/n");
    expect(resourcePath(deployment)).toBe("/apis/apps/v1/deployments");
  });
});
