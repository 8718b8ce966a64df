import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import { readContainerLog } from "../../src/capture/capture.ts";
import { execInPod } from "../../src/exec/exec-in-pod.ts";
import { decodePlain, encodePlain } from "../../src/kernel/plain-codec.ts";
import { Simulation } from "../../src/kernel/simulation.ts";
import type { SimulationState } from "../../src/kernel/simulation-state.ts";
import { runningContainer, signalContainer } from "../../src/runtime/containers.ts";
import { need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const image = "docker.io/library/aiops-gym-test:1";

function start(command: readonly string[], fields: Record<string, unknown> = {}): Simulation {
  const sim = smallCluster();
  createObject(
    sim,
    pod("p", { image, command, ...fields }, { restartPolicy: "Never", terminationGracePeriodSeconds: 1 }),
  );
  pass(sim, 6);
  return sim;
}

function container(sim: Simulation) {
  const found = [...sim.state.runtime.containers.values()].find(({ podName }) => podName === "p");
  if (found === undefined) throw new Error("no container");
  return found;
}

function log(sim: Simulation): string[] {
  return readContainerLog(sim, container(sim).id).map(({ body }) => body);
}

async function sh(sim: Simulation, script: string) {
  return execInPod({ sim }, { namespace: "shop", name: "p" }, { command: ["/busybox", "sh", "-c", script] });
}

describe("BusyBox as main process", () => {
  it("lets time pass in scripts and ends with their status", () => {
    const sim = start(["/busybox", "sh", "-c", "echo hi; sleep 5; exit 3"]);
    const main = container(sim);
    expect(log(sim)).toEqual(["hi"]);
    pass(sim, 6);
    expect(main.exitCode).toBe(3);
    expect((main.finishedAt - main.startedAt) / 1_000_000).toBeCloseTo(5, 1);
  });

  it("says when there is no such applet", () => {
    const sim = start(["/busybox", "nosuch"]);
    expect(log(sim)).toEqual(["nosuch: applet not found"]);
    expect(container(sim).exitCode).toBe(127);
  });

  it("ignores SIGTERM as process 1 without a trap", () => {
    const sim = start(["/busybox", "sleep", "3600"]);
    signalContainer(sim, container(sim).id, "SIGTERM");
    pass(sim, 2);
    expect(runningContainer(sim, container(sim).id)).toBeDefined();
  });

  it("runs a trap when the command in the foreground has ended", () => {
    const sim = start(["/busybox", "sh", "-c", "trap 'echo got; exit 7' TERM; echo start; sleep 20; echo after"]);
    const { startedAt } = container(sim);
    signalContainer(sim, container(sim).id, "SIGTERM");
    pass(sim, 20);
    expect(log(sim)).toEqual(["start", "got"]);
    expect(container(sim).exitCode).toBe(7);
    expect(Math.round((container(sim).finishedAt - startedAt) / 1_000_000)).toBe(20);
  });

  it("ends `wait` at a signal with a trap", () => {
    const sim = start(["/busybox", "sh", "-c", "trap 'exit 7' TERM; sleep 3600 & wait"]);
    signalContainer(sim, container(sim).id, "SIGTERM");
    pass(sim, 0.5);
    expect(container(sim).exitCode).toBe(7);
  });

  it("runs loops, conditions, functions, substitutions and pipes", () => {
    const script = `
      i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo "i=$i"; done
      for x in a "b c"; do case $x in a) echo first;; *) echo "other $x";; esac; done
      f() { echo "f $1"; return 4; }; f now; echo $?
      echo "$(echo sub; echo two)" \${NOPE:-none} \${#HOSTNAME} $(hostname)
      echo one two | while read a b; do echo $b $a; done
      { echo x; echo y; } > /tmp/lines; wc -l < /tmp/lines; cat /tmp/lines | grep y
      if ! test -f /nope; then echo missing; elif true; then echo no; else echo no; fi
      (exit 3); echo $?; false || echo or; true && echo and
      sleep 100 & kill $!; wait $!; echo $?
      nosuch; echo $?; cat /nope; echo $?; /busybox echo done`;
    const sim = start(["/busybox", "sh", "-c", script]);
    expect(log(sim)).toEqual([
      "i=1",
      "i=3",
      "first",
      "other b c",
      "f now",
      "4",
      "sub",
      "two none 1 p",
      "two one",
      "2",
      "y",
      "missing",
      "3",
      "or",
      "and",
      "Terminated",
      "143",
      "sh: nosuch: not found",
      "127",
      "cat: can't open '/nope': No such file or directory",
      "1",
      "done",
    ]);
    expect(container(sim).exitCode).toBe(0);
  });

  it("takes all the CPU that its limit allows when it spins", () => {
    const sim = start(["/busybox", "sh", "-c", "while :; do :; done"], {
      resources: { limits: { cpu: "200m" } },
    });
    const before = container(sim).cpu.usageMicros;
    pass(sim, 10);
    expect((container(sim).cpu.usageMicros - before) / 1_000_000).toBeCloseTo(2, 0);
  });

  it("is killed when its memory grows over the limit", () => {
    const sim = start(["/busybox", "tail", "/dev/zero"], { resources: { limits: { memory: "50Mi" } } });
    expect(container(sim).exitCode).toBe(137);
    expect(container(sim).reason).toBe("OOMKilled");
  });

  it("survives a fork while it runs", () => {
    const sim = start(["/busybox", "sh", "-c", "for i in 1 2 3; do echo $i; sleep 4; done"]);
    const copy = sim.fork();
    pass(copy, 10);
    expect(log(copy)).toEqual(["1", "2", "3"]);
    expect(log(sim)).toEqual(["1", "2"]);
  });
});

describe("BusyBox's state", () => {
  const script = `
    trap 'echo bye; exit 9' TERM
    i=0
    while [ $i -lt 40 ]; do
      i=$((i+1)); echo "$(date +%S) $i" | grep -v 7 >> /tmp/seen; tail -n 1 /tmp/seen
      for x in a b; do (sleep 0.3; echo $x $i) & wait $!; done
    done`;

  it("goes on alike in a fork and after it was written and read, whatever the moment", () => {
    const sim = start(["/busybox", "sh", "-c", script]);
    for (const seconds of [0, 0.137, 0.31, 0.455, 1.003]) {
      pass(sim, seconds);
      const fork = sim.fork();
      const read = new Simulation(decodePlain(encodePlain(sim.state)) as SimulationState, sim.world);
      const on = sim.fork();
      for (const copy of [fork, read, on]) {
        pass(copy, 5);
        signalContainer(copy, container(copy).id, "SIGTERM");
        pass(copy, 2);
      }
      expect(log(fork)).toEqual(log(on));
      expect(log(read)).toEqual(log(on));
      expect(log(on).at(-1)).toBe("bye");
      expect(container(read).exitCode).toBe(9);
    }
  });

  it("is the same whether time passes at once or bit by bit", () => {
    const sim = start(["/busybox", "sh", "-c", script]);
    const other = sim.fork();
    pass(sim, 10);
    for (let step = 0; step < 1000; step++) pass(other, 0.01);
    expect(log(other)).toEqual(log(sim));
  });
});

describe("commands beside the main process", () => {
  it("share its files", async () => {
    const sim = start(["/busybox", "sh", "-c", "touch /tmp/ready; sleep 3600"]);
    expect((await sh(sim, "test -f /tmp/ready; echo $?; rm /tmp/ready; test -f /tmp/ready")).exitCode).toBe(1);
    expect(await sh(sim, "ls /etc; ls /tmp; sleep 2; exit 4")).toEqual({
      stdout: "hostname\nhosts\nresolv.conf\n",
      stderr: "",
      exitCode: 4,
    });
  });

  it("cannot send process 1 what it does not handle", async () => {
    const sim = start(["/busybox", "sleep", "3600"]);
    expect((await sh(sim, "kill -9 1; kill 1; sleep 0.1; ps | grep sleep | wc -l")).exitCode).toBe(0);
    expect(need(sim, "Pod", "p")).toBeDefined();
    expect(runningContainer(sim, container(sim).id)).toBeDefined();
  });

  it("serve files over HTTP", async () => {
    const sim = start(["/busybox", "httpd", "-f", "-p", "8080", "-h", "/etc"]);
    expect((await sh(sim, "wget -q -O- http://127.0.0.1:8080/hostname")).stdout).toBe("p\n");
    expect(await sh(sim, "wget -q -O- http://127.0.0.1:8080/nope")).toEqual({
      stdout: "",
      stderr: "wget: server returned error: HTTP/1.1 404 Not Found\n",
      exitCode: 1,
    });
    expect((await sh(sim, "wget -q -O- http://127.0.0.1:81/")).stderr).toBe(
      "wget: can't connect to remote host (127.0.0.1): Connection refused\n",
    );
  });
});
