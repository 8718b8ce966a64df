/**
 * The contract suite of clusters; needs Vitest.
 * @module
 */
export { type DescribeClusterOptions, describeCluster } from "./describe-cluster.ts";
export type { ClusterFeature, ClusterUnderTest } from "./subject.ts";
