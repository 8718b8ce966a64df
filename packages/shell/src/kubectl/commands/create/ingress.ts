/**
 * `kubectl create ingress`.
 * @module
 */
import type { Command } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { createCommandOf, sortedMap } from "./new-object.ts";

/** `host/path=service:port[,tls[=secret]]` */
const rulePattern = /^[\w*.-]*\/.*=[\w-]+:[\w-]+/;

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly service: string;
  /** Absent without TLS; empty with the controller's own certificate. */
  readonly secret?: string;
}

function parseRule(text: string): Rule {
  const [route = "", tls] = text.split(",");
  const slash = route.indexOf("/");
  const [path = "", service = ""] = route.slice(slash + 1).split("=");
  return {
    host: route.slice(0, slash),
    path: `/${path}`,
    service,
    ...(tls === undefined ? {} : { secret: tls.split("=")[1] ?? "" }),
  };
}

function backend(text: string): object {
  const [name = "", port = ""] = text.split(":");
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

function ingressRules(rules: readonly Rule[]): readonly object[] {
  const byHost = new Map<string, object[]>();
  for (const { host, path, service } of rules) {
    const isPrefix = path.endsWith("*");
    const entry = {
      path: isPrefix ? path.slice(0, -1) : path,
      pathType: isPrefix ? "Prefix" : "Exact",
      backend: backend(service),
    };
    byHost.set(host, [...(byHost.get(host) ?? []), entry]);
  }
  return [...byHost].map(([host, paths]) => ({ ...(host === "" ? {} : { host }), http: { paths } }));
}

/** Hosts by the secret that holds their certificate; a host counts once. */
function tlsEntries(rules: readonly Rule[]): readonly object[] {
  const bySecret = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { host, secret } of rules) {
    if (secret === undefined || seen.has(host)) continue;
    seen.add(host);
    const hosts = bySecret.get(secret);
    if (hosts !== undefined) hosts.push(host);
    else if (host !== "" || secret !== "") bySecret.set(secret, host === "" ? [] : [host]);
  }
  return [...bySecret].map(([secretName, hosts]) => ({
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(secretName === "" ? {} : { secretName }),
  }));
}

export const createIngressCommand: Command = createCommandOf({
  name: "ingress",
  plural: "ingresses",
  summary: "Create an ingress with the specified name",
  usage: "--rule=host/path=service:port[,tls[=secret]]",
  flags: "annotation[] class default-backend rule[]",
  failure: "failed to create ingress:",
  make({ flags }, name) {
    const texts = flags.list("rule", true);
    const standard = flags.text("default-backend");
    if (standard === "" && texts.length === 0) {
      throw new KubectlError(
        "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
      );
    }
    for (const text of texts) {
      if (!rulePattern.test(text)) {
        throw new KubectlError(
          `rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
        );
      }
    }
    const annotations = flags.list("annotation", true).map((text): [string, string] => {
      const equals = text.indexOf("=");
      if (equals < 0) throw new KubectlError(`annotation ${text} is invalid and should be in format key=[value]`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    });
    if (standard !== "" && standard.split(":").length !== 2)
      throw new KubectlError("default-backend should be in format servicename:serviceport");
    const rules = texts.map(parseRule);
    const tls = tlsEntries(rules);
    const className = flags.text("class");
    return {
      kind: "Ingress",
      apiVersion: "networking.k8s.io/v1",
      metadata: { name, ...sortedMap("annotations", annotations) },
      spec: {
        ...(className === "" ? {} : { ingressClassName: className }),
        ...(standard === "" ? {} : { defaultBackend: backend(standard) }),
        ...(tls.length > 0 ? { tls } : {}),
        ...(rules.length > 0 ? { rules: ingressRules(rules) } : {}),
      },
      status: { loadBalancer: {} },
    };
  },
});
