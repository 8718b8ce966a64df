/**
 * The embedded cluster: a deterministic Kubernetes simulator that can be seeded, forked and restored.
 *
 * @module
 */

// the backend
export { EmbeddedApplication, embeddedBackend } from "./embedded-backend.ts";
export { EmbeddedCluster } from "./embedded-cluster.ts";
export { type EmbeddedClusterOptions, openEmbeddedCluster } from "./open-embedded-cluster.ts";
// programs for tests and examples
export { busyboxImage, busyboxProgram } from "./processes/busybox/busybox-image.ts";
// what is kept of requests' times, for tests that want nothing kept
export { forgetTimings } from "./processes/courses/timing-pool.ts";
// what users felt, request by request
export type { RequestRow } from "./workload/workload-stats.ts";
