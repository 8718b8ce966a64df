import { describeCluster } from "@aiops-gym/cluster/testing";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { watchLogLimit } from "../../src/apiserver/store.ts";
import { EmbeddedCluster, holderOf } from "../../src/embedded-cluster.ts";
import { EmbeddedKubeApi } from "../../src/embedded-kube-api.ts";
import { smallCluster } from "../support/small-cluster.ts";

/** Simulated images have busybox's applets, but not the program that holds them. */
class WithBusybox extends EmbeddedKubeApi {
  override exec(...[pod, options]: Parameters<EmbeddedKubeApi["exec"]>): ReturnType<EmbeddedKubeApi["exec"]> {
    const { command } = options;
    return super.exec(pod, { ...options, command: command[0] === "/busybox" ? command.slice(1) : command });
  }
}

describeCluster("embedded", async () => {
  const sim = smallCluster();
  // so many writes that the first versions are forgotten
  const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "counter" };
  createObject(sim, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "counter", namespace: "default" } });
  for (let count = 0; count < 2 * watchLogLimit; count++) {
    patchObject(sim, ref, { type: "merge", body: { data: { count: String(count) } } });
  }
  const holder = holderOf(sim);
  const cluster = Object.assign(new EmbeddedCluster(holder), { api: new WithBusybox(holder) });
  return {
    cluster,
    namespace: "contract",
    image: "acme/busybox:1",
    expired: { kind: { apiVersion: "v1", kind: "ConfigMap" }, resourceVersion: "1" },
  };
});
