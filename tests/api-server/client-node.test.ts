import {
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  type V1Deployment,
  type V1Pod,
  Watch,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveEmpty, talker } from "./served.ts";

describe("@kubernetes/client-node", () => {
  let served: Served;
  const config = new KubeConfig();
  beforeAll(async () => {
    served = await serveEmpty();
    config.loadFromFile(served.kubeconfig);
  });
  afterAll(() => served[Symbol.asyncDispose]());

  async function deploy(namespace: string): Promise<V1Pod> {
    await config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: namespace } } });
    const body = talker(namespace) as V1Deployment;
    await config.makeApiClient(AppsV1Api).createNamespacedDeployment({ namespace, body });
    for (;;) {
      const { items } = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
      const running = items.find(({ status }) => status?.phase === "Running");
      if (running !== undefined) return running;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it("follows pods by an informer, from their creation to their end", async () => {
    const namespace = "informed";
    const core = config.makeApiClient(CoreV1Api);
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const informer = makeInformer(config, path, () => core.listNamespacedPod({ namespace }));
    const seen: string[] = [];
    for (const event of ["add", "update", "delete"] as const) {
      informer.on(event, (pod: V1Pod) =>
        seen.push(`${event} ${pod.metadata?.deletionTimestamp === undefined ? pod.status?.phase : "deleting"}`),
      );
    }
    await informer.start();
    const pod = await deploy(namespace);
    const gone = new Promise<void>((resolve) => informer.on("delete", () => resolve()));
    await config.makeApiClient(AppsV1Api).deleteNamespacedDeployment({ name: "talker", namespace });
    await gone;
    await informer.stop();
    expect(pod.metadata?.namespace).toBe(namespace);
    expect(seen[0]).toBe("add Pending");
    expect(seen).toContain("update Running");
    expect(seen.at(-1)).toMatch(/^delete /);
  });

  it("runs programs and reads logs", async () => {
    const { metadata } = await deploy("busy");
    const [name = "", namespace = ""] = [metadata?.name, metadata?.namespace];
    const status = await new Promise<{ readonly status?: string }>((resolve, reject) => {
      const command = ["/busybox", "true"];
      new Exec(config).exec(namespace, name, "c", command, null, null, null, false, resolve).catch(reject);
    });
    expect(status.status).toBe("Success");
    await served.server.clock.step(2);
    const log = await config.makeApiClient(CoreV1Api).readNamespacedPodLog({ name, namespace, tailLines: 1 });
    expect(log).toBe("hi\n");
  });

  it("is told of versions that are too old in the stream, and of a bookmark's version", async () => {
    await served.server.clock.step(3600);
    const lines: [string, unknown][] = [];
    const watch = new Watch(config);
    const query = { resourceVersion: "1", timeoutSeconds: 1, allowWatchBookmarks: true, sendInitialEvents: true };
    await new Promise<void>((resolve) => {
      void watch.watch(
        "/api/v1/namespaces",
        { ...query, resourceVersionMatch: "NotOlderThan" },
        (type, object) => void lines.push([type, object]),
        () => resolve(),
      );
    });
    expect(lines.filter(([type]) => type === "ADDED").length).toBeGreaterThanOrEqual(4);
    expect(lines.find(([type]) => type === "BOOKMARK")?.[1]).toMatchObject({
      kind: "Namespace",
      metadata: { annotations: { "k8s.io/initial-events-end": "true" } },
    });
  });

  it("patches and replaces any kind", async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const widgets = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.com" },
      spec: {
        group: "example.com",
        names: { plural: "widgets", singular: "widget", kind: "Widget" },
        scope: "Namespaced",
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
              },
            },
          },
        ],
      },
    };
    await objects.create(widgets);
    await served.server.clock.step(5);
    const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w", namespace: "default" } };
    const made = await objects.create({ ...widget, spec: { size: 1 } });
    const read = await objects.read(widget);
    expect(read).toMatchObject({ spec: { size: 1 } });
    const changed = await objects.replace({ ...made, spec: { size: 2 } });
    expect(changed).toMatchObject({ spec: { size: 2 } });
    await objects.delete(widget);
    await expect(objects.read(widget)).rejects.toMatchObject({ code: 404 });
  });
});
