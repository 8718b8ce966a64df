/**
 * What charts may ask about the cluster and about Helm.
 * @module
 */
import type { KindTable } from "@aiops-gym/cluster";
import { fixed, type GoFunction, GoStruct } from "../go-template/value.ts";

/** The Helm that this one answers like. */
export const helmVersion = { Version: "v3.22", GitCommit: "", GitTreeState: "", GoVersion: "go1.26.8" } as const;

/** The cluster as templates see it. */
export interface Capabilities {
  /** `v1.34.4`. */
  readonly kubeVersion: string;
  /** `apps/v1` and `apps/v1/Deployment`. */
  readonly apiVersions: ReadonlySet<string>;
}

/** Groups and versions that Helm takes for present when it asks no cluster. */
const assumed = (
  "admissionregistration.k8s.io/v1 apiextensions.k8s.io/v1 apps/v1 authentication.k8s.io/v1 authorization.k8s.io/v1 autoscaling/v1 " +
  "autoscaling/v2 batch/v1 certificates.k8s.io/v1 coordination.k8s.io/v1 discovery.k8s.io/v1 events.k8s.io/v1 " +
  "flowcontrol.apiserver.k8s.io/v1 networking.k8s.io/v1 node.k8s.io/v1 policy/v1 rbac.authorization.k8s.io/v1 scheduling.k8s.io/v1 " +
  "storage.k8s.io/v1 v1"
).split(" ");

/** What `helm template` goes by. */
export function assumedCapabilities(kubeVersion = "v1.20.0", more: readonly string[] = []): Capabilities {
  return { kubeVersion, apiVersions: new Set([...assumed, ...more]) };
}

/** What a cluster with these kinds has. */
export function clusterCapabilities(kinds: KindTable): Capabilities {
  const apiVersions = new Set<string>();
  for (const { apiVersion, kind } of kinds.kinds) apiVersions.add(apiVersion).add(`${apiVersion}/${kind}`);
  return { kubeVersion: "v1.34.4", apiVersions };
}

/** `.Capabilities`. */
export function capabilitiesStruct({ kubeVersion, apiVersions }: Capabilities): GoStruct {
  const [, major = "1", minor = "34"] = /^v?(\d+)\.(\d+)/.exec(kubeVersion) ?? [];
  const version = fixed([], () => kubeVersion);
  const kube = new GoStruct(
    "chartutil.KubeVersion",
    { Version: kubeVersion, Major: major, Minor: minor },
    new Map<string, GoFunction>([
      ["String", version],
      ["GitVersion", version],
    ]),
    kubeVersion,
  );
  const has = fixed(["string"], (name) => apiVersions.has(name));
  return new GoStruct("*chartutil.Capabilities", {
    KubeVersion: kube,
    APIVersions: new GoStruct("chartutil.VersionSet", {}, new Map([["Has", has]]), [...apiVersions].join(" ")),
    HelmVersion: new GoStruct("version.BuildInfo", { ...helmVersion }),
  });
}
