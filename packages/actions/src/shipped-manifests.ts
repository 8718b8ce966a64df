/**
 * What an application ships of each of its services: what an on-call engineer finds in its repository.
 * @module
 */
import type { Application } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";

/** Kinds that make up a service; the order is that of the application's manifests. */
const serviceKinds: readonly string[] = [
  "ConfigMap",
  "Secret",
  "PersistentVolumeClaim",
  "StatefulSet",
  "Deployment",
  "Service",
];

/** The manifests of a service, found by its name or by the application's service label. */
export function manifestsOf(application: Application, service: string): readonly Manifest[] {
  return application.manifests.filter(
    ({ kind, metadata }) =>
      serviceKinds.includes(kind) &&
      (metadata.name === service || metadata.labels?.[application.serviceLabel] === service),
  );
}

/** A container as its manifest describes it. */
export interface ShippedContainer {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

/** What a service's Deployment or StatefulSet ships; undefined for a service that has none. */
export interface ShippedWorkload {
  /** Its own name. */
  readonly name: string;
  readonly replicas: number;
  readonly containers: readonly ShippedContainer[];
  /** Names of the claims that its pods mount. */
  readonly claims: readonly string[];
}

/** Reads what runs a service's pods from the manifests. */
export function shippedWorkload(application: Application, service: string): ShippedWorkload | undefined {
  const manifest = manifestsOf(application, service).find(
    ({ kind }) => kind === "Deployment" || kind === "StatefulSet",
  );
  if (manifest === undefined) return undefined;
  const spec = manifest["spec"] as {
    readonly replicas?: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly ShippedContainer[];
        readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
      };
    };
  };
  const { containers, volumes = [] } = spec.template.spec;
  const claims = volumes.flatMap(({ persistentVolumeClaim: claim }) => (claim === undefined ? [] : [claim.claimName]));
  return { name: manifest.metadata.name ?? service, replicas: spec.replicas ?? 1, containers, claims };
}

/** One port of a Service: called at `port`, served by the pods at `targetPort`. */
export interface ShippedPort {
  readonly port: number;
  readonly targetPort: number;
  readonly protocol?: string;
}

/** The numbered ports of a service's Service of the same name. */
export function shippedPorts(application: Application, service: string): readonly ShippedPort[] {
  const manifest = application.manifests.find(({ kind, metadata }) => kind === "Service" && metadata.name === service);
  const spec = manifest?.["spec"] as
    | {
        readonly ports?: readonly {
          readonly port: number;
          readonly targetPort?: number | string;
          readonly protocol?: string;
        }[];
      }
    | undefined;
  return (spec?.ports ?? []).flatMap(({ port, targetPort = port, protocol }) =>
    typeof targetPort === "number" ? [{ port, targetPort, ...(protocol === undefined ? {} : { protocol }) }] : [],
  );
}

/** Names of the PersistentVolumes that the application ships. */
export function shippedVolumes(application: Application): readonly string[] {
  return application.manifests.flatMap(({ kind, metadata: { name } }) =>
    kind === "PersistentVolume" && name !== undefined ? [name] : [],
  );
}
