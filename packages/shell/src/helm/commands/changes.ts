/**
 * `helm install`, `upgrade`, `rollback`, `uninstall` and `test`.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import { renderTemplate } from "../../go-template/template.ts";
import { TemplateError } from "../../go-template/template-error.ts";
import type { GoMap } from "../../go-template/value.ts";
import type { Chart } from "../chart.ts";
import { readChart } from "../chart-folder.ts";
import { checkDependencies } from "../dependencies.ts";
import { helmFunctions } from "../functions/index.ts";
import { givenValues, valueFlags } from "../given-values.ts";
import type { HelmCall, HelmCommand } from "../helm-call.ts";
import { during, HelmError } from "../helm-error.ts";
import { HookFailure, runHooks } from "../hooks.ts";
import { installRelease } from "../install.ts";
import { outputFlag, printStatus } from "../print.ts";
import { dryRunOf } from "../render-release.ts";
import { rollbackRelease } from "../rollback.ts";
import { uninstallRelease } from "../uninstall.ts";
import { upgradeRelease } from "../upgrade.ts";

const chartFlags =
  "version verify? keyring repo username password cert-file key-file insecure-skip-tls-verify? plain-http? ca-file pass-credentials?";

/** Flags that installing and upgrading share. */
const changeFlags =
  `${valueFlags} ${chartFlags} create-namespace? dry-run!client force? no-hooks? timeout~=5m0s wait? wait-for-jobs? description devel? ` +
  "dependency-update? disable-openapi-validation? atomic? skip-crds? render-subchart-notes? skip-schema-validation? labels/l[] " +
  "enable-dns? hide-notes? take-ownership? post-renderer post-renderer-args[] hide-secret?";

/** Flags of `install` and `template`. */
export const installFlags = `${changeFlags} replace? generate-name/g? name-template`;

/** The release's name and the chart that arguments and flags give. */
export function nameAndChart(call: HelmCall, defaultName = ""): readonly [name: string, chart: string] {
  const { args, flags } = call;
  const [first = "", second] = args;
  if (args.length > 2)
    throw new HelmError(`expected at most two arguments, unexpected arguments: ${args.slice(2).join(", ")}`);
  if (second !== undefined) {
    for (const flag of ["generate-name", "name-template"])
      if (flags.has(flag)) throw new HelmError(`cannot set --${flag} and also specify a name`);
    return [first, second];
  }
  const template = flags.text("name-template");
  if (template !== "") return [templateName(call, template), first];
  if (defaultName !== "") return [defaultName, first];
  if (!flags.bool("generate-name")) throw new HelmError("must either provide a name or specify --generate-name");
  const base = first.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const stem = base === "." || base === "" ? "chart" : base.split(".")[0];
  return [`${stem}-${Math.floor(call.now / microsPerSecond)}`, first];
}

function templateName(call: HelmCall, template: string): string {
  try {
    const functions = helmFunctions(Math.floor(call.now / 1000), `name ${call.now}`);
    return renderTemplate("name-template", template, null, { functions });
  } catch (error) {
    throw error instanceof TemplateError ? new HelmError(error.message) : error;
  }
}

/** A chart that can be installed, and values for it. */
export async function chartAndValues(call: HelmCall, path: string): Promise<readonly [chart: Chart, values: GoMap]> {
  refuseNetwork(call);
  // whether there is such a chart is asked first
  if ((await call.files.kind(path.trim())) === undefined) await readChart(call.files, path);
  const values = await givenValues(call);
  const chart = await readChart(call.files, path);
  return [chart, values];
}

function refuseNetwork({ flags }: HelmCall): void {
  for (const flag of ["repo", "post-renderer", "verify", "dependency-update", "recreate-pods"])
    if (flags.text(flag) !== "" && flags.text(flag) !== "false")
      throw new HelmError(`--${flag} is not available in this shell`);
}

/** Refuses libraries, and charts that lack what they need; tells of those that should no longer be used. */
export function checkChart(call: HelmCall, chart: Chart, installs: boolean): void {
  const { type = "application", deprecated = false } = chart.metadata;
  if (installs && type !== "application") throw new HelmError(`${type} charts are not installable`);
  if (deprecated) call.warn("WARNING: This chart is deprecated");
  checkDependencies(chart);
}

async function install(call: HelmCall, name: string, path: string, replace: boolean): Promise<void> {
  const [chart, values] = await chartAndValues(call, path);
  checkChart(call, chart, true);
  const release = await installRelease(call, name, chart, values, replace);
  printStatus(call, release, { hideNotes: call.flags.bool("hide-notes") }, true);
}

