/**
 * The embedded control plane under load: 10,000 pods of Deployments of 100 to 1,000 come up on 500 nodes, and a rollout of 1,000 pods
 * against one of 10, by pod. Ends with one line of JSON.
 *
 * @module
 */
import type { ImageSpec, Program } from "../packages/application/src/index.ts";
import type { Deployment, Manifest, Pod } from "../packages/cluster/src/index.ts";
import { type EmbeddedCluster, openEmbeddedCluster } from "../packages/embedded/src/index.ts";

/** How large everything is, as a share of the full size: `AIOPS_GYM_BENCH_SHARE=0.1` for a glance. */
const share = Number(process.env["AIOPS_GYM_BENCH_SHARE"] ?? "1");
const image = "docker.io/library/wait:1";
const images: readonly ImageSpec[] = [
  { name: image, sizeBytes: 1_000_000, entrypoint: ["/wait"], executables: { wait: { program: "wait" } } },
];
const programs: readonly Program[] = [
  {
    kind: "idle",
    name: "wait",
    memory: { idleBytes: 500_000 },
    onSigterm: { kind: "exit", exitCode: 0, afterMicros: 1000 },
  },
];

function clusterOf(nodes: number): EmbeddedCluster {
  return openEmbeddedCluster({
    seed: 1,
    images,
    programs,
    nodes: Array.from({ length: nodes }, (_, index) => ({
      name: `node-${String(index).padStart(4, "0")}`,
      cpuCores: 8,
      memoryBytes: 32 * 2 ** 30,
      maxPods: 110,
    })),
  });
}

function deployment(name: string, replicas: number): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: "main", image, resources: { requests: { cpu: "100m", memory: "64Mi" } } }],
        },
      },
    },
  };
}

function service(name: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

async function make(cluster: EmbeddedCluster, name: string, replicas: number): Promise<void> {
  await cluster.api.create(service(name));
  await cluster.api.create(deployment(name, replicas));
}

/** Lets time pass until all Deployments are as they should be; answers for how many seconds of the cluster's. */
async function settle(cluster: EmbeddedCluster, limitSeconds: number): Promise<number> {
  for (let seconds = 0; seconds < limitSeconds; seconds += 5) {
    const { items } = await cluster.api.list<Deployment>({ apiVersion: "apps/v1", kind: "Deployment" });
    const done = items.every(
      ({ metadata, spec, status }) =>
        status.observedGeneration === metadata.generation &&
        status.updatedReplicas === spec.replicas &&
        status.replicas === spec.replicas &&
        status.availableReplicas === spec.replicas,
    );
    if (done) return seconds;
    await cluster.clock.sleep(5);
  }
  throw new Error(`the Deployments have not settled within ${limitSeconds} s`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly value: T }> {
  const from = performance.now();
  const value = await work();
  return { seconds: (performance.now() - from) / 1000, value };
}

async function comeUp(nodes: number, sizes: readonly number[]): Promise<Record<string, number>> {
  const opening = await timed(async () => clusterOf(nodes));
  await using cluster = opening.value;
  const up = await timed(async () => {
    for (const [index, size] of sizes.entries()) await make(cluster, `app-${index}`, size);
    return settle(cluster, 3600);
  });
  const { items } = await cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod", namespace: "default" });
  const running = items.filter(({ status }) => status.phase === "Running").length;
  const idle = await timed(() => cluster.clock.sleep(60));
  return {
    nodes,
    pods: running,
    openSeconds: opening.seconds,
    upSeconds: up.seconds,
    virtualSeconds: up.value,
    secondsPerIdleMinute: idle.seconds,
  };
}

/** Milliseconds a pod of rolling `count` Deployments of `size` one after the other. */
async function rollout(count: number, size: number): Promise<number> {
  await using cluster = clusterOf(Math.max(2, Math.round(50 * share)));
  for (let index = 0; index < count; index++) await make(cluster, `app-${index}`, size);
  await settle(cluster, 3600);
  const { seconds } = await timed(async () => {
    for (let index = 0; index < count; index++) {
      await cluster.api.patch(
        { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: `app-${index}` },
        { type: "merge", body: { spec: { template: { metadata: { annotations: { version: "2" } } } } } },
      );
      await settle(cluster, 3600);
    }
  });
  return (seconds * 1000) / (count * size);
}

const sizes = [
  ...new Array<number>(10).fill(100),
  ...new Array<number>(8).fill(500),
  ...new Array<number>(5).fill(1000),
];
const up = await comeUp(
  Math.round(500 * share),
  sizes.map((size) => Math.round(size * share)),
);
console.log(
  `${up["pods"]} pods on ${up["nodes"]} nodes: ${up["upSeconds"]?.toFixed(1)} s (${up["virtualSeconds"]} s of the cluster's), ` +
    `then ${up["secondsPerIdleMinute"]?.toFixed(2)} s a minute`,
);
const few = await rollout(Math.round(20 * Math.min(1, share * 2)), 10);
const many = await rollout(1, Math.round(1000 * share));
console.log(`rollouts: ${few.toFixed(2)} ms a pod of 10, ${many.toFixed(2)} ms a pod of ${Math.round(1000 * share)}`);
console.log(
  JSON.stringify({
    benchmark: "control-plane",
    ...up,
    rolloutMsPerPodOf10: few,
    rolloutMsPerPodOf1000: many,
    rolloutRatio: many / few,
  }),
);
