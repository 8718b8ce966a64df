/**
 * What the typed actions share: kubectl in the application's namespace, and finding what runs a service.
 * @module
 */
import type { Application } from "@aiops-gym/application";
import { type KubeApi, type KubeObject, StatusError } from "@aiops-gym/cluster";
import { runKubectl } from "@aiops-gym/shell";
import { z } from "zod";
import { type ActionContext, type ActionReply, refused } from "./action-definition.ts";

/** The argument that names a service. */
export const service: z.ZodString = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of a service")
  .describe("The name of the service");

/** Runs kubectl in the application's namespace and replies with what it printed. */
export async function kubectl(context: ActionContext, argv: readonly string[]): Promise<ActionReply> {
  const { api, clock, application, signal } = context;
  const result = await runKubectl(
    { api, clock, namespace: application.namespace },
    { argv, ...(signal === undefined ? {} : { signal }) },
  );
  const text = `${result.stdout}${result.stderr}`.trimEnd();
  return { text: text === "" ? "nothing changed" : text, ok: result.exitCode === 0 };
}

const workloadKinds = ["Deployment", "StatefulSet"] as const;

/** `deployment/geo`: what runs a service's pods, found by its name or its pods' label. */
export async function workloadOf({ api, application }: ActionContext, name: string): Promise<string | ActionReply> {
  const known: string[] = [];
  try {
    for (const kind of workloadKinds) {
      const { items } = await api.list({ apiVersion: "apps/v1", kind, namespace: application.namespace });
      const found = findService(items, name, application.serviceLabel);
      if (found !== undefined) return `${kind.toLowerCase()}/${found.metadata.name}`;
      known.push(...items.map((one) => one.metadata.name));
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return refused(`Error from server (${error.reason}): ${error.message}`);
  }
  return refused(
    `No service ${JSON.stringify(name)} runs in namespace ${application.namespace}; expected one of ${known.join(", ") || "none"}.`,
  );
}

/** What {@link workloadOf} finds something for: names of Deployments and StatefulSets, and services by their pods' label. */
export async function workloadNames(
  api: Pick<KubeApi, "list">,
  namespace: string,
  serviceLabel: string,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const kind of workloadKinds) {
    const { items } = await api.list({ apiVersion: "apps/v1", kind, namespace });
    for (const one of items) {
      names.add(one.metadata.name);
      const service = podLabels(one)[serviceLabel];
      if (service !== undefined) names.add(service);
    }
  }
  return names;
}

/** The labels of a service's pods: those of what {@link workloadOf} finds, else the service's own label alone. */
export async function labelsOfPods(
  api: Pick<KubeApi, "list">,
  { namespace, serviceLabel }: Application,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  for (const kind of workloadKinds) {
    const { items } = await api.list({ apiVersion: "apps/v1", kind, namespace });
    const found = findService(items, name, serviceLabel);
    if (found !== undefined) return podLabels(found);
  }
  return { [serviceLabel]: name };
}

function findService<O extends KubeObject>(workloads: readonly O[], name: string, serviceLabel: string): O | undefined {
  return (
    workloads.find(({ metadata }) => metadata.name === name) ??
    workloads.find((one) => podLabels(one)[serviceLabel] === name)
  );
}

function podLabels(workload: KubeObject): Readonly<Record<string, string>> {
  const spec = workload.spec as {
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
  return spec.template?.metadata?.labels ?? {};
}

/** Runs kubectl on what runs a service's pods, `deployment/geo`. */
export async function onWorkload(
  context: ActionContext,
  name: string,
  argv: (workload: string) => readonly string[],
): Promise<ActionReply> {
  const workload = await workloadOf(context, name);
  return typeof workload === "string" ? kubectl(context, argv(workload)) : workload;
}
