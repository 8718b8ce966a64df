import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../support/needs.ts";
import { image, run, type Served, serveEmpty, talker } from "./served.ts";

const kubectl = needs("AIOPS_GYM_KUBECTL", "the real kubectl against the embedded cluster's API server") ?? "";

describe.skipIf(kubectl === "")("the real kubectl", () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveEmpty();
    await k(["create", "namespace", "shop"]);
    await k(["apply", "-f", "-"], JSON.stringify(talker("shop", 2)));
    await k(["-n", "shop", "rollout", "status", "deployment/talker", "--timeout=50s"]);
  });
  afterAll(() => served[Symbol.asyncDispose]());
  const k = (args: readonly string[], stdin = "") =>
    run(kubectl, ["--kubeconfig", served.kubeconfig, ...args], { stdin });

  it.each([
    [
      "creates, which its generated clients do in protobuf",
      ["create", "configmap", "-n", "shop", "c", "--from-literal=a=b"],
      "configmap/c created",
    ],
    [
      "runs",
      ["run", "-n", "shop", "once", `--image=${image}`, "--restart=Never", "--", "/busybox", "true"],
      "pod/once created",
    ],
    ["scales", ["scale", "-n", "shop", "deployment/talker", "--replicas=3"], "deployment.apps/talker scaled"],
    ["asks what it may do", ["auth", "can-i", "delete", "nodes"], "yes"],
    ["asks what another may do", ["auth", "can-i", "list", "pods", "--as=system:serviceaccount:shop:default"], "no"],
    ["asks who it is", ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"], "kubernetes-admin"],
    ["prints objects", ["get", "deployment", "-n", "shop", "talker", "-o", "jsonpath={.metadata.name}"], "talker"],
    ["runs programs", ["exec", "-n", "shop", "deployment/talker", "--", "/busybox", "echo", "hello"], "hello"],
    ["reads logs", ["logs", "-n", "shop", "deployment/talker", "--tail=1"], "hi"],
    [
      "waits",
      ["wait", "-n", "shop", "--for=condition=Available", "deployment/talker"],
      "deployment.apps/talker condition met",
    ],
    ["cordons", ["cordon", "node-1"], "node/node-1 cordoned"],
    ["uncordons", ["uncordon", "node-1"], "node/node-1 uncordoned"],
    ["explains", ["explain", "deployment.spec.replicas"], "FIELD: replicas <integer>"],
  ])("%s", async (_what, args, expected) => {
    const { stdout, stderr } = await k(args);
    expect(stdout.trim() === "" ? stderr : stdout).toContain(expected);
  });

  it("gives a program its input, and tells how it ended", async () => {
    const cat = ["exec", "-i", "-n", "shop", "deployment/talker", "--", "/busybox", "cat"];
    expect(await k(cat, "abc")).toMatchObject({ code: 0, stdout: "abc" });
    const fail = ["exec", "-n", "shop", "deployment/talker", "--", "/busybox", "sh", "-c", "exit 3"];
    expect(await k(fail)).toMatchObject({ code: 3, stderr: "command terminated with exit code 3\n" });
  });

  it("follows a log to its end", async () => {
    const script = "echo one; /busybox sleep 20; echo two";
    await k(["run", "-n", "shop", "ends", `--image=${image}`, "--restart=Never", "--", "sh", "-c", script]);
    await k(["wait", "-n", "shop", "--for=condition=Ready", "pod/ends", "--timeout=50s"]);
    expect(await k(["logs", "-n", "shop", "-f", "ends"])).toEqual({ code: 0, stdout: "one\ntwo\n", stderr: "" });
  });

  it("is told of fields that there are not", async () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "odd", namespace: "shop" }, dta: {} };
    const refused = await k(["apply", "-f", "-"], JSON.stringify(object));
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain('strict decoding error: unknown field "dta"');
    const warned = await k(["apply", "--validate=warn", "-f", "-"], JSON.stringify(object));
    expect(warned).toEqual({ code: 0, stdout: "configmap/odd created\n", stderr: 'Warning: unknown field "dta"\n' });
  });

  it("applies on the server, and meets the fields of others", async () => {
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "s", namespace: "shop" },
      data: { a: "1" },
    };
    const apply = (manager: string, value: string) =>
      k(
        ["apply", "--server-side", `--field-manager=${manager}`, "-f", "-"],
        JSON.stringify({ ...object, data: { a: value } }),
      );
    expect(await apply("one", "1")).toMatchObject({ code: 0, stdout: "configmap/s serverside-applied\n" });
    const conflict = await apply("two", "2");
    expect(conflict.code).toBe(1);
    expect(conflict.stderr).toContain('conflict with "one": .data.a');
  });

  it("is refused what is not served, and told what to use instead", async () => {
    const { code, stderr } = await k(["port-forward", "-n", "shop", "deployment/talker", "8080:80"]);
    expect(code).toBe(1);
    expect(stderr).toContain("run curl or nc in a pod by exec");
  });

  it("deletes, and waits until it is gone", async () => {
    const { stdout } = await k(["delete", "-n", "shop", "deployment/talker", "--timeout=50s"]);
    expect(stdout).toBe('deployment.apps "talker" deleted from shop namespace\n');
  });
});
