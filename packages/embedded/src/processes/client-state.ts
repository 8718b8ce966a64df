/**
 * What a process's clients keep between calls, by protocol.
 * @module
 */
import type { ClientSpec } from "@aiops-gym/application";
import type { UnixMicros } from "@aiops-gym/cluster";

/** grpc-go's `addrConn`: one callee's address. */
export interface GrpcAddress {
  readonly address: string;
  state: "connecting" | "ready" | "transient-failure";
  connection: number;
  /** Failures since it was last connected; the back-off grows with it. */
  attempt: number;
  attemptedAt: UnixMicros;
  /** Names the attempt that events are about. */
  epoch: number;
}

export type ClientState =
  | {
      readonly protocol: "grpc";
      dialled: boolean;
      addresses: GrpcAddress[];
      /** Round robin: index of the address whose turn it is. */
      next: number;
      epoch: number;
      /** Blocking query at Consul: its index, the connection it is on, and which query it is. */
      watchIndex: number;
      watchConnection: number;
      watchQuery: number;
    }
  | {
      readonly protocol: "http";
      idle: number[];
      /** Connections open or being opened. */
      open: number;
      /** Tasks that wait for a connection, in order. */
      waiting: number[];
    }
  | {
      readonly protocol: "memcached";
      /** What the name was resolved to when the client was made (`10.96.0.12`); empty: not yet. */
      host: string;
      idle: number[];
    }
  | { readonly protocol: "mongo"; dialled: boolean; idle: number[]; open: number; waiting: number[] }
  | { readonly protocol: "consul" };

/** The state of a client that was never used. */
export function createClientState(spec: ClientSpec): ClientState {
  switch (spec.protocol) {
    case "grpc":
      return {
        protocol: "grpc",
        dialled: false,
        addresses: [],
        next: 0,
        epoch: 0,
        watchIndex: 0,
        watchConnection: 0,
        watchQuery: 0,
      };
    case "http":
      return { protocol: "http", idle: [], open: 0, waiting: [] };
    case "memcached":
      return { protocol: "memcached", host: "", idle: [] };
    case "mongo":
      return { protocol: "mongo", dialled: false, idle: [], open: 0, waiting: [] };
    case "consul":
      return { protocol: "consul" };
  }
}
