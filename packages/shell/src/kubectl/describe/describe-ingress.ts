/**
 * `kubectl describe` of ingresses and their classes.
 * @module
 */
import { type KubeObject, StatusError } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { listAt, type Tree, textAt, textsAt, treeAt } from "../tree.ts";
import { endpointTexts } from "./describe-network.ts";
import { type DescribeWriter, type Events, orNone } from "./writer.ts";

export async function describeIngress(
  call: Invocation,
  out: DescribeWriter,
  ingress: KubeObject,
  events: Events,
): Promise<void> {
  out.field(0, "Name", ingress.metadata.name);
  out.labels("Labels", ingress.metadata.labels);
  out.field(0, "Namespace", ingress.metadata.namespace ?? "");
  const addresses = listAt(ingress, "status.loadBalancer.ingress").map(
    (one) => textAt(one, "ip") || textAt(one, "hostname"),
  );
  out.field(0, "Address", addresses.join(","));
  out.field(0, "Ingress Class", orNone(textAt(ingress, "spec.ingressClassName")));
  const backend = async (of: Tree): Promise<string> => backendText(call, ingress.metadata.namespace ?? "", of);
  const fallback = treeAt(ingress, "spec.defaultBackend");
  const fallbackText = Object.keys(fallback).length === 0 ? "<default>" : await backend(fallback);
  out.field(0, "Default backend", fallbackText);
  const certificates = listAt(ingress, "spec.tls");
  if (certificates.length > 0) out.line(0, "TLS:");
  for (const one of certificates) {
    const [secret, hosts] = [textAt(one, "secretName"), textsAt(one, "hosts").join(",")];
    out.line(1, secret === "" ? `SNI routes ${hosts}` : `${secret} terminates ${hosts}`);
  }
  out.line(0, "Rules:");
  out.line(1, "Host\tPath\tBackends");
  out.line(1, "----\t----\t--------");
  const rules = listAt(ingress, "spec.rules").filter((rule) => rule["http"] !== undefined);
  for (const rule of rules) {
    out.line(1, `${textAt(rule, "host") || "*"}\t`);
    for (const path of listAt(rule, "http.paths")) {
      out.line(2, `\t${textAt(path, "path")} \t${await backend(treeAt(path, "backend"))}`);
    }
  }
  if (rules.length === 0) out.line(1, `*\t*\t${fallbackText}`);
  out.annotations("Annotations", ingress.metadata.annotations);
  out.events(events);
}

/** `web:80 (10.0.0.1:8080)`: the service, and what is behind it. */
async function backendText(call: Invocation, namespace: string, backend: Tree): Promise<string> {
  const [service, resource] = [treeAt(backend, "service"), treeAt(backend, "resource")];
  const name = textAt(service, "name");
  if (name === "") {
    const [group, kind, named] = ["apiGroup", "kind", "name"].map((field) => textAt(resource, field));
    return `APIGroup: ${group}, Kind: ${kind}, Name: ${named}`;
  }
  const [number, portName] = [textAt(service, "port.number"), textAt(service, "port.name")];
  const shown = `${name}:${number || portName}`;
  try {
    const found = await call.api.get({ apiVersion: "v1", kind: "Service", namespace, name });
    const port = listAt(found, "spec.ports").find(
      (one) =>
        (number !== "" && textAt(one, "port") === number) || (portName !== "" && textAt(one, "name") === portName),
    );
    const slices = await call.list(
      { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespaced: true },
      { namespace, labelSelector: `kubernetes.io/service-name=${name}` },
    );
    return `${shown} (${endpointTexts(slices, textAt(port, "name"))})`;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${shown} (<error: ${error.message}>)`;
  }
}

export async function describeIngressClass(
  _call: Invocation,
  out: DescribeWriter,
  ingressClass: KubeObject,
  events: Events,
): Promise<void> {
  out.field(0, "Name", ingressClass.metadata.name);
  out.labelsAndAnnotations(ingressClass);
  out.field(0, "Controller", textAt(ingressClass, "spec.controller"));
  const parameters = treeAt(ingressClass, "spec.parameters");
  if (Object.keys(parameters).length > 0) {
    out.line(0, "Parameters:");
    out.field(1, "APIGroup", orNone(textAt(parameters, "apiGroup")));
    out.field(1, "Kind", textAt(parameters, "kind"));
    out.field(1, "Name", textAt(parameters, "name"));
  }
  out.events(events);
}
