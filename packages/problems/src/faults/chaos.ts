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
  /** `one` (default) strikes one pod of the service, `all` all that there are. */
  readonly mode?: "one" | "all" | undefined;
  /** Loss: how many of the packets, each drawn by itself; 99 in one run by default, as AIOpsLab has it. */
  readonly lossPercent?: number | undefined;
  /** Delay: of every packet; 10,000 by default. */
  readonly latencyMillis?: number | undefined;
  /** Kernel and disk faults: how many of the calls fail; 100 by default. */
  readonly failurePercent?: number | undefined;
}

const percent = z.number().int().min(1).max(100).optional();

const parameters: z.ZodType<ChaosParameters> = z.object({
  service: z.string(),
  durationSeconds: z.number().positive().optional(),
  mode: z.enum(["one", "all"]).optional(),
  lossPercent: percent,
  latencyMillis: z.number().int().positive().optional(),
  failurePercent: percent,
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
        spec: { mode: chosen.mode ?? "one", selector, ...duration, ...spec(chosen) },
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

/** Most of what the pod sends is lost. */
export const networkLoss: Fault<ChaosParameters> = defineChaos({
  name: "network_loss",
  description: "Loses packets that a pod of the service sends, 99 % by default.",
  kind: "NetworkChaos",
  aiopslabSeconds: 200,
  spec: ({ lossPercent }) => ({
    action: "loss",
    loss: lossPercent === undefined ? { loss: "99", correlation: "100" } : { loss: `${lossPercent}`, correlation: "0" },
  }),
});

/** What the pod sends arrives late. */
export const networkDelay: Fault<ChaosParameters> = defineChaos({
  name: "network_delay",
  description: "Delays the packets that a pod of the service sends, by 10 s by default.",
  kind: "NetworkChaos",
  aiopslabSeconds: 200,
  spec: ({ latencyMillis }) => {
    const latency = latencyMillis === undefined ? "10s" : `${latencyMillis}ms`;
    return { action: "delay", delay: { latency, correlation: "100", jitter: "0ms" } };
  },
});

/** Kernel memory requests of the pod's processes fail in a system call. */
export const kernelFault: Fault<ChaosParameters> = defineChaos({
  name: "kernel_fault",
  description: "Makes a system call of the service's processes fail in the kernel.",
  kind: "KernelChaos",
  // AIOpsLab names the mount call, which no service makes: its experiment would be without effect even if it worked. Every
  // request needs the write call.
  spec: ({ failurePercent = 100 }) => ({
    failKernRequest: {
      failtype: 0,
      callchain: [{ funcname: "__x64_sys_write" }],
      probability: failurePercent,
      times: 1_000_000,
    },
  }),
});

/** Writes to the store's disk fail. */
export const diskWoreout: Fault<ChaosParameters> = defineChaos({
  name: "disk_woreout",
  description: "Makes writes to the store's volume fail with an input/output error.",
  kind: "IOChaos",
  spec: ({ failurePercent = 100 }) => ({
    action: "fault",
    errno: 5,
    volumePath: "/data/db",
    path: "/data/db/**/*",
    methods: ["WRITE", "FSYNC"],
    percent: failurePercent,
  }),
});

/** Which container is killed. */
export interface KillParameters {
  readonly service: string;
  readonly container: string;
  /** `one` (default) or `all` pods of the service. */
  readonly mode?: "one" | "all" | undefined;
}

const killParameters: z.ZodType<KillParameters> = z.object({
  service: z.string(),
  container: z.string(),
  mode: z.enum(["one", "all"]).optional(),
});

/** One container is killed, once; Kubernetes restarts it. What remains to be seen is its restart, and what it lost. */
export const containerKill: Fault<KillParameters> = defineFault({
  name: "container_kill",
  description: "Kills a container of the service (Chaos Mesh container-kill).",
  parameters: killParameters,
  async inject({ cluster, application, namespace }, { service, container, mode = "one" }) {
    await cluster.api.create({
      apiVersion,
      kind: "PodChaos",
      metadata: { name: "container-kill", namespace },
      spec: {
        action: "container-kill",
        mode,
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
