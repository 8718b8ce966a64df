import { describe, expect, it } from "vitest";
import { createShell, type ShellOptions } from "../src/index.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

const monday = Date.parse("2026-01-05T09:00:00Z") * 1000;

function shellWith(options: Partial<ShellOptions> = {}) {
  const clock = new TestClock(monday);
  const api = new MemoryApi({
    objects: [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          name: "settings",
          namespace: "web",
          uid: "1",
          resourceVersion: "1",
          creationTimestamp: "2026-01-05T08:00:00Z",
        },
        data: { mode: "on" },
      },
    ],
  });
  return { clock, api, shell: createShell({ api, clock, namespace: "web", seed: 7, ...options }) };
}

describe("Shell", () => {
  it("runs kubectl in pipelines", async () => {
    const { shell } = shellWith();
    const result = await shell.run("kubectl get cm --no-headers | awk '{print $1\":\"$2}' | sort");
    expect(result).toEqual({ stdout: "settings:1\n", stderr: "", exitCode: 0 });
  });

  it("hands stdin and files to kubectl", async () => {
    const { shell, api } = shellWith();
    const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\n";
    const script = `cat > a.yaml <<'EOF'\n${manifest}EOF\nsed s/NAME/one/ a.yaml | kubectl apply -f -\nsed s/NAME/two/ a.yaml > b.yaml; kubectl create -f b.yaml`;
    expect(await shell.run(script)).toEqual({
      stdout: "configmap/one created\nconfigmap/two created\n",
      stderr: "",
      exitCode: 0,
    });
    expect(api.writes.map(({ verb }) => verb)).toEqual(["create", "create"]);
  });

  it("forgets everything but files between commands", async () => {
    const { shell } = shellWith();
    await shell.run("cd /tmp; export A=1; echo kept > /tmp/note");
    expect((await shell.run("pwd; echo [$A]; cat /tmp/note")).stdout).toBe("/root\n[]\nkept\n");
  });

  it("lets virtual time pass in sleep and shows it in date", async () => {
    const { shell, clock } = shellWith();
    expect((await shell.run("date +%T; sleep 5; date +%T; sleep 0.5 1s")).stdout).toBe("09:00:00\n09:00:05\n");
    expect(clock.now()).toBe(monday + 6_500_000);
  });

  it("keeps what was printed when time runs out", async () => {
    const { shell, clock } = shellWith();
    const result = await shell.run("for i in 1 2 3 4; do echo $i; sleep 10; done", { timeoutSeconds: 25 });
    expect(result.stdout).toBe("1\n2\n3\n4\n");
    expect(result.stderr).toBe("the command was ended: it took longer than 25 seconds\n");
    expect(result.exitCode).toBe(124);
    expect(clock.now()).toBeLessThanOrEqual(monday + 25_000_000);
  });

  it("ends endless loops", async () => {
    const { shell } = shellWith();
    const result = await shell.run("echo before; while true; do :; done; echo after");
    expect(result.stdout).toBe("before\n");
    expect(result.exitCode).not.toBe(0);
  });

  it("obeys timeout inside a script", async () => {
    const { shell, clock } = shellWith();
    expect((await shell.run("timeout 3 sleep 60; echo $?; timeout 9 echo fine")).stdout).toBe("124\nfine\n");
    expect(clock.now()).toBeLessThanOrEqual(monday + 3_000_000);
  });

  it("draws the same numbers for the same seed, time and command", async () => {
    const draw = async (seed: number): Promise<string> =>
      (await shellWith({ seed }).shell.run("echo $RANDOM $RANDOM; awk 'BEGIN { srand(); print rand() }'")).stdout;
    expect(await draw(7)).toBe(await draw(7));
    expect(await draw(7)).not.toBe(await draw(8));
  });

  it("is restored from its files, to the byte", async () => {
    const { shell } = shellWith();
    await shell.run(
      "mkdir -p logs/old; echo ä > logs/a.txt; echo a | gzip > logs/b.bin; chmod 755 logs/a.txt; ln -s a.txt logs/link; sleep 3; touch late",
    );
    const files = await shell.files();
    const { shell: again, clock } = shellWith({ files: structuredClone(files) });
    await clock.sleep(3);
    expect(await again.files()).toEqual(files);
    expect(Object.keys(files)).toEqual([...Object.keys(files)].sort());
    const look = "ls -laR . ; cat logs/link; od -c logs/b.bin";
    expect(await again.run(look)).toEqual(await shell.run(look));
  });

  it("cuts long output and says how much", async () => {
    const { shell } = shellWith({ limits: { outputCharacters: 100 } });
    const { stdout } = await shell.run("seq 1000");
    expect(stdout).toContain("characters were cut");
    expect(stdout.endsWith("1000\n")).toBe(true);
    expect(stdout.length).toBeLessThan(220);
  });

  it("says what to use in place of what cannot work", async () => {
    const { shell } = shellWith();
    const stderr = async (command: string): Promise<string> => (await shell.run(command)).stderr;
    expect(await stderr("vim x")).toBe("vim: there is no terminal; use sed, or cat > FILE <<EOF\n");
    expect(await stderr("watch ls")).toBe("watch: there is no terminal; use a loop with sleep\n");
    expect(await shell.run("seq 3 > n; tail -1f n")).toEqual({
      stdout: "3\n",
      stderr: "tail: files are not followed here; run the command again to see what was added\n",
      exitCode: 0,
    });
    expect(await shell.run("seq 2 | less")).toEqual({ stdout: "1\n2\n", stderr: "", exitCode: 0 });
  });

  it("answers network tools as a workstation outside of the cluster's network", async () => {
    const { shell } = shellWith();
    const outside = "this shell is outside the cluster's network; use kubectl exec POD -- ";
    expect(await shell.run("curl http://geo:8083/")).toEqual({
      stdout: "",
      stderr: `curl: (6) Could not resolve host: geo\ncurl: ${outside}curl URL\n`,
      exitCode: 6,
    });
    expect(await shell.run("curl -m 3 http://10.96.0.1/")).toMatchObject({ exitCode: 7 });
    expect((await shell.run("nslookup geo")).stderr).toContain("** server can't find geo: NXDOMAIN\n");
    expect((await shell.run("ping -c 1 geo")).stderr).toContain("ping: geo: Name or service not known\n");
    expect((await shell.run("ssh root@node-1 ls")).exitCode).toBe(255);
  });

  it("reaches nothing of the host", async () => {
    const { shell } = shellWith();
    const look =
      "cat /etc/shadow; cat /etc/passwd; ls /work /home/user; cat /proc/version; curl -s http://127.0.0.1:80; node -e 1; python3 -c 1; sqlite3 x 'select 1'; env";
    const { stdout, stderr } = await shell.run(look);
    expect(stdout).not.toContain(process.env["PATH"] ?? "-");
    for (const name of ["node", "python3", "sqlite3"]) expect(stderr).toContain(`${name}: command not found`);
    expect(stderr).toContain("outside the cluster's network");
    expect(stderr).toContain("/etc/shadow: No such file");
    expect(stdout).toContain("root:x:0:0:root:/root:/bin/bash\nLinux version");
  });

  it("gives the engine its own time and chance back", async () => {
    const { shell } = shellWith();
    await shell.files();
    const [date, random] = [globalThis.Date, Math.random];
    await shell.run("date");
    expect(globalThis.Date).toBe(date);
    expect(Math.random).toBe(random);
  });

  it("throws the signal's reason when aborted", async () => {
    const { shell } = shellWith();
    await expect(shell.run("echo hi", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("answers syntax errors with exit code 2", async () => {
    const { shell } = shellWith();
    expect(await shell.run("echo $(")).toMatchObject({ stdout: "", exitCode: 2 });
  });

  it("reads, writes and lists files for its owner", async () => {
    const { shell } = shellWith();
    await shell.writeFile("metrics/cpu.csv", "a,b\n");
    expect(await shell.readFile("/root/metrics/cpu.csv")).toBe("a,b\n");
    expect(await shell.readFile("metrics")).toBeUndefined();
    expect(await shell.readFile("nope")).toBeUndefined();
    expect(await shell.listFiles("/root")).toEqual(["/root/metrics/cpu.csv"]);
    expect((await shell.run("cat metrics/*.csv")).stdout).toBe("a,b\n");
  });
});

describe("Commands that need no shell", () => {
  it("answer what bash would", async () => {
    const commands = [
      "kubectl get cm",
      "  kubectl get cm -n web -o jsonpath='{.items[*].metadata.name}'  ",
      'kubectl get cm "settings" -o"json"',
      "kubectl get nothing",
      "kubectl get cm 'two words'",
      "kubectl",
      "kubectl get -f missing.yaml",
      "kubectl nonsense --flag",
    ];
    for (const command of commands) {
      // With `:;` in front it takes the way through bash.
      const through = await shellWith().shell.run(`:; ${command}`);
      expect(await shellWith().shell.run(command)).toEqual(through);
    }
  });

  it("read files and stdin", async () => {
    const { shell, api } = shellWith();
    const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n";
    await shell.writeFile("a.yaml", manifest);
    expect((await shell.run("kubectl create -f a.yaml")).stdout).toBe("configmap/one created\n");
    const stdin = manifest.replace("one", "two");
    expect((await shell.run("kubectl create -f -", { stdin })).stdout).toBe("configmap/two created\n");
    expect(api.writes.map(({ verb }) => verb)).toEqual(["create", "create"]);
  });
});

describe("Files whose text is made later", () => {
  it("are made when they are first read, as files of that time", async () => {
    const { shell, clock } = shellWith();
    let made = 0;
    const text = (): string => {
      made += 1;
      return "a,b\n1,2\n";
    };
    await shell.writeFile("out/later.csv", text);
    await clock.sleep(60);
    expect(made).toBe(0);
    expect((await shell.run("cat out/later.csv; ls -l out")).stdout).toMatch(
      /^a,b\n1,2\n[\s\S]* 8 Jan {2}5 09:00 later.csv\n$/,
    );
    expect(made).toBe(1);
    expect(await shell.readFile("out/later.csv")).toBe("a,b\n1,2\n");
    expect(made).toBe(1);
  });

  it("are made as if no script were running", async () => {
    const { shell } = shellWith();
    await shell.writeFile("later.txt", () => {
      // Both are out of scripts' reach.
      const held = new WeakRef({});
      const made = new Function("return 7") as () => number;
      return `${held.deref() !== undefined} ${made()} ${new Date().getFullYear() > 2024}`;
    });
    const year = new Date().getFullYear();
    expect((await shell.run("cat later.txt")).stdout).toBe(`true 7 ${year > 2024}`);
  });

  it("stay unmade in copies, and are plain text in what is written down", async () => {
    const { shell } = shellWith();
    let made = 0;
    await shell.writeFile("/data/later.csv", () => {
      made += 1;
      return "x\n";
    });
    const copy = shellWith({ files: await shell.files() }).shell;
    const files = await copy.files();
    expect(made).toBe(0);
    expect(JSON.parse(JSON.stringify(files["/data/later.csv"]))).toEqual({
      text: "x\n",
      modifiedUnixMillis: monday / 1000,
    });
    expect(made).toBe(1);
    expect(await copy.readFile("/data/later.csv")).toBe("x\n");
    expect(await shell.readFile("/data/later.csv")).toBe("x\n");
  });

  it("count as changed once they are", async () => {
    const { shell } = shellWith();
    await shell.writeFile("later.csv", () => "x\n");
    await shell.run("mv later.csv moved.csv; echo y >> moved.csv; chmod 600 moved.csv");
    expect(await shell.readFile("later.csv")).toBeUndefined();
    const files = await shell.files();
    expect(files["/root/moved.csv"]).toEqual({ text: "x\ny\n", mode: 0o600, modifiedUnixMillis: monday / 1000 });
  });
});

describe("The system's own files", () => {
  it("are there again after a script removed or changed them", async () => {
    const { shell } = shellWith();
    await shell.run("rm -rf /bin/ls /usr/bin/awk; echo changed > /proc/version; ln -s / /tmp/top; rm /tmp/top/bin/cat");
    expect((await shell.run("cat /bin/ls /usr/bin/awk /bin/cat /proc/version")).stdout).toMatch(
      /^(#!.*\n#.*\n){3}Linux version /,
    );
  });
});
