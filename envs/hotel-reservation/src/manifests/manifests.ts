/**
 * All objects of the application: 19 Deployments with their Services, 6 volumes with their claims, 4 ConfigMaps.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import { labelsOf } from "./metadata.ts";
import { type GuardedDatabase, mongoScripts } from "./mongo-scripts.ts";
import { persistentVolume, persistentVolumeClaim } from "./storage.ts";
import { deployment, type PortRow, service, type VolumeRow, type WorkloadRow } from "./workloads.ts";

/** Go services and the ports they listen on. */
export const goServices = {
  frontend: 5000,
  profile: 8081,
  search: 8082,
  geo: 8083,
  rate: 8084,
  recommendation: 8085,
  user: 8086,
  reservation: 8087,
} as const;

/** Name of a Go service. */
export type GoService = keyof typeof goServices;

/** Databases, each the service's whose data it keeps. */
export const databases = ["geo", "profile", "rate", "recommendation", "reservation", "user"] as const;

/** Caches and the services that they belong to. */
export const caches = { profile: "profile", rate: "rate", reserve: "reservation" } as const;

const guarded: readonly string[] = ["geo", "rate"] satisfies readonly GuardedDatabase[];

function goServiceRow(name: GoService): WorkloadRow {
  const ports: readonly PortRow[] = [{ port: goServices[name] }];
  return {
    name,
    container: `hotel-reserv-${name}`,
    image: "yinfangchen/hotelreservation:latest",
    command: [name],
    env: { JAEGER_SAMPLE_RATIO: "1" },
    containerPorts: ports,
    servicePorts: ports,
  };
}

function databaseRow(database: (typeof databases)[number]): WorkloadRow {
  const name = `mongodb-${database}`;
  const data: VolumeRow = {
    name: database,
    mountPath: "/data/db",
    source: { persistentVolumeClaim: { claimName: `${database}-pvc` } },
  };
  const scripts: readonly VolumeRow[] = [
    {
      name: "init-script",
      mountPath: "/docker-entrypoint-initdb.d",
      source: { configMap: { name: `mongo-${database}-script` } },
    },
    { name: "failure-script", mountPath: "/scripts", source: { configMap: { name: `failure-admin-${database}` } } },
  ];
  const isGuarded = guarded.includes(database);
  return {
    name,
    container: `hotel-reserv-${database}-mongo`,
    image: "mongo:4.4.6",
    ...(isGuarded ? { args: ["--auth"] } : { hostname: `${database}-db` }),
    containerPorts: [{ port: 27017 }],
    servicePorts: [{ port: 27017, name }],
    recreate: true,
    volumes: isGuarded ? [data, ...scripts] : [data],
  };
}

function cacheRow(cache: keyof typeof caches): WorkloadRow {
  const name = `memcached-${cache}`;
  return {
    name,
    container: `hotel-reserv-${caches[cache]}-mmc`,
    image: "memcached",
    env: { MEMCACHED_CACHE_SIZE: "128", MEMCACHED_THREADS: "2" },
    containerPorts: [{ port: 11211 }],
    servicePorts: [{ port: 11211, name }],
  };
}

const consulRow: WorkloadRow = {
  name: "consul",
  container: "consul",
  image: "hashicorp/consul:latest",
  containerPorts: [{ port: 8300 }, { port: 8400 }, { port: 8500 }, { port: 53, protocol: "UDP" }],
  servicePorts: [{ port: 8300 }, { port: 8400 }, { port: 8500 }, { port: 8600, targetPort: 53, protocol: "UDP" }],
};

const jaegerPorts: readonly PortRow[] = [
  ...[14269, 5778, 14268, 14267, 16686].map((port) => ({ port })),
  ...[5775, 6831, 6832].map((port) => ({ port, protocol: "UDP" as const })),
];

const jaegerRow: WorkloadRow = {
  name: "jaeger",
  container: "hotel-reserv-jaeger",
  image: "jaegertracing/all-in-one:1.57",
  containerPorts: jaegerPorts,
  servicePorts: jaegerPorts,
};

/** Jaeger's user interface on a port of the nodes. */
const jaegerOut: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "jaeger-out", labels: labelsOf("jaeger") },
  spec: { type: "NodePort", ports: [{ port: 16686, targetPort: 16686 }], selector: labelsOf("jaeger") },
};

/** Rows in the order in which they are applied: what others need comes first. */
export const workloadRows: readonly WorkloadRow[] = [
  consulRow,
  jaegerRow,
  ...(["profile", "rate", "reserve"] as const).map(cacheRow),
  ...databases.map(databaseRow),
  ...(["frontend", "geo", "profile", "rate", "recommendation", "reservation", "search", "user"] as const).map(
    goServiceRow,
  ),
];

/** Names of all 19 services. */
export const serviceNames: readonly string[] = workloadRows.map((row) => row.name).sort();

/** Everything that is applied, in order. */
export const manifests: readonly Manifest[] = [
  ...mongoScripts("geo"),
  ...mongoScripts("rate"),
  ...databases.flatMap((database) => [persistentVolume(database), persistentVolumeClaim(database)]),
  ...workloadRows.flatMap((row) => [deployment(row), service(row)]),
  jaegerOut,
];
