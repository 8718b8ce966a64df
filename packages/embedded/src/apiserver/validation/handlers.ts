/**
 * Rules for probes and for what runs at a container's begin and end, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { notNegativeIfSet } from "./common-rules.ts";
import { portErrors } from "./ports.ts";

const headerRule =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation " +
  "is '[-A-Za-z0-9]+')";

const kindsOfProbe = ["exec", "httpGet", "tcpSocket", "grpc"];
const kindsOfHook = ["exec", "httpGet", "tcpSocket", "sleep"];

/** What is wrong with an action that is one of several kinds. */
function handlerErrors(path: string, holder: Draft, kinds: readonly string[], grace: number): FieldError[] {
  const errors: FieldError[] = [];
  const given = kinds.filter((kind) => holder[kind] !== undefined);
  if (given.length === 0) errors.push(fieldRequired(path, "must specify a handler type"));
  for (const extra of given.slice(1)) {
    errors.push(fieldForbidden(`${path}.${extra}`, "may not specify more than 1 handler type"));
  }
  const [kind = ""] = given;
  const action = maybeObjectIn(holder, kind);
  const at = `${path}.${kind}`;
  if (kind === "exec") {
    const command: unknown = action?.["command"];
    if (!Array.isArray(command) || command.length === 0) errors.push(fieldRequired(`${at}.command`));
  } else if (kind === "sleep") {
    const seconds = Number(action?.["seconds"] ?? 0);
    if (seconds < 0 || seconds > grace) {
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
      errors.push(fieldInvalid(at, seconds, detail));
    }
  } else if (kind !== "") errors.push(...portErrors(`${at}.port`, action?.["port"] ?? 0));
  if (kind === "httpGet") {
    const scheme = String(action?.["scheme"]);
    if (scheme !== "HTTP" && scheme !== "HTTPS") {
      errors.push(fieldNotSupported(`${at}.scheme`, scheme, ["HTTP", "HTTPS"]));
    }
    for (const { name } of listIn(action, "httpHeaders")) {
      if (!/^[-A-Za-z0-9]+$/.test(String(name))) errors.push(fieldInvalid(`${at}.httpHeaders`, name, headerRule));
    }
  }
  return errors;
}

const probeNumbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

/** What is wrong with a probe; one of life or start must succeed once, one of readiness has no grace period of its own. */
export function probeErrors(path: string, probe: Draft, mustSucceedOnce: boolean): FieldError[] {
  const errors = handlerErrors(path, probe, kindsOfProbe, 0);
  for (const field of probeNumbers) errors.push(...notNegativeIfSet(`${path}.${field}`, probe[field]));
  const grace = probe["terminationGracePeriodSeconds"];
  if (typeof grace === "number" && grace <= 0) {
    errors.push(fieldInvalid(`${path}.terminationGracePeriodSeconds`, grace, "must be greater than 0"));
  }
  if (mustSucceedOnce) {
    if (probe["successThreshold"] !== 1) {
      errors.push(fieldInvalid(`${path}.successThreshold`, probe["successThreshold"], "must be 1"));
    }
  } else if (grace !== undefined) {
    const detail = "must not be set for readinessProbes";
    errors.push(fieldInvalid(`${path}.terminationGracePeriodSeconds`, grace, detail));
  }
  return errors;
}

/** What is wrong with hooks. */
export function lifecycleErrors(path: string, lifecycle: Draft | undefined, grace: number): FieldError[] {
  return ["postStart", "preStop"].flatMap((hook) => {
    const holder = maybeObjectIn(lifecycle, hook);
    return holder === undefined ? [] : handlerErrors(`${path}.${hook}`, holder, kindsOfHook, grace);
  });
}
