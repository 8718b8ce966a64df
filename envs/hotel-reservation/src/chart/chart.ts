/**
 * The application as a Helm chart: what the manifests say, with values for replicas, images and resources.
 * @module
 */
import { manifests } from "../manifests/manifests.ts";
import { serviceLabel } from "../manifests/metadata.ts";
import { chartTemplates } from "./templates.ts";
import { chartValues } from "./values.ts";

const definition = `apiVersion: v2
name: hotel-reservation
description: Go services of a hotel reservation site, with their databases and caches
type: application
version: 0.1.0
appVersion: "1.0"
`;

const readme = `# hotel-reservation

    helm template hotels .
    helm install hotels . --set services.frontend.replicas=2

Every service is a key of services in values.yaml: its replicas, image, command, ports, resources.
`;

/** ConfigMaps of scripts: the service of each, and their files. */
const scripts = manifests.filter(({ kind }) => kind === "ConfigMap");

function scriptFiles(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { metadata, data } of scripts)
    for (const [file, text] of Object.entries(data as Readonly<Record<string, string>>))
      files[`files/${metadata.name}/${file}`] = text;
  return files;
}

const owners = Object.fromEntries(
  scripts.map(({ metadata }) => [metadata.name ?? "", metadata.labels?.[serviceLabel] ?? ""]),
);

/** The chart's files, by their paths below the folder of charts. */
export const hotelReservationChart: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    "Chart.yaml": definition,
    "README.md": readme,
    "values.yaml": chartValues(owners),
    ...chartTemplates,
    ...scriptFiles(),
  }).map(([name, text]) => [`hotel-reservation/${name}`, text]),
);
