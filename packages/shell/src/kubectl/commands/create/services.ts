/**
 * `kubectl create service clusterip | nodeport | loadbalancer | externalname`.
 * @module
 */
import { subdomainErrors } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { createCommandOf } from "./new-object.ts";

interface ServiceWords {
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  readonly summary: string;
  readonly usage: string;
  readonly flags: string;
  readonly required?: readonly string[];
}

const services: readonly ServiceWords[] = [
  {
    name: "clusterip",
    type: "ClusterIP",
    summary: "Create a ClusterIP service",
    usage: "[--tcp=<port>:<targetPort>]",
    flags: "clusterip tcp[]",
  },
  {
    name: "nodeport",
    type: "NodePort",
    summary: "Create a NodePort service",
    usage: "[--tcp=port:targetPort]",
    flags: "node-port# tcp[]",
  },
  {
    name: "loadbalancer",
    type: "LoadBalancer",
    summary: "Create a LoadBalancer service",
    usage: "[--tcp=port:targetPort]",
    flags: "tcp[]",
  },
  {
    name: "externalname",
    type: "ExternalName",
    summary: "Create an ExternalName service",
    usage: "--external-name external.name",
    flags: "external-name tcp[]",
    required: ["external-name"],
  },
];

/** One command for each type. */
export const createServiceCommands: readonly Command[] = services.map(({ name, type, required, ...words }) =>
  createCommandOf({
    ...words,
    name: `service ${name}`,
    plural: "services",
    ...(required === undefined ? {} : { required }),
    failure: `failed to create ${type} service:`,
    make: (call, service) => ({
      kind: "Service",
      apiVersion: "v1",
      metadata: { name: service, labels: { app: service } },
      spec: serviceSpec(call, service, type),
      status: { loadBalancer: {} },
    }),
  }),
);

function serviceSpec(call: Invocation, name: string, type: ServiceWords["type"]): object {
  const { flags } = call;
  const clusterIP = flags.text("clusterip");
  const externalName = flags.text("external-name");
  if (clusterIP !== "None" && !flags.has("tcp") && type !== "ExternalName")
    throw new KubectlError("at least one tcp port specifier must be provided");
  if (type === "ExternalName" && subdomainErrors(externalName).length > 0)
    throw new KubectlError(`invalid service external name ${externalName}`);
  const nodePort = flags.int("node-port");
  const ports = flags.list("tcp").map((text) => ({
    name: text.replaceAll(":", "-"),
    protocol: "TCP",
    ...parsePorts(text),
    ...(nodePort > 0 ? { nodePort } : {}),
  }));
  return {
    ...(ports.length > 0 ? { ports } : {}),
    selector: { app: name },
    ...(clusterIP === "" ? {} : { clusterIP }),
    type,
    ...(externalName === "" ? {} : { externalName }),
  };
}

/** `80`, `80:8080`, `80:http` */
function parsePorts(text: string): { readonly port: number; readonly targetPort: number | string } {
  const [port = "", target] = text.split(":");
  const shown = JSON.stringify(port);
  if (!/^\d+$/.test(port)) throw new KubectlError(`strconv.ParseUint: parsing ${shown}: invalid syntax`);
  if (Number(port) > 65_535) throw new KubectlError(`strconv.ParseUint: parsing ${shown}: value out of range`);
  if (target === undefined) return { port: Number(port), targetPort: Number(port) };
  if (!/^[+-]?\d+$/.test(target)) {
    const errors = portNameErrors(target);
    if (errors.length > 0) throw new KubectlError(errors.join(","));
    return { port: Number(port), targetPort: target };
  }
  if (Number(target) < 1 || Number(target) > 65_535) throw new KubectlError("must be between 1 and 65535, inclusive");
  return { port: Number(port), targetPort: Number(target) };
}

function portNameErrors(name: string): readonly string[] {
  return [
    ...(name.length > 15 ? ["must be no more than 15 characters"] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(name) ? [] : ["must contain at least one letter (a-z)"]),
    ...(name.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(name) ? ["must not begin or end with a hyphen"] : []),
  ];
}
