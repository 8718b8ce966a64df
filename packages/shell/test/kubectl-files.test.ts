import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createShell } from "../src/index.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

const monday = Date.parse("2026-01-05T09:00:00Z") * 1000;

const pod: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "p",
    namespace: "web",
    uid: "1",
    resourceVersion: "1",
    creationTimestamp: "2026-01-05T08:00:00Z",
  },
  spec: { containers: [{ name: "main" }] },
  status: { phase: "Running" },
};

/** A shell, and a container whose files are a map that `cat` and `sh -c 'cat > ...'` work on. */
function shellWith(files: Map<string, string>, readOnly = false) {
  const api = new MemoryApi({
    objects: [pod],
    exec: (_pod, [program, first = "", script = "", path = ""], stdin) => {
      if (program === "test") return { exitCode: first === "-d" && script === "/srv" ? 0 : 1 };
      if (program === "sh") {
        if (!readOnly) files.set(path, stdin);
        return { exitCode: 0 };
      }
      const text = files.get(first);
      return text === undefined ? { stderr: "cat: no such file\n", exitCode: 1 } : { stdout: text };
    },
  });
  return { api, shell: createShell({ api, clock: new TestClock(monday), namespace: "web", seed: 7 }) };
}

const manifest = (name: string): string => `apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: ${name}}\\n`;

describe("kubectl with the shell's files", () => {
  it("applies the manifests of a folder in the order of their names, and of those below with -R", async () => {
    const { shell } = shellWith(new Map());
    await shell.run(
      `mkdir -p d/sub; printf '${manifest("b")}' > d/2.yaml; printf '${manifest("a")}' > d/1.yml; ` +
        `printf '${manifest("c")}' > d/sub/3.yaml; echo no > d/note.txt`,
    );
    expect((await shell.run("kubectl apply -f d")).stdout).toBe("configmap/a created\nconfigmap/b created\n");
    expect((await shell.run("kubectl apply -R -f d/")).stdout).toBe(
      "configmap/a unchanged\nconfigmap/b unchanged\nconfigmap/c created\n",
    );
  });

  it("takes a folder's files as keys of a config map", async () => {
    const { shell, api } = shellWith(new Map());
    await shell.run("mkdir conf; printf 'a=1' > conf/a.properties; printf b > conf/b");
    expect((await shell.run("kubectl create cm conf --from-file=conf")).stdout).toBe("configmap/conf created\n");
    const stored = await api.get({ apiVersion: "v1", kind: "ConfigMap", namespace: "web", name: "conf" });
    expect(stored["data" as keyof typeof stored]).toEqual({ "a.properties": "a=1", b: "b" });
  });

  it("copies a file out of a container", async () => {
    const { shell } = shellWith(new Map([["/etc/motd", "hello\n"]]));
    expect(await shell.run("kubectl cp p:/etc/motd out.txt")).toEqual({
      stdout: "tar: Removing leading `/' from member names\n",
      stderr: "",
      exitCode: 0,
    });
    expect((await shell.run("cat out.txt; mkdir d; kubectl cp p:/etc/motd d > /dev/null; cat d/motd")).stdout).toBe(
      "hello\nhello\n",
    );
  });

  it("copies files and folders into a container", async () => {
    const files = new Map<string, string>();
    const { shell } = shellWith(files);
    expect(await shell.run("printf hi > a.txt; kubectl cp a.txt web/p:/tmp/b.txt")).toEqual({
      stdout: "",
      stderr: "",
      exitCode: 0,
    });
    await shell.run("mkdir -p d/e; printf 1 > d/x; printf 2 > d/e/y; kubectl cp d p:/srv");
    expect([...files]).toEqual([
      ["/tmp/b.txt", "hi"],
      ["/srv/d/e/y", "2"],
      ["/srv/d/x", "1"],
    ]);
  });

  it.each([
    ["p:/none out.txt", "command terminated with exit code 2\n", 2],
    ["none.txt p:/tmp/x", "error: none.txt doesn't exist in local filesystem\n", 1],
    ["q:/x y", 'Error from server (NotFound): pods "q" not found\n', 1],
    ["p:/x p:/y", "error: one of src or dest must be a local file specification\n", 1],
  ])("cp %s says why not", async (places, stderr, exitCode) => {
    const { shell } = shellWith(new Map());
    expect(await shell.run(`kubectl cp ${places}`)).toMatchObject({ stderr, exitCode });
  });

  it("says so when a container keeps nothing of what is written", async () => {
    const { shell } = shellWith(new Map([["/tmp/b.txt", "old"]]), true);
    const { stderr, exitCode } = await shell.run("printf hi > a.txt; kubectl cp a.txt p:/tmp/b.txt");
    expect(stderr).toBe("error: /tmp/b.txt cannot be written: files of this container do not change\n");
    expect(exitCode).toBe(1);
  });
});
