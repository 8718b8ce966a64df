/**
 * Who is who in a stateful set: names, ordinals, labels and claims of its pods.
 * @module
 */
import type { Manifest, Pod, PodTemplateSpec, StatefulSet, Volume } from "@aiops-gym/cluster";
import { podOfTemplate } from "../pod-control.ts";

export const revisionLabel = "controller-revision-hash";
const nameLabel = "statefulset.kubernetes.io/pod-name";
const indexLabel = "apps.kubernetes.io/pod-index";

/** The name before the last dash of a pod's name, and the number after it; -1 when there is none. */
export function parentAndOrdinal(name: string): { readonly parent: string; readonly ordinal: number } {
  const [, parent, digits] = /^(.*)-(\d+)$/s.exec(name) ?? [];
  const ordinal = Number(digits);
  if (parent === undefined || ordinal > 2_147_483_647) return { parent: parent ?? "", ordinal: -1 };
  return { parent, ordinal };
}

/** The number of a pod. */
export function ordinalOf({ metadata }: Pod): number {
  return parentAndOrdinal(metadata.name).ordinal;
}

/** Whether a pod's name is one that the set gives. */
export function isMember({ metadata }: StatefulSet, pod: Pod): boolean {
  return parentAndOrdinal(pod.metadata.name).parent === metadata.name;
}

/** The first ordinal. */
export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

/** Whether the set wants a pod of this number. */
export function isWanted(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinal(set);
  return ordinal >= start && ordinal < start + set.spec.replicas;
}

/** The pod's name. */
export function podName({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`;
}

/** Which template a pod was made of, by the name of its revision. */
export function revisionOfPod({ metadata }: Pod): string {
  return metadata.labels?.[revisionLabel] ?? "";
}

/** The claims that a pod of this number has, as they are to be. */
export function claimsOf(set: StatefulSet, ordinal: number): readonly (Manifest & { readonly template: string })[] {
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map((claim) => {
    const template = claim.metadata.name ?? "";
    return {
      ...claim,
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        ...claim.metadata,
        name: `${template}-${podName(set, ordinal)}`,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...claim.metadata.labels, ...set.spec.selector.matchLabels },
      },
      template,
    };
  });
}

/** A template's volumes with those of the claims, which hide volumes of their names. */
function withClaims(set: StatefulSet, ordinal: number, volumes: readonly Volume[] = []): readonly Volume[] {
  const claims = claimsOf(set, ordinal);
  const names = new Set(claims.map(({ template }) => template));
  const claimed = claims.map(
    ({ template, metadata }): Volume => ({
      name: template,
      persistentVolumeClaim: { claimName: metadata.name ?? "" },
    }),
  );
  return [...claimed, ...volumes.filter(({ name }) => !names.has(name))];
}

/** The labels that tell a pod's identity. */
export function identityLabels(name: string): Readonly<Record<string, string>> {
  return { [nameLabel]: name, [indexLabel]: String(parentAndOrdinal(name).ordinal) };
}

/** Whether a pod carries the label of its name. */
export function hasIdentity({ metadata }: Pod): boolean {
  return metadata.labels?.[nameLabel] === metadata.name;
}

/** A pod of a number, made of one of the set's templates. */
export function newPod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Manifest {
  const manifest = podOfTemplate(set, template);
  const name = podName(set, ordinal);
  const volumes = withClaims(set, ordinal, template.spec.volumes);
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      name,
      labels: { ...manifest.metadata.labels, ...identityLabels(name), [revisionLabel]: revision },
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec.serviceName === undefined ? {} : { subdomain: set.spec.serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  };
}
