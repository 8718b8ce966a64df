/**
 * What the Go services have in common: how they start, register, and end.
 * @module
 */
import type {
  ClientSpec,
  LogLine,
  Operation,
  QueryCommand,
  ScriptProgram,
  ServerSpec,
  Step,
} from "@aiops-gym/application";
import { consoleLine, firstLines, info, sourceRoot } from "./go-log.ts";
import { barePanic, fatal, startupPanic } from "./go-panic.ts";
import { diesAtOnce, grpcServerCosts, lognormal, mebibytes } from "./timing.ts";

/** Lines of source that a service's start-up messages come from. */
export interface SourceLines {
  /** Of cmd/X/main.go: `Reading config...`. */
  readonly config: number;
  /** `Read target port`. */
  readonly port: number;
  /** `Initializing jaeger agent`, `Jaeger agent initialized`. */
  readonly jaeger: readonly [number, number];
  /** `Initializing consul agent`, `Consul agent initialized`. */
  readonly consul: readonly [number, number];
  /** `Starting server...`. */
  readonly start: number;
}

/** A service's database and what the service does with it when it starts. */
export interface DatabaseUse {
  readonly name: string;
  /** `Read database URL` in cmd/X/main.go. */
  readonly line: number;
  /** Lines of cmd/X/db.go: the panic, `New session successfull...`, `Generating test data...`, the first fatal. */
  readonly source: {
    readonly panic: number;
    readonly session: number;
    readonly generate?: number;
    readonly fatal: number;
  };
  /** Collections that are filled when they are empty. */
  readonly seeds: readonly Extract<QueryCommand, { kind: "seed" }>[];
  /** Time that looking for every document of the test data takes, beside the first. */
  readonly verifyMicros: number;
  /** Read as a whole before the service listens. */
  readonly loads?: string;
  /** mongodb-geo and mongodb-rate ask for a password, which the services have in their code. */
  readonly guarded: boolean;
}

