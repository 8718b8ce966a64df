/**
 * Volumes of a pod on its node: whether they can be mounted, and what containers find where.
 * @module
 */
import type { ConfigMap, Container, KubeObject, PersistentVolumeClaim, Pod, Secret, Volume } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerMount, MountSource } from "../runtime/runtime-state.ts";
import { hostPathProblem } from "./host-paths.ts";

interface Keyed {
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

/** Why a volume cannot be mounted, in the kubelet's words; `undefined` when it can. */
export function mountProblem(sim: Simulation, nodeName: string, pod: Pod, volume: Volume): string | undefined {
  const namespace = pod.metadata.namespace ?? "";
  const { configMap, secret, persistentVolumeClaim, projected, hostPath } = volume;
  if (hostPath !== undefined) return hostPathProblem(sim, nodeName, hostPath.path, hostPath.type ?? "");
  if (configMap !== undefined) {
    const stored = getObject<ConfigMap>(sim, "ConfigMap", namespace, configMap.name);
    return keyedProblem("configmap", configMap.name, stored, stored?.data, configMap);
  }
  if (secret !== undefined) {
    const stored = getObject<Secret>(sim, "Secret", namespace, secret.secretName);
    return keyedProblem("secret", secret.secretName, stored, stored?.data, secret);
  }
  if (persistentVolumeClaim !== undefined) return claimProblem(sim, namespace, persistentVolumeClaim.claimName);
  const { sources = [] } = (projected ?? {}) as { readonly sources?: readonly ProjectedSource[] };
  const problems = sources.flatMap((part) => projectedProblem(sim, namespace, part) ?? []);
  return problems.length > 1 ? `[${problems.join(", ")}]` : problems[0];
}

interface ProjectedSource {
  readonly configMap?: Keyed & { readonly name: string };
  readonly secret?: Keyed & { readonly name: string };
}

function projectedProblem(sim: Simulation, namespace: string, part: ProjectedSource): string | undefined {
  const { configMap, secret } = part;
  if (configMap !== undefined) {
    const stored = getObject<ConfigMap>(sim, "ConfigMap", namespace, configMap.name);
    return keyedProblem("configmap", configMap.name, stored, stored?.data, configMap);
  }
  if (secret === undefined) return undefined;
  const stored = getObject<Secret>(sim, "Secret", namespace, secret.name);
  return keyedProblem("secret", secret.name, stored, stored?.data, secret);
}

function keyedProblem(
  kind: "configmap" | "secret",
  name: string,
  stored: KubeObject | undefined,
  data: Readonly<Record<string, string>> | undefined,
  { optional, items }: Keyed,
): string | undefined {
  if (optional === true) return undefined;
  if (stored === undefined) return `${kind} "${name}" not found`;
  const missing = items?.find(({ key }) => data?.[key] === undefined);
  if (missing === undefined) return undefined;
  return kind === "configmap"
    ? `configmap references non-existent config key: ${missing.key}`
    : `references non-existent secret key: ${missing.key}`;
}

function claimProblem(sim: Simulation, namespace: string, name: string): string | undefined {
  const claim = getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", namespace, name);
  if (claim === undefined)
    return `error processing PVC ${namespace}/${name}: failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`;
  return claim.status.phase === "Bound" ? undefined : `error processing PVC ${namespace}/${name}: PVC is not bound`;
}

/** What a container finds where. Mounts of the service account's token are left out. */
export function mountsOf(pod: Pod, { volumeMounts = [] }: Container): readonly ContainerMount[] {
  const mounts: ContainerMount[] = [];
  for (const { name, mountPath, subPath, readOnly } of volumeMounts) {
    const volume = pod.spec.volumes?.find((candidate) => candidate.name === name);
    const source = volume === undefined ? undefined : sourceOf(volume);
    if (source === undefined) continue;
    mounts.push({
      path: mountPath,
      source,
      ...(subPath === undefined ? {} : { subPath }),
      ...(readOnly === undefined ? {} : { readOnly }),
    });
  }
  return mounts;
}

function sourceOf({
  name,
  configMap,
  secret,
  persistentVolumeClaim,
  hostPath,
  projected,
}: Volume): MountSource | undefined {
  if (configMap !== undefined) return { kind: "configMap", name: configMap.name };
  if (secret !== undefined) return { kind: "secret", name: secret.secretName };
  if (persistentVolumeClaim !== undefined) return { kind: "claim", name: persistentVolumeClaim.claimName };
  if (hostPath !== undefined) return { kind: "hostPath", name: hostPath.path };
  return projected === undefined ? { kind: "emptyDir", name } : undefined;
}
