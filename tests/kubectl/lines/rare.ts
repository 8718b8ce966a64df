/**
 * Nodes, and kinds that are seldom seen.
 * @module
 */
import type { LinesOf } from "../state.ts";

export const rareLines: readonly LinesOf[] = [
  {
    state: "rare",
    lines: [
      "get node node-1",
      "get no node-1 -o name",
      "get node/node-1 --no-headers",
      "get node node-1 -L kubernetes.io/os,kubernetes.io/hostname",
      "get node node-1 -o jsonpath='{.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type==\"Ready\")].status}'",
      "get node node-1 -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints,UNSCHEDULABLE:.spec.unschedulable",
      "wait node/node-1 --for=condition=Ready --timeout=1s",
      "describe node node-9",
      "get nodes -l none=1",
      "get pods -A --field-selector spec.nodeName=node-9",
      "get runtimeclass $NS--runtime",
      "describe runtimeclass $NS--runtime",
      "get csidriver $NS--driver",
      "describe csidriver $NS--driver",
      "get ep hand",
      "describe ep hand",
      "get endpointslice slice -o wide",
      "describe endpointslice slice",
      "get controllerrevision revision",
      "describe controllerrevision revision",
      "get events said",
      "get events.events.k8s.io said",
      "get ev said -o wide",
      "describe event said",
      "events --for cm/kube-root-ca.crt",
      "get csr",
      "get volumeattachments",
      "get leases",
      "get servicecidr kubernetes",
      "describe cm kube-root-ca.crt --nope=1",
      "get mutatingwebhookconfigurations,validatingwebhookconfigurations",
      "get replicationcontrollers,podtemplates,limitranges",
      "get sa,cm -o name",
      "describe limits",
      "describe quota none",
      "describe hpa",
      "describe ing none",
      "top pod -A --sort-by=nope",
      "top node node-9",
    ],
  },
];
