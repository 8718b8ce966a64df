/**
 * What admission adds to a new pod: its service account's token, default tolerations, its priority.
 * @module
 */
import { forbidden, type KindInfo, type PodSpec } from "@aiops-gym/cluster";
import { nextNameSuffix } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { containersIn } from "../defaults/pod-spec.ts";
import { type Draft, draftOf, listIn, objectIn } from "../draft.ts";
import { qosClassOf } from "../quality-of-service.ts";
import { getObject } from "../store.ts";

/** Where a service account's token is mounted. */
export const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

const tokenVolume = {
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { items: [{ key: "ca.crt", path: "ca.crt" }], name: "kube-root-ca.crt" } },
      {
        downwardAPI: {
          items: [{ fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" }, path: "namespace" }],
        },
      },
    ],
  },
};

const defaultTolerations: readonly Draft[] = ["not-ready", "unreachable"].map((state) => ({
  effect: "NoExecute",
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  tolerationSeconds: 300,
}));

/** Priorities that every cluster has. */
const systemPriorities: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

/**
 * Completes a new pod, in place.
 *
 * @throws StatusError `Forbidden` when its service account or priority class does not exist.
 */
export function admitPod(sim: Simulation, info: KindInfo, pod: Draft, namespace: string): void {
  const spec = objectIn(pod, "spec");
  const name = String(objectIn(pod, "metadata")["name"] ?? "");
  admitServiceAccount(sim, info, spec, namespace, name);
  admitPriority(sim, info, spec, name);
  const tolerations = [...listIn(spec, "tolerations")];
  for (const toleration of defaultTolerations) {
    if (!tolerations.some((given) => tolerates(given, toleration))) tolerations.push(draftOf(toleration));
  }
  spec["tolerations"] = tolerations;
}

/** Puts the class of its resources into a new pod's status. */
export function classifyPod(pod: Draft): void {
  objectIn(pod, "status")["qosClass"] = qosClassOf(pod["spec"] as PodSpec);
}

function tolerates(given: Draft, wanted: Draft): boolean {
  const anyKey = (given["key"] ?? "") === "" && given["operator"] === "Exists";
  const anyEffect = (given["effect"] ?? "") === "";
  return (anyKey || given["key"] === wanted["key"]) && (anyEffect || given["effect"] === wanted["effect"]);
}

function admitServiceAccount(sim: Simulation, info: KindInfo, spec: Draft, namespace: string, name: string): void {
  const account = String(spec["serviceAccountName"] ?? "default");
  spec["serviceAccountName"] = account;
  spec["serviceAccount"] = account;
  const stored = getObject(sim, "ServiceAccount", namespace, account);
  if (stored === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw forbidden(info, name, why);
  }
  if (spec["automountServiceAccountToken"] === false) return;
  if (spec["automountServiceAccountToken"] === undefined && stored["automountServiceAccountToken"] === false) return;
  const needing = containersIn(spec).filter(
    (container) => !listIn(container, "volumeMounts").some((mount) => mount["mountPath"] === tokenPath),
  );
  if (needing.length === 0) return;
  const volume = `kube-api-access-${nextNameSuffix(sim.random("apiserver/token-volume"))}`;
  for (const container of needing) {
    const mount = { mountPath: tokenPath, name: volume, readOnly: true };
    container["volumeMounts"] = [...listIn(container, "volumeMounts"), mount];
  }
  spec["volumes"] = [...listIn(spec, "volumes"), { name: volume, ...draftOf(tokenVolume) }];
}

function admitPriority(sim: Simulation, info: KindInfo, spec: Draft, name: string): void {
  const className = spec["priorityClassName"];
  let priority = 0;
  let preemption: unknown = "PreemptLowerPriority";
  if (typeof className === "string") {
    const stored = getObject(sim, "PriorityClass", undefined, className);
    const value = stored?.["value"] ?? systemPriorities[className];
    if (value === undefined) throw forbidden(info, name, `no PriorityClass with name ${className} was found`);
    priority = Number(value);
    preemption = stored?.["preemptionPolicy"] ?? preemption;
  }
  spec["priority"] = priority;
  if (spec["preemptionPolicy"] === undefined) spec["preemptionPolicy"] = preemption;
}
