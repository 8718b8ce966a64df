/**
 * `kubectl explain`.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import { explainSchema } from "../explain-text.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "Get documentation for a resource",
  usage: "explain TYPE[.FIELD...] [--recursive] [--api-version=group/version] [flags]",
  flags: "api-version output/o=plaintext recursive?",
  async run(call) {
    const { flags, args } = call;
    const format = flags.text("output");
    if (format !== "plaintext" && format !== "plaintext-openapiv2")
      throw new KubectlError(`unrecognized format: ${format}`);
    const [path] = args;
    if (path === undefined) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (args.length > 1) throw new KubectlError("We accept only this format: explain RESOURCE");
    const { info, fields } = findKind(call, path);
    const document = await call.api.openApi(info.apiVersion);
    const { text, error } = explainSchema({ info, document, fields, recursive: flags.bool("recursive") });
    call.print(text);
    if (error !== undefined) throw error;
    return 0;
  },
};

/** The kind that the path's first words name: `pods`, `deployments.apps`; the rest are fields. */
function findKind(call: Invocation, path: string): { readonly info: KindInfo; readonly fields: readonly string[] } {
  const words = path.split(".").filter((word, index) => word !== "" || index === 0);
  const wanted = call.flags.text("api-version");
  for (let count = words.length; count > 0; count--) {
    const found = call.kinds.findResource(words.slice(0, count).join("."));
    if (found === undefined) continue;
    const fields = words.slice(count);
    if (wanted === "" || wanted === found.apiVersion) return { info: found, fields };
    const other = call.kinds.kinds.find(({ apiVersion, plural }) => apiVersion === wanted && plural === found.plural);
    if (other !== undefined) return { info: other, fields };
    const { plural, version } = { plural: found.plural, version: wanted };
    throw new KubectlError(`couldn't find resource for "${version}, Resource=${plural}"`);
  }
  throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(words[0])}`, { bare: true });
}
