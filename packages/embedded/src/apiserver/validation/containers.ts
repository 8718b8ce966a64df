/**
 * Rules for containers, in Kubernetes' words.
 * @module
 */
import {
  compareQuantities,
  dnsLabelErrors,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  quantityMillis,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { oneOfIfSet } from "./common-rules.ts";
import { environmentErrors } from "./environment.ts";
import { lifecycleErrors, probeErrors } from "./handlers.ts";
import { mountDetailErrors } from "./pod-volumes.ts";
import { portNameErrors, portNumberErrors, protocolErrors } from "./ports.ts";
import { containerSecurityErrors } from "./security-context.ts";

const pullPolicies = ["Always", "IfNotPresent", "Never"];
const standardResources = ["cpu", "memory", "ephemeral-storage"];
const probeKinds = ["livenessProbe", "readinessProbe", "startupProbe"];

/** What of its pod a container is judged by. */
export interface PodContext {
  readonly volumes: ReadonlySet<string>;
  /** Seconds that the pod gets to stop. */
  readonly grace: number;
  /** Names of other containers. */
  readonly taken?: ReadonlySet<unknown>;
  /** Whether the containers are those that run first. */
  readonly init?: true;
}

/** What is wrong with a list of containers. */
export function containersErrors(field: string, containers: readonly Draft[], pod: PodContext): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<unknown>(pod.taken);
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    const name = container["name"];
    if (typeof name !== "string" || name === "") errors.push(fieldRequired(`${path}.name`));
    else {
      for (const rule of dnsLabelErrors(name)) errors.push(fieldInvalid(`${path}.name`, name, rule));
      if (seen.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    }
    seen.add(name);
    errors.push(...containerErrors(path, container, pod));
    if (pod.init === true && container["restartPolicy"] !== "Always") {
      for (const kind of ["lifecycle", ...probeKinds]) {
        if (container[kind] === undefined) continue;
        errors.push(
          fieldForbidden(`${path}.${kind}`, "may not be set for init containers without restartPolicy=Always"),
        );
      }
    }
  }
  return errors;
}

function containerErrors(path: string, container: Draft, pod: PodContext): FieldError[] {
  const errors: FieldError[] = [];
  const image = container["image"];
  if (typeof image !== "string" || image === "") errors.push(fieldRequired(`${path}.image`));
  else if (image.trim() !== image) {
    errors.push(fieldInvalid(`${path}.image`, image, "must not have leading or trailing whitespace"));
  }
  const context = maybeObjectIn(container, "securityContext");
  const waits = pod.init !== true || container["restartPolicy"] === "Always";
  if (waits) errors.push(...lifecycleErrors(`${path}.lifecycle`, maybeObjectIn(container, "lifecycle"), pod.grace));
  for (const kind of probeKinds) {
    const probe = waits ? maybeObjectIn(container, kind) : undefined;
    if (probe !== undefined) errors.push(...probeErrors(`${path}.${kind}`, probe, kind !== "readinessProbe"));
  }
  const messages = ["File", "FallbackToLogsOnError"];
  errors.push(...oneOfIfSet(`${path}.terminationMessagePolicy`, container["terminationMessagePolicy"], messages));
  const portNames = new Set<unknown>();
  for (const [index, port] of listIn(container, "ports").entries()) {
    errors.push(...containerPortErrors(`${path}.ports[${index}]`, port, portNames));
  }
  errors.push(...environmentErrors(path, container));
  errors.push(...mountErrors(path, listIn(container, "volumeMounts"), pod.volumes, context?.["privileged"] === true));
  const policy = container["imagePullPolicy"];
  if (!pullPolicies.includes(String(policy))) {
    errors.push(fieldNotSupported(`${path}.imagePullPolicy`, policy, pullPolicies));
  }
  errors.push(...resourceErrors(`${path}.resources`, maybeObjectIn(container, "resources")));
  for (const { resourceName, restartPolicy } of listIn(container, "resizePolicy")) {
    errors.push(...oneOfIfSet(`${path}.resizePolicy`, resourceName, ["cpu", "memory"]));
    errors.push(...oneOfIfSet(`${path}.resizePolicy`, restartPolicy, ["NotRequired", "RestartContainer"]));
  }
  errors.push(...containerSecurityErrors(`${path}.securityContext`, context));
  return errors;
}

