import type { Application } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { manifestsOf, shippedPorts, shippedVolumes, shippedWorkload } from "../src/index.ts";

const geo = { app: "geo" };
const manifests: readonly Manifest[] = [
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", labels: geo } },
  { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "geo-pv" } },
  { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "guard", labels: geo } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "geo-deployment", labels: geo },
    spec: {
      template: {
        spec: {
          containers: [{ name: "c", image: "geo:1" }],
          volumes: [{ name: "a", persistentVolumeClaim: { claimName: "geo-pvc" } }, { name: "b" }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "geo" },
    spec: {
      ports: [{ port: 80, targetPort: 8080 }, { port: 81 }, { port: 53, targetPort: "dns", protocol: "UDP" }],
    },
  },
];
const application = { namespace: "shop", serviceLabel: "app", manifests } as unknown as Application;

describe("what an application ships of a service", () => {
  it("is found by its label or its name", () => {
    expect(manifestsOf(application, "geo").map(({ metadata }) => metadata.name)).toEqual([
      "settings",
      "geo-deployment",
      "geo",
    ]);
    expect(manifestsOf(application, "rate")).toEqual([]);
  });

  it("tells what runs its pods, with Kubernetes' one replica where none is named", () => {
    expect(shippedWorkload(application, "geo")).toEqual({
      name: "geo-deployment",
      replicas: 1,
      containers: [{ name: "c", image: "geo:1" }],
      claims: ["geo-pvc"],
    });
    expect(shippedWorkload(application, "rate")).toBeUndefined();
  });

  it("tells numbered ports, whose target is the port itself by default, and volumes", () => {
    expect(shippedPorts(application, "geo")).toEqual([
      { port: 80, targetPort: 8080 },
      { port: 81, targetPort: 81 },
    ]);
    expect(shippedVolumes(application)).toEqual(["geo-pv"]);
  });
});
