/**
 * What `kubectl get pods` costs in the shell, beside what the shell itself costs: twenty pods, medians of many runs. Ends with one line of
 * JSON.
 *
 * @module
 */
import { busyboxImage, busyboxProgram, openEmbeddedCluster } from "../packages/embedded/src/index.ts";
import { createShell, runKubectl } from "../packages/shell/src/index.ts";

/** How many runs, as a share of the full number: `AIOPS_GYM_BENCH_SHARE=0.1` for a glance. */
const runs = Math.max(20, Math.round(1000 * Number(process.env["AIOPS_GYM_BENCH_SHARE"] ?? "1")));
const pods = 20;
const namespace = "shop";
const image = "registry.example/bench:1";

await using cluster = openEmbeddedCluster({ seed: 1, images: [busyboxImage(image)], programs: [busyboxProgram] });
const { api, clock } = cluster;
await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
await clock.sleep(1);
for (let index = 0; index < pods; index++) {
  const labels = { app: `web-${index}` };
  const containers = [{ name: "main", image, command: ["/busybox", "sleep", "36000"] }];
  await api.create({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `web-${index}`, namespace },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
}
await clock.sleep(30);
const shell = createShell({ api, clock, namespace });

const subjects: Readonly<Record<string, () => Promise<unknown>>> = {
  "kubectl get pods, without a shell": () => runKubectl({ api, clock, namespace }, { argv: ["get", "pods"] }),
  "kubectl get pods": () => shell.run("kubectl get pods"),
  "kubectl get pods -o wide": () => shell.run("kubectl get pods -o wide"),
  "kubectl describe deployment web-0": () => shell.run("kubectl describe deployment web-0"),
  "kubectl get pods, piped into grep": () => shell.run("kubectl get pods | grep web-7"),
  "echo, piped into grep": () => shell.run("echo web-7 | grep web-7"),
};

const times = new Map(Object.keys(subjects).map((what) => [what, [] as number[]]));
// in turns, so that what else the machine does meets all of them
for (let run = 0; run < runs; run++) {
  for (const [what, subject] of Object.entries(subjects)) {
    const from = performance.now();
    await subject();
    times.get(what)?.push((performance.now() - from) * 1000);
  }
}

const figures = [...times].map(([what, list]) => {
  const sorted = list.slice(Math.floor(runs / 10)).sort((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toPrecision(3));
  return { what, unit: "µs", median: at(0.5), low: at(0.1), high: at(0.9), runs: sorted.length };
});
for (const { what, median, low, high } of figures) console.log(`${what}: ${median} µs (${low} to ${high})`);
console.log(JSON.stringify({ benchmark: "kubectl", pods, figures }));
