import type { Manifest } from "@aiops-gym/cluster";
import type { EmbeddedCluster } from "@aiops-gym/embedded";
import { describe, expect, it } from "vitest";
import { clusterFor } from "./embedded.ts";
import { fillIn } from "./play.ts";
import { pod, script, service } from "./scenarios/manifests.ts";

// What the real cluster could not show, because its network plugin enforces no policies and it has no provisioner of volumes: these
// expectations follow https://kubernetes.io/docs/concepts/services-networking/network-policies/ and
// https://kubernetes.io/docs/concepts/storage/storage-classes/ instead of a recording.

const names = { namespace: "shop", image: "docker.io/library/aiops-gym-test:1" };

/** `shop` with a server `web` on 8080, `client` and `stranger`; `monitoring` with `scraper`. */
async function shop(): Promise<EmbeddedCluster> {
  const cluster = await clusterFor({ name: "documented", title: "", seconds: 0, steps: [] }, 1);
  const server = script("echo hello > /tmp/index.html; exec httpd -f -p 8080 -h /tmp", {
    ports: [{ name: "http", containerPort: 8080 }],
  });
  const objects: readonly Manifest[] = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring", labels: { team: "watch" } } },
    pod("web", { containers: [server] }, { namespace: "shop", labels: { app: "web" } }),
    pod("client", {}, { namespace: "shop", labels: { role: "client" } }),
    pod("stranger", {}, { namespace: "shop", labels: { role: "stranger" } }),
    pod("scraper", {}, { namespace: "monitoring", labels: { role: "client" } }),
    { ...service("web"), metadata: { name: "web", namespace: "shop" } },
  ];
  for (const object of fillIn(objects, names)) {
    await cluster.api.create(object);
    // a new namespace gets its service account first
    if (object.kind === "Namespace") await cluster.clock.sleep(1);
  }
  await cluster.clock.sleep(10);
  return cluster;
}

async function policy(cluster: EmbeddedCluster, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await cluster.api.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "policy", namespace: "shop" },
    spec,
  });
  await cluster.clock.sleep(2);
}

/** Who gets the page of `web`: the names of those pods. */
async function whoReaches(cluster: EmbeddedCluster): Promise<readonly string[]> {
  const reached: string[] = [];
  for (const [namespace, name] of [
    ["shop", "client"],
    ["shop", "stranger"],
    ["monitoring", "scraper"],
  ] as const) {
    const command = ["/busybox", "timeout", "3", "/busybox", "wget", "-q", "-O-", "http://web.shop/"];
    const { stdout, exitCode } = await cluster.api.exec({ namespace, name }, { command });
    if (exitCode === 0 && stdout === "hello\n") reached.push(name);
  }
  return reached;
}

const web = { matchLabels: { app: "web" } };
const client = { podSelector: { matchLabels: { role: "client" } } };

describe("a network policy", () => {
  it.each<readonly [what: string, spec: Readonly<Record<string, unknown>>, reached: readonly string[]]>([
    [
      "that selects no pod here lets all in",
      { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Ingress"] },
      ["client", "stranger", "scraper"],
    ],
    ["without rules lets nobody in", { podSelector: {}, policyTypes: ["Ingress"] }, []],
    ["with an empty rule lets all in", { podSelector: web, ingress: [{}] }, ["client", "stranger", "scraper"]],
    [
      "lets in the pods that it selects, of its own namespace",
      { podSelector: web, ingress: [{ from: [client] }] },
      ["client"],
    ],
    [
      "lets in pods of the namespaces that it selects",
      { podSelector: web, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "watch" } } }] }] },
      ["scraper"],
    ],
    [
      "takes two entries for either",
      { podSelector: web, ingress: [{ from: [client, { namespaceSelector: { matchLabels: { team: "watch" } } }] }] },
      ["client", "scraper"],
    ],
    [
      "takes both selectors in one entry for both",
      { podSelector: web, ingress: [{ from: [{ namespaceSelector: {}, ...client }] }] },
      ["client", "scraper"],
    ],
    [
      "lets in to the ports that it lists",
      { podSelector: web, ingress: [{ ports: [{ port: 8080 }] }] },
      ["client", "stranger", "scraper"],
    ],
    ["counts the pod's port, not the service's", { podSelector: web, ingress: [{ ports: [{ port: 80 }] }] }, []],
    ["knows ports by name", { podSelector: web, ingress: [{ from: [client], ports: [{ port: "http" }] }] }, ["client"]],
    [
      "lets out nobody when it says Egress without rules",
      { podSelector: { matchLabels: { role: "client" } }, policyTypes: ["Egress"] },
      ["stranger", "scraper"],
    ],
  ])("%s", async (_what, spec, reached) => {
    await using cluster = await shop();
    await policy(cluster, spec);
    expect(await whoReaches(cluster)).toEqual(reached);
  });

  it("that lets out to the pod but not to the name server leaves names unknown and addresses reachable", async () => {
    await using cluster = await shop();
    await policy(cluster, {
      podSelector: { matchLabels: { role: "client" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: web }] }],
    });
    expect(await whoReaches(cluster)).toEqual(["stranger", "scraper"]);
    const { status } = await cluster.api.get({ apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" });
    const { podIP } = status as { readonly podIP: string };
    const command = ["/busybox", "timeout", "3", "/busybox", "wget", "-q", "-O-", `http://${podIP}:8080/`];
    const { stdout } = await cluster.api.exec({ namespace: "shop", name: "client" }, { command });
    expect(stdout).toBe("hello\n");
  });

  it("keeps the kubelet's probes going", async () => {
    await using cluster = await shop();
    await policy(cluster, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const probed = pod("probed", {
      containers: [
        script("exec httpd -f -p 8080 -h /tmp", { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } }),
      ],
    });
    await cluster.api.create(fillIn({ ...probed, metadata: { name: "probed", namespace: "shop" } }, names));
    await cluster.clock.sleep(8);
    const { status } = await cluster.api.get({ apiVersion: "v1", kind: "Pod", namespace: "shop", name: "probed" });
    const { conditions } = status as {
      readonly conditions: readonly { readonly type: string; readonly status: string }[];
    };
    expect(conditions.find(({ type }) => type === "Ready")?.status).toBe("True");
  });
});
