/**
 * An application of your own in one file: two services, a fault, an evaluator, a problem. Needs nothing but aiops-gym.
 * Exits with an error unless the fault hurts, its repair pays, and doing nothing does not.
 *
 *     node --conditions=@source examples/own-application.ts
 */
import assert from "node:assert/strict";
import {
  AIOpsEnv,
  defineApplication,
  defineEvaluator,
  defineFault,
  defineProblem,
  type FaultContext,
  instantiate,
  type Manifest,
  noopPolicy,
  oraclePolicy,
  type Policy,
  type Program,
  playEpisode,
  z,
} from "aiops-gym";

// --- the programs: what they do when they start and for each request ---

const stops = { kind: "exit", exitCode: 0, afterMicros: 1000 } as const;

const pricing: Program = {
  kind: "script",
  name: "pricing",
  memory: { idleBytes: 20_000_000, perRequestBytes: 20_000 },
  onSigterm: stops,
  clients: {},
  startup: [
    { do: "log", line: { stream: "stdout", severity: "info", text: "{now.rfc3339} pricing listens on 8080" } },
    { do: "listen", port: 8080 },
  ],
  servers: [
    {
      port: 8080,
      protocol: "http",
      operations: {
        "GET /price": {
          steps: [{ do: "cpu", micros: { kind: "lognormal", median: 300, sigma: 0.4 } }],
          body: "9.99\n",
        },
      },
    },
  ],
};

const storefront: Program = {
  kind: "script",
  name: "storefront",
  memory: { idleBytes: 30_000_000, perRequestBytes: 30_000 },
  onSigterm: stops,
  clients: { pricing: { protocol: "http", address: "pricing:80", timeoutSeconds: 1 } },
  startup: [{ do: "listen", port: 5000 }],
  servers: [
    {
      port: 5000,
      protocol: "http",
      operations: {
        "GET /product": {
          steps: [
            { do: "cpu", micros: 200 },
            {
              do: "call",
              client: "pricing",
              operation: "GET /price",
              onError: {
                log: [{ stream: "stderr", severity: "error", text: "{now.rfc3339} no price: {error}" }],
                next: { kind: "propagate" },
              },
            },
          ],
          body: "a product\n",
        },
      },
    },
  ],
};

// --- the manifests: what `kubectl apply` would get ---

function workload(name: string, port: number, servicePort: number): readonly Manifest[] {
  const labels = { app: name };
  const container = { name, image: `shop/${name}:1.0`, ports: [{ containerPort: port }] };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, labels },
      spec: { selector: labels, ports: [{ port: servicePort, targetPort: port }] },
    },
  ];
}

function image(name: string) {
  return {
    name: `shop/${name}:1.0`,
    sizeBytes: 40_000_000,
    entrypoint: [name],
    executables: { [name]: { program: name } },
  };
}

const shop = defineApplication({
  name: "shop",
  title: "Shop",
  namespace: "shop",
  description: "A storefront that asks a pricing service for every page.",
  operations: ["look at a product"],
  manifests: [...workload("storefront", 5000, 5000), ...workload("pricing", 8080, 80)],
  images: [image("storefront"), image("pricing")],
  programs: [storefront, pricing],
  workload: {
    arrivals: { kind: "poisson", ratePerSecond: 20 },
    requests: [
      { name: "product", weight: 1, method: "GET", url: "/product", operation: "GET /product", variables: [] },
    ],
    entry: { service: "storefront", port: 5000 },
    timeoutSeconds: 5,
    networkMicros: 500,
  },
  serviceLabel: "app",
  services: ["storefront", "pricing"],
  startupSeconds: 30,
  warmupSeconds: 60,
});

// --- the fault: a change of Kubernetes objects and nothing else ---

async function setTargetPort({ cluster, namespace }: FaultContext, name: string, targetPort: number): Promise<void> {
  const operations = [{ op: "replace" as const, path: "/spec/ports/0/targetPort", value: targetPort }];
  await cluster.api.patch({ apiVersion: "v1", kind: "Service", namespace, name }, { type: "json", operations });
}

async function setReplicas({ cluster, namespace }: FaultContext, name: string, replicas: number): Promise<void> {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
  await cluster.api.patch(deployment, { type: "merge", body: { spec: { replicas } } });
}

const botchedMaintenance = defineFault({
  name: "botched_maintenance",
  description:
    "A service is stopped and started again; meanwhile its Service is pointed at a port where nobody listens.",
  // Any zod schema. This one asks for a service and a number of replicas.
  parameters: z.object({ service: z.string(), replicas: z.number().int().positive() }),
  inject: async (context, { service, replicas }) => {
    // Connections that are open outlive a change of the Service: stopping the pods closes them.
    await setReplicas(context, service, 0);
    await setTargetPort(context, service, 9999);
    await context.cluster.clock.sleep(5, context.signal);
    await setReplicas(context, service, replicas);
  },
  recover: (context, { service }) => setTargetPort(context, service, 8080),
  groundTruth: ({ service }) => ({
    components: [[service]],
    systemLevel: "Virtualization",
    faultType: "Misconfiguration",
  }),
});

// --- the evaluator: looks at what users get, says why ---

const evaluator = defineEvaluator({
  name: "pages-are-served",
  description: "Right when 99 % of the pages are served in the 30 s after the submission.",
  evaluate: async ({ running, submission }) => {
    const { clock } = running.cluster;
    const startUnixMicros = clock.now();
    await clock.sleep(30);
    const [all] = await running.workloadStats({ startUnixMicros, endUnixMicros: clock.now() });
    const { successes, requests } = all ?? { successes: 0, requests: 0 };
    const success = submission !== undefined && requests > 0 && successes / requests >= 0.99;
    return { score: success ? 1 : 0, success, reason: `${successes} of ${requests} pages were served.`, results: {} };
  },
});

const problem = defineProblem({
  id: "botched_pricing-mitigation-1",
  task: "mitigation",
  application: shop,
  faults: [instantiate(botchedMaintenance, { service: "pricing", replicas: 1 })],
  evaluator,
  repairs: [
    {
      name: "mend the Service",
      actions: [
        {
          name: "exec_shell",
          arguments: {
            command: `kubectl -n shop patch service pricing --type=json -p '[{"op": "replace", "path": "/spec/ports/0/targetPort", "value": 8080}]'`,
          },
        },
      ],
    },
  ],
});

// --- playing it ---

async function play(policy: Policy): Promise<number | null> {
  const env = await AIOpsEnv.create({ problems: [problem] });
  const summary = await playEpisode(env, policy, problem.id, {
    seed: 3,
    onReset: ({ observation }) => {
      const front = observation.services.toArray().find((row) => row.service === "storefront");
      assert.ok(front.err_rate > 0.1, `the fault does not hurt: ${front.err_rate} of the pages fail`);
      assert.match(observation.briefing?.page.text ?? "", /storefront/);
    },
  });
  console.log(`${policy.name}: return ${summary.return}. ${summary.results?.["reason"]}`);
  await env.close();
  return summary.return;
}

assert.equal(await play(oraclePolicy(problem)), 1);
assert.equal(await play(noopPolicy()), 0);
console.log("The shop breaks, and is repaired.");
