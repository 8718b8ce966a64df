/**
 * The typed actions that bring back what is broken or gone: `delete_pods`, `restore_service`, `recreate_volume`.
 * @module
 */
import {
  isNotFound,
  type KubeObject,
  type Manifest,
  type ObjectReference,
  type PersistentVolume,
} from "@aiops-gym/cluster";
import { z } from "zod";
import { type ActionContext, type ActionDefinition, defineAction, done, refused } from "../action-definition.ts";
import { kubectl, service, workloadOf } from "../on-workload.ts";
import { manifestsOf } from "../shipped-manifests.ts";

const serviceSchema = z.strictObject({ service });
const volumeSchema = z.strictObject({
  volume: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/, "the name of a PersistentVolume")
    .describe("The name of the PersistentVolume"),
});

/** `kubectl delete pod -l`. */
export const deletePods: ActionDefinition<typeof serviceSchema> = defineAction({
  name: "delete_pods",
  description: "Deletes all pods of a service at once; its deployment makes new ones.",
  schema: serviceSchema,
  effect: "write",
  latencySeconds: 2,
  async execute(context, { service }) {
    const { services, serviceLabel } = context.application;
    if (!services.includes(service)) {
      // kubectl finds no pods of it, and takes that for done
      const workload = await workloadOf(context, service);
      if (typeof workload !== "string") return workload;
    }
    return kubectl(context, ["delete", "pods", "-l", `${serviceLabel}=${service}`, "--wait=false"]);
  },
});

/** Applies the application's own manifests of a service. */
export const restoreService: ActionDefinition<typeof serviceSchema> = defineAction({
  name: "restore_service",
  description:
    "Makes the Deployment, Service and configuration of a service what the application ships; what was deleted is created anew.",
  schema: serviceSchema,
  effect: "write",
  latencySeconds: 5,
  async execute(context, { service }) {
    const shipped = manifestsOf(context.application, service);
    if (shipped.length === 0) {
      return refused(
        `The application ships no service ${JSON.stringify(service)}; expected one of ${context.application.services.join(", ")}.`,
      );
    }
    const lines: string[] = [];
    for (const manifest of shipped) lines.push(await restore(context, manifest));
    return done(lines.join("\n"));
  },
});

/** Makes one object what its manifest says, and says what was done. */
async function restore({ api, application }: ActionContext, manifest: Manifest): Promise<string> {
  const { apiVersion, kind, metadata } = manifest;
  const { name = "" } = metadata;
  const label = `${kind.toLowerCase()}/${name}`;
  const namespace = metadata.namespace ?? application.namespace;
  const wanted: Manifest = { ...manifest, metadata: { ...metadata, namespace } };
  const present = await find(api, { apiVersion, kind, namespace, name });
  if (present === undefined) {
    await api.create(wanted);
    return `${label} created`;
  }
  // a claim's spec cannot change once it is there
  if (kind === "PersistentVolumeClaim") return `${label} unchanged`;
  const after = await api.update(replacement(present, wanted));
  const changed = after.metadata.resourceVersion !== present.metadata.resourceVersion;
  return `${label} ${changed ? "restored" : "unchanged"}`;
}

/** The shipped object with what the cluster gave the present one: its address, its labels and notes. */
function replacement(present: KubeObject, wanted: Manifest): Manifest {
  const { labels, annotations } = present.metadata;
  const metadata = {
    ...wanted.metadata,
    labels: { ...labels, ...wanted.metadata.labels },
    annotations: { ...annotations, ...wanted.metadata.annotations },
  };
  if (wanted.kind !== "Service") return { ...wanted, metadata };
  const { clusterIP, clusterIPs } = present.spec as { readonly clusterIP?: string; readonly clusterIPs?: string[] };
  const address = {
    ...(clusterIP === undefined ? {} : { clusterIP }),
    ...(clusterIPs === undefined ? {} : { clusterIPs }),
  };
  return { ...wanted, metadata, spec: { ...(wanted["spec"] as object), ...address } };
}

async function find(api: ActionContext["api"], ref: ObjectReference): Promise<KubeObject | undefined> {
  try {
    return await api.get(ref);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

/** Deletes a volume that no claim holds, and creates it anew: claims that wait for it are bound. */
export const recreateVolume: ActionDefinition<typeof volumeSchema> = defineAction({
  name: "recreate_volume",
  description:
    "Creates a PersistentVolume anew that is gone, or whose claim is gone, so that another claim can have it.",
  schema: volumeSchema,
  effect: "write",
  latencySeconds: 5,
  async execute(context, { volume }) {
    const { api, application } = context;
    const ref: ObjectReference = { apiVersion: "v1", kind: "PersistentVolume", name: volume };
    const present = (await find(api, ref)) as PersistentVolume | undefined;
    const shipped = application.manifests.find(
      ({ kind, metadata }) => kind === "PersistentVolume" && metadata.name === volume,
    );
    if (present === undefined && shipped === undefined)
      return refused(`There is no PersistentVolume ${JSON.stringify(volume)}, and the application ships none.`);
    if (present !== undefined && present.status.phase === "Bound")
      return refused(`PersistentVolume ${volume} is bound to a claim, whose data would be lost. Nothing was changed.`);
    if (present !== undefined) {
      // waits until it is gone
      const deleted = await kubectl(context, ["delete", "persistentvolume", volume, "--timeout=60s"]);
      if (!deleted.ok) return deleted;
    }
    const { claimRef: _, ...spec } = (shipped?.["spec"] ?? present?.spec ?? {}) as Readonly<Record<string, unknown>>;
    await api.create({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { ...shipped?.metadata, name: volume },
      spec,
    } as Manifest);
    return done(`persistentvolume/${volume} ${present === undefined ? "created" : "recreated"}`);
  },
});
