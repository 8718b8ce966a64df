/**
 * Containers, as pods and pod templates show them.
 * @module
 */
import { canonicalQuantity, quantityMillis, quantityValue } from "@aiops-gym/cluster";
import { longTime } from "../time-text.ts";
import {
  compareText,
  fieldAt,
  listAt,
  mapAt,
  numberAt,
  sortedKeys,
  type Tree,
  textAt,
  textsAt,
  treeAt,
} from "../tree.ts";
import { boolText, type DescribeWriter, goList, nameOf, orNone } from "./writer.ts";

/** Where a pod's own fields can be read for its environment; absent for templates. */
export interface ContainerContext {
  readonly statuses: readonly Tree[];
  readonly pod?: Tree;
  /** Indent of the heading; names then get one space more. */
  readonly indent: string;
}

/** `Containers:` and all that belongs to each. */
export function describeContainers(
  out: DescribeWriter,
  title: string,
  containers: readonly Tree[],
  context: ContainerContext,
): void {
  out.line(0, `${context.indent}${title}:${containers.length === 0 ? " <none>" : ""}`);
  for (const container of containers) {
    const status = context.statuses.find((one) => one["name"] === container["name"]);
    describeBasics(out, container, status, context.indent === "" ? "" : " ");
    describeCommand(out, container);
    if (status !== undefined) describeState(out, status);
    describeResources(out, treeAt(container, "resources"), 2);
    for (const [title, field] of probes) {
      const probe = fieldAt(container, field);
      if (probe !== undefined) out.field(2, title, probeText(probe as Tree));
    }
    describeEnvironment(out, container, context.pod);
    describeMounts(out, container);
  }
}

const probes = [
  ["Liveness", "livenessProbe"],
  ["Readiness", "readinessProbe"],
  ["Startup", "startupProbe"],
] as const;

function describeBasics(out: DescribeWriter, container: Tree, status: Tree | undefined, indent: string): void {
  out.line(1, `${indent}${nameOf(container)}:`);
  if (status !== undefined) out.field(2, "Container ID", textAt(status, "containerID"));
  out.field(2, "Image", textAt(container, "image"));
  if (status !== undefined) out.field(2, "Image ID", textAt(status, "imageID"));
  for (const [title, field] of [
    ["Port", "containerPort"],
    ["Host Port", "hostPort"],
  ] as const) {
    const ports = listAt(container, "ports").map((port) => {
      const name = nameOf(port);
      return `${numberAt(port, field)}/${textAt(port, "protocol")}${name === "" ? "" : ` (${name})`}`;
    });
    out.field(2, ports.length > 1 ? `${title}s` : title, orNone(ports.join(", ")));
  }
  const profile = textAt(container, "securityContext.seccompProfile.type");
  if (profile !== "") out.field(2, "SeccompProfile", profile);
}

function describeCommand(out: DescribeWriter, container: Tree): void {
  for (const [title, field] of [
    ["Command", "command"],
    ["Args", "args"],
  ] as const) {
    const words = textsAt(container, field);
    if (words.length === 0) continue;
    out.line(2, `${title}:`);
    for (const line of words.flatMap((word) => word.split("\n"))) out.line(3, line);
  }
}

function describeState(out: DescribeWriter, status: Tree): void {
  describeOneState(out, "State", treeAt(status, "state"));
  if (fieldAt(status, "lastState.terminated") !== undefined)
    describeOneState(out, "Last State", treeAt(status, "lastState"));
  out.field(2, "Ready", boolText(status["ready"]));
  out.field(2, "Restart Count", numberAt(status, "restartCount"));
}

function describeOneState(out: DescribeWriter, title: string, state: Tree): void {
  if (state["running"] !== undefined) {
    out.field(2, title, "Running");
    out.field(3, "Started", longTime(fieldAt(state, "running.startedAt")));
    return;
  }
  const terminated = fieldAt(state, "terminated");
  if (terminated === undefined) {
    out.field(2, title, "Waiting");
    const reason = textAt(state, "waiting.reason");
    if (reason !== "") out.field(3, "Reason", reason);
    return;
  }
  out.field(2, title, "Terminated");
  for (const [name, field] of [
    ["Reason", "reason"],
    ["Message", "message"],
  ] as const) {
    const text = textAt(terminated, field);
    if (text !== "") out.field(3, name, text);
  }
  out.field(3, "Exit Code", numberAt(terminated, "exitCode"));
  if (numberAt(terminated, "signal") > 0) out.field(3, "Signal", numberAt(terminated, "signal"));
  out.field(3, "Started", longTime(fieldAt(terminated, "startedAt")));
  out.field(3, "Finished", longTime(fieldAt(terminated, "finishedAt")));
}

/** `Limits:` and `Requests:`. */
export function describeResources(out: DescribeWriter, resources: Tree, level: number): void {
  for (const [title, field] of [
    ["Limits", "limits"],
    ["Requests", "requests"],
  ] as const) {
    const amounts = mapAt(resources, field);
    const names = sortedKeys(amounts);
    if (names.length > 0) out.line(level, `${title}:`);
    for (const name of names) out.field(level + 1, name, canonicalQuantity(amounts[name] ?? "0"));
  }
}

