/**
 * `kubectl apply view-last-applied | set-last-applied | edit-last-applied`.
 * @module
 */
import { isNotFound, type KindInfo, type KubeObject } from "@aiops-gym/cluster";
import { flagGroups } from "../../flags.ts";
import type { Command } from "../../invocation.ts";
import { writeJson } from "../../json-writer.ts";
import { KubectlError, usageError } from "../../kubectl-error.ts";
import { lastAppliedKey, withLastApplied } from "../../last-applied.ts";
import { readManifests } from "../../manifests.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../../report-change.ts";
import { resourcesRequired, select } from "../../resources.ts";
import { writeYaml } from "../../yaml-writer.ts";

/** JSON with the order of its keys kept, indented by two, as Go's `json.Indent` does. */
function indented(text: string): string {
  const body = writeJson(JSON.parse(text), 2, "given");
  return text.endsWith("\n") ? `${body}\n` : body;
}

const viewCommand: Command = {
  name: "apply view-last-applied",
  summary: "View the latest last-applied-configuration annotations of a resource/object",
  usage: "apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
  flags: `${flagGroups.files} all? output/o=yaml selector/l`,
  async run(call) {
    const { found, errors } = await select(call, { whenEmpty: resourcesRequired });
    const [error] = errors;
    if (error !== undefined) throw error;
    const texts = found.map(({ object, entry }) => {
      const text = object.metadata.annotations?.[lastAppliedKey];
      if (text !== undefined) return text;
      const what = `no last-applied-configuration annotation found on resource: ${object.metadata.name}\n`;
      throw new KubectlError(
        entry === undefined ? "%!v(<nil>)" : `error when ${what} ${JSON.stringify(entry.source)}: <nil>`,
        { bare: true },
      );
    });
    const format = call.flags.text("output");
    for (const text of texts) {
      if (format === "json") call.print(indented(text));
      else if (format === "yaml") call.print(writeYaml(JSON.parse(text)));
      else {
        throw usageError(
          "apply view-last-applied",
          `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`,
        );
      }
    }
    return 0;
  },
};

const setCommand: Command = {
  name: "apply set-last-applied",
  summary: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
  usage: "apply set-last-applied -f FILENAME",
  flags: `${flagGroups.output} ${flagGroups.dryRun} create-annotation? filename/f[]`,
  async run(call) {
    checkWriteFlags(call);
    const changes: { info: KindInfo; object: KubeObject; note: string }[] = [];
    for (const { info, name, namespace, manifest, source } of await readManifests(call)) {
      const object = await call.api.get(call.reference(info, name, namespace)).catch((error: unknown) => {
        if (isNotFound(error)) throw error;
        throw error;
      });
      const before = object.metadata.annotations?.[lastAppliedKey];
      if (before === undefined && !call.flags.bool("create-annotation")) {
        throw new KubectlError(
          `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      const note = withLastApplied(manifest).metadata.annotations?.[lastAppliedKey] ?? "";
      if (note === before) call.print(`set-last-applied ${name}: no changes required.\n`);
      else changes.push({ info, object, note });
      void source;
    }
    for (const { info, object, note } of changes) {
      const body = { metadata: { annotations: { [lastAppliedKey]: note } } };
      const ref = call.reference(info, object.metadata.name, object.metadata.namespace);
      const after =
        call.dryRun() === "client" ? object : await call.api.patch(ref, { type: "merge", body }, writeOptions(call));
      await reportChange(call, info, after, "configured");
    }
    return 0;
  },
};

const editCommand: Command = {
  name: "apply edit-last-applied",
  summary: "Not available in this shell",
  usage: "apply edit-last-applied",
  flags: "*",
  run: () =>
    Promise.reject(
      new KubectlError(
        "kubectl apply edit-last-applied is not available in this shell: it needs an editor; use kubectl apply view-last-applied, change the file and kubectl apply set-last-applied -f it",
      ),
    ),
};

export const lastAppliedCommands: readonly Command[] = [viewCommand, setCommand, editCommand];
