/**
 * The embedded cluster's API server: lists of 1,000 pods and 200 watches, side by side with the kube-apiserver whose kubeconfig
 * AIOPS_GYM_KUBECONFIG names. The pods want a scheduler that there is not: nothing but the servers works. Ends with one line of JSON.
 *
 * @module
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, type AgentOptions, request } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import type { Figure } from "../packages/aiops-gym/src/cli/bench/measurement.ts";
import { serveCluster } from "../packages/embedded/src/http/index.ts";
import { openEmbeddedCluster } from "../packages/embedded/src/index.ts";

/** How large everything is, as a share of the full size: `AIOPS_GYM_BENCH_SHARE=0.1` for a glance. */
const share = Number(process.env["AIOPS_GYM_BENCH_SHARE"] ?? "1");
const pods = Math.round(1000 * share);
const watches = Math.round(200 * share);
const runs = 15;
const news = 20;
const namespace = `bench-${process.pid}`;
const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

const path = `/api/v1/namespaces/${namespace}/pods`;
const lists: Readonly<Record<string, readonly [string, Parameters<typeof ask>[3]]>> = {
  JSON: [path, {}],
  "compressed JSON": [path, { gzip: true }],
  "a table of the first 500": [`${path}?limit=500`, { accept: table }],
};

interface Subject {
  readonly name: string;
  readonly server: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

if (process.send !== undefined && process.argv[2] === "serve") {
  const server = await serveCluster(openEmbeddedCluster({ seed: 1 }), { clock: 1 });
  process.send(server.kubeconfig);
  await once(process, "disconnect");
  await server.close();
} else {
  const child = fork(import.meta.filename, ["serve"], { execArgv: ["--conditions=@source"] });
  const [text] = (await once(child, "message")) as [string];
  const subjects = [await subjectOf("embedded", (config) => config.loadFromString(text))];
  const real = process.env["AIOPS_GYM_KUBECONFIG"] ?? "";
  if (real === "")
    console.log("skipped: the kube-apiserver; set AIOPS_GYM_KUBECONFIG to a kubeconfig of a real cluster");
  else subjects.push(await subjectOf("kube-apiserver", (config) => config.loadFromFile(real)));
  const figures: Figure[] = [];
  try {
    for (const subject of subjects) await fill(subject);
    figures.push(...(await listSideBySide(subjects)));
    for (const subject of subjects) figures.push(...(await watch(subject)));
  } finally {
    for (const subject of subjects)
      await ask(subject, "DELETE", `/api/v1/namespaces/${namespace}`).catch(() => undefined);
    child.disconnect();
  }
  for (const { what, median, unit } of figures) console.log(`${what}: ${median.toFixed(1)} ${unit}`);
  console.log(JSON.stringify({ benchmark: "api-server", figures }));
}

async function subjectOf(name: string, load: (config: KubeConfig) => void): Promise<Subject> {
  const config = new KubeConfig();
  load(config);
  const options: AgentOptions & { headers?: Record<string, string> } = {};
  await config.applyToHTTPSOptions(options as never);
  const { ca, cert, key } = options;
  const { authorization, Authorization } = options.headers ?? {};
  const token = authorization ?? Authorization ?? config.getCurrentUser()?.token;
  const header = token?.startsWith("Bearer ") === false ? `Bearer ${token}` : token;
  return {
    name,
    server: config.getCurrentCluster()?.server ?? "",
    agent: new Agent({ keepAlive: true, ca, cert, key } as AgentOptions),
    headers: header === undefined ? {} : { authorization: header },
  };
}

async function ask(
  { server, agent, headers }: Subject,
  method: string,
  path: string,
  { accept = "application/json", gzip = false, body }: { accept?: string; gzip?: boolean; body?: unknown } = {},
): Promise<{ readonly code: number; readonly bytes: number; readonly text: string }> {
  const all = {
    ...headers,
    accept,
    ...(gzip ? { "accept-encoding": "gzip" } : {}),
    "content-type": "application/json",
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${server}${path}`, { method, agent, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const all = Buffer.concat(chunks);
        resolve({
          code: response.statusCode ?? 0,
          bytes: all.length,
          get text() {
            return all.toString();
          },
        });
      });
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function pod(name: string): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: "bench", tier: "none" } },
    spec: {
      schedulerName: "nobody",
      automountServiceAccountToken: false,
      containers: [
        {
          name: "main",
          image: "docker.io/library/none:1",
          command: ["/none", "--flag"],
          env: [{ name: "A", value: "1" }],
          ports: [{ containerPort: 80 }],
          resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        },
      ],
    },
  };
}

async function fill(subject: Subject): Promise<void> {
  await ask(subject, "POST", "/api/v1/namespaces", { body: { metadata: { name: namespace } } });
  for (let tries = 0; ; tries += 1) {
    const { code } = await ask(subject, "GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`);
    if (code === 200 || tries > 100) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (let index = 0; index < pods; index += 1) {
    const { code } = await create(subject, `pod-${String(index).padStart(4, "0")}`);
    if (code !== 201) throw new Error(`${subject.name} answered ${code} to a pod`);
  }
}

function create(subject: Subject, name: string): Promise<{ readonly code: number }> {
  return ask(subject, "POST", `/api/v1/namespaces/${namespace}/pods`, { body: pod(name) });
}

/** The servers take turns, so that a busy machine troubles all alike. */
async function listSideBySide(subjects: readonly Subject[]): Promise<readonly Figure[]> {
  const found: Figure[] = [];
  for (const [what, [url, options]] of Object.entries(lists)) {
    const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
    for (let index = -3; index < runs; index += 1) {
      for (const subject of subjects) {
        const before = performance.now();
        const { code, bytes } = await ask(subject, "GET", url, options);
        if (code !== 200 || bytes === 0) throw new Error(`${subject.name} answered ${code} to a list`);
        if (index >= 0) times.get(subject.name)?.push(performance.now() - before);
      }
    }
    for (const { name } of subjects) {
      found.push(figureOf(`${name}.list.${what}`, `${name}: list of ${pods} pods, ${what}`, times.get(name) ?? []));
    }
  }
  return found;
}

function figureOf(name: string, what: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => Math.round((sorted[index] ?? Number.NaN) * 10) / 10;
  const { length } = sorted;
  return { name, what, unit: "ms", median: at(length >> 1), low: at(0), high: at(length - 1), runs: length };
}

/** How long it takes to open all watches, and until all have been told of a pod that comes. */
async function watch(subject: Subject): Promise<readonly Figure[]> {
  const { server, agent, headers } = subject;
  const own = new Agent({ ...agent.options, keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const { text } = await ask(subject, "GET", `${path}?limit=1`);
  const { resourceVersion } = JSON.parse(text).metadata;
  const query = `watch=1&labelSelector=app=bench&resourceVersion=${resourceVersion}`;
  let opened = 0;
  let told = 0;
  const before = performance.now();
  const watching = Array.from({ length: watches }, () => {
    const sent = request(`${server}${path}?${query}`, {
      agent: own,
      headers: { ...headers, accept: "application/json" },
    });
    sent.on("error", () => undefined);
    sent.on("response", (response) => {
      opened += 1;
      response.on("data", (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) told += 1;
      });
    });
    sent.end();
    return sent;
  });
  await until(() => opened >= watches);
  const opening = performance.now();
  for (let index = 0; index < news; index += 1) await create(subject, `new-${index}`);
  await until(() => told >= watches * news);
  const ended = performance.now();
  for (const sent of watching) sent.destroy();
  own.destroy();
  const { name } = subject;
  return [
    figureOf(`${name}.watches`, `${name}: opening ${watches} watches`, [opening - before]),
    figureOf(`${name}.news`, `${name}: until ${watches} watches are told of a new pod`, [(ended - opening) / news]),
  ];
}

async function until(done: () => boolean): Promise<void> {
  const limit = performance.now() + 120_000;
  while (!done()) {
    if (performance.now() > limit) throw new Error("watches were not told in two minutes");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
