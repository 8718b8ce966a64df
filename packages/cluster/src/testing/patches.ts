/**
 * Contract: the three patches.
 * @module
 */
import { describe, expect, it } from "vitest";
import type { KubeApi, Patch } from "../kube-api.ts";
import type { ConfigMap, Container, Deployment } from "../objects/index.ts";
import { configMapKind, deploymentKind, refuses, type Subject } from "./subject.ts";

/** Declares the tests. */
export function describePatches(subject: () => Subject): void {
  const patchContainers = async (
    api: KubeApi,
    name: string,
    containers: readonly unknown[],
  ): Promise<readonly Container[]> => {
    const body = { spec: { template: { spec: { containers } } } };
    const patched = await api.patch<Deployment>(subject().ref(deploymentKind, name), { type: "strategic", body });
    return patched.spec.template.spec.containers;
  };

  describe("patches", () => {
    it("by JSON patch", async () => {
      const { api } = subject();
      const { metadata } = await subject().newConfigMap("json");
      const ref = subject().ref(configMapKind, metadata.name);
      const patch: Patch = {
        type: "json",
        operations: [
          { op: "test", path: "/data/a", value: "1" },
          { op: "replace", path: "/data/a", value: "2" },
          { op: "copy", from: "/data/a", path: "/data/b" },
          { op: "add", path: "/metadata/labels", value: { "example.com/x": "y" } },
          { op: "remove", path: "/metadata/labels/example.com~1x" },
        ],
      };
      const patched = await api.patch<ConfigMap>(ref, patch);
      expect(patched.data).toEqual({ a: "2", b: "2" });
      await refuses(api.patch(ref, { type: "json", operations: [{ op: "test", path: "/data/a", value: "9" }] }), {
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
      });
      await refuses(api.patch(ref, { type: "json", operations: [{ op: "remove", path: "/data/zz" }] }), {
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
      });
    });

    it("by merge patch, where null removes", async () => {
      const { api } = subject();
      const { metadata } = await subject().newConfigMap("merge", { x: "1", y: "2" });
      const ref = subject().ref(configMapKind, metadata.name);
      const body = { data: { b: "2" }, metadata: { labels: { x: null } } };
      const patched = await api.patch<ConfigMap>(ref, { type: "merge", body });
      expect(patched.data).toEqual({ a: "1", b: "2" });
      expect(patched.metadata.labels).toEqual({ y: "2" });
    });

    it("by strategic merge patch, where lists merge by key", async () => {
      const { api } = subject();
      const { metadata } = await subject().newDeployment("strategic");
      const { name } = metadata;
      const env = [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ];
      const [main] = await patchContainers(api, name, [{ name: "main", env, ports: [{ containerPort: 80 }] }]);
      expect(main?.env).toEqual(env);
      expect(main?.command).toEqual(["/busybox", "sleep", "3600"]);
      const change = [
        { name: "A", $patch: "delete" },
        { name: "C", value: "3" },
      ];
      const [changed] = await patchContainers(api, name, [{ name: "main", env: change }]);
      expect(changed?.env?.map((one) => one.name)).toEqual(["C", "B"]);
      const ports = [{ containerPort: 80, name: "web" }, { containerPort: 81 }];
      const [both] = await patchContainers(api, name, [{ name: "main", ports }]);
      expect(both?.ports).toEqual([
        { containerPort: 80, name: "web", protocol: "TCP" },
        { containerPort: 81, protocol: "TCP" },
      ]);
      const added = await patchContainers(api, name, [{ name: "side", image: "side:1" }]);
      expect(added.map((container) => container.name)).toEqual(["side", "main"]);
      const removed = await patchContainers(api, name, [{ name: "side", $patch: "delete" }]);
      expect(removed.map((container) => container.name)).toEqual(["main"]);
    });

    it("by strategic merge patch, where directives rule", async () => {
      const { api } = subject();
      const { metadata } = await subject().newDeployment("directives");
      const ref = subject().ref(deploymentKind, metadata.name);
      const strategy = { $retainKeys: ["type"], type: "Recreate" };
      const recreated = await api.patch<Deployment>(ref, { type: "strategic", body: { spec: { strategy } } });
      expect(recreated.spec.strategy).toEqual({ type: "Recreate" });
      await refuses(patchContainers(api, metadata.name, [{ image: "j" }]), {
        code: 500,
        reason: "",
        message: "map: map[image:j] does not contain declared merge key: name",
      });
      await refuses(patchContainers(api, metadata.name, [{ name: "main", $patch: "frob" }]), {
        code: 500,
        reason: "",
        message: "unknown patch type: frob in map: map[$patch:frob name:main]",
      });
    });
  });
}
