/**
 * The registry, and images on nodes.
 * @module
 */
import type { ImageSpec } from "@aiops-gym/application";
import { nextUniform } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { NodeRuntime } from "./runtime-state.ts";

/** What pulling came to. `micros` is how long it takes; the image counts as on the node from the answer on. */
export type PullOutcome =
  | { readonly outcome: "present"; readonly imageId: string }
  | { readonly outcome: "pulled"; readonly imageId: string; readonly micros: number; readonly sizeBytes: number }
  | { readonly outcome: "failed"; readonly micros: number; readonly message: string };

/** The image that Chaos Mesh puts in the place of a failing pod's, and the one of Kubernetes' own sandboxes. */
const builtInImages: ReadonlyMap<string, ImageSpec> = new Map(
  ["gcr.io/google-containers/pause:latest", "registry.k8s.io/pause:3.10", "docker.io/library/pause:1"].map((name) => [
    name,
    // 1434254 bytes: recorded for a pause image on the real cluster.
    { name, sizeBytes: 1434254, entrypoint: ["/pause"], executables: { pause: { program: "pause" } } },
  ]),
);

/**
 * `mongo:4.4.6` as registries know it: `docker.io/library/mongo:4.4.6`.
 * A first part with a dot or a colon, or `localhost`, is a registry's host; without a tag or digest it is `latest`.
 */
export function fullImageName(image: string): string {
  const first = image.split("/", 1)[0] ?? "";
  const hasHost = image.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  let name = image;
  if (!hasHost) name = image.includes("/") ? `docker.io/${image}` : `docker.io/library/${image}`;
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.includes(":") || name.includes("@") ? name : `${name}:latest`;
}

/** The image, when the registry has it. */
export function findImage(sim: Simulation, image: string): ImageSpec | undefined {
  const name = fullImageName(image);
  return sim.world.images.get(name) ?? builtInImages.get(name);
}

/** The node's runtime, made when it is first used. */
export function nodeRuntime(sim: Simulation, nodeName: string): NodeRuntime {
  const { nodes } = sim.state.runtime;
  let node = nodes.get(nodeName);
  if (node === undefined) {
    node = { name: nodeName, cores: 8, stress: new Map(), images: new Map() };
    nodes.set(nodeName, node);
  }
  return node;
}

/** Tells the runtime how many cores a node has; 8 until told. */
export function setNodeCores(sim: Simulation, nodeName: string, cores: number): void {
  nodeRuntime(sim, nodeName).cores = Math.max(1, Math.floor(cores));
}

/**
 * Makes an image available on a node, as the kubelet asks its runtime to. `Always` asks the registry even when the image is
 * there, which takes tens of milliseconds when nothing is to be loaded (13 to 37 ms were recorded).
 */
export function pullImage(
  sim: Simulation,
  nodeName: string,
  image: string,
  policy: "Always" | "IfNotPresent" | "Never",
): PullOutcome {
  const node = nodeRuntime(sim, nodeName);
  const name = fullImageName(image);
  const presentId = node.images.get(name);
  if (presentId !== undefined && policy !== "Always") return { outcome: "present", imageId: presentId };
  const stream = sim.random("runtime/pull");
  if (policy === "Never") {
    return {
      outcome: "failed",
      micros: 0,
      message: `Container image "${image}" is not present with pull policy of Never`,
    };
  }
  const resolveMicros = Math.round(12_000 + 20_000 * nextUniform(stream));
  const spec = findImage(sim, image);
  if (spec === undefined) {
    return {
      outcome: "failed",
      micros: resolveMicros,
      message:
        `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": ` +
        `failed to resolve reference "${name}": ${name}: not found`,
    };
  }
  if (presentId !== undefined) {
    return { outcome: "pulled", imageId: presentId, micros: resolveMicros, sizeBytes: spec.sizeBytes };
  }
  const imageId = imageDigest(name);
  node.images.set(name, imageId);
  // Registries far away: about a second to begin with, then about 40 MB/s of compressed layers, unpacked as they come.
  const loadMicros = Math.round((800_000 + spec.sizeBytes / 40) * (0.8 + 0.4 * nextUniform(stream)));
  return { outcome: "pulled", imageId, micros: resolveMicros + loadMicros, sizeBytes: spec.sizeBytes };
}

/** A made-up digest that is the same for the same name: `sha256:` and 64 hexadecimal digits. */
export function imageDigest(name: string): string {
  let hex = "";
  for (let part = 0; part < 8; part++) {
    let hash = 0x811c9dc5 ^ (part * 0x9e3779b9);
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    hash ^= hash >>> 15;
    hex += (Math.imul(hash, 0x85ebca6b) >>> 0).toString(16).padStart(8, "0");
  }
  const repository = name.includes("@") ? name.slice(0, name.indexOf("@")) : name.slice(0, name.lastIndexOf(":"));
  return `${repository}@sha256:${hex}`;
}
