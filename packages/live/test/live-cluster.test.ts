import { describeCluster } from "@aiops-gym/cluster/testing";
import { openLiveCluster } from "../src/index.ts";

// a kubeconfig whose user may do everything, and an image that its nodes can pull, with busybox at /busybox
const { AIOPS_GYM_KUBECONFIG: kubeconfig = "", AIOPS_GYM_TEST_IMAGE: image = "" } = process.env;

if (kubeconfig === "") console.info("live cluster: skipped, AIOPS_GYM_KUBECONFIG names no kubeconfig");

describeCluster(
  "live",
  async () => ({
    cluster: openLiveCluster({ kubeconfig }),
    namespace: `aiops-gym-contract-${Date.now().toString(36)}`,
    ...(image === "" ? {} : { image }),
    // events have no watch cache, so that the store's compaction (every 5 min) shows
    expired: { kind: { apiVersion: "v1", kind: "Event" }, resourceVersion: "1" },
    missing: image === "" ? { containers: "AIOPS_GYM_TEST_IMAGE names no image" } : {},
  }),
  kubeconfig === "" ? { skip: "AIOPS_GYM_KUBECONFIG names no kubeconfig" } : {},
);
