/**
 * The checks of the pod security standard `baseline`, in the order and the words of Kubernetes 1.34.4.
 * @module
 */
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { badValues, type Check, contextOf, named, quoted, some, sorted } from "./pod-security-finding.ts";

const safeCapabilities = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);
const safeSysctls = new Set(
  (
    "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range " +
    "net.ipv4.ip_unprivileged_port_start net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout " +
    "net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem"
  ).split(" "),
);
const safeSelinuxTypes = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

export const appArmorProfile: Check = (spec, containers) => {
  const read = (context: Draft | undefined): unknown => maybeObjectIn(context, "appArmorProfile")?.["type"];
  const bad = badValues(spec, containers, read, (type) => type !== "RuntimeDefault" && type !== "Localhost");
  if (bad === undefined) return undefined;
  return {
    reason: `forbidden AppArmor profile${bad.values.length === 1 ? "" : "s"}`,
    detail: `${bad.setters} must not set AppArmor profile type to ${quoted(bad.values)}`,
  };
};

/** Capabilities that a container asks for. */
export function addedCapabilities(context: Draft | undefined): readonly string[] {
  const added = maybeObjectIn(context, "capabilities")?.["add"];
  return Array.isArray(added) ? added.map(String) : [];
}

const capabilitiesBaseline: Check = (_spec, containers) => {
  const unsafe = (context: Draft | undefined): readonly string[] =>
    addedCapabilities(context).filter((name) => !safeCapabilities.has(name));
  const names = named(containers, (context) => unsafe(context).length > 0);
  if (names.length === 0) return undefined;
  const values = sorted(containers.flatMap((container) => unsafe(contextOf(container))));
  const detail = `${some("container", names)} must not include ${quoted(values)} in securityContext.capabilities.add`;
  return { reason: "non-default capabilities", detail };
};

export const hostNamespaces: Check = (spec) => {
  const used = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true);
  return used.length === 0
    ? undefined
    : { reason: "host namespaces", detail: used.map((field) => `${field}=true`).join(", ") };
};

const hostPathVolumes: Check = (spec) => {
  const names = listIn(spec, "volumes").flatMap(({ name, hostPath }) => (hostPath === undefined ? [] : [name]));
  return names.length === 0 ? undefined : { reason: "hostPath volumes", detail: some("volume", names) };
};

export const hostPorts: Check = (_spec, containers) => {
  const portsOf = (container: Draft): readonly unknown[] =>
    listIn(container, "ports").flatMap(({ hostPort }) => (hostPort === undefined || hostPort === 0 ? [] : [hostPort]));
  const names = named(containers, (_context, container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sorted(containers.flatMap(portsOf));
  const uses = `${names.length === 1 ? "uses" : "use"} hostPort${ports.length === 1 ? "" : "s"}`;
  return { reason: "hostPort", detail: `${some("container", names)} ${uses} ${ports.join(", ")}` };
};

export const privileged: Check = (_spec, containers) => {
  const names = named(containers, (context) => context?.["privileged"] === true);
  if (names.length === 0) return undefined;
  return { reason: "privileged", detail: `${some("container", names)} must not set securityContext.privileged=true` };
};

export const procMount: Check = (_spec, containers) => {
  const isBad = (context: Draft | undefined): boolean => (context?.["procMount"] ?? "Default") !== "Default";
  const names = named(containers, isBad);
  if (names.length === 0) return undefined;
  const values = sorted(containers.filter((one) => isBad(contextOf(one))).map((one) => contextOf(one)?.["procMount"]));
  const detail = `${some("container", names)} must not set securityContext.procMount to ${quoted(values)}`;
  return { reason: "procMount", detail };
};

export const seLinuxOptions: Check = (spec, containers) => {
  const types = new Set<string>();
  let user = false;
  let role = false;
  const isBad = (holder: Draft): boolean => {
    const options = maybeObjectIn(contextOf(holder), "seLinuxOptions");
    if (options === undefined) return false;
    const type = String(options["type"] ?? "");
    const badType = !safeSelinuxTypes.has(type);
    if (badType) types.add(type);
    if (options["user"] !== undefined) user = true;
    if (options["role"] !== undefined) role = true;
    return badType || options["user"] !== undefined || options["role"] !== undefined;
  };
  const setters = isBad(spec) ? ["pod"] : [];
  const names = containers.filter(isBad).map(({ name }) => name);
  if (names.length > 0) setters.push(some("container", names));
  if (setters.length === 0) return undefined;
  const data = [...(types.size === 0 ? [] : [some("type", sorted(types))])];
  if (user) data.push("user may not be set");
  if (role) data.push("role may not be set");
  const detail = `${setters.join(" and ")} set forbidden securityContext.seLinuxOptions: ${data.join("; ")}`;
  return { reason: "seLinuxOptions", detail };
};

/** The type of a seccomp profile. */
export function seccompOf(context: Draft | undefined): unknown {
  return maybeObjectIn(context, "seccompProfile")?.["type"];
}

export const seccompBaseline: Check = (spec, containers) => {
  const bad = badValues(spec, containers, seccompOf, (type) => type !== "RuntimeDefault" && type !== "Localhost");
  if (bad === undefined) return undefined;
  const detail = `${bad.setters} must not set securityContext.seccompProfile.type to ${quoted(bad.values)}`;
  return { reason: "seccompProfile", detail };
};

export const sysctls: Check = (spec) => {
  const names = listIn(contextOf(spec), "sysctls").map(({ name }) => String(name));
  const unsafe = names.filter((name) => !safeSysctls.has(name));
  return unsafe.length === 0 ? undefined : { reason: "forbidden sysctls", detail: unsafe.join(", ") };
};

/** What keeps pods from the best known ways out of a container. */
export const baselineChecks: readonly Check[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
];
