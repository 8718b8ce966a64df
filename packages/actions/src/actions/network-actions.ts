/**
 * The typed actions on who may talk to a service: `isolate`, `remove_network_policies`.
 * @module
 */
import { type KubeObject, type LabelSelector, type Labels, labelMatcher, type Manifest } from "@aiops-gym/cluster";
import { z } from "zod";
import { type ActionDefinition, defineAction, done, refused } from "../action-definition.ts";
import { labelsOfPods, service } from "../on-workload.ts";

const serviceSchema = z.strictObject({ service });
const policyKind = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" } as const;

/** A policy that lets nothing in or out: as with any policy, it is the cluster's network plugin that says what becomes of open connections. */
export const isolate: ActionDefinition<typeof serviceSchema> = defineAction({
  name: "isolate",
  description:
    "Lets no new connection to or from the pods of a service, until remove_network_policies. Connections that are open may stay.",
  schema: serviceSchema,
  effect: "write",
  latencySeconds: 2,
  async execute({ api, application }, { service }) {
    if (!application.services.includes(service))
      return refused(
        `The application has no service ${JSON.stringify(service)}; expected one of ${application.services.join(", ")}.`,
      );
    const policy: Manifest = {
      ...policyKind,
      metadata: { name: `isolate-${service}`, namespace: application.namespace },
      spec: {
        podSelector: { matchLabels: { [application.serviceLabel]: service } },
        policyTypes: ["Ingress", "Egress"],
      },
    };
    await api.create(policy);
    return done(`networkpolicy.networking.k8s.io/isolate-${service} created`);
  },
});

/** Deletes the policies over a service's pods, but for those that the application ships. */
export const removeNetworkPolicies: ActionDefinition<typeof serviceSchema> = defineAction({
  name: "remove_network_policies",
  description: "Deletes the network policies that keep the pods of a service from others; the application's own stay.",
  schema: serviceSchema,
  effect: "write",
  latencySeconds: 2,
  async execute({ api, application }, { service }) {
    const { namespace, manifests } = application;
    const shipped = new Set(
      manifests.flatMap(({ kind, metadata }) => (kind === "NetworkPolicy" ? [metadata.name] : [])),
    );
    const { items } = await api.list({ ...policyKind, namespace });
    const labels = await labelsOfPods(api, application, service);
    const found = items.filter((one) => !shipped.has(one.metadata.name) && podSelectorOf(one)(labels));
    if (found.length === 0) return refused(`No network policy is about the pods of ${service}. Nothing was changed.`);
    for (const { metadata } of found) await api.delete({ ...policyKind, namespace, name: metadata.name });
    return done(found.map(({ metadata }) => `networkpolicy.networking.k8s.io "${metadata.name}" deleted`).join("\n"));
  },
});

/** Which pods a policy is about: all of the namespace, without a selector. */
function podSelectorOf({ spec }: KubeObject): (labels: Labels) => boolean {
  const { podSelector = {} } = spec as { readonly podSelector?: LabelSelector };
  return labelMatcher(podSelector);
}