export const installCommand: HelmCommand = {
  name: "install",
  summary: "install a chart",
  usage: "install [NAME] [CHART] [flags]",
  args: { least: 1, most: Number.POSITIVE_INFINITY },
  flags: `${installFlags} ${outputFlag}`,
  async run(call) {
    try {
      const [name, path] = nameAndChart(call);
      await install(call, name, path, call.flags.bool("replace"));
    } catch (error) {
      throw during("INSTALLATION FAILED", error);
    }
  },
};

export const upgradeCommand: HelmCommand = {
  name: "upgrade",
  summary: "upgrade a release",
  usage: "upgrade [RELEASE] [CHART] [flags]",
  args: { least: 2, most: 2 },
  flags:
    `${changeFlags} ${outputFlag} install/i? recreate-pods? reset-values? reuse-values? reset-then-reuse-values? history-max#=10 ` +
    "cleanup-on-fail?",
  async run(call) {
    const [name = "", path = ""] = call.args;
    const isTable = call.flags.text("output") === "table";
    if (call.flags.bool("install")) {
      const known = await call.storage.list(`name=${name},owner=helm`);
      const last = [...known].sort((a, b) => a.version - b.version).at(-1);
      if (last === undefined || last.status === "uninstalled") {
        if (isTable) call.print(`Release ${JSON.stringify(name)} does not exist. Installing it now.\n`);
        await install(call, name, path, last !== undefined);
        return;
      }
    }
    const [chart, values] = await chartAndValues(call, path);
    dryRunOf(call);
    checkChart(call, chart, false);
    try {
      const release = await upgradeRelease(call, name, chart, values);
      if (isTable) call.print(`Release ${JSON.stringify(name)} has been upgraded. Happy Helming!\n`);
      printStatus(call, release, { hideNotes: call.flags.bool("hide-notes") }, true);
    } catch (error) {
      throw during("UPGRADE FAILED", error);
    }
  },
};

export const rollbackCommand: HelmCommand = {
  name: "rollback",
  summary: "roll back a release to a previous revision",
  usage: "rollback <RELEASE> [REVISION] [flags]",
  args: { least: 1, most: Number.POSITIVE_INFINITY },
  flags: "dry-run? recreate-pods? force? no-hooks? timeout~=5m0s wait? wait-for-jobs? cleanup-on-fail? history-max#=10",
  async run(call) {
    const [name = "", revision] = call.args;
    if (revision !== undefined && !/^[+-]?\d+$/.test(revision))
      throw new HelmError(
        `could not convert revision to a number: strconv.Atoi: parsing ${JSON.stringify(revision)}: invalid syntax`,
      );
    await rollbackRelease(call, name, Number(revision ?? 0), call.flags.bool("wait"));
    call.print("Rollback was a success! Happy Helming!\n");
  },
};

const cascades = { background: "Background", foreground: "Foreground", orphan: "Orphan" } as const;

export const uninstallCommand: HelmCommand = {
  name: "uninstall",
  aliases: ["del", "delete", "un"],
  summary: "uninstall a release",
  usage: "uninstall RELEASE_NAME [...] [flags]",
  args: { least: 1, most: Number.POSITIVE_INFINITY },
  flags: "dry-run? no-hooks? ignore-not-found? keep-history? wait? cascade=background timeout~=5m0s description",
  async run(call) {
    const cascade = call.flags.text("cascade");
    if (!Object.hasOwn(cascades, cascade))
      throw new HelmError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
    for (const name of call.args) {
      if (call.flags.bool("dry-run")) await call.storage.last(name);
      else await uninstallOne(call, name, cascades[cascade as keyof typeof cascades]);
      call.print(`release "${name}" uninstalled\n`);
    }
  },
};

async function uninstallOne(
  call: HelmCall,
  name: string,
  propagation: (typeof cascades)[keyof typeof cascades],
): Promise<void> {
  const { flags } = call;
  const options = { keepHistory: flags.bool("keep-history"), wait: flags.bool("wait"), propagation };
  const known = await call.storage.list(`name=${name},owner=helm`);
  if (known.length === 0 && flags.bool("ignore-not-found")) return;
  const kept = await uninstallRelease(call, name, options);
  if (kept !== "") call.print(`${kept}\n`);
}

export const testCommand: HelmCommand = {
  name: "test",
  summary: "run tests for a release",
  usage: "test [RELEASE] [flags]",
  args: { least: 1, most: 1 },
  flags: `${outputFlag} timeout~=5m0s logs? filter[] hide-notes?`,
  async run(call) {
    const release = await call.storage.last(call.args[0] ?? "");
    try {
      const tested = await runHooks(call, release, "test");
      await call.storage.update(tested);
      printStatus(call, tested, { hideNotes: call.flags.bool("hide-notes") }, true);
    } catch (error) {
      if (!(error instanceof HookFailure)) throw error;
      await call.storage.update(error.release);
      printStatus(call, error.release, { hideNotes: call.flags.bool("hide-notes") }, true);
      throw error;
    }
  },
};
