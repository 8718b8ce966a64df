/**
 * Metadata that all of the application's objects share.
 * @module
 */

/** Label by which the pods of a service are found. */
export const serviceLabel = "io.kompose.service";

/** Namespace that the application runs in. */
export const namespace = "test-hotel-reservation";

/** Annotations that kompose wrote when the manifests were converted. */
export const komposeAnnotations: Readonly<Record<string, string>> = {
  "kompose.cmd": "kompose convert",
  "kompose.version": "1.22.0 (955b78124)",
};

/** Annotations of pods: kompose's and which of Envoy's statistics Istio would keep. */
export const podAnnotations: Readonly<Record<string, string>> = {
  ...komposeAnnotations,
  "sidecar.istio.io/statsInclusionPrefixes":
    "cluster.outbound,cluster_manager,listener_manager,http_mixer_filter,tcp_mixer_filter,server,cluster.xds-grp,listener,connection_manager",
  "sidecar.istio.io/statsInclusionRegexps": "http.*",
};

/** Labels of everything that belongs to a service. */
export function labelsOf(service: string): Readonly<Record<string, string>> {
  return { [serviceLabel]: service };
}
