/**
 * Deployments and Services, built from one row each.
 * @module
 */
import type { Json, Manifest } from "@aiops-gym/cluster";
import { komposeAnnotations, labelsOf, podAnnotations } from "./metadata.ts";

/** A port as the manifests write it: TCP unless it says otherwise. */
export interface PortRow {
  readonly port: number;
  readonly name?: string;
  readonly targetPort?: number;
  readonly protocol?: "UDP";
}

/** What one Deployment and its Service differ in. */
export interface WorkloadRow {
  readonly name: string;
  readonly container: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly containerPorts: readonly PortRow[];
  readonly servicePorts: readonly PortRow[];
  /** Databases are stopped before they are replaced. */
  readonly recreate?: boolean;
  readonly hostname?: string;
  readonly volumes?: readonly VolumeRow[];
}

/** A volume and where it is mounted. */
export interface VolumeRow {
  readonly name: string;
  readonly mountPath: string;
  readonly source: Readonly<Record<string, Json>>;
}

/** The Deployment of a row. */
export function deployment(row: WorkloadRow): Manifest {
  const volumes = row.volumes ?? [];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: row.name, labels: labelsOf(row.name), annotations: komposeAnnotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: labelsOf(row.name) },
      strategy: row.recreate === true ? { type: "Recreate" } : {},
      template: {
        metadata: { labels: labelsOf(row.name), annotations: podAnnotations },
        spec: {
          containers: [container(row)],
          ...(row.hostname === undefined ? {} : { hostname: row.hostname }),
          restartPolicy: "Always",
          ...(volumes.length === 0 ? {} : { volumes: volumes.map(({ name, source }) => ({ name, ...source })) }),
        },
      },
    },
  };
}

function container(row: WorkloadRow): Json {
  const env = Object.entries(row.env ?? {});
  return {
    name: row.container,
    image: row.image,
    ...(row.command === undefined ? {} : { command: row.command }),
    ...(row.args === undefined ? {} : { args: row.args }),
    ports: row.containerPorts.map(({ port, protocol }) => ({
      containerPort: port,
      ...(protocol === undefined ? {} : { protocol }),
    })),
    ...(env.length === 0 ? {} : { env: env.map(([name, value]) => ({ name, value })) }),
    resources: { requests: { cpu: "100m" }, limits: { cpu: "1000m" } },
    ...(row.volumes === undefined
      ? {}
      : { volumeMounts: row.volumes.map(({ name, mountPath }) => ({ mountPath, name })) }),
  };
}

/** The Service of a row: its name is the Deployment's. */
export function service(row: WorkloadRow): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: row.name, labels: labelsOf(row.name), annotations: komposeAnnotations },
    spec: {
      ports: row.servicePorts.map(({ port, name, targetPort, protocol }) => ({
        name: name ?? String(port),
        port,
        ...(protocol === undefined ? {} : { protocol }),
        targetPort: targetPort ?? port,
      })),
      selector: labelsOf(row.name),
    },
  };
}
