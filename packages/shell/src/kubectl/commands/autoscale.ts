/**
 * `kubectl autoscale`.
 * @module
 */
import { canonicalQuantity, type KubeObject, type Manifest, StatusError } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { withLastApplied } from "../last-applied.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../report-change.ts";
import { type Found, requireKind, resourcesRequired, select } from "../resources.ts";
import { visit } from "./visit.ts";

export const autoscaleCommand: Command = {
  name: "autoscale",
  summary: "Auto-scale a deployment, replica set, stateful set, or replication controller",
  usage: "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} cpu cpu-percent#=-1 field-manager=kubectl-autoscale max#=-1 ` +
    "memory min#=-1 name save-config?",
  required: ["max"],
  async run(call) {
    const { flags } = call;
    if (flags.has("cpu-percent")) {
      call.warn(
        "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
      );
    }
    checkWriteFlags(call);
    const [most, least] = [flags.int("max"), flags.int("min")];
    if (most < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
    if (most < least)
      throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
    if (flags.int("cpu-percent") > 0 && flags.text("cpu") !== "")
      throw new KubectlError("--cpu-percent and --cpu are mutually exclusive");
    const metrics = wantedMetrics(call);
    const selection = await select(call, { whenEmpty: resourcesRequired });
    return visit(call, selection, (one) => autoscaleOne(call, one, metrics));
  },
};

/** What is measured of one resource: a share of what pods ask for, or an amount. */
type Target =
  | { readonly type: "Utilization"; readonly averageUtilization: number }
  | { readonly type: "AverageValue"; readonly averageValue: string };

function wantedMetrics({ flags }: Invocation): readonly object[] {
  const targets: [string, Target][] = [];
  const percent = flags.int("cpu-percent");
  if (percent > 0) targets.push(["cpu", { type: "Utilization", averageUtilization: percent }]);
  for (const [name, unit] of [
    ["cpu", "m"],
    ["memory", "Mi"],
  ] as const) {
    const text = flags.text(name).trim();
    if (text !== "") targets.push([name, parseTarget(text, name, unit)]);
  }
  return targets.map(([name, target]) => ({ type: "Resource", resource: { name, target } }));
}

/** `80%`, `500m`, or a number of the resource's usual unit. */
function parseTarget(text: string, name: string, unit: string): Target {
  if (text.endsWith("%")) {
    const percent = text.slice(0, -1);
    if (!/^\+?\d+$/.test(percent)) throw new KubectlError(`invalid percentage value: ${percent}`);
    return { type: "Utilization", averageUtilization: Number(percent) };
  }
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
  try {
    return { type: "AverageValue", averageValue: canonicalQuantity(isNumber ? `${Number(text)}${unit}` : text) };
  } catch {
    throw new KubectlError(`invalid resource ${name} value: ${text}`);
  }
}

async function autoscaleOne(call: Invocation, { info, object }: Found, metrics: readonly object[]): Promise<void> {
  const { flags } = call;
  const { name } = object.metadata;
  if (!info.subresources.includes("scale")) {
    const resource = `${info.group}/${info.version}, Resource=${info.plural}`;
    throw new KubectlError(
      `cannot autoscale a ${info.kind}: could not find scale subresource for ${resource} in discovery information`,
    );
  }
  const least = flags.int("min");
  const manifest: Manifest = {
    kind: "HorizontalPodAutoscaler",
    apiVersion: "autoscaling/v2",
    metadata: { name: flags.text("name") || name },
    spec: {
      scaleTargetRef: { kind: info.kind, name, apiVersion: info.apiVersion },
      ...(least > 0 ? { minReplicas: least } : {}),
      maxReplicas: flags.int("max"),
      ...(metrics.length > 0 ? { metrics } : {}),
    },
  };
  const kind = requireKind(call, "horizontalpodautoscalers.autoscaling");
  if (call.dryRun() === "client") {
    const shown = { ...manifest, status: { desiredReplicas: 0, currentMetrics: null } };
    await reportChange(call, kind, shown as unknown as KubeObject, "created", "given");
    return;
  }
  const noted = flags.bool("save-config") ? withLastApplied(manifest, "given") : manifest;
  const wanted = { ...noted, metadata: { ...noted.metadata, namespace: call.namespace } };
  const made = await call.api.create(wanted, writeOptions(call)).catch((error: unknown) => {
    throw afterSecondTry(call, error);
  });
  await reportChange(call, kind, made, "autoscaled");
}

/** kubectl tries the older version of the kind where that has room for what is wanted, and tells how that ended. */
function afterSecondTry({ flags }: Invocation, error: unknown): unknown {
  if (!(error instanceof StatusError)) return error;
  const start = "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1";
  const cpu = flags.text("cpu").trim();
  if (cpu === "") return new KubectlError(`${start}: empty input`);
  const fits = flags.text("memory") === "" && (cpu.endsWith("%") || flags.int("cpu-percent") >= 0);
  return fits ? error : new KubectlError(`${start}: %!w(<nil>)`);
}