/** What one gRPC service differs in from the others. */
export interface GoServiceSpec {
  readonly name: string;
  readonly port: number;
  readonly lines: SourceLines;
  readonly database?: DatabaseUse;
  /** `Read profile memcashed address` in cmd/X/main.go; the cache is `memcached-<name>`. */
  readonly cache?: { readonly name: string; readonly line: number };
  /** Services it calls. */
  readonly callees?: readonly string[];
  /** CPU from `Starting server...` to the registration. */
  readonly runMicros: number;
  /** `Successfully registered in consul` in services/X/server.go. */
  readonly registeredLine: number;
  readonly memoryMebibytes: number;
  readonly clients?: Readonly<Record<string, ClientSpec>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** CPU of Go's runtime and the packages' initialization before the first line. */
export const runtimeStart: Step = { do: "cpu", micros: lognormal(2500, 0.2) };

const configured = {
  consul: "consul:8500",
  jaeger: "jaeger:6831",
};

/** Configuration of a service, as config.json in its image has it. */
export function configOf(spec: Pick<GoServiceSpec, "database" | "cache">): Readonly<Record<string, string>> {
  return {
    ...configured,
    ...(spec.database === undefined ? {} : { mongo: `mongodb-${spec.database.name}:27017` }),
    ...(spec.cache === undefined ? {} : { memcached: `memcached-${spec.cache.name}:11211` }),
  };
}

function openDatabase(service: string, use: DatabaseUse): readonly Step[] {
  const main = `cmd/${service}/main.go`;
  const db = `cmd/${service}/db.go`;
  const { source } = use;
  return [
    info(`${main}:${use.line}`, "Read database URL: {config.mongo}"),
    info(`${main}:${use.line + 1}`, "Initializing DB connection..."),
    { do: "dial", client: "mongo", onError: startupPanic(service, source.panic, use.line + 2) },
    { do: "cpu", micros: lognormal(1800, 0.3) },
    info(`${db}:${source.session}`, "New session successfull..."),
    ...(source.generate === undefined ? [] : [info(`${db}:${source.generate}`, "Generating test data...")]),
    ...use.seeds.map(
      (command): Step => ({
        do: "query",
        client: "mongo",
        command,
        onError: fatal(`${db}:${source.fatal}`, "{error}"),
      }),
    ),
    { do: "sleep", micros: lognormal(use.verifyMicros, 0.2) },
    info(`${main}:${use.line + 4}`, "Successfull"),
  ];
}

/** The name is looked up at once, the connection made when it is needed. */
function openCache(service: string, line: number): readonly Step[] {
  const main = `cmd/${service}/main.go`;
  return [
    info(`${main}:${line}`, "Read profile memcashed address: {config.memcached}"),
    info(`${main}:${line + 1}`, "Initializing Memcashed client..."),
    {
      do: "dial",
      client: "memcached",
      onError: barePanic([
        { call: `${sourceRoot}tune.NewMemCClient2(...)`, at: `${sourceRoot}tune/setting.go:70` },
        { call: "main.main()", at: `${sourceRoot}${main}:${line + 2} +0x9d1` },
      ]),
    },
    { do: "cpu", micros: lognormal(300, 0.3) },
    info("tune/setting.go:61", "Tune: GetMemCTimeout 2"),
    info(`${main}:${line + 3}`, "Successfull"),
  ];
}

/** From the target port to `Starting server...`, alike in all services but for the lines. */
export function openTracingAndConsul(service: string, lines: SourceLines): readonly Step[] {
  const main = `cmd/${service}/main.go`;
  return [
    info(`${main}:${lines.port + 1}`, "Read consul address: {config.consul}"),
    info(`${main}:${lines.port + 2}`, "Read jaeger address: {config.jaeger}"),
    info(
      `${main}:${lines.jaeger[0]}`,
      `Initializing jaeger agent [service name: ${service} | host: {config.jaeger}]...`,
    ),
    info("tracing/tracer.go:26", "Jaeger client: adjusted sample ratio 1.000000"),
    { do: "cpu", micros: lognormal(1500, 0.3) },
    info(`${main}:${lines.jaeger[1]}`, "Jaeger agent initialized"),
    info(`${main}:${lines.consul[0]}`, "Initializing consul agent [host: {config.consul}]..."),
    info(`${main}:${lines.consul[1]}`, "Consul agent initialized"),
    info(`${main}:${lines.start}`, "Starting server..."),
  ];
}

function register(spec: GoServiceSpec): readonly Step[] {
  const { name, port } = spec;
  return [
    { do: "listen", port },
    info(
      "registry/registry.go:91",
      `Trying to register service [ name: srv-${name}, id: {uuid}, address: {pod.ip}:${port} ]`,
    ),
    { do: "cpu", micros: lognormal(1500, 0.3) },
    {
      do: "register",
      client: "consul",
      service: `srv-${name}`,
      port,
      onError: fatal(`cmd/${name}/main.go:${spec.lines.start + 1}`, "failed register: {error}"),
    },
    info(`services/${name}/server.go:${spec.registeredLine}`, "Successfully registered in consul"),
  ];
}

function startup(spec: GoServiceSpec): readonly Step[] {
  const { name, database, cache, lines } = spec;
  const loads: readonly Step[] =
    database?.loads === undefined
      ? []
      : [
          {
            do: "query",
            client: "mongo",
            command: { kind: "find-all", collection: database.loads },
            onError: {
              log: [
                consoleLine("ERR", `services/${name}/server.go:${spec.registeredLine}`, "Failed get data: {error}"),
              ],
              next: { kind: "ignore" },
            },
          },
        ];
  return [
    runtimeStart,
    ...firstLines,
    { do: "cpu", micros: lognormal(300, 0.4) },
    info(`cmd/${name}/main.go:${lines.config}`, "Reading config..."),
    ...(database === undefined ? [] : openDatabase(name, database)),
    ...(cache === undefined ? [] : openCache(name, cache.line)),
    info(`cmd/${name}/main.go:${lines.port}`, `Read target port: ${spec.port}`),
    ...openTracingAndConsul(name, lines),
    ...loads,
    ...(spec.callees ?? []).map(
      (callee): Step => ({ do: "dial", client: callee, onError: { next: { kind: "ignore" } } }),
    ),
    { do: "cpu", micros: lognormal(spec.runMicros, 0.2) },
    ...register(spec),
  ];
}

function storeClients(spec: GoServiceSpec): Readonly<Record<string, ClientSpec>> {
  const { database, cache } = spec;
  const credentials = { user: "admin", password: "admin", database: "admin" };
  return {
    consul: { protocol: "consul", address: "{config.consul}" },
    ...(database === undefined
      ? {}
      : {
          mongo: {
            protocol: "mongo",
            address: "{config.mongo}",
            database: `${database.name}-db`,
            dialTimeoutSeconds: 10,
            ...(database.guarded ? { credentials } : {}),
          },
        }),
    ...(cache === undefined
      ? {}
      : {
          memcached: {
            protocol: "memcached",
            address: "{config.memcached}",
            timeoutSeconds: 2,
            maxIdleConnections: 512,
          },
        }),
  };
}

/** Makes the program of a gRPC service. */
export function goService(spec: GoServiceSpec): ScriptProgram {
  const server: ServerSpec = {
    port: spec.port,
    protocol: "grpc",
    connectionCpuMicros: lognormal(400, 0.4),
    costs: grpcServerCosts,
    operations: spec.operations,
  };
  return {
    kind: "script",
    name: spec.name,
    memory: { idleBytes: mebibytes(spec.memoryMebibytes), perRequestBytes: 24_000 },
    idleCpuCores: 0.0004,
    onSigterm: diesAtOnce,
    config: configOf(spec),
    clients: { ...storeClients(spec), ...spec.clients },
    startup: startup(spec),
    servers: [server],
    spanExporter: { address: "{config.jaeger}" },
  };
}

/** An operation with a server span of its own name. */
export function grpcOperation(name: string, steps: readonly Step[]): Readonly<Record<string, Operation>> {
  return { [name]: { steps, serverSpan: { name, kind: "server" } } };
}

/** A line that a handler prints before it passes a failure on. */
export function failureLine(source: string, message: string): readonly LogLine[] {
  return [consoleLine("ERR", source, message)];
}
