/**
 * Finding the objects of a service by the application's service label.
 * @module
 */
import { type Deployment, isNotFound, type ObjectReference, type Pod } from "@aiops-gym/cluster";
import type { FaultContext } from "../fault.ts";

/** The service's pods, by name. */
export async function podsOf(
  { cluster, application, namespace }: FaultContext,
  service: string,
): Promise<readonly Pod[]> {
  const labelSelector = `${application.serviceLabel}=${service}`;
  const { items } = await cluster.api.list<Pod>({ apiVersion: "v1", kind: "Pod", namespace, labelSelector });
  return items;
}

/** Deletes the service's pods, so that their owner makes new ones. */
export async function restartPods(context: FaultContext, service: string): Promise<void> {
  for (const pod of await podsOf(context, service)) {
    await context.cluster.api.delete(podReference(pod)).catch(ignoreNotFound);
  }
}

/** Names a pod. */
export function podReference({ metadata }: Pod): ObjectReference {
  return { apiVersion: "v1", kind: "Pod", namespace: metadata.namespace ?? "default", name: metadata.name };
}

/** Names a service's deployment, which has the service's name. */
export function deploymentReference({ namespace }: FaultContext, service: string): ObjectReference {
  return { apiVersion: "apps/v1", kind: "Deployment", namespace, name: service };
}

/** The service's deployment. */
export function getDeployment(context: FaultContext, service: string): Promise<Deployment> {
  return context.cluster.api.get<Deployment>(deploymentReference(context, service));
}

/** For deletions of what may be gone already. */
export function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
