/**
 * The embedded cluster as a Kubernetes API server over HTTPS.
 *
 * @module
 */
export { type ClusterServer, defaultServerLimits, type ServeClusterOptions, serveCluster } from "./serve-cluster.ts";
export type { ServerLimits } from "./served-cluster.ts";
export { type ServedTime, stepServedCluster } from "./step-served-cluster.ts";
export type { ClockPace, VirtualClock } from "./virtual-clock.ts";
