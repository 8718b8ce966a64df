/**
 * `kubectl create deployment | configmap | namespace | secret generic | service clusterip`, and `run` and `expose`.
 * @module
 */

import { type KindInfo, type KubeObject, type Manifest, StatusError } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { reportChange } from "../output.ts";
import { requireKind, select } from "../resources.ts";
import { listAt, mapAt, numberAt, textAt } from "../tree.ts";
import { withoutVersion } from "../without-version.ts";

const shared = `${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} field-manager=kubectl-create save-config?`;

/** Stores a new object; what already exists is reported with `failure` before it, when there is one. */
async function createObject(
  call: Invocation,
  info: KindInfo,
  manifest: Manifest,
  done: string,
  failure = "",
): Promise<number> {
  // a dry run shows the namespace only when it was asked for
  const isShown = call.dryRun() !== "client" || call.flags.has("namespace");
  const located =
    info.namespaced && isShown
      ? { ...manifest, metadata: { ...manifest.metadata, namespace: call.namespace } }
      : manifest;
  try {
    const dry = call.dryRun();
    const object =
      dry === "client"
        ? (located as unknown as KubeObject)
        : await call.api.create(withoutVersion(located), dry === "server" ? { dryRun: true } : {});
    await reportChange(call, info, object, done);
    return 0;
  } catch (error) {
    if (failure !== "" && error instanceof StatusError && error.reason !== "Invalid")
      throw new KubectlError(`${failure} ${error.message}`);
    throw error;
  }
}

/** The one name that such a command takes. */
function oneName(call: Invocation, command: string): string {
  const [name] = call.args;
  if (name === undefined || call.args.length > 1) {
    throw usageError(command, `exactly one NAME is required, got ${call.args.length}`);
  }
  return name;
}

