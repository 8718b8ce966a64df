/**
 * The application as it was recorded: with the recording's manifests, its registry's images and its requests.
 * @module
 */
import { type Application, defineApplication, type ReplayedRequest } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";
import { hotelReservation } from "@aiops-gym/hotel-reservation";
import type { Recording } from "./recording.ts";
import { requestTypeOf } from "./trace-shape.ts";

/** Images that the recording cluster's registry did not have. */
const missingImages: readonly string[] = ["yinfangchen/geo:app3"];

/** The recorded requests are sent twice: first to fill the caches, then, when the cluster is as it was, to be compared. */
const firstRoundSeconds = 100;
/** When the second round begins, after the workload's start. */
export const scenarioStartSeconds = 1800;

/** Variables that a request's URL tells. */
export function variablesOf(url: string): Readonly<Record<string, string>> {
  const query = new URL(url, "http://frontend").searchParams;
  const names: Readonly<Record<string, string>> = { lat: "lat", lon: "lon", require: "require", hotelId: "hotelId" };
  const variables: Record<string, string> = {};
  for (const [parameter, variable] of Object.entries(names)) {
    const value = query.get(parameter);
    if (value !== null) variables[variable] = value;
  }
  for (const [parameter, variable] of [
    ["inDate", "inDay"],
    ["outDate", "outDay"],
  ] as const) {
    const day = query.get(parameter)?.slice(-2);
    if (day !== undefined) variables[variable] = day;
  }
  const user = /^Cornell_(\d+)$/.exec(query.get("username") ?? "")?.[1];
  if (user !== undefined) variables["userId"] = user;
  return variables;
}

/**
 * Requests with their URLs as far as the traces of any recording tell them: all recordings were made with the same sequence.
 * The others' variables are drawn.
 */
export function recordedRequests(recording: Recording, all: readonly Recording[]): readonly ReplayedRequest[] {
  const urls = new Map<string, string>();
  for (const { traces } of [recording, ...all]) {
    for (const trace of traces) {
      const root = trace.find(([, , , , parent]) => parent === -1);
      const url = root?.[5]["http.url"];
      const type = root === undefined ? undefined : requestTypeOf(root[1]);
      if (root === undefined || type === undefined || typeof url !== "string") continue;
      // requests are sent every tenth of a second and reach the frontend a few milliseconds later
      const key = `${Math.round(root[2] * 10 - 0.2) * 100} ${type}`;
      if (!urls.has(key)) urls.set(key, url);
    }
  }
  return [...recording.requests]
    .sort(([a], [b]) => a - b)
    .map(([atMillis, type]) => {
      const url = urls.get(`${atMillis} ${type}`);
      return { atMicros: atMillis * 1000, type, variables: url === undefined ? {} : variablesOf(url) };
    });
}

/** Objects that AIOpsLab creates outside of its manifests: the databases' scripts. */
function missingManifests(manifests: readonly Manifest[]): readonly Manifest[] {
  const has = ({ kind, metadata }: Manifest): boolean =>
    manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === metadata.name);
  return hotelReservation.manifests.filter((manifest) => manifest.kind === "ConfigMap" && !has(manifest));
}

/** The application of a recording. */
export function scenarioApplication(
  recording: Recording,
  all: readonly Recording[],
  manifests: readonly Manifest[],
): Application {
  const requests = recordedRequests(recording, all);
  const shifted = requests.map((request) => ({ ...request, atMicros: request.atMicros + scenarioStartSeconds * 1e6 }));
  return defineApplication({
    ...hotelReservation,
    manifests: [...missingManifests(manifests), ...manifests],
    images: hotelReservation.images.filter(({ name }) => !missingImages.includes(name)),
    workload: { ...hotelReservation.workload, arrivals: { kind: "replay", requests: [...requests, ...shifted] } },
    warmupSeconds: firstRoundSeconds + 5,
  });
}
