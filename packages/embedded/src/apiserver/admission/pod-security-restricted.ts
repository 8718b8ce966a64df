/**
 * The checks of the pod security standard `restricted`, in the order and the words of Kubernetes 1.34.4.
 * @module
 */
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import {
  addedCapabilities,
  appArmorProfile,
  hostNamespaces,
  hostPorts,
  privileged,
  procMount,
  seccompBaseline,
  seccompOf,
  seLinuxOptions,
  sysctls,
} from "./pod-security-baseline.ts";
import { badValues, type Check, contextOf, named, quoted, some, sorted } from "./pod-security-finding.ts";

const safeVolumes = new Set(
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" "),
);

const allowPrivilegeEscalation: Check = (_spec, containers) => {
  const names = named(containers, (context) => context?.["allowPrivilegeEscalation"] !== false);
  if (names.length === 0) return undefined;
  const detail = `${some("container", names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: "allowPrivilegeEscalation != false", detail };
};

const capabilitiesRestricted: Check = (_spec, containers) => {
  const unsafe = (context: Draft | undefined): readonly string[] =>
    addedCapabilities(context).filter((name) => name !== "NET_BIND_SERVICE");
  const keeping = named(containers, (context) => {
    const dropped = maybeObjectIn(context, "capabilities")?.["drop"];
    return !Array.isArray(dropped) || !dropped.includes("ALL");
  });
  const adding = named(containers, (context) => unsafe(context).length > 0);
  const details: string[] = [];
  if (keeping.length > 0) {
    details.push(`${some("container", keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (adding.length > 0) {
    const values = sorted(containers.flatMap((container) => unsafe(contextOf(container))));
    details.push(`${some("container", adding)} must not include ${quoted(values)} in securityContext.capabilities.add`);
  }
  return details.length === 0 ? undefined : { reason: "unrestricted capabilities", detail: details.join("; ") };
};

const restrictedVolumes: Check = (spec) => {
  const bad = listIn(spec, "volumes").flatMap((volume) => {
    const [source = "unknown"] = Object.keys(volume).filter((field) => field !== "name");
    return safeVolumes.has(source) ? [] : [{ name: volume["name"], source }];
  });
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map(({ source }) => source));
  const uses = `${bad.length === 1 ? "uses" : "use"} restricted volume type${types.length === 1 ? "" : "s"}`;
  const detail = `${some(
    "volume",
    bad.map(({ name }) => name),
  )} ${uses} ${quoted(types)}`;
  return { reason: "restricted volume types", detail };
};

const runAsNonRoot: Check = (spec, containers) => {
  const reason = "runAsNonRoot != true";
  const own = contextOf(spec)?.["runAsNonRoot"];
  const bad = badValues(
    spec,
    containers,
    (context) => context?.["runAsNonRoot"],
    (value) => value === false,
  );
  if (bad !== undefined) return { reason, detail: `${bad.setters} must not set securityContext.runAsNonRoot=false` };
  const silent = named(containers, (context) => own !== true && context?.["runAsNonRoot"] === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${some("container", silent)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (spec, containers) => {
  const bad = badValues(
    spec,
    containers,
    (context) => context?.["runAsUser"],
    (value) => value === 0,
  );
  return bad === undefined ? undefined : { reason: "runAsUser=0", detail: `${bad.setters} must not set runAsUser=0` };
};

const seccompRestricted: Check = (spec, containers) => {
  const bad = seccompBaseline(spec, containers);
  if (bad !== undefined) return bad;
  const set = seccompOf(contextOf(spec)) !== undefined;
  const silent = named(containers, (context) => !set && seccompOf(context) === undefined);
  if (silent.length === 0) return undefined;
  const what = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: "seccompProfile", detail: `pod or ${some("container", silent)} ${what}` };
};

/** What hardened pods keep to: of the baseline's, those that have no stricter sister, and more. */
export const restrictedChecks: readonly Check[] = [
  appArmorProfile,
  hostNamespaces,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  sysctls,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];
