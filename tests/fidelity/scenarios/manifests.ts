/**
 * Short forms of the manifests that scenarios share.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";

type Fields = Readonly<Record<string, unknown>>;

/** A container of the test image that waits; `fields` replace or add. */
export function container(fields: Fields = {}): Fields {
  return { name: "main", image: "$IMAGE", command: ["/busybox", "sleep", "3600"], ...fields };
}

/** A container that runs a shell script. */
export function script(text: string, fields: Fields = {}): Fields {
  return container({ command: ["/busybox", "sh", "-c", text], ...fields });
}

/** A pod's spec: one waiting container that is killed 1 s after it was asked to stop, unless `fields` say otherwise. */
export function podSpec(fields: Fields = {}): Fields {
  return { terminationGracePeriodSeconds: 1, containers: [container()], ...fields };
}

/** A bare pod. */
export function pod(name: string, spec: Fields = {}, metadata: Fields = {}): Manifest {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, ...metadata }, spec: podSpec(spec) };
}

/** A template whose pods are labelled `app: <name>`. */
export function template(name: string, spec: Fields = {}): Fields {
  return { metadata: { labels: { app: name } }, spec: podSpec(spec) };
}

/** A Deployment of pods labelled `app: <name>`. */
export function deployment(name: string, spec: Fields = {}, pods: Fields = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: template(name, pods), ...spec },
  };
}

/** A Service on port 80 of pods labelled `app: <name>`, which listen on 8080. */
export function service(name: string, spec: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
  };
}
