/**
 * Contract: creating, reading, replacing, listing.
 * @module
 */
import { describe, expect, it } from "vitest";
import type { ConfigMap, Deployment, KubeObject, Manifest } from "../objects/index.ts";
import { configMapKind, deploymentKind, namesOf, refuses, type Subject } from "./subject.ts";

type Scale = KubeObject & {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly selector: string };
};

/** Declares the tests. */
export function describeObjects(subject: () => Subject): void {
  describe("objects", () => {
    it("are created with identity, version and time", async () => {
      const { api, namespace } = subject();
      const name = subject().name("made");
      const made = await api.create<ConfigMap>(subject().configMap(name));
      expect(made).toMatchObject({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace },
        data: { a: "1" },
      });
      expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(made.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
      expect(made.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(made.metadata.generation).toBeUndefined();
      expect(await api.get(subject().ref(configMapKind, name))).toEqual(made);
    });

    it("get defaults and an empty status", async () => {
      const made = await subject().newDeployment("defaults");
      expect(made.metadata.generation).toBe(1);
      expect(made.status).toEqual({});
      expect(made.spec).toMatchObject({
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        template: {
          spec: {
            restartPolicy: "Always",
            dnsPolicy: "ClusterFirst",
            schedulerName: "default-scheduler",
            securityContext: {},
            containers: [
              {
                resources: {},
                imagePullPolicy: "IfNotPresent",
                terminationMessagePath: "/dev/termination-log",
                terminationMessagePolicy: "File",
              },
            ],
          },
        },
      });
    });

    it("may leave their name to the server", async () => {
      const { api, namespace } = subject();
      const manifest: Manifest = { ...configMapKind, metadata: { generateName: "gen-", namespace } };
      const [one, two] = [await api.create(manifest), await api.create(manifest)];
      expect(one.metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(one.metadata.generateName).toBe("gen-");
      expect(two.metadata.name).not.toBe(one.metadata.name);
    });

    it("are not stored by a dry run", async () => {
      const { api } = subject();
      const name = subject().name("dry");
      const made = await api.create(subject().configMap(name), { dryRun: true });
      expect(made.metadata.uid).not.toBe("");
      expect(made.metadata.resourceVersion).toBeUndefined();
      const notFound = { code: 404, reason: "NotFound", message: `configmaps "${name}" not found` };
      await refuses(api.get(subject().ref(configMapKind, name)), notFound);

      const kept = await subject().newConfigMap("dry");
      const ref = subject().ref(configMapKind, kept.metadata.name);
      await api.update({ ...kept, data: { a: "2" } }, { dryRun: true });
      await api.patch(ref, { type: "merge", body: { data: { a: "3" } } }, { dryRun: true });
      await api.delete(ref, { dryRun: true });
      expect(await api.get(ref)).toEqual(kept);
    });

    it("are replaced as a whole", async () => {
      const { api } = subject();
      const before = await subject().newConfigMap("replaced", { keep: "no" });
      const after = await api.update<ConfigMap>(subject().configMap(before.metadata.name, { b: "2" }));
      expect(after.data).toEqual({ b: "2" });
      expect(after.metadata.labels).toBeUndefined();
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.metadata.creationTimestamp).toBe(before.metadata.creationTimestamp);
      expect(BigInt(after.metadata.resourceVersion) > BigInt(before.metadata.resourceVersion)).toBe(true);
    });

    it("keep their version when a write changes nothing", async () => {
      const { api } = subject();
      const before = await subject().newConfigMap("same");
      const ref = subject().ref(configMapKind, before.metadata.name);
      const after = await api.patch(ref, { type: "merge", body: { data: { a: "1" } } });
      expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    });

    it("grow a generation with their spec only", async () => {
      const { api } = subject();
      const { metadata } = await subject().newDeployment("generation");
      const ref = subject().ref(deploymentKind, metadata.name);
      const labelled = await api.patch(ref, { type: "merge", body: { metadata: { labels: { x: "y" } } } });
      expect(labelled.metadata.generation).toBe(1);
      const paused = await api.patch(ref, { type: "merge", body: { spec: { paused: true } } });
      expect(paused.metadata.generation).toBe(2);
    });

    it("change their status through its subresource only", async () => {
      const { api } = subject();
      const { metadata } = await api.create<Deployment>({
        ...subject().deployment(subject().name("status")),
        status: { collisionCount: 7 },
      });
      const ref = subject().ref(deploymentKind, metadata.name);
      expect((await api.get<Deployment>(ref)).status.collisionCount).toBeUndefined();
      const plain = await api.patch<Deployment>(ref, { type: "merge", body: { status: { collisionCount: 8 } } });
      expect(plain.status.collisionCount).toBeUndefined();
      const body = { spec: { replicas: 9 }, status: { collisionCount: 3 }, metadata: { labels: { x: "y" } } };
      const status = await api.patch<Deployment>(ref, { type: "merge", body }, { subresource: "status" });
      expect(status.status.collisionCount).toBe(3);
      expect(status.spec.replicas).toBe(0);
      expect(status.metadata.generation).toBe(1);
      expect(status.metadata.labels).toBeUndefined();
    });

    it("are scaled through the scale subresource", async () => {
      const { api } = subject();
      const { metadata } = await subject().newDeployment("scaled");
      const ref = subject().ref(deploymentKind, metadata.name);
      const scale = await api.patch<Scale>(
        ref,
        { type: "merge", body: { spec: { replicas: 1 } } },
        { subresource: "scale" },
      );
      expect(scale).toMatchObject({
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: metadata.name, uid: metadata.uid },
        spec: { replicas: 1 },
        status: { selector: `app=${metadata.name}` },
      });
      expect((await api.get<Deployment>(ref)).spec.replicas).toBe(1);
      const back = {
        ...deploymentKind,
        metadata: { name: metadata.name, namespace: subject().namespace },
        spec: { replicas: 0 },
      };
      await api.update(back, { subresource: "scale" });
      expect((await api.get<Scale>(ref, { subresource: "scale" })).spec.replicas ?? 0).toBe(0);
    });

    it("are listed in the order of their names, by pages where asked for", async () => {
      const { api, namespace } = subject();
      const labels = { page: "yes" };
      for (const name of ["page-c", "page-a", "page-b"]) await api.create(subject().configMap(name, {}, labels));
      const query = { ...configMapKind, namespace, labelSelector: "page=yes" };
      const all = await api.list(query);
      expect(namesOf(all.items)).toEqual(["page-a", "page-b", "page-c"]);
      expect(all.continue).toBeUndefined();
      expect(all.items[0]).toMatchObject(configMapKind);
      const first = await api.list({ ...query, limit: 2 });
      expect(namesOf(first.items)).toEqual(["page-a", "page-b"]);
      const rest = await api.list({ ...query, limit: 2, continue: first.continue ?? "" });
      expect(namesOf(rest.items)).toEqual(["page-c"]);
      expect(rest.continue).toBeUndefined();
      expect(rest.resourceVersion).toBe(first.resourceVersion);
    });

    it("are an empty list in a namespace that does not exist", async () => {
      expect((await subject().api.list({ ...configMapKind, namespace: "no-such-namespace" })).items).toEqual([]);
    });
  });
}
