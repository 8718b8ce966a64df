/**
 * Contract: pods that run: logs, exec, graceful deletion, eviction.
 * @module
 */
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import type { Pod } from "../objects/index.ts";
import { podKind, refuses, type Subject } from "./subject.ts";

/** Declares the tests. */
export function describePods(subject: () => Subject): void {
  describe("pods", () => {
    let pod: Pod | undefined;
    const running = (context: TestContext): Pod => {
      subject().needs("containers", context);
      if (pod === undefined) throw new Error("no pod runs");
      return pod;
    };
    const refOf = (one: Pod) => ({ namespace: subject().namespace, name: one.metadata.name });

    beforeAll(async () => {
      if (subject().under.missing?.containers !== undefined) return;
      pod = await subject().runningPod(
        "runner",
        "echo one; echo two; echo three; while true; do /busybox sleep 1; done",
      );
      const { api } = subject();
      const ref = refOf(pod);
      await subject().until("three lines of log", async () => (await api.logs(ref)).endsWith("three\n"));
    }, 120_000);

    it("run with an address, on a node", (context) => {
      const { spec, status } = running(context);
      expect(spec.nodeName).toBeDefined();
      expect(status).toMatchObject({ phase: "Running", podIPs: [{ ip: status.podIP }], qosClass: "BestEffort" });
      expect(status.containerStatuses).toMatchObject([{ name: "main", ready: true, started: true, restartCount: 0 }]);
    });

    it("log lines, all or the last or some bytes, with times where asked for", async (context) => {
      const ref = refOf(running(context));
      const { api } = subject();
      expect(await api.logs(ref)).toBe("one\ntwo\nthree\n");
      expect(await api.logs(ref, { tailLines: 2 })).toBe("two\nthree\n");
      expect(await api.logs(ref, { limitBytes: 5 })).toBe("one\nt");
      expect(await api.logs(ref, { container: "main", timestamps: true, tailLines: 1 })).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z three\n$/,
      );
    });

    it("refuse logs that do not exist", async (context) => {
      const ref = refOf(running(context));
      const { api } = subject();
      await refuses(api.logs(ref, { container: "zz" }), {
        code: 400,
        reason: "BadRequest",
        message: `container zz is not valid for pod ${ref.name}`,
      });
      await refuses(api.logs(ref, { previous: true }), {
        code: 400,
        reason: "BadRequest",
        message: `previous terminated container "main" in pod "${ref.name}" not found`,
      });
      await refuses(api.logs(ref, { tailLines: -1 }), {
        code: 422,
        reason: "Invalid",
        message: `PodLogOptions "${ref.name}" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0`,
      });
    });

    it("execute programs", async (context) => {
      const ref = refOf(running(context));
      const { api } = subject();
      const script = "echo out; echo err >&2; exit 3";
      expect(await api.exec(ref, { command: ["/busybox", "sh", "-c", script] })).toEqual({
        stdout: "out\n",
        stderr: "err\n",
        exitCode: 3,
      });
      expect(await api.exec(ref, { command: ["/busybox", "cat"], stdin: "hello\n", container: "main" })).toEqual({
        stdout: "hello\n",
        stderr: "",
        exitCode: 0,
      });
    });

    it("refuse to execute in containers and programs that do not exist", async (context) => {
      const ref = refOf(running(context));
      const { api } = subject();
      await refuses(api.exec(ref, { container: "zz", command: ["ls"] }), {
        code: 400,
        reason: "BadRequest",
        message: `container zz is not valid for pod ${ref.name}`,
      });
      await refuses(api.exec(ref, { command: ["/nope"] }), {
        code: 500,
        reason: "InternalError",
        message:
          /error executing command in container: failed to exec in container: .*exec: "\/nope": stat \/nope: no such file or directory/,
      });
    });

    it("give up on programs that take too long", async (context) => {
      const ref = refOf(running(context));
      const call = subject().api.exec(ref, { command: ["/busybox", "sleep", "60"], timeoutSeconds: 1 });
      await refuses(call, { code: 504, reason: "Timeout", message: "the command did not end within 1 s" });
    });

    it("get their grace period to stop", async (context) => {
      subject().needs("containers", context);
      const { api } = subject();
      const { metadata } = await subject().runningPod("graceful", undefined, 3);
      const ref = subject().ref(podKind, metadata.name);
      const answer = await api.delete(ref);
      expect(answer.metadata.deletionGracePeriodSeconds).toBe(3);
      expect((await api.get(ref)).metadata.deletionTimestamp).toBe(answer.metadata.deletionTimestamp);
      await subject().gone(ref);
    });

    it("are gone at once without one", async (context) => {
      subject().needs("containers", context);
      const { api } = subject();
      const { metadata } = await subject().runningPod("killed", undefined, 30);
      const ref = subject().ref(podKind, metadata.name);
      await api.delete(ref, { gracePeriodSeconds: 0 });
      await refuses(api.get(ref), { code: 404, reason: "NotFound", message: `pods "${metadata.name}" not found` });
    });

    it("are evicted where no disruption budget forbids it", async (context) => {
      subject().needs("containers", context);
      subject().needs("controllers", context);
      const { api, namespace } = subject();
      const { metadata } = await subject().runningPod("evicted");
      const { name } = metadata;
      const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" };
      await api.create({
        ...budget,
        metadata: { name, namespace },
        spec: { minAvailable: 1, selector: { matchLabels: { app: name } } },
      });
      await subject().until("the budget's status", async () => {
        const { status } = await api.get({ ...budget, namespace, name });
        return (status as { readonly currentHealthy?: number } | undefined)?.currentHealthy === 1;
      });
      await refuses(api.evict({ namespace, name }), {
        code: 429,
        reason: "TooManyRequests",
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: "DisruptionBudget",
              message: `The disruption budget ${name} needs 1 healthy pods and has 1 currently`,
            },
          ],
        },
      });
      await api.delete({ ...budget, namespace, name });
      await api.evict({ namespace, name });
      await subject().gone(subject().ref(podKind, name));
    });
  });
}