export const createDeploymentCommand: Command = {
  name: "create deployment",
  summary: "Create a deployment with the specified name",
  usage: "create deployment NAME --image=image -- [COMMAND] [args...] [flags]",
  flags: `${shared} image[] port#=-1 replicas/r#=1`,
  async run(call) {
    const { flags, args } = call;
    const images = flags.list("image");
    if (images.length === 0) throw new KubectlError('required flag(s) "image" not set');
    const dash = flags.argsBeforeDash;
    const names = dash < 0 ? args : args.slice(0, dash);
    const command = dash < 0 ? [] : args.slice(dash);
    const [name] = names;
    if (name === undefined || names.length > 1)
      throw usageError("create deployment", `exactly one NAME is required, got ${names.length}`);
    const labels = { app: name };
    const port = flags.int("port");
    const containers = images.map((image) => ({
      image,
      name: images.length === 1 ? containerName(image) : containerName(image),
      ...(command.length > 0 ? { command } : {}),
      ...(port > 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    const manifest = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, labels },
      spec: {
        replicas: flags.int("replicas"),
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { labels }, spec: { containers } },
      },
      status: {},
    };
    return createObject(call, requireKind(call, "deployments"), manifest, "created", "failed to create deployment:");
  },
};

/** `repo/nginx:1@sha256:x` -> `nginx` */
function containerName(image: string): string {
  const last = image.split("/").at(-1) ?? image;
  return last
    .replace(/[:@].*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "-");
}

/** Literals and files, as config maps and secrets take them. */
async function readData(call: Invocation): Promise<Readonly<Record<string, string>>> {
  const data: Record<string, string> = {};
  const add = (key: string, text: string): void => {
    if (data[key] !== undefined)
      throw new KubectlError(`cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data`);
    data[key] = text;
  };
  for (const text of call.flags.list("from-literal", true)) {
    const equals = text.indexOf("=");
    if (equals < 1) throw new KubectlError(`invalid literal source ${text}, expected key=value`);
    add(text.slice(0, equals), text.slice(equals + 1).replace(/^(["'])(.*)\1$/s, "$2"));
  }
  for (const text of call.flags.list("from-file")) {
    const equals = text.indexOf("=");
    const path = text.slice(equals + 1);
    const content = await call.readFile(path).catch(() => {
      throw new KubectlError(`error reading ${path}: no such file or directory`);
    });
    add(equals < 0 ? (path.split("/").at(-1) ?? path) : text.slice(0, equals), content);
  }
  return data;
}

const dataFlags = "append-hash? from-env-file[] from-file[] from-literal[]";

export const createConfigMapCommand: Command = {
  name: "create configmap",
  summary: "Create a config map from a local file, directory or literal value",
  usage: "create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [flags]",
  flags: `${shared} ${dataFlags}`,
  async run(call) {
    const name = oneName(call, "create configmap");
    const data = await readData(call);
    const manifest = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
      ...(Object.keys(data).length > 0 ? { data } : {}),
    };
    return createObject(call, requireKind(call, "configmaps"), manifest, "created", "failed to create configmap:");
  },
};

export const createSecretCommand: Command = {
  name: "create secret generic",
  summary: "Create a secret from a local file, directory, or literal value",
  usage: "create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [flags]",
  flags: `${shared} ${dataFlags} type`,
  async run(call) {
    const name = oneName(call, "create secret generic");
    const entries = Object.entries(await readData(call)).map(([key, text]) => [key, base64(text)]);
    const type = call.flags.text("type");
    const manifest = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      ...(entries.length > 0 ? { data: Object.fromEntries(entries) as Readonly<Record<string, string>> } : {}),
      ...(type === "" ? {} : { type }),
    };
    return createObject(call, requireKind(call, "secrets"), manifest, "created", "failed to create secret");
  },
};

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

export const createNamespaceCommand: Command = {
  name: "create namespace",
  summary: "Create a namespace with the specified name",
  usage: "create namespace NAME [flags]",
  flags: shared,
  async run(call) {
    const name = oneName(call, "create namespace");
    return createObject(
      call,
      requireKind(call, "namespaces"),
      { apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: {}, status: {} },
      "created",
    );
  },
};

export const createServiceCommand: Command = {
  name: "create service clusterip",
  summary: "Create a ClusterIP service",
  usage: "create service clusterip NAME --tcp=<port>:<targetPort> [flags]",
  flags: `${shared} clusterip tcp[]`,
  async run(call) {
    const name = oneName(call, "create service clusterip");
    const ports = call.flags.list("tcp").map((text) => {
      const [port = "", target = port] = text.split(":");
      if (!/^\d+$/.test(port)) throw new KubectlError(`invalid tcp port: ${text}`);
      const targetPort = /^\d+$/.test(target) ? Number(target) : target;
      return { name: text.replace(":", "-"), port: Number(port), protocol: "TCP", targetPort };
    });
    if (ports.length === 0 && call.flags.text("clusterip") !== "None")
      throw new KubectlError("at least one tcp port specifier must be provided");
    const clusterIP = call.flags.text("clusterip");
    const spec = { ports, selector: { app: name }, type: "ClusterIP", ...(clusterIP === "" ? {} : { clusterIP }) };
    const manifest = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, labels: { app: name } },
      spec,
      status: { loadBalancer: {} },
    };
    return createObject(
      call,
      requireKind(call, "services"),
      manifest,
      "created",
      "failed to create ClusterIP service:",
    );
  },
};

export const runCommand: Command = {
  name: "run",
  summary: "Run a particular image on the cluster",
  usage:
    "run NAME --image=image [--env=key=value] [--port=port] [--restart=Always|OnFailure|Never] [--command] -- [COMMAND] [args...]",
  flags:
    `${shared} annotations[] attach? command? env[] image image-pull-policy labels/l leave-stdin-open? overrides port privileged? quiet/q? ` +
    "restart=Always rm? stdin/i? tty/t? wait? timeout~ pod-running-timeout~=1m0s",
  async run(call) {
    const { flags, args } = call;
    const [name, ...words] = args;
    if (name === undefined) throw usageError("run", "NAME is required for run");
    if (flags.text("image") === "") throw new KubectlError("--image is required");
    if (flags.bool("attach") || flags.bool("stdin") || flags.bool("tty") || flags.bool("rm")) {
      throw new KubectlError(
        "attaching to a new pod is not available in this shell; run without -i, -t, --attach and --rm, then use kubectl logs or kubectl exec",
      );
    }
    const env = flags
      .list("env", true)
      .map((text) => ({ name: text.split("=")[0] ?? "", value: text.slice(text.indexOf("=") + 1) }));
    const labels = Object.fromEntries(flags.list("labels").map((text) => text.split("=") as [string, string]));
    const policy = flags.text("image-pull-policy");
    const container = {
      name,
      image: flags.text("image"),
      ...(words.length > 0 ? { [flags.bool("command") ? "command" : "args"]: words } : {}),
      ...(env.length > 0 ? { env } : {}),
      ...(flags.has("port") ? { ports: [{ containerPort: flags.int("port") }] } : {}),
      ...(policy === "" ? {} : { imagePullPolicy: policy }),
      resources: {},
    };
    const manifest = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels: Object.keys(labels).length > 0 ? labels : { run: name } },
      spec: { containers: [container], dnsPolicy: "ClusterFirst", restartPolicy: flags.text("restart") },
      status: {},
    };
    return createObject(call, requireKind(call, "pods"), manifest, "created");
  },
};

