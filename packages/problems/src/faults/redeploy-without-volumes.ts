/**
 * AIOpsLab's `redeploy_without_PV`: the namespace is deleted and the application applied again, but the volumes of before
 * are kept: they are `Released`, still bound to claims that are gone, so the new claims stay `Pending`.
 * @module
 */
import { isNotFound, type ObjectReference, type PersistentVolume } from "@aiops-gym/cluster";
import { z } from "zod";
import { defineFault, type Fault, type FaultContext } from "../fault.ts";

/** Which services suffer at the root. */
export interface RedeployParameters {
  /** Services whose claims stay pending. */
  readonly stores: readonly string[];
  /** Volumes that are made available again, so that their claims are bound; none by default. */
  readonly freedVolumes?: readonly string[] | undefined;
}

const parameters: z.ZodType<RedeployParameters> = z.object({
  stores: z.array(z.string()),
  freedVolumes: z.array(z.string()).optional(),
});

/** Longest wait for the namespace to go, and how often to look; AIOpsLab sleeps 15 s and goes on. */
const deletionSeconds = 90;
const pollSeconds = 3;

async function deleteNamespace({ cluster, namespace, signal }: FaultContext): Promise<void> {
  const ref: ObjectReference = { apiVersion: "v1", kind: "Namespace", name: namespace };
  await cluster.api.delete(ref);
  for (let waited = 0; waited < deletionSeconds; waited += pollSeconds) {
    await cluster.clock.sleep(pollSeconds, signal);
    const gone = await cluster.api.get(ref).then(
      () => false,
      (error: unknown) => {
        if (isNotFound(error)) return true;
        throw error;
      },
    );
    if (gone) return;
  }
}

async function applyManifests({ cluster, application, namespace }: FaultContext): Promise<void> {
  const { api } = cluster;
  await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  for (const manifest of application.manifests) {
    if (manifest.kind === "Namespace") continue;
    const clusterScoped = manifest.kind === "PersistentVolume" || manifest.kind === "StorageClass";
    const metadata = clusterScoped ? manifest.metadata : { namespace, ...manifest.metadata };
    await api.create({ ...manifest, metadata }).catch((error: unknown) => {
      // Volumes of before are kept: that is the fault.
      if (!(clusterScoped && error instanceof Error && "reason" in error && error.reason === "AlreadyExists"))
        throw error;
    });
  }
}

/** Lets released volumes be bound again. */
async function freeVolumes({ cluster }: FaultContext, chosen: (name: string) => boolean): Promise<void> {
  const { items } = await cluster.api.list<PersistentVolume>({ apiVersion: "v1", kind: "PersistentVolume" });
  for (const { metadata, status } of items) {
    if (status.phase !== "Released" || !chosen(metadata.name)) continue;
    const ref = { apiVersion: "v1", kind: "PersistentVolume", name: metadata.name };
    await cluster.api.patch(ref, { type: "merge", body: { spec: { claimRef: null } } });
  }
}

/** The application is redeployed while its volumes still belong to the old claims. */
export const redeployWithoutVolumes: Fault<RedeployParameters> = defineFault({
  name: "redeploy_without_pv",
  description: "Deletes the application's namespace and applies it again without making its volumes available.",
  parameters,
  async inject(context, { freedVolumes = [] }) {
    await deleteNamespace(context);
    if (freedVolumes.length > 0) {
      // Volumes learn a moment later that their claims are gone.
      await context.cluster.clock.sleep(pollSeconds, context.signal);
      await freeVolumes(context, (name) => freedVolumes.includes(name));
    }
    await applyManifests(context);
  },
  recover: (context) => freeVolumes(context, () => true),
  groundTruth: ({ stores }) => ({
    components: stores.map((store) => [store]),
    systemLevel: "Virtualization",
    faultType: "Operation Error",
  }),
});