/** One line about a probe. */
export function probeText(probe: Tree): string {
  const attributes =
    `delay=${numberAt(probe, "initialDelaySeconds")}s timeout=${numberAt(probe, "timeoutSeconds")}s ` +
    `period=${numberAt(probe, "periodSeconds")}s #success=${numberAt(probe, "successThreshold")} #failure=${numberAt(probe, "failureThreshold")}`;
  if (probe["exec"] !== undefined) return `exec ${goList(textsAt(probe, "exec.command"))} ${attributes}`;
  if (probe["httpGet"] !== undefined) {
    const scheme = textAt(probe, "httpGet.scheme").toLowerCase();
    const path = textAt(probe, "httpGet.path");
    const rooted = path === "" || path.startsWith("/") ? path : `/${path}`;
    const url = `${scheme}://${textAt(probe, "httpGet.host")}:${textAt(probe, "httpGet.port")}${encodeURI(rooted).replaceAll("?", "%3F")}`;
    return `http-get ${url} ${attributes}`;
  }
  if (probe["tcpSocket"] !== undefined) {
    return `tcp-socket ${textAt(probe, "tcpSocket.host")}:${textAt(probe, "tcpSocket.port")} ${attributes}`;
  }
  if (probe["grpc"] !== undefined)
    return `grpc <pod>:${numberAt(probe, "grpc.port")} ${textAt(probe, "grpc.service")} ${attributes}`;
  return `unknown ${attributes}`;
}

function describeEnvironment(out: DescribeWriter, container: Tree, pod: Tree | undefined): void {
  const from = listAt(container, "envFrom");
  if (from.length > 0) out.line(2, "Environment Variables from:");
  for (const one of from) {
    const isMap = one["configMapRef"] !== undefined;
    const reference = treeAt(one, isMap ? "configMapRef" : "secretRef");
    const prefix = textAt(one, "prefix");
    const what = `${isMap ? "ConfigMap" : "Secret"}${prefix === "" ? "" : ` with prefix '${prefix}'`}`;
    out.line(3, `${nameOf(reference)}\t${what}\tOptional: ${reference["optional"] === true}`);
  }
  const variables = listAt(container, "env");
  out.line(2, `Environment:${variables.length === 0 ? "\t<none>" : ""}`);
  for (const variable of variables) describeVariable(out, variable, container, pod);
}

function describeVariable(out: DescribeWriter, variable: Tree, container: Tree, pod: Tree | undefined): void {
  const name = nameOf(variable);
  const source = treeAt(variable, "valueFrom");
  if (variable["valueFrom"] === undefined) {
    for (const [index, line] of textAt(variable, "value").split("\n").entries()) {
      out.line(3, index === 0 ? `${name}:\t${line}` : `\t${line}`);
    }
  } else if (source["fieldRef"] !== undefined) {
    const path = textAt(source, "fieldRef.fieldPath");
    out.field(
      3,
      name,
      `${pod === undefined ? "" : podField(pod, path)} (${textAt(source, "fieldRef.apiVersion") || "v1"}:${path})`,
    );
  } else if (source["resourceFieldRef"] !== undefined) {
    const resource = textAt(source, "resourceFieldRef.resource");
    out.field(
      3,
      name,
      `${resourceField(container, resource, textAt(source, "resourceFieldRef.divisor"))} (${resource})`,
    );
  } else {
    const isSecret = source["secretKeyRef"] !== undefined;
    const reference = treeAt(source, isSecret ? "secretKeyRef" : "configMapKeyRef");
    const where = `${isSecret ? "in secret" : "of config map"} '${nameOf(reference)}'`;
    out.line(
      3,
      `${name}:\t<set to the key '${textAt(reference, "key")}' ${where}>\tOptional: ${reference["optional"] === true}`,
    );
  }
}

/** kubectl looks up metadata only. */
function podField(pod: Tree, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed !== null) return mapAt(pod, `metadata.${keyed[1]}`)[keyed[2] ?? ""] ?? "";
  return ["metadata.name", "metadata.namespace", "metadata.uid"].includes(path) ? textAt(pod, path) : "";
}

function resourceField(container: Tree, resource: string, divisor: string): string {
  const [kind = "", name = ""] = resource.split(".");
  const amount = mapAt(container, `resources.${kind}`)[name];
  const unit = divisor === "" || divisor === "0" ? "1" : divisor;
  if (amount === undefined) return resource === "limits.cpu" || resource === "limits.memory" ? "node allocatable" : "0";
  if (name === "cpu") return String(Math.ceil(quantityMillis(amount) / quantityMillis(unit)));
  return String(Math.ceil(quantityValue(amount) / quantityValue(unit)));
}

function describeMounts(out: DescribeWriter, container: Tree): void {
  const mounts = [...listAt(container, "volumeMounts")].sort((a, b) =>
    compareText(textAt(a, "mountPath"), textAt(b, "mountPath")),
  );
  out.line(2, `Mounts:${mounts.length === 0 ? "\t<none>" : ""}`);
  for (const mount of mounts) {
    const subPath = textAt(mount, "subPath");
    const flags = `${mount["readOnly"] === true ? "ro" : "rw"}${subPath === "" ? "" : `,path=${JSON.stringify(subPath)}`}`;
    out.line(3, `${textAt(mount, "mountPath")} from ${nameOf(mount)} (${flags})`);
  }
}
