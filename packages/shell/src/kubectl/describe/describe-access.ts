/**
 * `kubectl describe` of roles and bindings.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { policyRuleCells } from "../policy-rules.ts";
import { listAt, textAt } from "../tree.ts";
import type { DescribeWriter } from "./writer.ts";

function heading(out: DescribeWriter, object: KubeObject): void {
  out.field(0, "Name", object.metadata.name);
  out.labelsAndAnnotations(object);
}

export async function describeRole(_call: Invocation, out: DescribeWriter, role: KubeObject): Promise<void> {
  heading(out, role);
  out.line(0, "PolicyRule:");
  out.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
  out.line(1, "---------\t-----------------\t--------------\t-----");
  for (const cells of policyRuleCells(listAt(role, "rules"))) out.line(1, cells);
}

export async function describeRoleBinding(_call: Invocation, out: DescribeWriter, binding: KubeObject): Promise<void> {
  heading(out, binding);
  out.line(0, "Role:");
  out.field(1, "Kind", textAt(binding, "roleRef.kind"));
  out.field(1, "Name", textAt(binding, "roleRef.name"));
  out.line(0, "Subjects:");
  out.line(1, "Kind\tName\tNamespace");
  out.line(1, "----\t----\t---------");
  for (const subject of listAt(binding, "subjects")) {
    out.line(1, ["kind", "name", "namespace"].map((field) => textAt(subject, field)).join("\t"));
  }
}
