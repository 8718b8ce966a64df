/**
 * The stores and the tracing backend, and what else can run in the application's pods.
 * @module
 */
import type { IdleProgram, LogLine, ScriptProgram, StoreProgram } from "@aiops-gym/application";
import { lognormal, mebibytes } from "./timing.ts";

/** A structured line of mongod: the columns are padded. */
function mongoLine(id: number, component: string, context: string, message: string, attributes: string): LogLine {
  const columns = `"s":"I",  "c":${`"${component}",`.padEnd(11)} "id":${`${id},`.padEnd(9)}"ctx":"${context}"`;
  const text = `{"t":{"$date":"{now.iso-offset}"},${columns},"msg":"${message}","attr":${attributes}}`;
  return { stream: "stdout", severity: "info", text };
}

/** MongoDB 4.4.6. */
export const mongod: StoreProgram = {
  kind: "mongod",
  name: "mongod",
  port: 27017,
  memory: { idleBytes: mebibytes(68) },
  idleCpuCores: 0.0042,
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: { kind: "uniform", min: 80_000, max: 350_000 } },
  startupMicros: lognormal(420_000, 0.2),
  startupLog: [
    mongoLine(
      4615611,
      "CONTROL",
      "initandlisten",
      "MongoDB starting",
      `{"pid":1,"port":27017,"dbPath":"/data/db","architecture":"64-bit","host":"{pod.name}"}`,
    ),
    mongoLine(
      23403,
      "CONTROL",
      "initandlisten",
      "Build Info",
      `{"buildInfo":{"version":"4.4.6","gitVersion":"72e66213c2c3eab37d9358d5e78ad7f5c1d0d0d7","modules":[],"allocator":"tcmalloc"}}`,
    ),
    mongoLine(
      22315,
      "STORAGE",
      "initandlisten",
      "Opening WiredTiger",
      `{"config":"create,cache_size=1024M,session_max=33000"}`,
    ),
    mongoLine(23015, "NETWORK", "listener", "Listening on", `{"address":"0.0.0.0"}`),
    mongoLine(23016, "NETWORK", "listener", "Waiting for connections", `{"port":27017,"ssl":"off"}`),
  ],
  requestCpuMicros: lognormal(450, 0.4),
};

/** memcached 1.6; prints nothing. */
export const memcached: StoreProgram = {
  kind: "memcached",
  name: "memcached",
  port: 11211,
  memory: { idleBytes: mebibytes(3.2) },
  idleCpuCores: 0.0008,
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: { kind: "uniform", min: 1000, max: 10_000 } },
  startupMicros: lognormal(6000, 0.3),
  requestCpuMicros: lognormal(75, 0.4),
};

/** Consul as a development agent: everything in memory, so a restart forgets all registrations. */
export const consul: StoreProgram = {
  kind: "consul",
  name: "consul",
  port: 8500,
  memory: { idleBytes: mebibytes(38) },
  idleCpuCores: 0.004,
  onSigterm: { kind: "exit", exitCode: 1, afterMicros: { kind: "uniform", min: 5000, max: 40_000 } },
  startupMicros: lognormal(180_000, 0.2),
  startupLog: [
    { stream: "stdout", text: "==> Starting Consul agent..." },
    {
      stream: "stdout",
      severity: "info",
      text: `{now.iso-millis} [INFO]  agent: Starting server: address=[::]:8500 network=tcp protocol=http`,
    },
    { stream: "stdout", severity: "info", text: "{now.iso-millis} [INFO]  agent: Consul agent running!" },
  ],
  requestCpuMicros: lognormal(350, 0.4),
};

/** Jaeger with its collector, query service and memory store in one process. */
export const jaeger: StoreProgram = {
  kind: "jaeger",
  name: "jaeger",
  port: 16686,
  memory: { idleBytes: mebibytes(64) },
  idleCpuCores: 0.002,
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: { kind: "uniform", min: 20_000, max: 120_000 } },
  startupMicros: lognormal(250_000, 0.2),
  requestCpuMicros: lognormal(60, 0.4),
};

/** The pause container: waits for a signal. */
export const pause: IdleProgram = {
  kind: "idle",
  name: "pause",
  memory: { idleBytes: mebibytes(0.5) },
  onSigterm: { kind: "exit", exitCode: 0, afterMicros: 1000 },
};

/** What the application's image runs without a command: a shell that finds no input and ends. */
export const shell: ScriptProgram = {
  kind: "script",
  name: "bash",
  memory: { idleBytes: mebibytes(1) },
  onSigterm: { kind: "exit", exitCode: 143, afterMicros: 1000 },
  clients: {},
  startup: [{ do: "exit", exitCode: 0 }],
  servers: [],
};
