/**
 * A real Kubernetes cluster behind the Cluster seam.
 *
 * @module
 */

export {};
