/**
 * The checks of the pod security standards `baseline` and `restricted`, in the order and the words of Kubernetes 1.34.4.
 * @module
 */
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";

/** What breaks a rule. */
export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

/** Looks at a pod specification and its containers: those that initialise, those that run, those that debug. */
type Check = (spec: Draft, containers: readonly Draft[]) => Finding | undefined;

function quoted(names: readonly unknown[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function some(word: string, names: readonly unknown[]): string {
  return `${word}${names.length === 1 ? "" : "s"} ${quoted(names)}`;
}

function sorted(values: Iterable<unknown>): readonly string[] {
  return [...new Set([...values].map(String))].sort();
}

function contextOf(holder: Draft): Draft | undefined {
  return maybeObjectIn(holder, "securityContext");
}

/** Containers whose security context is as described, by name. */
function named(containers: readonly Draft[], is: (context: Draft | undefined, container: Draft) => boolean): unknown[] {
  return containers.filter((container) => is(contextOf(container), container)).map(({ name }) => name);
}

/** A finding about a field of a security context with values that are not allowed, of the pod or of containers. */
function badValues(
  spec: Draft,
  containers: readonly Draft[],
  read: (context: Draft | undefined) => unknown,
  isBad: (value: unknown) => boolean,
): { readonly setters: string; readonly values: readonly string[] } | undefined {
  const own = read(contextOf(spec));
  const podIsBad = own !== undefined && isBad(own);
  const bad = containers.filter((container) => {
    const value = read(contextOf(container));
    return value !== undefined && isBad(value);
  });
  const values = sorted([...(podIsBad ? [own] : []), ...bad.map((container) => read(contextOf(container)))]);
  const setters = [...(podIsBad ? ["pod"] : [])];
  if (bad.length > 0)
    setters.push(
      some(
        "container",
        bad.map(({ name }) => name),
      ),
    );
  return setters.length === 0 ? undefined : { setters: setters.join(" and "), values };
}

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
const safeVolumes = new Set(
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" "),
);
const safeSelinuxTypes = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

const appArmorProfile: Check = (spec, containers) => {
  const read = (context: Draft | undefined): unknown => maybeObjectIn(context, "appArmorProfile")?.["type"];
  const bad = badValues(spec, containers, read, (type) => type !== "RuntimeDefault" && type !== "Localhost");
  if (bad === undefined) return undefined;
  return {
    reason: `forbidden AppArmor profile${bad.values.length === 1 ? "" : "s"}`,
    detail: `${bad.setters} must not set AppArmor profile type to ${quoted(bad.values)}`,
  };
};

function addedCapabilities(context: Draft | undefined): readonly string[] {
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

const hostNamespaces: Check = (spec) => {
  const used = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true);
  return used.length === 0
    ? undefined
    : { reason: "host namespaces", detail: used.map((field) => `${field}=true`).join(", ") };
};

const hostPathVolumes: Check = (spec) => {
  const names = listIn(spec, "volumes").flatMap(({ name, hostPath }) => (hostPath === undefined ? [] : [name]));
  return names.length === 0 ? undefined : { reason: "hostPath volumes", detail: some("volume", names) };
};

const hostPorts: Check = (_spec, containers) => {
  const portsOf = (container: Draft): readonly unknown[] =>
    listIn(container, "ports").flatMap(({ hostPort }) => (hostPort === undefined || hostPort === 0 ? [] : [hostPort]));
  const names = named(containers, (_context, container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sorted(containers.flatMap(portsOf));
  const uses = `${names.length === 1 ? "uses" : "use"} hostPort${ports.length === 1 ? "" : "s"}`;
  return { reason: "hostPort", detail: `${some("container", names)} ${uses} ${ports.join(", ")}` };
};

const privileged: Check = (_spec, containers) => {
  const names = named(containers, (context) => context?.["privileged"] === true);
  if (names.length === 0) return undefined;
  return { reason: "privileged", detail: `${some("container", names)} must not set securityContext.privileged=true` };
};

const procMount: Check = (_spec, containers) => {
  const isBad = (context: Draft | undefined): boolean => (context?.["procMount"] ?? "Default") !== "Default";
  const names = named(containers, isBad);
  if (names.length === 0) return undefined;
  const values = sorted(containers.filter((one) => isBad(contextOf(one))).map((one) => contextOf(one)?.["procMount"]));
  const detail = `${some("container", names)} must not set securityContext.procMount to ${quoted(values)}`;
  return { reason: "procMount", detail };
};

const seLinuxOptions: Check = (spec, containers) => {
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

function seccompOf(context: Draft | undefined): unknown {
  return maybeObjectIn(context, "seccompProfile")?.["type"];
}

const seccompBaseline: Check = (spec, containers) => {
  const bad = badValues(spec, containers, seccompOf, (type) => type !== "RuntimeDefault" && type !== "Localhost");
  if (bad === undefined) return undefined;
  const detail = `${bad.setters} must not set securityContext.seccompProfile.type to ${quoted(bad.values)}`;
  return { reason: "seccompProfile", detail };
};

const sysctls: Check = (spec) => {
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
