/**
 * Defaults of Nodes.
 * @module
 */
import { objectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

const infoFields = [
  "machineID",
  "systemUUID",
  "bootID",
  "kernelVersion",
  "osImage",
  "containerRuntimeVersion",
  "kubeletVersion",
  "kubeProxyVersion",
  "operatingSystem",
  "architecture",
] as const;

export const nodeDefaults: KindDefaults = {
  fill: (object) => {
    const status = objectIn(object, "status");
    const capacity = status["capacity"];
    // what can be given away is all there is, until somebody says otherwise
    if (capacity !== undefined && status["allocatable"] === undefined) status["allocatable"] = capacity;
    setDefaults(objectIn(objectIn(status, "daemonEndpoints"), "kubeletEndpoint"), { Port: 0 });
    setDefaults(objectIn(status, "nodeInfo"), Object.fromEntries(infoFields.map((field) => [field, ""])));
  },
};
