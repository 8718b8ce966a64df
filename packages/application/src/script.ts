/**
 * What a process does, as data: scripts of steps, run at start-up and for every request it serves.
 * The simulator interprets them; `packages/runtime` plays the same scripts as real processes.
 *
 * Texts are templates: `{name}` is replaced by a variable of the request (see `RequestType.variables`), or by one of
 * `now.rfc3339` `now.go` `now.iso-millis` `now.iso-offset` (time), `error` (the failure being handled), `config.X` (the program's configuration),
 * `env.X` (the container's environment), `pod.ip`, `pod.name`, `uuid` (drawn anew), `key`/`keys` (in a cache step).
 * `request.url` is the path and query of the user's request. Braces around anything else (JSON, Go's traces) stand for themselves.
 * A list variable in a template of keys expands to one key per item, two of them to every pair (the first varies slowest; the
 * same one named twice has the same item); elsewhere it prints as Go prints a slice: `[1 2 3]`. Variables belong to the user's request
 * and are the same in every program that works for it.
 * @module
 */
import type { Distribution } from "./distribution.ts";

/** A line that a process prints. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  /** What a log pipeline makes of it; absent when the line has no level. */
  readonly severity?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  /** Template of the whole line, as the program prints it. `\n` makes several lines. */
  readonly text: string;
}

/** What a process does when a step failed. */
export interface OnError {
  /** Printed first; `{error}` is the failure's text. */
  readonly log?: readonly LogLine[];
  /**
   * - `propagate`: the operation fails with `message` (default: the failure's own text); at start-up, the process exits with 1.
   * - `ignore`: goes on with the next step.
   * - `exit`: the whole process ends with `exitCode`.
   * - `retry`: runs the step again after `delayMicros`, for ever or `attempts` times, then propagates.
   */
  readonly next:
    | { readonly kind: "propagate"; readonly message?: string }
    | { readonly kind: "ignore" }
    | { readonly kind: "exit"; readonly exitCode: number }
    | { readonly kind: "retry"; readonly delayMicros: Distribution; readonly attempts?: number };
}

/** A span around a step, beside those that protocols make themselves (client and server spans of calls). */
export interface SpanSpec {
  /** Template of the operation's name. */
  readonly name: string;
  readonly kind: "client" | "server" | "internal" | "producer" | "consumer";
  /** Templates by tag. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One thing that a process does. Steps run one after another, on one thread. */
export type Step =
  | { readonly do: "log"; readonly line: LogLine }
  /** Computes: takes the container's CPU, so it is slowed by limits and neighbours. */
  | { readonly do: "cpu"; readonly micros: Distribution }
  /** Waits without computing. */
  | { readonly do: "sleep"; readonly micros: Distribution }
  /** Connects a client now rather than at its first use. */
  | { readonly do: "dial"; readonly client: string; readonly onError?: OnError }
  /** Calls an operation of another program (grpc, http, thrift). */
  | {
      readonly do: "call";
      readonly client: string;
      readonly operation: string;
      /** False: the protocol makes no span on the client's side. */
      readonly clientSpan?: boolean;
      readonly onError?: OnError;
    }
  /** Reads or writes a database. */
  | {
      readonly do: "query";
      readonly client: string;
      readonly command: QueryCommand;
      readonly span?: SpanSpec;
      readonly onError?: OnError;
    }
  /** Gets keys from a cache in one go; for each missing key, `onMiss` runs (with `{key}`), all in parallel, then the key is set. Without keys the cache is not asked. */
  | {
      readonly do: "cache-get";
      readonly client: string;
      readonly keys: string;
      readonly span?: SpanSpec;
      readonly onMiss?: readonly Step[];
      /** Whether a missed key is stored after `onMiss`; true by default. */
      readonly fill?: boolean;
      readonly onError?: OnError;
    }
  | { readonly do: "cache-set"; readonly client: string; readonly keys: string; readonly onError?: OnError }
  /** Listens from now on: connections to this port are accepted and served by the program's server of that port. */
  | { readonly do: "listen"; readonly port: number }
  /** Announces `address:port` (this pod's IP) under a name in Consul. */
  | {
      readonly do: "register";
      readonly client: string;
      readonly service: string;
      readonly port: number;
      readonly onError?: OnError;
    }
  | { readonly do: "parallel"; readonly branches: readonly (readonly Step[])[] }
  | { readonly do: "choose"; readonly options: readonly { readonly weight: number; readonly steps: readonly Step[] }[] }
  /** Runs `steps` when the request's variable, as it prints (`[]` for an empty list), equals a text, else `otherwise`. */
  | {
      readonly do: "when";
      readonly variable: string;
      readonly equals: string;
      readonly steps: readonly Step[];
      readonly otherwise?: readonly Step[];
    }
  /** Grows (or, negative, shrinks) the process's memory. */
  | { readonly do: "memory"; readonly bytes: number }
  /** The operation fails with this text. */
  | { readonly do: "fail"; readonly message: string }
  | { readonly do: "exit"; readonly exitCode: number };

/** A database command, to the depth that rights, emptiness and timing depend on it. */
export type QueryCommand =
  | { readonly kind: "find"; readonly collection: string /** Template of the key looked for. */; readonly key?: string }
  | { readonly kind: "find-all"; readonly collection: string }
  /** Inserts test data when the collection does not have the key yet (a count, then an insert). */
  | {
      readonly kind: "seed";
      readonly collection: string;
      readonly documents: number;
      readonly documentBytes?: number /** The document that is counted for; as the client's query prints it. */;
      readonly probe?: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: "insert"; readonly collection: string; readonly key?: string }
  | { readonly kind: "ensure-index"; readonly collection: string };
