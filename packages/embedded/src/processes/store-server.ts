/**
 * What store programs keep in their memory. MongoDB's data lie on its volume (`mongod-data.ts`).
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** A blocking query that waits at Consul. */
export interface ConsulWaiter {
  readonly connection: number;
  readonly container: string;
  readonly client: number;
  readonly query: number;
  readonly service: string;
  readonly index: number;
}

/** A registered instance of a service. */
export interface ConsulInstance {
  readonly id: string;
  readonly address: string;
}

export type StoreState =
  | {
      readonly kind: "memcached";
      /** Sizes in bytes by key, least recently used first. */
      items: Map<string, number>;
      /** Keys that came or went. */
      turnover: number;
      bytes: number;
      limitBytes: number;
      evictions: number;
    }
  | {
      readonly kind: "consul";
      index: number;
      /** By service name: its instances, and the index of the last change. */
      services: Map<string, { index: number; instances: ConsulInstance[] }>;
      waiters: ConsulWaiter[];
    }
  | { readonly kind: "mongod"; auth: boolean; connections: number; nextConnection: number }
  | { readonly kind: "jaeger"; spans: number; startedAt: UnixMicros };
