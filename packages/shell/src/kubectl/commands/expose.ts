/**
 * `kubectl expose`.
 * @module
 */
import type { KindInfo, KubeObject, Manifest } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { overridden } from "../override.ts";
import { parseLabels } from "../pairs.ts";
import { checkWriteFlags } from "../report-change.ts";
import { resourcesRequired, select } from "../resources.ts";
import { fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from "../tree.ts";
import { createObject, sortedMap } from "./create/new-object.ts";

export const exposeCommand: Command = {
  name: "expose",
  summary: "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
  usage:
    "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--type=type]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} cluster-ip external-ip field-manager=kubectl-expose labels/l ` +
    "load-balancer-ip name override-type=merge overrides port protocol save-config? selector session-affinity target-port type",
  async run(call) {
    checkWriteFlags(call);
    // --selector is the new service's, not a way to choose objects
    const { found, errors } = await select(call, { ignoreSelectors: true, whenEmpty: resourcesRequired });
    const [error] = errors;
    if (error !== undefined && found.length === 0) throw error;
    for (const { info, object } of found) {
      await createObject(call, "services", overridden(call, serviceFor(call, info, object)), "exposed");
    }
    if (error !== undefined) throw error;
    return 0;
  },
};

const exposable = ["ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet"];

function serviceFor(call: Invocation, info: KindInfo, object: KubeObject): Manifest {
  const { flags } = call;
  if (!exposable.includes(info.kind))
    throw new KubectlError(`cannot expose a ${info.kind}${info.group === "" ? "" : `.${info.group}`}`);
  const selector =
    flags.text("selector") === ""
      ? new Map(Object.entries(selectorOf(info, object)))
      : parseLabels(flags.text("selector"));
  const ports = servicePorts(call, info, object);
  const labels =
    flags.text("labels") === ""
      ? new Map(Object.entries(mapAt(object, "metadata.labels")))
      : parseLabels(flags.text("labels"));
  const affinity = flags.text("session-affinity");
  if (!["", "None", "ClientIP"].includes(affinity)) throw new KubectlError(`unknown session affinity: ${affinity}`);
  const [type, clusterIP, externalIP, balancer] = ["type", "cluster-ip", "external-ip", "load-balancer-ip"].map(
    (name) => flags.text(name),
  );
  return {
    kind: "Service",
    apiVersion: "v1",
    metadata: { name: flags.text("name") || object.metadata.name.slice(0, 63), ...sortedMap("labels", labels) },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      ...sortedMap("selector", selector),
      ...(clusterIP === "" ? {} : { clusterIP }),
      ...(type === "" ? {} : { type }),
      ...(externalIP === "" ? {} : { externalIPs: [externalIP] }),
      ...(affinity === "" ? {} : { sessionAffinity: affinity }),
      ...(type === "LoadBalancer" && balancer !== "" ? { loadBalancerIP: balancer } : {}),
    },
    status: { loadBalancer: {} },
  };
}

function selectorOf(info: KindInfo, object: KubeObject): Readonly<Record<string, string>> {
  const fail = (why: string): KubectlError =>
    new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  switch (info.kind) {
    case "Pod": {
      const labels = mapAt(object, "metadata.labels");
      if (Object.keys(labels).length === 0) throw fail("the pod has no labels and cannot be exposed");
      return labels;
    }
    case "Service":
      if (fieldAt(object, "spec.selector") === undefined) throw fail("the service has no pod selector set");
      return mapAt(object, "spec.selector");
    case "ReplicationController":
      return mapAt(object, "spec.selector");
    default: {
      const labels = mapAt(object, "spec.selector.matchLabels");
      if (Object.keys(labels).length === 0)
        throw fail(`invalid ${info.singular}: no selectors, therefore cannot be exposed`);
      const expressions = listAt(object, "spec.selector.matchExpressions");
      if (expressions.length > 0) {
        const shown = expressions.map(
          (one) =>
            `{Key:${textAt(one, "key")} Operator:${textAt(one, "operator")} Values:[${textsAt(one, "values").join(" ")}]}`,
        );
        throw fail(`couldn't convert expressions - "[${shown.join(" ")}]" to map-based selector format`);
      }
      return labels;
    }
  }
}

/** A port of what is exposed, and its protocols. */
interface Exposed {
  readonly port: string;
  readonly protocols: readonly string[];
}

function exposedPorts(info: KindInfo, object: KubeObject): readonly Exposed[] {
  const isService = info.kind === "Service";
  const containers = listAt(object, info.kind === "Pod" ? "spec.containers" : "spec.template.spec.containers");
  const ports = isService ? listAt(object, "spec.ports") : containers.flatMap((one) => listAt(one, "ports"));
  const byPort = new Map<string, string[]>();
  for (const port of ports) {
    const number = String(numberAt(port, isService ? "port" : "containerPort"));
    const protocol = textAt(port, "protocol") || "TCP";
    byPort.set(number, [...(byPort.get(number) ?? []), protocol]);
  }
  return [...byPort].map(([port, protocols]) => ({ port, protocols }));
}

function servicePorts(call: Invocation, info: KindInfo, object: KubeObject): readonly object[] {
  const { flags } = call;
  const introspected = exposedPorts(info, object);
  const given = flags.text("port");
  const texts = given === "" ? introspected.map(({ port }) => port) : given.split(",");
  if (texts.length === 0 && flags.text("cluster-ip") !== "None")
    throw new KubectlError("couldn't find port via --port flag or introspection");
  return texts.flatMap((text, index) => {
    if (!/^[+-]?\d+$/.test(text))
      throw new KubectlError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const port = Number(text);
    const known = introspected.find((one) => one.port === text)?.protocols ?? [];
    const asked = flags.text("protocol");
    const protocols = asked === "" && known.length > 0 ? known : [asked || "TCP"];
    const target = flags.text("target-port");
    return protocols.map((protocol) => ({
      ...(protocols.length > 1
        ? { name: `port-${index + 1}-${protocol.toLowerCase()}` }
        : texts.length > 1
          ? { name: `port-${index + 1}` }
          : {}),
      protocol,
      port,
      targetPort: target === "" ? port : /^\d+$/.test(target) ? Number(target) : target,
    }));
  });
}
