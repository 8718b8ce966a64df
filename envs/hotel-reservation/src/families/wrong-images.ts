/**
 * Images that were built with a wrong configuration, one for each service and each entry that may be wrong. They are in the simulated
 * registry only; AIOpsLab published one, `yinfangchen/geo:app3`.
 * @module
 */
import type { ImageSpec } from "@aiops-gym/application";
import { images } from "../images.ts";
import { goServices } from "../manifests/manifests.ts";
import { goPrograms } from "../programs/index.ts";

/** Image of all Go services as it should be. */
export const goodImage = "yinfangchen/hotelreservation:latest";

/**
 * Entries of config.json that a service cannot do without, and wrong ways to write their addresses. Left out are those with which a
 * process ends the moment it starts (a cache or Consul under a name that is not known): the rollout stops at its first pod then, and
 * users notice nothing.
 */
const wrongEntries: Readonly<Record<string, { readonly key: string; wrong(right: string): string }>> = {
  "mongo-port-27777": { key: "mongo", wrong: (right) => right.replace(":27017", ":27777") },
  "mongo-port-27018": { key: "mongo", wrong: (right) => right.replace(":27017", ":27018") },
  "mongo-host": { key: "mongo", wrong: (right) => right.replace("mongodb-", "mongo-") },
  "cache-port": { key: "memcached", wrong: (right) => right.replace(":11211", ":11212") },
  "consul-port": { key: "consul", wrong: (right) => right.replace(":8500", ":8501") },
};

/** Services whose image may be wrong, and which entries: those that their configuration has. */
export const wrongConfigurations: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(goServices)
    .sort()
    .map((service) => {
      const config = goPrograms.find(({ name }) => name === service)?.config ?? {};
      return [service, Object.keys(wrongEntries).filter((entry) => (wrongEntries[entry]?.key as string) in config)];
    }),
);

/** Tags say nothing about what is in an image: a digest of service and entry. */
function tagOf(service: string, entry: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${service}/${entry}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Name of the image in which an entry of a service's configuration is wrong. */
export function wrongImage(service: string, entry: string): string {
  return `yinfangchen/hotelreservation:${tagOf(service, entry)}`;
}

function imageWith(right: ImageSpec, service: string, entry: string): ImageSpec {
  const config = goPrograms.find(({ name }) => name === service)?.config ?? {};
  const { key = "", wrong = (value: string) => value } = wrongEntries[entry] ?? {};
  return {
    ...right,
    name: wrongImage(service, entry),
    executables: {
      ...right.executables,
      [service]: { program: service, config: { [key]: wrong(config[key] ?? "") } },
    },
  };
}

/** All of them. */
export const wrongImages: readonly ImageSpec[] = images
  .filter(({ name }) => name === goodImage)
  .flatMap((right) =>
    Object.entries(wrongConfigurations).flatMap(([service, entries]) =>
      entries.map((entry) => imageWith(right, service, entry)),
    ),
  );
