import type { Probe } from "@aiops-gym/cluster";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineEvent, type EventType, type Simulation } from "../../src/kernel/simulation.ts";
import { type ProbeResult, sendProbe } from "../../src/network/probe.ts";
import { listen } from "../../src/runtime/containers.ts";
import { addPod, emptySimulation } from "../runtime/fake-cluster.ts";

vi.mock("../../src/processes/process.ts", () => ({
  startProcess: () => {},
  signalProcess: () => {},
  processEnded: () => {},
}));
vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: () => {} }));
vi.mock("../../src/processes/serve-probe.ts", () => ({
  answerHttp: (sim: Simulation, _id: string, request: { path: string }, reply: EventType<object>, payload: object) => {
    const status = { "/": 200, "/bad": 500, "/eof": 0 }[request.path];
    if (status !== undefined) sim.schedule(1_000, reply, { ...payload, status, body: "" });
  },
}));

const results: { at: number; ok: boolean; message: string; errored?: boolean }[] = [];
const replied = defineEvent<{ ticket: number } & ProbeResult>("test/probe-replied", (sim, { ok, message, errored }) => {
  results.push({ at: sim.now, ok, message, ...(errored === undefined ? {} : { errored }) });
});
beforeEach(() => {
  results.length = 0;
});

function probe(spec: Probe) {
  const sim = emptySimulation();
  const pod = addPod(sim, "a");
  listen(sim, pod.id, 8080);
  const start = sim.now;
  sendProbe(sim, pod.id, { timeoutSeconds: 1, ...spec }, replied, { ticket: 1 });
  sim.run(start + 30_000_000);
  expect(results).toHaveLength(1);
  return { ...results[0], millis: Math.round(((results[0]?.at ?? 0) - start) / 1000), ip: pod.ip };
}

// Messages: as Kubernetes 1.34.4 gave them on the real cluster.
describe("sendProbe", () => {
  it("succeeds", () => {
    expect(probe({ httpGet: { path: "/", port: 8080 } })).toMatchObject({ ok: true, message: "" });
    results.length = 0;
    expect(probe({ tcpSocket: { port: 8080 } })).toMatchObject({ ok: true, message: "" });
  });

  it.each<[string, Probe, string]>([
    ["a status of 500", { httpGet: { path: "/bad", port: 8080 } }, "HTTP probe failed with statuscode: 500"],
    ["a closed connection", { httpGet: { path: "/eof", port: 8080 } }, 'Get "http://IP:8080/eof": EOF'],
    [
      "a refused HTTP probe",
      { httpGet: { path: "/health", port: 9090 } },
      'Get "http://IP:9090/health": dial tcp IP:9090: connect: connection refused',
    ],
    [
      "a slow answer",
      { httpGet: { path: "/slow", port: 8080 } },
      'Get "http://IP:8080/slow": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
    [
      "HTTPS to a plain server",
      { httpGet: { path: "/x", port: 8080, scheme: "HTTPS" } },
      'Get "https://IP:8080/x": http: server gave HTTP response to HTTPS client',
    ],
    ["a refused TCP probe", { tcpSocket: { port: 9090 } }, "dial tcp IP:9090: connect: connection refused"],
    ["a silent address", { tcpSocket: { port: 9090, host: "10.9.9.9" } }, "dial tcp 10.9.9.9:9090: i/o timeout"],
    [
      "gRPC without a server",
      { grpc: { port: 9090 } },
      'timeout: failed to connect service "IP:9090" within 1s: context deadline exceeded',
    ],
    ["a failing command", { exec: { command: ["sh", "-c", "echo out; echo err >&2; exit 3"] } }, "out\nerr\n"],
    ["a slow command", { exec: { command: ["sleep", "20"] } }, 'command timed out: "sleep 20" timed out after 1s'],
  ])("says so for %s", (_, spec, message) => {
    const result = probe(spec);
    expect(result).toMatchObject({ ok: false, message: message.replaceAll("IP", result.ip) });
    expect(result.millis).toBeLessThanOrEqual(1_000);
  });

  it("errs when a command or a port name is not there", () => {
    expect(probe({ httpGet: { path: "/", port: "nosuch" } })).toMatchObject({
      errored: true,
      message: 'strconv.Atoi: parsing "nosuch": invalid syntax',
    });
    results.length = 0;
    const missing = probe({ exec: { command: ["nosuch", "-x"] } });
    expect(missing.errored).toBe(true);
    expect(missing.message).toMatch(
      /^rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH: unknown$/,
    );
  });
});
