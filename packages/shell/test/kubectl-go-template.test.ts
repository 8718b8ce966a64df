/**
 * `kubectl get -o go-template` answers as the real kubectl 1.34 does.
 * @module
 */
import { describe, expect, it } from "vitest";
import { runKubectl } from "../src/kubectl/run-kubectl.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

const clock = new TestClock(Date.parse("2026-01-05T09:00:00Z") * 1000);
const objects = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", namespace: "ns", uid: "u", creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "5" },
    data: { x: "1" },
  },
];
const api = new MemoryApi({ objects });

function kubectl(...argv: readonly string[]): ReturnType<typeof runKubectl> {
  const readFile = (path: string): Promise<string> =>
    path === "/t" ? Promise.resolve("{{.kind}} {{.apiVersion}}\n") : Promise.reject(new Error("no file"));
  return runKubectl({ api, clock, namespace: "ns" }, { argv, files: { readFile } });
}

describe("kubectl get -o go-template", () => {
  it.each([
    [["-o", 'go-template={{.metadata.name}} {{.missing}} {{index .data "x"}}'], "a <no value> 1"],
    [["-o", "go-template", "--template={{.kind}}"], "ConfigMap"],
    [["--template={{.kind}}"], "ConfigMap"],
    [["-o", "template={{.kind}}"], "ConfigMap"],
    [["-o", "go-template-file=/t"], "ConfigMap v1\n"],
    [["-o", "templatefile=/t"], "ConfigMap v1\n"],
    [["-o", 'go-template={{exists . "data" "x"}} {{exists . "data" "y"}} {{base64decode "aGk="}}'], "true false hi"],
  ])("prints %j", async (flags, stdout) => {
    expect(await kubectl("get", "cm", "a", ...flags)).toEqual({ stdout, stderr: "", exitCode: 0 });
  });

  it("prints a list of several objects", async () => {
    const template = "go-template={{.kind}}{{range .items}} {{.metadata.name}}{{end}}";
    expect((await kubectl("get", "cm", "-o", template)).stdout).toBe("List a");
  });

  it.each([
    ["{{.x.y", "error parsing template {{.x.y, template: output:1: unclosed action"],
    ["{{nofunc}}", 'error parsing template {{nofunc}}, template: output:1: function "nofunc" not defined'],
    ["", "template format specified but no template given"],
  ])("refuses %j", async (template, message) => {
    const stderr = `error: ${message}\n`;
    expect(await kubectl("get", "cm", "a", "-o", `go-template=${template}`)).toEqual({
      stdout: "",
      stderr,
      exitCode: 1,
    });
  });

  it("says what a template that fails was given", async () => {
    const message =
      'template: output:1:13: executing "output" at <.metadata.name.x>: can\'t evaluate field x in type interface {}';
    expect(await kubectl("get", "cm", "a", "-o", "go-template=a {{.metadata.name.x}}")).toEqual({
      stdout:
        `a Error executing template: ${message}. Printing more information for debugging the template:\n` +
        "\ttemplate was:\n\t\ta {{.metadata.name.x}}\n\traw data was:\n\t\t" +
        '{"apiVersion":"v1","data":{"x":"1"},"kind":"ConfigMap","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z","name":"a","namespace":"ns","resourceVersion":"5","uid":"u"}}\n' +
        "\tobject given to template engine was:\n\t\t" +
        "map[apiVersion:v1 data:map[x:1] kind:ConfigMap metadata:map[creationTimestamp:2026-01-01T00:00:00Z name:a namespace:ns resourceVersion:5 uid:u]]\n\n",
      stderr: `error: error executing template "a {{.metadata.name.x}}": ${message}\n`,
      exitCode: 1,
    });
  });

  it("says which file is missing, and which key", async () => {
    const missing = await kubectl("get", "cm", "a", "-o", "go-template-file=/none");
    expect(missing.stderr).toBe("error: error reading --template /none, open /none: no such file or directory\n");
    const strict = await kubectl("get", "cm", "a", "-o", "go-template={{.a}}", "--allow-missing-template-keys=false");
    expect(strict.stderr).toBe(
      'error: error executing template "{{.a}}": template: output:1:2: executing "output" at <.a>: map has no entry for key "a"\n',
    );
  });
});