function containerPortErrors(path: string, port: Draft, names: Set<unknown>): FieldError[] {
  const errors: FieldError[] = [];
  const { name } = port;
  if (typeof name === "string") {
    const wrong = portNameErrors(`${path}.name`, name);
    errors.push(...wrong);
    if (wrong.length === 0 && names.has(name)) errors.push(fieldDuplicate(`${path}.name`, name));
    names.add(name);
  }
  const number = port["containerPort"];
  if (number === undefined || number === 0) errors.push(fieldRequired(`${path}.containerPort`));
  else errors.push(...portNumberErrors(`${path}.containerPort`, number));
  const hostPort = port["hostPort"];
  if (hostPort !== undefined && hostPort !== 0) errors.push(...portNumberErrors(`${path}.hostPort`, hostPort));
  errors.push(...protocolErrors(`${path}.protocol`, port["protocol"]));
  return errors;
}

function mountErrors(
  path: string,
  mounts: readonly Draft[],
  volumes: ReadonlySet<string>,
  privileged: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<unknown>();
  for (const [index, mount] of mounts.entries()) {
    const at = `${path}.volumeMounts[${index}]`;
    const { name, mountPath } = mount;
    if ((name ?? "") === "") errors.push(fieldRequired(`${at}.name`));
    if (!volumes.has(String(name ?? ""))) errors.push(fieldNotFound(`${at}.name`, name ?? ""));
    if (typeof mountPath !== "string" || mountPath === "") errors.push(fieldRequired(`${at}.mountPath`));
    else if (seen.has(mountPath)) errors.push(fieldInvalid(`${at}.mountPath`, mountPath, "must be unique"));
    seen.add(mountPath);
    errors.push(...mountDetailErrors(path, index, mount, privileged));
  }
  return errors;
}

/** `must be greater than or equal to 0` */
export function notNegative(field: string, value: unknown): FieldError {
  return fieldInvalid(field, value, "must be greater than or equal to 0");
}

function resourceErrors(path: string, resources: Draft | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const limits = maybeObjectIn(resources, "limits") ?? {};
  const requests = maybeObjectIn(resources, "requests") ?? {};
  for (const [name, limit] of Object.entries(limits))
    errors.push(...amountErrors(`${path}.limits[${name}]`, name, limit));
  for (const [name, request] of Object.entries(requests)) {
    errors.push(...amountErrors(`${path}.requests[${name}]`, name, request));
    const limit = limits[name];
    const shared = standardResources.includes(name);
    if (limit !== undefined) {
      const over = compareQuantities(String(request), String(limit));
      if (!shared && over !== 0) {
        errors.push(fieldInvalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`));
      } else if (over > 0) {
        errors.push(
          fieldInvalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`),
        );
      }
    } else if (isQualified(name) && !shared) {
      errors.push(fieldRequired(`${path}.limits`, "Limit must be set for non overcommitable resources"));
    }
  }
  return errors;
}

function isQualified(name: string): boolean {
  return name.includes("/") || name.startsWith("hugepages-");
}

function amountErrors(field: string, name: string, amount: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const rules = labelKeyErrors(name);
  for (const rule of rules) errors.push(fieldInvalid(field, name, rule));
  if (rules.length === 0 && !isQualified(name) && !standardResources.includes(name)) {
    errors.push(fieldInvalid(field, name, "must be a standard resource type or fully qualified"));
    errors.push(fieldInvalid(field, name, "must be a standard resource for containers"));
  }
  if (name.includes("/") && rules.length > 0) {
    errors.push(fieldInvalid(field, name, "doesn't follow extended resource name standard"));
  }
  if (compareQuantities(String(amount), "0") < 0) errors.push(notNegative(field, amount));
  if (name.includes("/") && quantityMillis(String(amount)) % 1000 !== 0) {
    errors.push(fieldInvalid(field, amount, "must be an integer"));
  }
  return errors;
}
