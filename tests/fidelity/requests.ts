/**
 * A scenario's requests: how each step is sent, and what of its answer counts.
 * @module
 */
import {
  type Cluster,
  type KindInfo,
  type KubeApi,
  type KubeObject,
  kinds,
  type Manifest,
  type ObjectReference,
  type PodReference,
  StatusError,
} from "@aiops-gym/cluster";
import type { Answer } from "./run.ts";
import type { ScenarioStep, Target } from "./scenario.ts";

/** Sends a step's request and tells what came of it. */
export async function send(cluster: Cluster, namespace: string, step: ScenarioStep): Promise<Omit<Answer, "t">> {
  const api = step.as === undefined ? cluster.api : cluster.impersonate({ name: step.as, groups: groupsOf(step.as) });
  const from = cluster.clock.now();
  const took = (): number => Math.round((cluster.clock.now() - from) / 1000) / 1000;
  try {
    const value = await perform(api, cluster.api, namespace, step);
    return { seconds: took(), ...(value === undefined ? {} : { value }) };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code = 0, reason = "", message = "", details } = error.status;
    return { seconds: took(), status: { code, reason, message, ...(details === undefined ? {} : { details }) } };
  }
}

function groupsOf(user: string): readonly string[] {
  const [, , namespace] = /^(system:serviceaccount):([^:]+):/.exec(user) ?? [];
  if (namespace === undefined) return ["system:authenticated"];
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
}

async function perform(api: KubeApi, admin: KubeApi, namespace: string, step: ScenarioStep): Promise<unknown> {
  const shown = (object: KubeObject): unknown => (step.show === undefined ? undefined : visible(object, step.show));
  const inside = (object: Manifest): Manifest => within(object, namespace);
  switch (step.do) {
    case "create": {
      const made: unknown[] = [];
      const options = step.dryRun === true ? { dryRun: true } : {};
      for (const object of step.objects) made.push(shown(await api.create(inside(object), options)));
      return step.show === undefined ? undefined : made;
    }
    case "apply": {
      const object = inside(step.object);
      const patch = { type: "apply", body: object, ...(step.force === true ? { force: true } : {}) } as const;
      return shown(await api.patch(referenceOf(object), patch, { fieldManager: step.manager }));
    }
    case "update": {
      const object = inside(step.object);
      const options = step.subresource === undefined ? {} : { subresource: step.subresource };
      const { metadata, ...fields } = object;
      const { metadata: current, ...rest } = await admin.get(referenceOf(object));
      const next = { ...rest, ...fields, metadata: { ...current, ...metadata } };
      if (metadata.resourceVersion === undefined)
        delete (next.metadata as { resourceVersion?: string }).resourceVersion;
      return shown(await api.update(next, options));
    }
    case "patch": {
      const options = step.subresource === undefined ? {} : { subresource: step.subresource };
      return shown(await api.patch(await find(admin, namespace, step.target), step.patch, options));
    }
    case "scale": {
      const ref = await find(admin, namespace, step.target);
      const body = { spec: { replicas: step.replicas } };
      return shown(await api.patch(ref, { type: "merge", body }, { subresource: "scale" }));
    }
    case "delete":
      return shown(await api.delete(await find(admin, namespace, step.target), step.options));
    case "delete-collection": {
      const { apiVersion, kind } = kindOf(step.kind);
      const { labelSelector } = step;
      const query = { apiVersion, kind, namespace, ...(labelSelector === undefined ? {} : { labelSelector }) };
      await api.deleteCollection(query, step.options);
      return undefined;
    }
    case "evict":
      await api.evict(podOf(await find(admin, namespace, step.pod)), step.options);
      return undefined;
    case "get": {
      const options = step.subresource === undefined ? {} : { subresource: step.subresource };
      return shown(await api.get(await find(admin, namespace, step.target), options));
    }
    case "list": {
      const { do: _, at: __, as: ___, show: ____, kind, ...query } = step;
      const info = kindOf(kind);
      const { items } = await api.list({ ...query, ...collectionOf(info, namespace) });
      return items
        .filter(({ metadata }) => info.namespaced || metadata.name.startsWith(namespace))
        .map(({ metadata }) => metadata.name);
    }
    case "table": {
      const { kind, labelSelector } = step;
      const info = kindOf(kind);
      const query = collectionOf(info, namespace);
      const { columnDefinitions, rows } = await api.table({
        ...query,
        ...(labelSelector === undefined ? {} : { labelSelector }),
      });
      return {
        columnDefinitions,
        rows: rows
          .filter(({ object }) => info.namespaced || object.metadata.name.startsWith(namespace))
          .map(({ cells }) => cells),
      };
    }
    case "logs":
      return api.logs(podOf(await find(admin, namespace, step.pod)), step.options);
    case "exec": {
      const { container, command, timeoutSeconds } = step;
      return api.exec(podOf(await find(admin, namespace, step.pod)), {
        command,
        ...(container === undefined ? {} : { container }),
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      });
    }
  }
}

function visible(object: KubeObject, show: true | "managed"): unknown {
  if (show === "managed") return object;
  const { managedFields: _, ...metadata } = object.metadata as KubeObject["metadata"] & { managedFields?: unknown };
  return { ...object, metadata };
}

/** The manifest with the scenario's namespace, where its kind has one and it names none. */
function within(object: Manifest, namespace: string): Manifest {
  const info = kinds.find(object.apiVersion, object.kind);
  if (info?.namespaced === false || object.metadata.namespace !== undefined) return object;
  // custom resources say by their metadata where they live: cluster-scoped ones are named `$NS--`
  if (info === undefined && object.metadata.name?.startsWith(`${namespace}--`) === true) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The kind that kubectl's word means; `kind.version.group` for custom resources. */
export function kindOf(word: string): Pick<KindInfo, "apiVersion" | "kind" | "namespaced"> {
  const known = kinds.findResource(word);
  if (known !== undefined) return known;
  // `Widget.v1.example.com`
  const [, kind = "", version = "", group = ""] = /^([^.]+)\.([^.]+)\.(.+)$/.exec(word) ?? [];
  if (group === "") throw new Error(`a scenario names the kind ${word}, which nobody knows; write Kind.version.group`);
  return { apiVersion: `${group}/${version}`, kind, namespaced: true };
}

function collectionOf(
  info: ReturnType<typeof kindOf>,
  namespace: string,
): Pick<ObjectReference, "apiVersion" | "kind"> {
  const { apiVersion, kind, namespaced } = info;
  return { apiVersion, kind, ...(namespaced ? { namespace } : {}) };
}

function referenceOf({ apiVersion, kind, metadata }: Manifest): ObjectReference {
  const { name = "", namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function podOf({ name, namespace = "" }: ObjectReference): PodReference {
  return { name, namespace };
}

async function find(api: KubeApi, scenarioNamespace: string, target: Target): Promise<ObjectReference> {
  const info = kindOf(target.kind);
  const { apiVersion, kind } = info;
  const namespace = target.namespace ?? scenarioNamespace;
  const place = info.namespaced ? { namespace } : {};
  if ("name" in target) return { apiVersion, kind, name: target.name, ...place };
  const { items } = await api.list({ apiVersion, kind, labelSelector: target.selector, ...place });
  const age = ({ metadata }: KubeObject): string => `${metadata.creationTimestamp} ${metadata.name}`;
  const chosen = [...items].sort((a, b) => (age(a) < age(b) ? -1 : 1))[target.index ?? 0];
  // what is not there is asked for all the same: the answer says so
  return { apiVersion, kind, name: chosen?.metadata.name ?? "none", ...place };
}
