/**
 * The chart's values, made of the rows that the application's manifests are made of.
 * @module
 */
import { writeYaml } from "@aiops-gym/shell";
import { databases, workloadRows } from "../manifests/manifests.ts";
import type { PortRow, WorkloadRow } from "../manifests/workloads.ts";

function ports(rows: readonly PortRow[]): readonly PortRow[] {
  return rows.map((row) => ({ ...row }));
}

/** What the chart's templates want to know of a service. */
function serviceValues(row: WorkloadRow): Readonly<Record<string, unknown>> {
  return {
    replicas: 1,
    container: row.container,
    image: row.image,
    ...(row.command === undefined ? {} : { command: row.command }),
    ...(row.args === undefined ? {} : { args: row.args }),
    ...(row.env === undefined ? {} : { env: row.env }),
    ...(row.hostname === undefined ? {} : { hostname: row.hostname }),
    ...(row.recreate === true ? { recreate: true } : {}),
    ...(row.volumes === undefined ? {} : { volumes: row.volumes }),
    containerPorts: ports(row.containerPorts),
    ports: ports(row.servicePorts),
  };
}

/** `values.yaml`. */
export function chartValues(scripts: Readonly<Record<string, string>>): string {
  const services = Object.fromEntries(workloadRows.map((row) => [row.name, serviceValues(row)]));
  const parts: readonly (readonly [comment: string, values: unknown])[] = [
    [
      "What every container asks for; services.<name>.resources takes its place.",
      { resources: { requests: { cpu: "100m" }, limits: { cpu: "1000m" } } },
    ],
    ["Volumes of the databases, one and its claim each.", { volumes: { create: true, size: "1Gi", databases } }],
    ["ConfigMaps of scripts, and the services whose they are; the scripts are in files/.", { scripts }],
    ["A port of the nodes for Jaeger's user interface.", { jaegerOut: { enabled: true } }],
    ["The services: replicas, image, command, ports.", { services }],
  ];
  return parts.map(([comment, values]) => `# ${comment}\n${writeYaml(values)}`).join("\n");
}
