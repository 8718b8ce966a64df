/**
 * What the API server fills into objects of each kind, and which states they begin in.
 * @module
 */
import { type Draft, dropEmpty, isDraft, listIn, maybeObjectIn, objectIn, setDefaults } from "./draft.ts";
import { applyPodDefaults, applyPodSpecDefaults, applyResourceDefaults, canonizeQuantities } from "./pod-defaults.ts";

const rollingUpdateDefaults = { maxUnavailable: "25%", maxSurge: "25%" };

type Defaulter = (object: Draft, spec: Draft) => void;

const defaulters: Readonly<Record<string, Defaulter>> = {
  Pod: (_object, spec) => {
    applyPodSpecDefaults(spec);
    applyPodDefaults(spec);
  },
  Deployment: (_object, spec) => {
    setDefaults(spec, {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: "RollingUpdate" },
    });
    dropEmpty(spec, ["paused"]);
    if (spec["paused"] === false) delete spec["paused"];
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    const strategy = objectIn(spec, "strategy");
    setDefaults(strategy, { type: "RollingUpdate" });
    if (strategy["type"] === "RollingUpdate") setDefaults(objectIn(strategy, "rollingUpdate"), rollingUpdateDefaults);
    templateOf(spec);
  },
  ReplicaSet: (_object, spec) => {
    setDefaults(spec, { replicas: 1 });
    if (spec["minReadySeconds"] === 0) delete spec["minReadySeconds"];
    templateOf(spec);
  },
  StatefulSet: (_object, spec) => {
    setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" });
    templateOf(spec);
  },
  DaemonSet: (_object, spec) => {
    setDefaults(spec, { revisionHistoryLimit: 10 });
    templateOf(spec);
  },
  Service: (_object, spec) => {
    dropEmpty(spec, ["selector", "ports", "externalIPs", "clusterIP", "clusterIPs", "externalName"]);
    setDefaults(spec, { type: "ClusterIP", sessionAffinity: "None" });
    if (spec["type"] !== "ExternalName") {
      setDefaults(spec, { internalTrafficPolicy: "Cluster", ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" });
    }
    const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
    if (exposed) setDefaults(spec, { externalTrafficPolicy: "Cluster" });
    if (spec["type"] === "LoadBalancer") setDefaults(spec, { allocateLoadBalancerNodePorts: true });
    if (spec["sessionAffinity"] === "ClientIP") {
      setDefaults(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } });
    }
    if (spec["publishNotReadyAddresses"] === false) delete spec["publishNotReadyAddresses"];
    for (const port of listIn(spec, "ports")) {
      dropEmpty(port, ["name"]);
      if (port["nodePort"] === 0) delete port["nodePort"];
      setDefaults(port, { protocol: "TCP" });
      if (port["targetPort"] === undefined || port["targetPort"] === 0 || port["targetPort"] === "") {
        port["targetPort"] = port["port"];
      }
    }
  },
  PersistentVolume: (_object, spec) => {
    setDefaults(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
    dropEmpty(spec, ["storageClassName", "mountOptions"]);
    canonizeQuantities(maybeObjectIn(spec, "capacity"));
    const hostPath = maybeObjectIn(spec, "hostPath");
    if (hostPath !== undefined) setDefaults(hostPath, { type: "" });
    const claim = maybeObjectIn(spec, "claimRef");
    if (claim !== undefined) setDefaults(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
  },
  PersistentVolumeClaim: (_object, spec) => {
    setDefaults(spec, { volumeMode: "Filesystem" });
    dropEmpty(spec, ["volumeName"]);
    applyResourceDefaults(objectIn(spec, "resources"));
  },
  ConfigMap: (object) => dropEmpty(object, ["data", "binaryData"]),
  Secret: (object) => {
    const plain = maybeObjectIn(object, "stringData");
    if (plain !== undefined) {
      const data = objectIn(object, "data");
      for (const key in plain) data[key] = Buffer.from(String(plain[key])).toString("base64");
      delete object["stringData"];
    }
    dropEmpty(object, ["data"]);
    setDefaults(object, { type: "Opaque" });
  },
  Namespace: (_object, spec) => setDefaults(spec, { finalizers: ["kubernetes"] }),
  NetworkPolicy: (_object, spec) => {
    setDefaults(spec, { podSelector: {} });
    if (spec["policyTypes"] === undefined) {
      spec["policyTypes"] = spec["egress"] === undefined ? ["Ingress"] : ["Ingress", "Egress"];
    }
  },
  HorizontalPodAutoscaler: (_object, spec) => setDefaults(spec, { minReplicas: 1 }),
};

/** Kinds that have no `spec` to be filled. */
const withoutSpec: ReadonlySet<string> = new Set(["ConfigMap", "Secret"]);

/** Fills an object of a built-in kind, in place. */
export function applyObjectDefaults(kind: string, object: Draft): void {
  const defaulter = defaulters[kind];
  if (defaulter !== undefined) defaulter(object, withoutSpec.has(kind) ? {} : objectIn(object, "spec"));
}

function templateOf(spec: Draft): void {
  const template = objectIn(spec, "template");
  const metadata = objectIn(template, "metadata");
  dropEmpty(metadata, ["labels", "annotations", "name", "namespace"]);
  applyPodSpecDefaults(objectIn(template, "spec"));
}

/** States of objects that have just been made; other kinds keep the status that they came with. */
const initialStatus: Readonly<Record<string, Draft>> = {
  Pod: { phase: "Pending" },
  Deployment: {},
  ReplicaSet: { replicas: 0 },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
  DaemonSet: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  Service: { loadBalancer: {} },
  Namespace: { phase: "Active" },
  PersistentVolume: { phase: "Pending" },
  PersistentVolumeClaim: { phase: "Pending" },
};

/** Kinds that carry `metadata.generation`; custom resources do too. */
export const kindsWithGeneration: ReadonlySet<string> = new Set([
  "Pod",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "EndpointSlice",
  "NetworkPolicy",
  "Ingress",
  "PodDisruptionBudget",
  "Job",
  "CronJob",
]);

/** Puts a new object of a built-in kind into its first state. */
export function resetStatus(kind: string, object: Draft): void {
  const status = initialStatus[kind];
  if (status !== undefined) object["status"] = structuredClone(status);
  else if (!isDraft(object["status"])) delete object["status"];
}
