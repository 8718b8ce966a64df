/**
 * Images as the registries have them.
 * @module
 */
import type { ImageSpec } from "@aiops-gym/application";
import { goPrograms } from "./programs/index.ts";

type Executables = ImageSpec["executables"];

const shell = { bash: { program: "bash" } };

/** All services are in one image, told apart by the command. */
function goExecutables(geoConfig?: Readonly<Record<string, string>>): Executables {
  const entries = goPrograms.map(({ name }) => [
    name,
    name === "geo" && geoConfig !== undefined ? { program: name, config: geoConfig } : { program: name },
  ]);
  return { ...Object.fromEntries(entries), ...shell };
}

function pauseImage(name: string, sizeBytes: number): ImageSpec {
  return { name, sizeBytes, entrypoint: ["/pause"], executables: { pause: { program: "pause" } } };
}

const goTools: ImageSpec["tools"] = ["sh", "bash", "coreutils", "procps", "curl", "wget"];

/** Every image that the application, its faults and Chaos Mesh use. */
export const images: readonly ImageSpec[] = [
  {
    name: "yinfangchen/hotelreservation:latest",
    sizeBytes: 146_350_737,
    entrypoint: ["bash"],
    executables: goExecutables(),
    tools: goTools,
  },
  {
    // built with a configuration that names a port where no database listens
    name: "yinfangchen/geo:app3",
    sizeBytes: 146_350_912,
    entrypoint: ["bash"],
    executables: goExecutables({ mongo: "mongodb-geo:27777" }),
    tools: goTools,
  },
  {
    name: "mongo:4.4.6",
    sizeBytes: 153_612_244,
    entrypoint: ["mongod"],
    executables: { mongod: { program: "mongod" } },
    tools: ["sh", "bash", "coreutils", "procps", "mongo"],
  },
  {
    name: "memcached:latest",
    sizeBytes: 10_281_615,
    entrypoint: ["memcached"],
    executables: { memcached: { program: "memcached" } },
    tools: ["sh", "bash", "coreutils"],
  },
  {
    name: "hashicorp/consul:latest",
    sizeBytes: 8_796_815,
    entrypoint: ["consul", "agent", "-dev", "-client", "0.0.0.0"],
    executables: { consul: { program: "consul" } },
    tools: ["busybox", "curl"],
  },
  {
    name: "jaegertracing/all-in-one:1.57",
    sizeBytes: 30_872_310,
    entrypoint: ["/go/bin/all-in-one-linux"],
    executables: { "all-in-one-linux": { program: "jaeger" } },
    tools: ["busybox"],
  },
  pauseImage("docker.io/library/pause:1", 1_434_254),
  pauseImage("registry.k8s.io/pause:3.9", 321_520),
  pauseImage("registry.k8s.io/pause:3.10", 320_368),
  pauseImage("registry.k8s.io/pause:3.10.1", 320_448),
  // what Chaos Mesh puts in the place of a container for a pod failure
  pauseImage("gcr.io/google-containers/pause:latest", 350_164),
];
