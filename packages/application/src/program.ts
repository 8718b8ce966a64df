/**
 * A program: what runs in a container, as data.
 * @module
 */
import type { Distribution } from "./distribution.ts";
import type { LogLine, SpanSpec, Step } from "./script.ts";

/** CPU around a request, beside what its steps compute. It waits for the container's CPU as steps do. */
export interface RequestCosts {
  /** Before: marshalling in a client (inside its span), reading and dispatching in a server (before its span begins). */
  readonly beforeCpuMicros?: Distribution;
  /** After: unmarshalling in a client (inside its span), writing the answer in a server (after its span ended). */
  readonly afterCpuMicros?: Distribution;
  /** Once the answer is out, delaying nobody: collecting garbage, exporting spans. */
  readonly backgroundCpuMicros?: Distribution;
}

/** How a program reaches another. Addresses are templates (`{config.mongo}`). */
export type ClientSpec =
  | {
      readonly protocol: "grpc";
      /** `consul`: asks Consul for the pod addresses of a service and dials each (olivere's resolver with grpc 1.10's round robin). */
      readonly target:
        | {
            readonly kind: "consul";
            readonly consul: string;
            readonly service: string;
            /** Printed whenever Consul cannot be asked; `{error}` is Go's `Get "http://...": ...`. The resolver asks again at once. */
            readonly onWatchError?: LogLine;
          }
        | { readonly kind: "dns"; readonly address: string };
      readonly costs?: RequestCosts;
    }
  | {
      readonly protocol: "http";
      readonly address: string;
      /** Whole-request time-out; none when absent. */
      readonly timeoutSeconds?: number;
      readonly retries?: number;
      /** Connections kept and shared; a request waits for one when all are busy. Unlimited when absent. */
      readonly maxConnections?: number;
      readonly costs?: RequestCosts;
    }
  /** `dial` looks the host up and keeps the address (gomemcache's SetServers); connections are made at first use. */
  | {
      readonly protocol: "memcached";
      readonly address: string;
      readonly timeoutSeconds: number;
      readonly maxIdleConnections: number;
    }
  | {
      readonly protocol: "mongo";
      readonly address: string;
      readonly database: string;
      readonly dialTimeoutSeconds: number;
      readonly credentials?: { readonly user: string; readonly password: string; readonly database: string };
      /** Size of the pool; mgo's default is 4096. */
      readonly maxConnections?: number;
    }
  | { readonly protocol: "consul"; readonly address: string };

/** An operation that a server offers. */
export interface Operation {
  readonly steps: readonly Step[];
  /** Server span: none when absent. `name` defaults to the operation's. */
  readonly serverSpan?: SpanSpec;
  /** Body of a success, for HTTP. */
  readonly body?: string;
}

/** A port on which a program answers. */
export interface ServerSpec {
  readonly port: number;
  readonly protocol: "grpc" | "http";
  /** Requests worked on at once; more wait in order. Unlimited when absent (goroutines). */
  readonly maxConcurrency?: number;
  /** Requests that may wait; more are refused. Unlimited when absent. */
  readonly maxQueue?: number;
  /** CPU to accept one new connection (TCP, TLS, HTTP/2 preface). */
  readonly connectionCpuMicros?: Distribution;
  readonly costs?: RequestCosts;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** What a program does on SIGTERM: ends after a while, or (`ignores`) is killed when the grace period is over. */
export type OnSigterm =
  | {
      readonly kind: "exit";
      readonly exitCode: number;
      readonly afterMicros: Distribution;
      readonly log?: readonly LogLine[];
    }
  | { readonly kind: "ignores" };

/** What all programs have. */
interface ProgramBase {
  /** OpenTelemetry's `service.name`, and the name by which images refer to it. */
  readonly name: string;
  readonly memory: { readonly idleBytes: number; readonly perRequestBytes?: number };
  /** CPU that it uses when nobody asks for anything, in cores. */
  readonly idleCpuCores?: number;
  readonly onSigterm: OnSigterm;
  /** Defaults of the program's configuration: `{config.X}`; an image may override them. */
  readonly config?: Readonly<Record<string, string>>;
}

/** A program whose manners are scripts. */
export interface ScriptProgram extends ProgramBase {
  readonly kind: "script";
  readonly clients: Readonly<Record<string, ClientSpec>>;
  /** Run by the main thread when the container starts; the process goes on when it is through. */
  readonly startup: readonly Step[];
  readonly servers: readonly ServerSpec[];
  /** Where spans go (UDP to a Jaeger agent); spans are lost while it cannot be reached. None: the program makes no spans. */
  readonly spanExporter?: { readonly address: string };
}

/** A server whose manners the simulator knows: its protocol, its data, its own log lines. */
export interface StoreProgram extends ProgramBase {
  readonly kind: "mongod" | "memcached" | "consul" | "jaeger";
  readonly port: number;
  readonly startupMicros: Distribution;
  readonly startupLog?: readonly LogLine[];
  /** CPU for one request. */
  readonly requestCpuMicros: Distribution;
}

/** A program that waits for a signal and does nothing else (`pause`, `sleep infinity`). */
export interface IdleProgram extends ProgramBase {
  readonly kind: "idle";
}

/**
 * BusyBox: what it does, its command line says, as a real one's does (`sh -c` scripts, `sleep`, `httpd`, `nc`, `wget`, ...).
 * Time passes in its scripts, and all of a container's processes, exec'd ones too, see the same files.
 */
export interface BusyboxProgram {
  readonly kind: "busybox";
  readonly name: string;
}

export type Program = ScriptProgram | StoreProgram | IdleProgram | BusyboxProgram;

/** A container image as a registry has it. */
export interface ImageSpec {
  /** As manifests name it; `latest` is added when there is no tag. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Run when the container has no `command`. */
  readonly entrypoint: readonly string[];
  /**
   * Executables: which program they are, and with what configuration. By the base name of `command[0]`; or by absolute path, and
   * then only there (a bare name is searched in `PATH`).
   */
  readonly executables: Readonly<
    Record<string, { readonly program: string; readonly config?: Readonly<Record<string, string>> }>
  >;
  /** Environment that the image sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that a shell in the container sees, by path; a path that ends in `/` is a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs that `kubectl exec` finds beside the executables. */
  readonly tools?: readonly (
    | "sh"
    | "bash"
    | "mongo"
    | "curl"
    | "wget"
    | "coreutils"
    /** `ps`, `top`, `free`, `uptime`, `kill`, `pgrep`. */
    | "procps"
    /** `netstat`, `ss`. */
    | "net-tools"
    /** Alpine's: all of them, `nc` and `ping` too, as BusyBox has them. */
    | "busybox"
    | "nslookup"
  )[];
}
