import { describeCluster } from "@aiops-gym/cluster/testing";
import { openLiveCluster } from "../src/index.ts";

// a kubeconfig whose user may do everything, an image that its nodes can pull, with busybox at /busybox, and a version of
// the store that was compacted away (etcd does so five minutes after its start)
const {
  AIOPS_GYM_KUBECONFIG: kubeconfig = "",
  AIOPS_GYM_TEST_IMAGE: image = "",
  AIOPS_GYM_COMPACTED_VERSION: resourceVersion = "",
} = process.env;

if (kubeconfig === "") console.info("live cluster: skipped, AIOPS_GYM_KUBECONFIG names no kubeconfig");

describeCluster(
  "live",
  async () => ({
    cluster: openLiveCluster({ kubeconfig }),
    namespace: `aiops-gym-contract-${Date.now().toString(36)}`,
    ...(image === "" ? {} : { image }),
    // events have no watch cache, so that the store's compaction (every 5 min) shows
    ...(resourceVersion === "" ? {} : { expired: { kind: { apiVersion: "v1", kind: "Event" }, resourceVersion } }),
    missing: {
      ...(image === "" ? { containers: "AIOPS_GYM_TEST_IMAGE names no image" } : {}),
      ...(resourceVersion === "" ? { expired: "AIOPS_GYM_COMPACTED_VERSION names no version" } : {}),
    },
  }),
  kubeconfig === "" ? { skip: "AIOPS_GYM_KUBECONFIG names no kubeconfig" } : {},
);
