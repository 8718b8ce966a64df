/**
 * Faults that Chaos Mesh brings about: objects of `chaos-mesh.org/v1alpha1`, made through the API. The experiments are those
 * of AIOpsLab; they last until they are deleted, or, under its profile, as long as its own do.
 * @module
 */
import { z } from "zod";
import { defineFault, type Fault, type FaultContext } from "../fault.ts";
import { ignoreNotFound } from "./service-objects.ts";

/** Whom the experiment strikes. */
export interface ChaosParameters {
  readonly service: string;
  /** Ends the experiment by itself after so long. */
  readonly durationSeconds?: number | undefined;
}

const parameters: z.ZodType<ChaosParameters> = z.object({
  service: z.string(),
  durationSeconds: z.number().positive().optional(),
});

interface Experiment {
  readonly name: string;
  readonly description: string;
  readonly kind: string;
  /** After so many seconds AIOpsLab's experiment ends, whether anybody looked at it or not. */
  readonly aiopslabSeconds?: number;
  readonly spec: (parameters: ChaosParameters) => Readonly<Record<string, unknown>>;
}

const apiVersion = "chaos-mesh.org/v1alpha1";

function defineChaos({ name, description, kind, aiopslabSeconds, spec }: Experiment): Fault<ChaosParameters> {
  const objectName = name.replaceAll("_", "-");
  return defineFault({
    name,
    description,
    parameters,
    async inject({ cluster, application, namespace, profile }: FaultContext, chosen: ChaosParameters) {
      const selector = { namespaces: [namespace], labelSelectors: { [application.serviceLabel]: chosen.service } };
      const seconds = chosen.durationSeconds ?? (profile === "aiopslab" ? aiopslabSeconds : undefined);
      const duration = seconds === undefined ? {} : { duration: `${seconds}s` };
      await cluster.api.create({
        apiVersion,
        kind,
        metadata: { name: objectName, namespace },
        spec: { mode: "one", selector, ...duration, ...spec(chosen) },
      });
    },
    async recover({ cluster, namespace }: FaultContext) {
      await cluster.api.delete({ apiVersion, kind, namespace, name: objectName }).catch(ignoreNotFound);
    },
    groundTruth: ({ service }: ChaosParameters) => ({ components: [[service]] }),
  });
}

/** The pod's containers are replaced by pauses. */
export const podFailure: Fault<ChaosParameters> = defineChaos({
  name: "pod_failure",
  description: "Makes a pod of the service unavailable (Chaos Mesh pod-failure).",
  kind: "PodChaos",
  aiopslabSeconds: 100,
  spec: () => ({ action: "pod-failure" }),
});

/** As AIOpsLab has it: by pod-failure, since a killed pod is replaced at once. */
export const podKill: Fault<ChaosParameters> = defineChaos({
  name: "pod_kill",
  description: "Takes a pod of the service down and keeps it down (Chaos Mesh pod-failure).",
  kind: "PodChaos",
  aiopslabSeconds: 100,
  spec: () => ({ action: "pod-failure" }),
});

/** 99 % of what the pod sends is lost. */
export const networkLoss: Fault<ChaosParameters> = defineChaos({
  name: "network_loss",
  description: "Loses 99 % of the packets that a pod of the service sends.",
  kind: "NetworkChaos",
  aiopslabSeconds: 200,
  spec: () => ({ action: "loss", loss: { loss: "99", correlation: "100" } }),
});

/** What the pod sends arrives ten seconds late. */
export const networkDelay: Fault<ChaosParameters> = defineChaos({
  name: "network_delay",
  description: "Delays the packets that a pod of the service sends by 10 s.",
  kind: "NetworkChaos",
  aiopslabSeconds: 200,
  spec: () => ({ action: "delay", delay: { latency: "10s", correlation: "100", jitter: "0ms" } }),
});

/** Kernel memory requests of the pod's processes fail in a system call. */
export const kernelFault: Fault<ChaosParameters> = defineChaos({
  name: "kernel_fault",
  description: "Makes a system call of the service's processes fail in the kernel.",
  kind: "KernelChaos",
  // AIOpsLab names the mount call, which no service makes: its experiment would be without effect even if it worked. Every
  // request needs the write call.
  spec: () => ({
    failKernRequest: {
      failtype: 0,
      callchain: [{ funcname: "__x64_sys_write" }],
      probability: 100,
      times: 1_000_000,
    },
  }),
});

/** Writes to the store's disk fail. */
export const diskWoreout: Fault<ChaosParameters> = defineChaos({
  name: "disk_woreout",
  description: "Makes writes to the store's volume fail with an input/output error.",
  kind: "IOChaos",
  spec: () => ({
    action: "fault",
    errno: 5,
    volumePath: "/data/db",
    path: "/data/db/**/*",
    methods: ["WRITE", "FSYNC"],
    percent: 100,
  }),
});

/** Which container is killed. */
export interface KillParameters {
  readonly service: string;
  readonly container: string;
}

const killParameters: z.ZodType<KillParameters> = z.object({ service: z.string(), container: z.string() });

/** One container is killed, once; Kubernetes restarts it. What remains to be seen is its restart, and what it lost. */
export const containerKill: Fault<KillParameters> = defineFault({
  name: "container_kill",
  description: "Kills a container of the service (Chaos Mesh container-kill).",
  parameters: killParameters,
  async inject({ cluster, application, namespace }, { service, container }) {
    await cluster.api.create({
      apiVersion,
      kind: "PodChaos",
      metadata: { name: "container-kill", namespace },
      spec: {
        action: "container-kill",
        mode: "one",
        duration: "200s",
        selector: { namespaces: [namespace], labelSelectors: { [application.serviceLabel]: service } },
        containerNames: [container],
      },
    });
  },
  async recover({ cluster, namespace }) {
    await cluster.api.delete({ apiVersion, kind: "PodChaos", namespace, name: "container-kill" }).catch(ignoreNotFound);
  },
  groundTruth: ({ service }) => ({ components: [[service]] }),
});
