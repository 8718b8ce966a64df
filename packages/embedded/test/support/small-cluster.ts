/** A cluster with a control plane, one node, and images whose programs only wait, exit, or cannot be found. */
import type { Application, ImageSpec, Program } from "@aiops-gym/application";
import type { Deployment, KubeEvent, KubeObject, Manifest, Pod } from "@aiops-gym/cluster";
import { createObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import { type ControlPlaneOptions, createControlPlane } from "../../src/create-control-plane.ts";
import { createSimulation } from "../../src/create-simulation.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { busyboxImage, busyboxProgram } from "../../src/processes/busybox/busybox-image.ts";

const second = 1_000_000;

const programs: readonly Program[] = [
  {
    kind: "script",
    name: "server",
    memory: { idleBytes: 1_000_000 },
    onSigterm: { kind: "exit", exitCode: 2, afterMicros: 50_000 },
    clients: {},
    startup: [{ do: "listen", port: 80 }],
    servers: [{ port: 80, protocol: "http", operations: { "GET /healthz": { steps: [], body: "ok" } } }],
  },
  {
    kind: "script",
    name: "crasher",
    memory: { idleBytes: 1_000_000 },
    onSigterm: { kind: "exit", exitCode: 2, afterMicros: 0 },
    clients: {},
    startup: [
      { do: "sleep", micros: 2 * second },
      { do: "exit", exitCode: 1 },
    ],
    servers: [],
  },
  {
    kind: "script",
    name: "once",
    memory: { idleBytes: 1_000_000 },
    onSigterm: { kind: "exit", exitCode: 0, afterMicros: 0 },
    clients: {},
    startup: [
      { do: "sleep", micros: second },
      { do: "exit", exitCode: 0 },
    ],
    servers: [],
  },
  {
    kind: "script",
    name: "talker",
    memory: { idleBytes: 1_000_000 },
    onSigterm: { kind: "ignores" },
    clients: {},
    startup: ["one", "two", "three"].map((text) => ({
      do: "log",
      line: { stream: "stdout", severity: "info", text },
    })),
    servers: [],
  },
  busyboxProgram,
  { kind: "idle", name: "deaf", memory: { idleBytes: 1_000_000 }, onSigterm: { kind: "ignores" } },
];

const images: readonly ImageSpec[] = [
  busyboxImage("docker.io/library/aiops-gym-test:1"),
  ...["acme/app:1", "acme/app:2"].map((name) => ({
    name,
    sizeBytes: 40_000_000,
    entrypoint: ["server"],
    executables: Object.fromEntries(["server", "crasher", "once", "deaf"].map((program) => [program, { program }])),
  })),
  {
    name: "acme/busybox:1",
    sizeBytes: 2_000_000,
    entrypoint: ["busybox"],
    executables: { busybox: { program: "talker" } },
    tools: ["sh", "coreutils"],
  },
];

const application: Application = {
  name: "small",
  title: "Small",
  namespace: "shop",
  description: "",
  operations: [],
  manifests: [],
  images,
  programs,
  workload: { ratePerSecond: 0, requests: [] } as unknown as Application["workload"],
  serviceLabel: "app",
  services: [],
  startupSeconds: 0,
  warmupSeconds: 0,
};

/** A cluster at 09:00:00 with the namespace `shop`. */
export function smallCluster(options?: ControlPlaneOptions, seed = 7): Simulation {
  const sim = createSimulation(application, seed);
  createControlPlane(sim, options);
  createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  pass(sim, 0.5);
  return sim;
}

/** Lets time pass. */
export function pass(sim: Simulation, seconds: number): void {
  sim.run(sim.now + seconds * second);
}

type Spec = Record<string, unknown>;

/** A pod template with one container, `c`. */
export function templateOf(name: string, container: Spec = {}, spec: Spec = {}): Spec {
  return {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "c", image: "acme/app:1", ...container }], ...spec },
  };
}

/** A deployment of one container. */
export function deployment(name: string, container: Spec = {}, spec: Spec = {}, podSpec: Spec = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", labels: { app: name } },
    spec: { selector: { matchLabels: { app: name } }, template: templateOf(name, container, podSpec), ...spec },
  };
}

/** A pod of one container. */
export function pod(name: string, container: Spec = {}, spec: Spec = {}): Manifest {
  return { apiVersion: "v1", kind: "Pod", ...templateOf(name, container, spec), metadata: { name, namespace: "shop" } };
}

/** A service on port 80 of pods labelled `app: <name>`. */
export function service(name: string, spec: Spec = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80 }], ...spec },
  };
}

/** Pods of `shop`. */
export function pods(sim: Simulation, name?: string): readonly Pod[] {
  const all = listObjects<Pod>(sim, "Pod", "shop");
  return name === undefined ? all : all.filter(({ metadata }) => metadata.labels?.["app"] === name);
}

/** An object of `shop` that must be there. */
export function need<T extends KubeObject>(sim: Simulation, kind: T["kind"], name: string): T {
  const object = getObject<T>(sim, kind, "shop", name);
  if (object === undefined) throw new Error(`no ${kind} ${name}`);
  return object;
}

export function needDeployment(sim: Simulation, name: string): Deployment {
  return need<Deployment>(sim, "Deployment", name);
}

/** Events of `shop` as `reason xcount: message`, in the order in which they were first seen. */
export function eventTexts(sim: Simulation, about?: string): readonly string[] {
  return listObjects<KubeEvent>(sim, "Event", "shop")
    .filter(({ involvedObject }) => about === undefined || involvedObject.name.startsWith(about))
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .map(
      ({ reason, count, message }) => `${reason}${count === undefined || count === 1 ? "" : ` x${count}`}: ${message}`,
    );
}
