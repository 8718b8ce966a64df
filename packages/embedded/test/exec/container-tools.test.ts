import { describe, expect, it, vi } from "vitest";
import { execInPod } from "../../src/exec/exec-in-pod.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { listen, signalContainer } from "../../src/runtime/containers.ts";
import { setMemory } from "../../src/runtime/memory.ts";
import { addPod, addService, emptySimulation } from "../runtime/fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: (sim: Simulation, container: { id: string }) => {
    signalContainer(sim, container.id, "SIGKILL");
  },
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: () => {} }));

function cluster() {
  const sim = emptySimulation();
  const a = addPod(sim, "a", { env: { COLOR: "blue" } });
  const b = addPod(sim, "b");
  setMemory(sim, a.id, 20 * 1024 * 1024);
  listen(sim, a.id, 5000);
  listen(sim, b.id, 8080);
  addService(sim, "b", "10.96.5.5", 80, 8080, [b.ip]);
  sim.run(sim.now + 3_000_000);
  const exec = (...command: string[]) => execInPod({ sim }, { namespace: "shop", name: "a" }, { command });
  const out = async (...command: string[]): Promise<string> => (await exec(...command)).stdout;
  return { sim, a, b, exec, out };
}

describe("a container's programs", () => {
  it("show the environment that the runtime gave: path and host name first, the home last", async () => {
    const { out } = cluster();
    expect(await out("env")).toBe(
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOSTNAME=a\nCOLOR=blue\nHOME=/root\n",
    );
    expect(await out("printenv", "COLOR", "HOME")).toBe("blue\n/root\n");
    const shell = (await out("sh", "-c", "env")).split("\n");
    expect(shell).toContain("COLOR=blue");
    expect(shell.filter((line) => /^(IFS|OPTIND|SHELLOPTS)/.test(line))).toEqual([]);
  });

  it("list the main process with its memory, and themselves", async () => {
    const { out } = cluster();
    const [head, main, self] = (await out("ps", "aux")).split("\n");
    expect(head).toBe("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND");
    // 20 MiB
    expect(main).toMatch(/^root {11}1 {2}\d\.\d {2}\d\.\d {2}24280 20480 \? {8}Ssl {2}\d\d:\d\d {3}0:00 server$/);
    expect(self).toMatch(/ps aux$/);
    expect((await out("ps", "-eo", "pid,comm,rss")).split("\n").slice(0, 2)).toEqual([
      "    PID COMMAND   RSS",
      "      1 server  20480",
    ]);
    expect((await out("ps", "-ef")).split("\n")[0]).toBe("UID          PID    PPID  C STIME TTY          TIME CMD");
    expect((await out("ps")).split("\n")[1]).toBe("      1 ?        00:00:00 server");
    expect((await out("top", "-b", "-n", "1")).split("\n")[6]).toMatch(/^ {6}1 root {6}20 {3}0 .* server$/);
    expect(await out("pgrep", "server")).toBe("1\n");
  });

  it("show the node's memory and disk, and where what is mounted", async () => {
    const { out } = cluster();
    const [head, memory] = (await out("free", "-m")).split("\n");
    expect(head).toBe("               total        used        free      shared  buff/cache   available");
    expect(memory).toMatch(/^Mem: {11}\d{5} /);
    expect((await out("df", "-h")).split("\n").slice(0, 2)).toEqual([
      "Filesystem      Size  Used Avail Use% Mounted on",
      "overlay          97G   24G   74G  24% /",
    ]);
    expect(await out("mount")).toContain("proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n");
  });

  it("show who listens in the pod", async () => {
    const { out } = cluster();
    expect((await out("netstat", "-tlnp")).split("\n").slice(0, 3)).toEqual([
      "Active Internet connections (only servers)",
      "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ",
      "tcp6       0      0 :::5000                 :::*                    LISTEN      1/server           ",
    ]);
    expect(await out("ss", "-tln")).toContain("LISTEN 0      4096               *:5000             *:*");
  });

  it("read what the kernel shows under /proc", async () => {
    const { out } = cluster();
    expect(await out("cat", "/proc/1/cmdline")).toBe("server\0");
    expect(await out("cat", "/proc/1/environ")).toBe("HOSTNAME=a\0COLOR=blue\0HOME=/root\0");
    expect(await out("sh", "-c", "grep VmRSS /proc/1/status; cat /dev/null")).toBe("VmRSS:\t   20480 kB\n");
    expect(await out("uname", "-sm")).toBe("Linux x86_64\n");
    expect(await out("id", "-u")).toBe("0\n");
  });

  it("complain in their shell's words, as recorded in Debian's", async () => {
    const { exec } = cluster();
    expect(await exec("sh", "-c", "nope")).toEqual({ stdout: "", stderr: "sh: 1: nope: not found\n", exitCode: 127 });
    expect(await exec("bash", "-c", "nope")).toEqual({
      stdout: "",
      stderr: "bash: line 1: nope: command not found\n",
      exitCode: 127,
    });
    expect(await exec("ls", "/nope")).toEqual({
      stdout: "",
      stderr: "ls: cannot access '/nope': No such file or directory\n",
      exitCode: 2,
    });
    expect((await exec("kill", "99")).stderr).toBe("kill: (99): No such process\n");
  });

  it("open connections by bash's /dev/tcp, and nowhere else", async () => {
    const { exec } = cluster();
    expect((await exec("bash", "-c", "echo > /dev/tcp/b/80 && echo open")).stdout).toBe("open\n");
    expect(await exec("bash", "-c", "echo > /dev/tcp/127.0.0.1/81")).toEqual({
      stdout: "",
      stderr: "bash: connect: Connection refused\nbash: line 1: /dev/tcp/127.0.0.1/81: Connection refused\n",
      exitCode: 1,
    });
    expect((await exec("sh", "-c", "echo > /dev/tcp/b/80")).stderr).toBe(
      "sh: 1: cannot create /dev/tcp/b/80: Directory nonexistent\n",
    );
  });

  it("take time and chance from the simulation", async () => {
    const look =
      "echo $RANDOM $RANDOM; date +%s; touch /tmp/new; ls -l /tmp/new /proc; awk 'BEGIN {srand(); print rand()}'";
    const one = await cluster().out("bash", "-c", look);
    expect(await cluster().out("bash", "-c", look)).toBe(one);
    expect(one).toContain("Jan  5 09:00 /tmp/new");
  });

  it("end what goes on for ever", async () => {
    const { exec } = cluster();
    for (const script of ["while :; do :; done", "f() { f; }; f", "yes | head -1 > /dev/null; :(){ :|:& };:"]) {
      const { exitCode, stderr } = await exec("bash", "-c", script);
      expect(exitCode).not.toBe(0);
      expect(stderr).not.toContain("executionLimits");
    }
  });
});
