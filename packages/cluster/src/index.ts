/**
 * The seam of AIOps Gym: Cluster, Kubernetes objects, Status errors, selectors, patches, Clock, TelemetrySource.
 *
 * @module
 */

export {};
