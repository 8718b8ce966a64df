/**
 * Takes out of names, messages and log lines what differs between two runs of the same scenario.
 * @module
 */

const podSuffix = /-[a-z0-9]{6,10}-[a-z0-9]{5}$/;
const replicaSetSuffix = /-[a-z0-9]{6,10}$/;

/** The Deployment that a pod's name tells. */
export function deploymentOfPod(pod: string): string {
  return pod.replace(podSuffix, "");
}

/** `Pod of geo` for a pod or ReplicaSet, `Deployment geo` for others. */
export function objectName(kind: string, name: string): string {
  if (kind === "Pod") return `Pod of ${deploymentOfPod(name)}`;
  if (kind === "ReplicaSet") return `ReplicaSet of ${name.replace(replicaSetSuffix, "")}`;
  return `${kind} ${name}`;
}

const replacements: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), ""],
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, "<time>"],
  [/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/g, "<time>"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>"],
  [/\b0x[0-9a-f]+/g, "<hex>"],
  [/\bgoroutine \d+/g, "goroutine <n>"],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, "<ip>"],
  [/(\bin )[\d.]+m?s \([\d.]+m?s including waiting\)/g, "$1<duration>"],
  [/index=\d+/g, "index=<n>"],
  [/\[id: \[[\d ]*\]\]/g, "[id: [<hotels>]]"],
  [/\b\d+\/\d+ nodes are available: \d+ /g, "<n>/<n> nodes are available: <n> "],
  [/\b\d+\/\d+ nodes are available/g, "<n>/<n> nodes are available"],
  [/(Successfully assigned \S+ to )\S+/g, "$1<node>"],
  [/\bback-off (?:\d+m)?\d+s\b/g, "back-off <duration>"],
];

const podName = /\b([a-z]+(?:-[a-z]+)*)-[a-z0-9]{6,10}-[a-z0-9]{5}(?![a-z0-9])/g;
const replicaSetName = /\breplica set ([a-z]+(?:-[a-z]+)*)-[a-z0-9]{6,10}\b/g;

/** A message or a line of a log as it would read in another run. */
export function normalizeText(text: string): string {
  let result = text;
  for (const [pattern, by] of replacements) result = result.replace(pattern, by);
  return result.replace(replicaSetName, "replica set of $1").replace(podName, "<pod of $1>");
}
