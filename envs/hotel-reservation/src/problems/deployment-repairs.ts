/**
 * Repairs of Deployments with a wrong image, program or number of replicas, and of volumes that are still bound.
 * @module
 */
import type { Json } from "@aiops-gym/cluster";
import type { Action, Repair } from "@aiops-gym/problems";
import { type ShellActions, shell } from "./shell-action.ts";

function patchContainer(service: string, container: Readonly<Record<string, Json>>): Action {
  return {
    name: "patch",
    arguments: {
      kind: "deployment",
      name: service,
      type: "strategic",
      patch: { spec: { template: { spec: { containers: [{ name: `hotel-reserv-${service}`, ...container }] } } } },
    },
  };
}

/** For an image that was built with a wrong configuration. */
export function imageRepairs(
  { service, image, goodImage }: { readonly service: string; readonly image: string; readonly goodImage: string },
  { kubectl, deleteAndApply }: ShellActions,
): readonly Repair[] {
  return [
    { name: "undo the rollout", actions: [kubectl(`rollout undo deployment/${service}`)] },
    {
      name: "set the image",
      actions: [kubectl(`set image deployment/${service} hotel-reserv-${service}=${goodImage}`)],
    },
    {
      name: "delete the deployment and apply it again, corrected",
      actions: deleteAndApply(service, `s|${image}|${goodImage}|`),
    },
    { name: "patch the image", actions: [patchContainer(service, { image: goodImage })] },
  ];
}

/** For a container that runs another service's program. */
export function programRepairs(
  { service, program }: { readonly service: string; readonly program: string },
  { kubectl, deleteAndApply }: ShellActions,
): readonly Repair[] {
  const patch = `[{"op": "replace", "path": "/spec/template/spec/containers/0/command", "value": ["${service}"]}]`;
  const edit = `s|- ${program}$|- ${service}|`;
  return [
    { name: "patch the command", actions: [kubectl(`patch deployment ${service} --type=json -p '${patch}'`)] },
    { name: "delete the deployment and apply it again, corrected", actions: deleteAndApply(service, edit) },
    {
      name: "replace the deployment, corrected",
      actions: [kubectl(`get deployment ${service} -o yaml | sed '${edit}' | kubectl replace --force -f -`)],
    },
    { name: "patch the command by the typed action", actions: [patchContainer(service, { command: [service] })] },
  ];
}

/** For a Deployment that was scaled to nothing. */
export function scaleRepairs(
  { service, replicas }: { readonly service: string; readonly replicas: number },
  { kubectl, deleteAndApply }: ShellActions,
): readonly Repair[] {
  return [
    { name: "scale it", actions: [kubectl(`scale deployment ${service} --replicas=${replicas}`)] },
    {
      name: "delete the deployment and apply it again, corrected",
      actions: deleteAndApply(service, `s|replicas: 0|replicas: ${replicas}|`),
    },
    { name: "scale it by the typed action", actions: [{ name: "scale", arguments: { service, replicas } }] },
  ];
}

const volumeManifest = (volume: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${volume}-pv` },
    spec: {
      volumeMode: "Filesystem",
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      storageClassName: `${volume}-storage`,
      hostPath: { path: `/data/volumes/${volume}-pv`, type: "DirectoryOrCreate" },
    },
  });

/**
 * For volumes that still belong to claims that are gone.
 *
 * @param volumes - Databases, without `-pv`.
 */
export function volumeRepairs(volumes: readonly string[]): readonly Repair[] {
  const each = (command: string): Action => shell(`for v in ${volumes.join(" ")}; do ${command}; done`);
  return [
    {
      name: "release the volumes from the claims of before",
      actions: [each(`kubectl patch pv $v-pv --type=json -p '[{"op": "remove", "path": "/spec/claimRef"}]'`)],
    },
    {
      name: "delete the volumes and apply them again",
      actions: [
        shell(`kubectl delete pv ${volumes.map((volume) => `${volume}-pv`).join(" ")}`),
        shell(
          `cat > /tmp/volumes.yaml <<'END'\n${volumes.map(volumeManifest).join("\n---\n")}\nEND\nkubectl apply -f /tmp/volumes.yaml`,
        ),
      ],
    },
    {
      name: "let the volumes accept the new claims",
      actions: [each(`kubectl patch pv $v-pv -p '{"spec": {"claimRef": {"uid": null, "resourceVersion": null}}}'`)],
    },
  ];
}
