/**
 * Writes to a pod's `resize` and `ephemeralcontainers`: what of the pod they change, and what they may not.
 * @module
 */
import {
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  type KindInfo,
  type KubeObject,
  type PodSpec,
} from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn, sameJson } from "./draft.ts";
import { qosClassOf } from "./quality-of-service.ts";

export type PodSubresource = "resize" | "ephemeralcontainers";

/** Whether a write goes to a part of a pod's spec. */
export function isPodSubresource(
  { group, kind }: KindInfo,
  subresource: string | undefined,
): subresource is PodSubresource {
  return group === "" && kind === "Pod" && (subresource === "resize" || subresource === "ephemeralcontainers");
}

/** Fields of containers that debugging has no use for. */
const notEphemeral = [
  "ports",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
  "resizePolicy",
  "restartPolicy",
];
const resizable: ReadonlySet<string> = new Set(["cpu", "memory"]);

/** Leaves, in place, of a write what its subresource changes; everything else is as it was. */
export function keepToSubresource(object: Draft, previous: KubeObject, subresource: PodSubresource): void {
  const wanted = objectIn(object, "spec");
  const spec = objectIn(draftOf(previous), "spec");
  if (subresource === "ephemeralcontainers") {
    spec["ephemeralContainers"] = wanted["ephemeralContainers"];
    if (spec["ephemeralContainers"] === undefined) delete spec["ephemeralContainers"];
  } else {
    for (const list of ["containers", "initContainers"]) {
      const before = listIn(spec, list);
      const after = listIn(wanted, list);
      // a list of others is judged as it is
      if (after.length !== before.length) spec[list] = after;
      else {
        for (const [index, container] of before.entries()) {
          container["resources"] = after[index]?.["resources"] ?? {};
          if (after[index]?.["resizePolicy"] !== undefined) container["resizePolicy"] = after[index]["resizePolicy"];
        }
      }
    }
  }
  object["spec"] = spec;
}

/** What is wrong with such a write. */
export function podSubresourceErrors(
  object: Draft,
  previous: Draft,
  subresource: PodSubresource,
): readonly FieldError[] {
  const spec = objectIn(object, "spec");
  const before = objectIn(previous, "spec");
  return subresource === "resize" ? resizeErrors(spec, before) : ephemeralErrors(spec, before);
}

function resizeErrors(spec: Draft, before: Draft): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["containers", "initContainers"]) {
    const old = listIn(before, list);
    const now = listIn(spec, list);
    if (old.length !== now.length) {
      errors.push(fieldForbidden(`spec.${list}`, "containers may not be added or removed on resize"));
      continue;
    }
    for (const [index, container] of now.entries()) {
      for (const amounts of ["requests", "limits"] as const) {
        const mine = maybeObjectIn(maybeObjectIn(container, "resources"), amounts) ?? {};
        const theirs = maybeObjectIn(maybeObjectIn(old[index], "resources"), amounts) ?? {};
        const path = `spec.${list}[${index}].resources.${amounts}`;
        if (Object.keys(theirs).some((name) => resizable.has(name) && mine[name] === undefined)) {
          errors.push(fieldForbidden(path, `resource ${amounts} cannot be removed`));
        }
      }
    }
  }
  if (errors.length > 0) return errors;
  const was = qosClassOf(before as unknown as PodSpec);
  if (qosClassOf(spec as unknown as PodSpec) !== was) {
    const now = qosClassOf(spec as unknown as PodSpec);
    errors.push(fieldInvalid("spec", now, "Pod QOS Class may not change as a result of resizing"));
  }
  if (!sameJson(otherAmounts(spec), otherAmounts(before))) {
    errors.push(fieldForbidden("spec", "only cpu and memory resources are mutable"));
  }
  return errors;
}

function otherAmounts(spec: Draft): unknown {
  return ["containers", "initContainers"].map((list) =>
    listIn(spec, list).map((container) =>
      ["requests", "limits"].map((amounts) =>
        Object.entries(maybeObjectIn(maybeObjectIn(container, "resources"), amounts) ?? {}).filter(
          ([name]) => !resizable.has(name),
        ),
      ),
    ),
  );
}

function ephemeralErrors(spec: Draft, before: Draft): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<unknown>();
  for (const list of ["containers", "initContainers"]) for (const { name } of listIn(spec, list)) names.add(name);
  const others = new Set(names);
  const now = listIn(spec, "ephemeralContainers");
  for (const [index, container] of now.entries()) {
    const path = `spec.ephemeralContainers[${index}]`;
    const { name, targetContainerName: target } = container;
    if (names.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    names.add(name);
    if (target !== undefined && !others.has(target)) errors.push(fieldNotFound(`${path}.targetContainerName`, target));
    const resources = maybeObjectIn(container, "resources") ?? {};
    const set = notEphemeral.filter((field) => container[field] !== undefined);
    for (const field of Object.keys(resources).length > 0 ? [...set, "resources"] : set) {
      errors.push(fieldForbidden(`${path}.${field}`, "cannot be set for an Ephemeral Container"));
    }
  }
  for (const old of listIn(before, "ephemeralContainers")) {
    const same = now.find(({ name }) => name === old["name"]);
    const existing = `existing ephemeral containers ${JSON.stringify(old["name"])}`;
    if (same === undefined) errors.push(fieldForbidden("spec.ephemeralContainers", `${existing} may not be removed`));
    else if (!sameJson(same, old)) {
      errors.push(fieldForbidden("spec.ephemeralContainers", `${existing} may not be changed`));
    }
  }
  return errors;
}
