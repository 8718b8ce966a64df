import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it, vi } from "vitest";
import { dropObject, getObject } from "../../src/apiserver/store.ts";
import { execInPod } from "../../src/exec/exec-in-pod.ts";
import type { EventType, Simulation } from "../../src/kernel/simulation.ts";
import { addPathRule } from "../../src/network/path.ts";
import { listen, signalContainer } from "../../src/runtime/containers.ts";
import { addPod, addService, emptySimulation } from "../runtime/fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: (sim: Simulation, container: { id: string }) => {
    signalContainer(sim, container.id, "SIGKILL");
  },
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: () => {} }));
vi.mock("../../src/processes/serve-probe.ts", () => ({
  answerHttp: (sim: Simulation, _id: string, request: { path: string }, reply: EventType<object>, payload: object) => {
    const status = { "/": 200, "/bad": 500, "/eof": 0 }[request.path];
    if (status !== undefined) sim.schedule(5_000, reply, { ...payload, status, body: "hello\n" });
  },
}));

function cluster() {
  const sim = emptySimulation();
  const a = addPod(sim, "a", { env: { COLOR: "blue" } });
  const b = addPod(sim, "b");
  listen(sim, b.id, 8080);
  addService(sim, "b", "10.96.5.5", 80, 8080, [b.ip]);
  addService(sim, "none", "10.96.5.6", 80, 8080, []);
  sim.run(sim.now + 3_000_000);
  const exec = (command: string[], timeoutSeconds?: number) =>
    execInPod(
      { sim },
      { namespace: "shop", name: "a" },
      { command, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) },
    );
  const sh = (script: string) => exec(["sh", "-c", script]);
  return { sim, a, b, exec, sh };
}

describe("execInPod", () => {
  it("runs a shell on the container's files and environment", async () => {
    const { sh } = cluster();
    expect(await sh('cat /etc/motd; echo "$COLOR" | tr a-z A-Z; hostname; exit 7')).toEqual({
      stdout: "hello\nBLUE\na\n",
      stderr: "",
      exitCode: 7,
    });
  });

  it("runs small tools without a shell", async () => {
    const { exec } = cluster();
    expect(await exec(["cat", "/etc/motd"])).toEqual({ stdout: "hello\n", stderr: "", exitCode: 0 });
    expect((await exec(["ls", "/nosuch"])).exitCode).not.toBe(0);
  });

  it("keeps what a shell wrote until the container is gone", async () => {
    const { sh } = cluster();
    await sh("echo one > /tmp/note; rm /etc/motd");
    expect((await sh("cat /tmp/note")).stdout).toBe("one\n");
  });

  it("lets virtual time pass for sleep, and shows it by date", async () => {
    const { sim, sh } = cluster();
    const before = sim.now;
    const result = await sh("date +%s; sleep 5; date +%s");
    const [first = 0, second = 0] = result.stdout.trim().split("\n").map(Number);
    expect(second - first).toBe(5);
    expect(sim.now - before).toBeGreaterThan(5_000_000);
    expect(sim.now - before).toBeLessThan(5_400_000);
  });

  it("dates files by the simulation", async () => {
    const { exec } = cluster();
    expect((await exec(["ls", "-l", "/etc/motd"])).stdout).toContain(" Jan  5 ");
  });

  it("gives up after its time with 124", async () => {
    const { sim, exec } = cluster();
    const before = sim.now;
    expect((await exec(["sh", "-c", "sleep 1000; echo never"], 3)).exitCode).toBe(124);
    expect(sim.now - before).toBe(3_000_000);
  });

  it("dies with its container with 137", async () => {
    const { sh } = cluster();
    expect((await sh("kill 1; sleep 3; echo never")).exitCode).toBe(137);
  });

  // Words of kubectl and Kubernetes 1.34.4, as seen on the real cluster.
  it("fails as runc does when there is no such executable", async () => {
    const { exec } = cluster();
    await expect(exec(["nosuch"])).rejects.toThrow(
      /^Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH: unknown$/,
    );
    await expect(exec(["/bin/nosuch"])).rejects.toThrow(
      'exec: "/bin/nosuch": stat /bin/nosuch: no such file or directory: unknown',
    );
    await expect(exec(["/etc"])).rejects.toThrow('exec: "/etc": permission denied: unknown');
    expect(await exec(["sh", "-c", "nosuch"])).toMatchObject({ exitCode: 127, stdout: "" });
  });

  it("fails when the pod, the container or its process is not there", async () => {
    const { sim, a, exec } = cluster();
    await expect(execInPod({ sim }, { namespace: "shop", name: "x" }, { command: ["ls"] })).rejects.toThrow(
      'pods "x" not found',
    );
    await expect(
      execInPod({ sim }, { namespace: "shop", name: "a" }, { container: "nope", command: ["ls"] }),
    ).rejects.toThrow("container nope is not valid for pod a");
    signalContainer(sim, a.id, "SIGKILL");
    await expect(exec(["ls"])).rejects.toThrow('unable to upgrade connection: container not found ("app")');
  });

  it("reaches nothing of the host", async () => {
    const { sh } = cluster();
    const result = await sh(
      `cat /etc/passwd ${process.cwd()}/package.json; ls ${process.cwd()}; env | grep -c NODE; python3 -c 1; curl -s --connect-timeout 1 http://example.com`,
    );
    expect(result.stdout).not.toContain("aiops");
    expect(result.stdout).not.toContain("package");
    expect(result.stdout).not.toContain("root:");
  });
});

