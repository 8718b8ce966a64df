/**
 * `kubectl auth can-i` and `auth whoami`: what the API server says of its user.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { parseOutput, printObjects } from "../output.ts";
import { policyRuleCells } from "../policy-rules.ts";
import { alignTabs, tableLayout } from "../tab-writer.ts";
import { fieldAt, listAt, mapAt, textAt, textsAt } from "../tree.ts";

const needTwo = new KubectlError(
  "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
);

const resourceVerbs = new Set(
  "get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest".split(
    " ",
  ),
);
const pathVerbs = new Set("get put post head options delete patch *".split(" "));

export const canICommand: Command = {
  name: "auth can-i",
  summary: "Check whether an action is allowed",
  usage: "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [flags]",
  flags: "all-namespaces/A? list? no-headers? quiet/q? subresource",
  async run(call) {
    const { flags, args } = call;
    if (flags.bool("list")) {
      if (args.length > 0) throw new KubectlError("list option must be specified with no arguments");
      return printRules(call);
    }
    const [verb, target] = args;
    if (verb === undefined || target === undefined || args.length > 2) throw needTwo;
    const { spec, warnings } = target.startsWith("/") ? pathAttempt(verb, target) : resourceAttempt(call, verb, target);
    for (const warning of warnings) call.warn(`${warning}\n`);
    const review = await call.api.create<KubeObject>({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      metadata: {},
      spec,
    });
    const allowed = fieldAt(review, "status.allowed") === true;
    const [reason, problem] = [textAt(review, "status.reason"), textAt(review, "status.evaluationError")];
    const why = `${reason === "" || allowed ? "" : ` - ${reason}`}${problem === "" || allowed ? "" : ` - ${problem}`}`;
    if (!flags.bool("quiet")) call.print(allowed ? "yes\n" : `no${why}\n`);
    return allowed ? 0 : 1;
  },
};

interface Attempt {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

function pathAttempt(verb: string, path: string): Attempt {
  const warnings = pathVerbs.has(verb) ? [] : [`Warning: verb '${verb}' is not a known verb`];
  return { spec: { nonResourceAttributes: { path, verb } }, warnings };
}

function resourceAttempt(call: Invocation, verb: string, target: string): Attempt {
  const warnings = resourceVerbs.has(verb) ? [] : [`Warning: verb '${verb}' is not a known verb`];
  const slash = target.indexOf("/");
  const type = slash < 0 ? target : target.slice(0, slash);
  const found = type === "*" ? undefined : call.kinds.findResource(type);
  if (found === undefined && type !== "*") {
    warnings.push(`Warning: the server doesn't have a resource type '${type.split(".")[0]}'`);
  }
  if (found !== undefined && !found.namespaced && !call.allNamespaces) warnings.push(clusterScoped(found));
  const subresource = call.flags.text("subresource");
  return {
    spec: {
      resourceAttributes: {
        verb,
        group: found?.group ?? "",
        resource: found?.plural ?? type,
        ...(call.allNamespaces ? {} : { namespace: call.namespace }),
        ...(subresource === "" ? {} : { subresource }),
        ...(slash < 0 ? {} : { name: target.slice(slash + 1) }),
      },
    },
    warnings,
  };
}

function clusterScoped({ group, plural }: KindInfo): string {
  const ofGroup = group === "" ? "" : ` in group '${group}'`;
  return `Warning: resource '${plural}' is not namespace scoped${ofGroup}`;
}

async function printRules(call: Invocation): Promise<number> {
  const review = await call.api.create<KubeObject>({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectRulesReview",
    metadata: {},
    spec: { namespace: call.namespace },
  });
  const rules = [...listAt(review, "status.resourceRules"), ...listAt(review, "status.nonResourceRules")];
  const header = call.flags.bool("no-headers") ? [] : ["Resources\tNon-Resource URLs\tResource Names\tVerbs"];
  const lines = [...header, ...policyRuleCells(rules)];
  call.print(alignTabs(lines.map((line) => `${line}\n`).join(""), tableLayout));
  return 0;
}

export const whoAmICommand: Command = {
  name: "auth whoami",
  summary: "Check self subject attributes",
  usage: "auth whoami [flags]",
  flags: flagGroups.output,
  async run(call) {
    const format = parseOutput(call);
    const review = await call.api.create<KubeObject>({
      apiVersion: "authentication.k8s.io/v1",
      kind: "SelfSubjectReview",
      metadata: {},
    });
    if (format !== undefined) {
      const info = call.kinds.find("authentication.k8s.io/v1", "SelfSubjectReview");
      if (info !== undefined) await printObjects(call, format, [{ info, object: review }], true);
      return 0;
    }
    const rows = [
      ["ATTRIBUTE", "VALUE"],
      ["Username", textAt(review, "status.userInfo.username")],
    ];
    const uid = textAt(review, "status.userInfo.uid");
    if (uid !== "") rows.push(["UID", uid]);
    const groups = textsAt(review, "status.userInfo.groups");
    if (groups.length > 0) rows.push(["Groups", `[${groups.join(" ")}]`]);
    const extra = fieldAt(review, "status.userInfo.extra");
    for (const key of Object.keys(mapAt({ extra }, "extra")).sort()) {
      const values = textsAt(review, `status.userInfo.extra`);
      rows.push([`Extra: ${key}`, `[${values.join(" ")}]`]);
    }
    call.print(alignTabs(rows.map((cells) => `${cells.join("\t")}\n`).join(""), tableLayout));
    return 0;
  },
};
