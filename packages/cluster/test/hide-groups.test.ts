import { describe, expect, it } from "vitest";
import { isAboutHidden, withoutHiddenKeys } from "../src/hide-groups.ts";
import type { KubeObject } from "../src/index.ts";

const hidden = ["chaos-mesh.org"];
const metadata = { name: "x", uid: "1", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" };

describe("an identity with hidden groups", () => {
  it("does not see events on their objects", () => {
    const event = (apiVersion: string): KubeObject => ({
      apiVersion: "v1",
      kind: "Event",
      metadata,
      involvedObject: { apiVersion },
    });
    expect(isAboutHidden(event("chaos-mesh.org/v1alpha1"), hidden)).toBe(true);
    expect(isAboutHidden(event("v1"), hidden)).toBe(false);
    const { involvedObject, ...rest } = event("chaos-mesh.org/v1alpha1") as KubeObject & { involvedObject: object };
    expect(isAboutHidden({ ...rest, apiVersion: "events.k8s.io/v1", regarding: involvedObject }, hidden)).toBe(true);
  });

  it("does not see their controllers' keys on other objects", () => {
    const pod: KubeObject = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        ...metadata,
        annotations: { "podchaos.chaos-mesh.org/image": "a", "kompose.cmd": "b" },
        finalizers: ["chaos-mesh.org/records"],
      },
    };
    expect(withoutHiddenKeys(pod, hidden).metadata).toEqual({
      ...metadata,
      annotations: { "kompose.cmd": "b" },
      finalizers: [],
    });
    const plain: KubeObject = { ...pod, metadata };
    expect(withoutHiddenKeys(plain, hidden)).toBe(plain);
  });
});
