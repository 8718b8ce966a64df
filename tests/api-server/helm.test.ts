import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../support/needs.ts";
import { run, type Served, serveEmpty, talker } from "./served.ts";

const helm = needs("AIOPS_GYM_HELM", "the real Helm against the embedded cluster's API server") ?? "";

describe.skipIf(helm === "")("the real Helm", () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveEmpty();
    const chart = join(served.folder, "chart");
    await mkdir(join(chart, "templates"), { recursive: true });
    await writeFile(join(chart, "Chart.yaml"), "apiVersion: v2\nname: talker\nversion: 0.1.0\n");
    await writeFile(join(chart, "values.yaml"), "message: hi\nreplicas: 1\n");
    const deployment = JSON.stringify(talker("shop")).replace('"replicas":1', '"replicas":{{ .Values.replicas }}');
    const config =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\ndata: {message: {{ .Values.message | quote }}}\n";
    await writeFile(join(chart, "templates", "all.yaml"), `${deployment}\n---\n${config}`);
  });
  afterAll(() => served[Symbol.asyncDispose]());
  const h = (...args: readonly string[]) =>
    run(helm, [...args, "--namespace", "shop", "--kubeconfig", served.kubeconfig], { env: { HOME: served.folder } });

  it("installs, upgrades, rolls back and uninstalls a chart", async () => {
    const chart = join(served.folder, "chart");
    const installed = await h("install", "talk", chart, "--create-namespace", "--wait", "--timeout", "50s");
    expect(installed.stderr).toBe("");
    expect(installed.stdout).toContain("STATUS: deployed\nREVISION: 1");
    const upgraded = await h("upgrade", "talk", chart, "--set", "message=ho,replicas=2", "--wait", "--timeout", "50s");
    expect(upgraded.stdout).toContain("STATUS: deployed\nREVISION: 2");
    expect((await h("get", "values", "talk")).stdout).toBe("USER-SUPPLIED VALUES:\nmessage: ho\nreplicas: 2\n");
    const back = await h("rollback", "talk", "1", "--wait", "--timeout", "50s");
    expect(back.stdout).toBe("Rollback was a success! Happy Helming!\n");
    const history = JSON.parse((await h("history", "talk", "-o", "json")).stdout);
    expect(history.map(({ status }: { status: string }) => status)).toEqual(["superseded", "superseded", "deployed"]);
    expect((await h("get", "manifest", "talk")).stdout).toContain('data: {message: "hi"}');
    expect((await h("uninstall", "talk", "--wait")).stdout).toBe('release "talk" uninstalled\n');
  });
});
