/**
 * A real Kubernetes cluster behind the Cluster seam.
 *
 * @module
 */
export { type LiveClusterOptions, openLiveCluster } from "./live-cluster.ts";
