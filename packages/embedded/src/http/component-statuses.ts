/**
 * The states of the control plane's components, which the server still tells though it warns of them.
 * @module
 */
import { notFound, type Table, type TableColumn } from "@aiops-gym/cluster";
import { nameColumn } from "../apiserver/table/column-forms.ts";
import type { AnswerForm } from "./negotiate.ts";
import type { Answer } from "./respond.ts";

const components = ["controller-manager", "etcd-0", "scheduler"];
const head = { kind: "ComponentStatus", apiVersion: "v1" };

function statusOf(name: string): Readonly<Record<string, unknown>> {
  return { metadata: { name }, conditions: [{ type: "Healthy", status: "True", message: "ok" }] };
}

/**
 * All states, or one.
 *
 * @throws StatusError `NotFound` when there is no such component.
 */
export function answerComponentStatus({ as }: AnswerForm, name: string | undefined): Answer {
  const wanted = name === undefined ? components : components.filter((one) => one === name);
  // in this place the server names the kind
  if (wanted.length === 0) throw notFound({ group: "", plural: "componentstatus" }, name ?? "");
  if (as === "Table") return { object: tableOf(wanted) };
  if (name !== undefined) return { object: { ...head, ...statusOf(name) } };
  const list = { kind: "ComponentStatusList", apiVersion: "v1", metadata: {} };
  return { object: { ...list, items: wanted.map(statusOf) } };
}

function column(name: string): TableColumn {
  return { name, type: "string", format: "", description: `${name} of the component conditions`, priority: 0 };
}

function tableOf(names: readonly string[]): Table {
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: {},
    columnDefinitions: [nameColumn, ...["Status", "Message", "Error"].map(column)],
    rows: names.map((name) => ({
      cells: [name, "Healthy", "ok", ""],
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: { name } } as never,
    })),
  };
}
