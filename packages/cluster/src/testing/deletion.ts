/**
 * Contract: deletion, grace, finalizers, dependents.
 * @module
 */
import { describe, expect, it } from "vitest";
import type { ConfigMap, Deployment, ReplicaSet } from "../objects/index.ts";
import { configMapKind, deploymentKind, namesOf, podKind, refuses, replicaSetKind, type Subject } from "./subject.ts";

/** Declares the tests. */
export function describeDeletion(subject: () => Subject): void {
  describe("deletion", () => {
    it("removes at once what nothing holds, and answers with what it was", async () => {
      const { api } = subject();
      const made = await subject().newConfigMap("deleted");
      const ref = subject().ref(configMapKind, made.metadata.name);
      expect((await api.delete(ref)).metadata.uid).toBe(made.metadata.uid);
      const message = `configmaps "${made.metadata.name}" not found`;
      await refuses(api.get(ref), { code: 404, reason: "NotFound", message });
    });

    it("waits for finalizers", async () => {
      const { api } = subject();
      const name = subject().name("held");
      const manifest = subject().configMap(name);
      const metadata = { ...manifest.metadata, finalizers: ["example.com/hold"] };
      await api.create({ ...manifest, metadata });
      const ref = subject().ref(configMapKind, name);
      await api.delete(ref);
      const held = await api.get(ref);
      expect(held.metadata.deletionTimestamp).toMatch(/^\d{4}-/);
      expect(held.metadata.deletionGracePeriodSeconds).toBe(0);
      expect(held.metadata.finalizers).toEqual(["example.com/hold"]);
      await refuses(
        api.patch(ref, { type: "merge", body: { metadata: { finalizers: ["a.b/c", "example.com/hold"] } } }),
        {
          code: 422,
          reason: "Invalid",
          message: `ConfigMap "${name}" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.b/c"}`,
        },
      );
      await api.patch(ref, { type: "merge", body: { metadata: { finalizers: null } } });
      await subject().gone(ref);
    });

    it("keeps to preconditions", async () => {
      const { api } = subject();
      const { metadata } = await subject().newConfigMap("precondition");
      const { name, uid, resourceVersion } = metadata;
      const ref = subject().ref(configMapKind, name);
      await refuses(api.delete(ref, { preconditions: { uid: "x" } }), {
        code: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on ConfigMap "${name}": the UID in the precondition (x) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      });
      await refuses(api.delete(ref, { preconditions: { resourceVersion: "1" } }), {
        code: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on ConfigMap "${name}": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      });
      await api.delete(ref, { preconditions: { uid, resourceVersion } });
    });

    it("removes what a selector selects", async () => {
      const { api, namespace } = subject();
      await api.create(subject().configMap("collected-1", {}, { collect: "yes" }));
      await api.create(subject().configMap("collected-2", {}, { collect: "yes" }));
      await api.create(subject().configMap("collected-3", {}, { collect: "no" }));
      await api.deleteCollection({ ...configMapKind, namespace, labelSelector: "collect=yes" });
      const left = await api.list<ConfigMap>({ ...configMapKind, namespace, labelSelector: "collect" });
      expect(namesOf(left.items)).toEqual(["collected-3"]);
    });

    const withReplicaSet = async (): Promise<{ readonly deployment: Deployment; readonly replicaSet: ReplicaSet }> => {
      const deployment = await subject().newDeployment("parent", 1);
      const replicaSet = await subject().until("a replica set", async () => {
        const labelSelector = `app=${deployment.metadata.name}`;
        const { api, namespace } = subject();
        const pods = await api.list({ ...podKind, namespace, labelSelector });
        const sets = await api.list<ReplicaSet>({ ...replicaSetKind, namespace, labelSelector });
        return pods.items.length === 0 ? undefined : sets.items[0];
      });
      return { deployment, replicaSet };
    };

    it("in the background removes the owner first, its dependents later", async (context) => {
      subject().needs("controllers", context);
      const { deployment, replicaSet } = await withReplicaSet();
      const { api, namespace } = subject();
      expect(replicaSet.metadata.ownerReferences).toEqual([
        {
          ...deploymentKind,
          name: deployment.metadata.name,
          uid: deployment.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
      const ref = subject().ref(deploymentKind, deployment.metadata.name);
      await api.delete(ref);
      await refuses(api.get(ref), { code: 404, reason: "NotFound", message: /not found$/ });
      await subject().gone(subject().ref(replicaSetKind, replicaSet.metadata.name));
      await subject().until("the end of its pods", async () => {
        const pods = await api.list({ ...podKind, namespace, labelSelector: `app=${deployment.metadata.name}` });
        return pods.items.length === 0;
      });
    });

    it("in the foreground removes dependents first", async (context) => {
      subject().needs("controllers", context);
      const { deployment, replicaSet } = await withReplicaSet();
      const ref = subject().ref(deploymentKind, deployment.metadata.name);
      const answer = await subject().api.delete(ref, { propagationPolicy: "Foreground" });
      expect(answer.metadata.finalizers).toEqual(["foregroundDeletion"]);
      expect(answer.metadata.deletionTimestamp).toBeDefined();
      await subject().gone(ref);
      const message = `replicasets.apps "${replicaSet.metadata.name}" not found`;
      const gone = subject().api.get(subject().ref(replicaSetKind, replicaSet.metadata.name));
      await refuses(gone, { code: 404, reason: "NotFound", message });
    });

    it("as orphans keeps dependents", async (context) => {
      subject().needs("controllers", context);
      const { deployment, replicaSet } = await withReplicaSet();
      const { api } = subject();
      const ref = subject().ref(deploymentKind, deployment.metadata.name);
      await api.delete(ref, { propagationPolicy: "Orphan" });
      await subject().gone(ref);
      const left = subject().ref(replicaSetKind, replicaSet.metadata.name);
      expect((await api.get(left)).metadata.ownerReferences).toBeUndefined();
      await api.delete(left);
    });
  });
}
