/**
 * What each fault changes, written out as an engineer would do it by hand: nothing of the injectors is used.
 *
 * @module
 */
import type { Cluster, KubeApi, Manifest } from "@aiops-gym/cluster";
import { hotelReservation } from "@aiops-gym/hotel-reservation";

const namespace = "test-hotel-reservation";
const deployment = (name: string) => ({ apiVersion: "apps/v1", kind: "Deployment", namespace, name });
const label = "io.kompose.service";

interface ServiceParameters {
  readonly service: string;
  readonly store: string;
  readonly client: string;
}

async function pods(api: KubeApi, service: string): Promise<readonly string[]> {
  const { items } = await api.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector: `${label}=${service}` });
  return items.map(({ metadata }) => metadata.name);
}

async function runInStore({ api }: Cluster, { store, client }: ServiceParameters, script: string): Promise<void> {
  for (const name of await pods(api, store)) await api.exec({ namespace, name }, { command: ["/bin/bash", script] });
  for (const name of await pods(api, client)) await api.delete({ apiVersion: "v1", kind: "Pod", namespace, name });
}

async function chaos({ api }: Cluster, kind: string, name: string, service: string, spec: object): Promise<void> {
  await api.create({
    apiVersion: "chaos-mesh.org/v1alpha1",
    kind,
    metadata: { name, namespace },
    spec: { mode: "one", selector: { namespaces: [namespace], labelSelectors: { [label]: service } }, ...spec },
  });
}

async function redeploy({ api, clock }: Cluster): Promise<void> {
  const ref = { apiVersion: "v1", kind: "Namespace", name: namespace };
  await api.delete(ref);
  do await clock.sleep(3);
  while (
    await api.get(ref).then(
      () => true,
      () => false,
    )
  );
  await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  for (const manifest of hotelReservation.manifests) {
    const { kind, metadata } = manifest;
    if (kind === "Namespace") continue;
    if (kind === "PersistentVolume") await api.create(manifest).catch(() => undefined);
    else await api.create({ ...manifest, metadata: { namespace, ...metadata } });
  }
}

/** By fault. */
export const handMadeChanges: Readonly<
  Record<string, (cluster: Cluster, parameters: ServiceParameters) => Promise<void>>
> = {
  revoke_auth: (cluster, parameters) =>
    runInStore(cluster, parameters, `/scripts/revoke-admin-${parameters.client}-mongo.sh`),
  storage_user_unregistered: (cluster, parameters) => runInStore(cluster, parameters, "/scripts/remove-admin-mongo.sh"),
  misconfig_app: async ({ api }) => {
    const body = {
      spec: { template: { spec: { containers: [{ name: "hotel-reserv-geo", image: "yinfangchen/geo:app3" }] } } },
    };
    await api.patch(deployment("geo"), { type: "strategic", body });
  },
  wrong_bin_usage: async ({ api, clock }) => {
    const { metadata, spec } = await api.get(deployment("profile"));
    const text = JSON.stringify(spec).replace('"command":["profile"]', '"command":["geo"]');
    await api.delete(deployment("profile"));
    await clock.sleep(1);
    const { name, labels = {}, annotations = {} } = metadata;
    const manifest: Manifest = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels, annotations },
      spec: JSON.parse(text),
    };
    await api.create(manifest);
  },
  redeploy_without_pv: redeploy,
  container_kill: (cluster) =>
    chaos(cluster, "PodChaos", "container-kill", "geo", {
      action: "container-kill",
      duration: "200s",
      containerNames: ["hotel-reserv-geo"],
    }),
  pod_failure: (cluster) => chaos(cluster, "PodChaos", "pod-failure", "user", { action: "pod-failure" }),
  pod_kill: (cluster) => chaos(cluster, "PodChaos", "pod-kill", "user", { action: "pod-failure" }),
  network_loss: (cluster) =>
    chaos(cluster, "NetworkChaos", "network-loss", "user", {
      action: "loss",
      loss: { loss: "99", correlation: "100" },
    }),
  network_delay: (cluster) =>
    chaos(cluster, "NetworkChaos", "network-delay", "user", {
      action: "delay",
      delay: { latency: "10s", correlation: "100", jitter: "0ms" },
    }),
  kernel_fault: (cluster) =>
    chaos(cluster, "KernelChaos", "kernel-fault", "user", {
      failKernRequest: {
        failtype: 0,
        callchain: [{ funcname: "__x64_sys_write" }],
        probability: 100,
        times: 1_000_000,
      },
    }),
  disk_woreout: (cluster, { service }) =>
    chaos(cluster, "IOChaos", "disk-woreout", service, {
      ...{
        action: "fault",
        errno: 5,
        volumePath: "/data/db",
        path: "/data/db/**/*",
        methods: ["WRITE", "FSYNC"],
        percent: 100,
      },
    }),
};
