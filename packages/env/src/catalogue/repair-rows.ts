/**
 * The catalogue's entries that look and repair, as a table: kind by kind, in the order in which they are numbered.
 * @module
 */
import { manifestsOf, type ShippedWorkload, shippedPorts, shippedVolumes, shippedWorkload } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import type { CatalogueRow } from "./catalogue-entry.ts";

/** Entries of one kind. */
export interface RowKind {
  /** Name of the action, or of what the entry is for. */
  readonly kind: string;
  rows(application: Application): readonly CatalogueRow[];
}

/** How long `wait` lasts, seconds. */
const waits = [10, 60, 300] as const;
/** `scale`: times as many pods as the application ships. */
const replicaFactors = [0, 1, 2, 3] as const;
/** `scale` takes no more. */
const mostReplicas = 50;
/** `set_resources`: times the limits that the application ships. */
const limitFactors = [1, 2] as const;
/** Nodes that entries exist for: the first ones by name. */
export const nodeSlots = 4;

/** A row a service that has pods. */
function eachWorkload(
  kind: string,
  rows: (service: string, workload: ShippedWorkload) => readonly Omit<CatalogueRow, "needs">[],
): RowKind {
  return {
    kind,
    rows: (application) =>
      application.services.flatMap((service) => {
        const workload = shippedWorkload(application, service);
        if (workload === undefined) return [];
        return rows(service, workload).map((row) => ({ ...row, needs: [{ kind: "workload", service }] }));
      }),
  };
}

/** A row a service, of an action whose one argument it is. */
function onService(name: string, describe: (service: string) => string): RowKind {
  return eachWorkload(name, (service) => [
    { id: `${name} ${service}`, description: describe(service), action: { name, arguments: { service } } },
  ]);
}

/** A row a node slot. */
function onNode(name: string, description: string): RowKind {
  return {
    kind: name,
    rows: () =>
      Array.from({ length: nodeSlots }, (_, slot) => ({
        id: `${name} ${slot}`,
        description: `${description} number ${slot}, by name`,
        action: { name, arguments: {} },
        needs: [{ kind: "node", slot }],
      })),
  };
}

/** A row an account of a store. */
function onAccount(name: string, description: string): RowKind {
  return {
    kind: name,
    rows: ({ accounts = [] }) =>
      accounts.map(({ store, user }) => ({
        id: `${name} ${store} ${user}`,
        description: `${description} ${user} in ${store}, as the application has it`,
        action: { name, arguments: { store, user } },
        needs: [{ kind: "workload", service: store }],
      })),
  };
}

/** `2 × "500m"` is `"1000m"`. */
function times(quantity: string, factor: number): string {
  const unit = quantity.replace(/^[\d.]+/, "");
  return `${Number(quantity.slice(0, quantity.length - unit.length)) * factor}${unit}`;
}

/** All but `submit`. */
export const repairKinds: readonly RowKind[] = [
  {
    kind: "wait",
    rows: () =>
      waits.map((seconds) => ({
        id: `wait ${seconds}`,
        description: `do nothing and observe for ${seconds} s`,
        action: { name: "wait", arguments: { seconds } },
        needs: [],
      })),
  },
  {
    kind: "get_logs",
    rows: ({ namespace, services }) =>
      services.map((service) => ({
        id: `get_logs ${service}`,
        description: `read the log of ${service}`,
        action: { name: "get_logs", arguments: { namespace, service } },
        needs: [{ kind: "workload", service }],
      })),
  },
  onService("restart", (service) => `replace the pods of ${service} one by one`),
  onService("delete_pods", (service) => `delete the pods of ${service} at once`),
  onService("rollback", (service) => `take ${service} back to the revision before`),
  {
    kind: "restore_service",
    rows: (application) =>
      application.services
        .filter((service) => manifestsOf(application, service).length > 0)
        .map((service) => ({
          id: `restore_service ${service}`,
          description: `make the objects of ${service} what the application ships`,
          action: { name: "restore_service", arguments: { service } },
          needs: [],
        })),
  },
  eachWorkload("scale", (service, { replicas }) =>
    replicaFactors.map((factor) => ({
      id: `scale ${service} ${factor}x`,
      description: `give ${service} ${factor} times the pods that the application ships`,
      action: { name: "scale", arguments: { service, replicas: Math.min(replicas * factor, mostReplicas) } },
    })),
  ),
  eachWorkload("set_image", (service, { containers }) =>
    containers.map(({ name: container, image }) => ({
      id: `set_image ${service} ${container}`,
      description: `have container ${container} of ${service} run the image that the application ships`,
      action: { name: "set_image", arguments: { service, image, container } },
    })),
  ),
  eachWorkload("set_resources", (service, { containers }) => {
    const { cpu, memory } = containers[0]?.resources?.limits ?? {};
    if (cpu === undefined && memory === undefined) return [];
    return limitFactors.map((factor) => ({
      id: `set_resources ${service} ${factor}x`,
      description: `give ${service} ${factor} times the limits that the application ships`,
      action: {
        name: "set_resources",
        arguments: {
          service,
          ...(cpu === undefined ? {} : { cpu: times(cpu, factor) }),
          ...(memory === undefined ? {} : { memory: times(memory, factor) }),
        },
      },
    }));
  }),
  eachWorkload("set_env", (service, { containers }) =>
    (containers[0]?.env ?? []).flatMap(({ name: variable, value }) =>
      value === undefined
        ? []
        : [
            {
              id: `set_env ${service} ${variable}`,
              description: `give variable ${variable} of ${service} the value that the application ships`,
              action: { name: "set_env", arguments: { service, variable, value } },
            },
          ],
    ),
  ),
  {
    kind: "set_target_port",
    rows: (application) =>
      application.services.flatMap((service) =>
        shippedPorts(application, service).map(({ port, targetPort }) => ({
          id: `set_target_port ${service} ${port}`,
          description: `have port ${port} of ${service} lead where the application ships it to`,
          action: { name: "set_target_port", arguments: { service, port, target_port: targetPort } },
          needs: [{ kind: "service", service }],
        })),
      ),
  },
  onService("remove_node_selector", (service) => `let the pods of ${service} run on any node`),
  onService("isolate", (service) => `let no new connection to or from ${service}`),
  onService("remove_network_policies", (service) => `delete the network policies over ${service}`),
  {
    kind: "recreate_volume",
    rows: (application) =>
      shippedVolumes(application).map((volume) => ({
        id: `recreate_volume ${volume}`,
        description: `make volume ${volume} anew, if no claim holds it`,
        action: { name: "recreate_volume", arguments: { volume } },
        needs: [],
      })),
  },
  onAccount("grant_role", "grant the roles of"),
  onAccount("create_user", "create"),
  onNode("cordon", "keep new pods from node"),
  onNode("uncordon", "let new pods come to node"),
];