describe("curl", () => {
  it("answers, and says what went wrong in its own words", async () => {
    const { exec } = cluster();
    expect(await exec(["curl", "-s", "http://b/"])).toEqual({ stdout: "hello\n", stderr: "", exitCode: 0 });
    expect((await exec(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://b/bad"])).stdout).toBe("500");
    expect(await exec(["curl", "-sS", "http://none/"])).toMatchObject({
      exitCode: 7,
      stderr: expect.stringMatching(
        /^curl: \(7\) Failed to connect to none port 80 after \d+ ms: Connection refused\n$/,
      ),
    });
    expect(await exec(["curl", "-sS", "http://nosuch/"])).toMatchObject({
      exitCode: 6,
      stderr: "curl: (6) Could not resolve host: nosuch\n",
    });
    expect(await exec(["curl", "-sS", "http://b/eof"])).toMatchObject({
      exitCode: 52,
      stderr: "curl: (52) Empty reply from server\n",
    });
  });

  it("waits in virtual time for a server that does not answer", async () => {
    const { sim, a, exec } = cluster();
    const before = sim.now;
    expect((await exec(["curl", "-sS", "-m", "4", "http://b/slow"])).stderr).toMatch(
      /^curl: \(28\) Operation timed out after 4\d\d\d milliseconds with 0 bytes received\n$/,
    );
    expect(Math.round((sim.now - before) / 1_000_000)).toBe(4);
    addPathRule(sim, {
      owner: "x",
      from: [a.ip],
      to: null,
      delayMicros: 0,
      jitterMicros: 0,
      loss: 1,
      duplicate: 0,
      corrupt: 0,
      bandwidth: null,
      blocked: true,
    });
    expect((await exec(["curl", "-sS", "-m", "2", "http://10.96.5.5/"])).stderr).toMatch(
      /^curl: \(28\) Connection timed out after 2\d\d\d milliseconds\n$/,
    );
  });
});

describe("nslookup", () => {
  it("finds services", async () => {
    const { sim, exec } = cluster();
    expect((await exec(["nslookup", "b"])).stdout).toBe(
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tb.shop.svc.cluster.local\nAddress: 10.96.5.5\n\n",
    );
    dropObject(sim, getObject(sim, "Service", "shop", "b") as KubeObject);
    // CoreDNS keeps what it knows for five seconds.
    sim.run(sim.now + 5_000_000);
    expect(await exec(["nslookup", "b"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("** server can't find b: NXDOMAIN"),
    });
  });
});
