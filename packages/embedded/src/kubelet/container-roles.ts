/**
 * What the containers of a pod are for: they differ in when they start, whether they are started again, and what waits for them.
 * @module
 */
import type { Container, Pod } from "@aiops-gym/cluster";

/** `sidecar`: an init container that is to run on, beside the others. */
export type ContainerRole = "init" | "sidecar" | "main" | "ephemeral";

/** The list of a pod's spec that containers of a role stand in. */
export const specLists: Readonly<Record<ContainerRole, "initContainers" | "containers" | "ephemeralContainers">> = {
  init: "initContainers",
  sidecar: "initContainers",
  main: "containers",
  ephemeral: "ephemeralContainers",
};

/** The role of an init container. */
export function initRole({ restartPolicy }: Container): ContainerRole {
  return restartPolicy === "Always" ? "sidecar" : "init";
}

/** Names and roles of a pod's containers: init containers first, then the others, in the order of the spec. */
export function rolesOf({ spec }: Pod): readonly { readonly name: string; readonly role: ContainerRole }[] {
  return [
    ...(spec.initContainers ?? []).map((container) => ({ name: container.name, role: initRole(container) })),
    ...spec.containers.map(({ name }) => ({ name, role: "main" as const })),
    ...(spec.ephemeralContainers ?? []).map(({ name }) => ({ name, role: "ephemeral" as const })),
  ];
}

/** The container of a pod's specification by name. */
export function findContainer({ spec }: Pod, name: string): Container | undefined {
  return (
    spec.containers.find((container) => container.name === name) ??
    spec.initContainers?.find((container) => container.name === name) ??
    spec.ephemeralContainers?.find((container) => container.name === name)
  );
}