export const exposeCommand: Command = {
  name: "expose",
  summary: "Take a service, deployment or pod and expose it as a new Kubernetes service",
  usage:
    "expose (-f FILENAME | TYPE NAME) [--port=port] [--target-port=number-or-name] [--name=name] [--type=type] [flags]",
  flags:
    `${flagGroups.files} ${shared} cluster-ip external-ip labels/l load-balancer-ip name override-type=merge overrides port protocol selector ` +
    "session-affinity target-port type",
  async run(call) {
    const { flags } = call;
    // --selector is the new service's, not a way to choose objects
    const { found, errors } = await selectExposed(call);
    const [error] = errors;
    if (error !== undefined) throw error;
    for (const { info, object } of found) {
      const selector = flags.text("selector") === "" ? selectorFor(info, object) : parsePairs(flags.text("selector"));
      const ports = servicePorts(call, info, object);
      const labels = flags.text("labels") === "" ? object.metadata.labels : parsePairs(flags.text("labels"));
      const type = flags.text("type");
      const clusterIP = flags.text("cluster-ip");
      const manifest = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: flags.text("name") || object.metadata.name, ...(labels === undefined ? {} : { labels }) },
        spec: { ports, selector, ...(type === "" ? {} : { type }), ...(clusterIP === "" ? {} : { clusterIP }) },
        status: { loadBalancer: {} },
      };
      await createObject(call, requireKind(call, "services"), manifest, "exposed");
    }
    return 0;
  },
};

function selectExposed(call: Invocation): ReturnType<typeof select> {
  if (call.args.length === 0 && !call.flags.has("filename")) {
    throw new KubectlError(
      "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    );
  }
  return select(call, { ignoreSelectors: true });
}

function parsePairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(",").map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
  );
}

function selectorFor(info: KindInfo, object: KubeObject): Readonly<Record<string, string>> {
  const path =
    { Service: "spec.selector", Pod: "metadata.labels", ReplicationController: "spec.selector" }[info.kind] ??
    "spec.selector.matchLabels";
  const selector = mapAt(object, path);
  if (!["Service", "Pod", "ReplicationController", "Deployment", "ReplicaSet"].includes(info.kind)) {
    throw new KubectlError(`cannot expose a ${info.kind}${info.group === "" ? "" : `.${info.group}`}`);
  }
  if (Object.keys(selector).length === 0)
    throw new KubectlError(
      "couldn't retrieve selectors via --selector flag or introspection: the object has no labels and cannot be exposed",
    );
  return selector;
}

function servicePorts(
  call: Invocation,
  info: KindInfo,
  object: KubeObject,
): readonly Readonly<Record<string, unknown>>[] {
  const { flags } = call;
  const containers = listAt(object, info.kind === "Pod" ? "spec.containers" : "spec.template.spec.containers");
  const introspected =
    info.kind === "Service"
      ? listAt(object, "spec.ports").map((port) => ({
          port: numberAt(port, "port"),
          protocol: textAt(port, "protocol"),
        }))
      : containers
          .flatMap((one) => listAt(one, "ports"))
          .map((port) => ({ port: numberAt(port, "containerPort"), protocol: textAt(port, "protocol") || "TCP" }));
  const given = flags.list("port").map((text) => ({ port: Number(text), protocol: flags.text("protocol") || "TCP" }));
  const ports = given.length > 0 ? given : introspected;
  if (ports.length === 0) throw new KubectlError("couldn't find port via --port flag or introspection");
  const target = flags.text("target-port");
  return ports.map(({ port, protocol }, index) => ({
    ...(ports.length > 1 ? { name: `port-${index + 1}` } : {}),
    port,
    protocol,
    targetPort: target === "" ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}
