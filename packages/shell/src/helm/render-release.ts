/**
 * From a chart and values to what is installed: manifest, hooks, notes.
 * @module
 */
import { StatusError } from "@aiops-gym/cluster";
import { type GoMap, goInt } from "../go-template/value.ts";
import { type Capabilities, capabilitiesStruct, clusterCapabilities } from "./capabilities.ts";
import { type Chart, crdsOf } from "./chart.ts";
import { renderChart } from "./engine.ts";
import { inRange } from "./functions/logic.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { type Hook, installOrder, sortManifests } from "./manifests.ts";
import { coalesceValues } from "./values.ts";

/** What templates see of the release. */
export interface ReleaseView {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isUpgrade: boolean;
}

/** What came of a chart. */
export interface Rendered {
  readonly manifest: string;
  readonly hooks: readonly Hook[];
  readonly notes: string;
}

/** Rendering failed: the chart itself was found, and its values. */
export class RenderError extends HelmError {}

/** Whether a command only shows what it would do; and whether it asks the cluster for that. */
export function dryRunOf(call: HelmCall): { readonly dry: boolean; readonly remote: boolean } {
  const option = call.flags.text("dry-run") || "none";
  if (!["false", "true", "none", "client", "server"].includes(option))
    throw new HelmError("Invalid dry-run flag. Flag must one of the following: false, true, none, client, server");
  const dry = option === "client" || option === "server" || option === "true";
  return { dry, remote: !dry || option === "server" };
}

/** Tells of values that are left out, as Helm's log does. */
export function warnLog(call: HelmCall): (text: string) => void {
  return (text) => call.warn(`${placeOf(text)}: ${text}`);
}

/** Where Helm's own source says so. */
function placeOf(text: string): string {
  const found = places.find(([pattern]) => pattern.test(text));
  return found?.[1] ?? "log.go:1";
}

const places: readonly (readonly [RegExp, string])[] = [
  [/^warning: skipping globals because destination/, "coalesce.go:138"],
  [/^warning: skipping globals because source/, "coalesce.go:145"],
  [/^Conflict: cannot merge map/, "coalesce.go:161"],
  [/is table. Skipping$/, "coalesce.go:175"],
  [/^warning: skipped value/, "coalesce.go:237"],
  [/^warning: cannot overwrite table/, "coalesce.go:316"],
  [/^warning: destination for/, "coalesce.go:319"],
  [/^Warning: Condition path/, "dependencies.go:53"],
];

/** Renders a chart. @throws {@link RenderError} when its templates fail, {@link HelmError} before that. */
export async function renderRelease(
  call: HelmCall,
  chart: Chart,
  given: GoMap,
  view: ReleaseView,
  options: { readonly remote: boolean; readonly capabilities?: Capabilities; readonly includeCrds?: boolean },
): Promise<Rendered> {
  const capabilities = options.capabilities ?? clusterCapabilities(call.kinds);
  const values = coalesceValues(chart, given, warnLog(call));
  const release = {
    Name: view.name,
    Namespace: view.namespace,
    IsUpgrade: view.isUpgrade,
    IsInstall: !view.isUpgrade,
    Revision: goInt(view.revision),
    Service: "Helm",
  };
  const { kubeVersion = "" } = chart.metadata;
  try {
    if (kubeVersion !== "" && !inRange(kubeVersion, capabilities.kubeVersion))
      throw new HelmError(
        `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${capabilities.kubeVersion}`,
      );
    const files = new Map(
      await renderChart(chart, {
        top: { Values: values, Release: release, Capabilities: capabilitiesStruct(capabilities) },
        now: Math.floor(call.now / 1000),
        seed: `helm ${view.name} ${call.now}`,
        ...(options.remote ? { lookup: (...key) => lookup(call, key) } : {}),
      }),
    );
    const notes = takeNotes(files, chart, call.flags.bool("render-subchart-notes"));
    const { hooks, manifests } = sortManifests(files, installOrder);
    const crds = options.includeCrds === true ? crdsOf(chart) : [];
    const parts = [
      ...crds.map(({ name, text }) => ({ path: name, text })),
      ...manifests.map((one) => hideSecret(call, one)),
    ];
    const manifest = parts.map(({ path, text }) => `---\n# Source: ${path}\n${text}\n`).join("");
    return { manifest, hooks, notes };
  } catch (error) {
    throw error instanceof HelmError ? new RenderError(error.message) : error;
  }
}

/** `--hide-secret`. */
function hideSecret(
  call: HelmCall,
  { path, text, kind, apiVersion }: { path: string; text: string; kind: string; apiVersion: string },
): { readonly path: string; readonly text: string } {
  const hidden = call.flags.bool("hide-secret") && kind === "Secret" && apiVersion === "v1";
  return { path, text: hidden ? "# HIDDEN: The Secret output has been suppressed" : text };
}

/** The notes, which are no manifest. */
function takeNotes(files: Map<string, string>, chart: Chart, ofAll: boolean): string {
  const notes: string[] = [];
  for (const [path, text] of [...files]) {
    if (!path.endsWith("NOTES.txt")) continue;
    files.delete(path);
    if (ofAll || path === `${chart.metadata.name}/templates/NOTES.txt`) notes.push(text);
  }
  return notes.join("\n");
}

/** `lookup` in templates. */
async function lookup(
  call: HelmCall,
  [apiVersion, kind, namespace, name]: readonly [string, string, string, string],
): Promise<GoMap> {
  const info = call.kinds.find(apiVersion, kind);
  if (info === undefined) return {};
  const scope = info.namespaced && namespace !== "" ? { namespace } : {};
  try {
    const found: unknown =
      name === ""
        ? { apiVersion, kind: `${kind}List`, ...(await call.api.list({ apiVersion, kind, ...scope })) }
        : await call.api.get({ apiVersion, kind, name, ...scope });
    return structuredClone(found) as GoMap;
  } catch (error) {
    if (error instanceof StatusError) return {};
    throw error;
  }
}
