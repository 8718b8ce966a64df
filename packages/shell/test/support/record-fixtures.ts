/**
 * Records what the real kubectl prints for the objects of a namespace. Run by hand, against any Kubernetes 1.34:
 * `node --conditions=@source packages/shell/test/support/record-fixtures.ts NAMESPACE OUTPUT < commands`
 * where each line of `commands` is a JSON list of arguments. It only reads.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { builtInKinds } from "@aiops-gym/cluster";

interface Listed {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; managedFields?: unknown };
}

const [namespace = "", output = ""] = process.argv.slice(2);
const commands = readFileSync(0, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("["))
  .map((line) => JSON.parse(line) as string[]);
const everywhere = new Set(["Pod"]);
const besides: readonly (readonly [path: string, apiVersion: string, kind: string])[] = [
  ["/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", "coordination.k8s.io/v1", "Lease"],
  ["/api/v1/namespaces/default/events", "v1", "Event"],
];

function kubectl(args: readonly string[]): { stdout: string; stderr: string; status: number } {
  const run = spawnSync("kubectl", args, { encoding: "utf8", input: "", maxBuffer: 1 << 28 });
  return { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1 };
}

function list(path: string, apiVersion: string, kind: string): Listed[] {
  const { stdout, status } = kubectl(["get", "--raw", path]);
  if (status !== 0) return [];
  const { items } = JSON.parse(stdout) as { items: Listed[] };
  return items.map((item) => {
    delete item.metadata.managedFields;
    return { apiVersion, kind, ...item };
  });
}

function snapshot(): Listed[] {
  const objects = builtInKinds
    .filter(
      ({ kind, apiVersion }) =>
        !apiVersion.startsWith("events.k8s.io") && !/^(ClusterRole|CustomResource|Lease$)/.test(kind),
    )
    .flatMap(({ apiVersion, kind, plural, namespaced }) => {
      const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const scope = namespaced && !everywhere.has(kind) ? `/namespaces/${namespace}` : "";
      return list(`${root}${scope}/${plural}`, apiVersion, kind);
    });
  return [...objects, ...besides.flatMap(([path, apiVersion, kind]) => list(path, apiVersion, kind))];
}

const versions = (objects: readonly Listed[]): string =>
  objects
    .filter(({ kind }) => kind !== "Lease" && kind !== "Node")
    .map(({ metadata }) => metadata.uid + metadata.resourceVersion)
    .sort()
    .join();

for (let attempt = 0; attempt < 10; attempt++) {
  const objects = snapshot();
  const cases = commands.map((argv) => {
    for (;;) {
      const before = Math.floor(Date.now() / 1000);
      const { stdout, stderr, status } = kubectl(argv);
      const after = Date.now();
      // ages count whole seconds, so they are the same all through one second
      if (before === Math.floor(after / 1000)) return { argv, now: after * 1000, stdout, stderr, exitCode: status };
    }
  });
  if (versions(snapshot()) !== versions(objects)) continue;
  writeFileSync(
    output,
    `${JSON.stringify({ recorded: "Kubernetes 1.34.4", namespace, objects, cases }, undefined, 1)}\n`,
  );
  console.log(`${cases.length} commands, ${objects.length} objects`);
  process.exit(0);
}
throw new Error("the objects never held still");
