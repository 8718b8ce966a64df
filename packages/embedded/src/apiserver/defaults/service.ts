/**
 * Defaults of Services.
 * @module
 */
import { dropEmpty, listIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

export const serviceDefaults: KindDefaults = {
  status: { loadBalancer: {} },
  fill: (_object, spec) => {
    dropEmpty(spec, ["selector", "ports", "externalIPs", "clusterIP", "clusterIPs", "externalName"]);
    setDefaults(spec, { type: "ClusterIP", sessionAffinity: "None" });
    if (spec["type"] !== "ExternalName") {
      setDefaults(spec, { internalTrafficPolicy: "Cluster", ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" });
    }
    const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
    if (exposed) setDefaults(spec, { externalTrafficPolicy: "Cluster" });
    if (spec["type"] === "LoadBalancer") setDefaults(spec, { allocateLoadBalancerNodePorts: true });
    if (spec["sessionAffinity"] === "ClientIP") {
      setDefaults(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } });
    }
    if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
    if (spec["publishNotReadyAddresses"] === false) delete spec["publishNotReadyAddresses"];
    for (const port of listIn(spec, "ports")) {
      dropEmpty(port, ["name"]);
      if (port["nodePort"] === 0) delete port["nodePort"];
      setDefaults(port, { protocol: "TCP" });
      if (port["targetPort"] === undefined || port["targetPort"] === 0 || port["targetPort"] === "") {
        port["targetPort"] = port["port"];
      }
    }
  },
};
