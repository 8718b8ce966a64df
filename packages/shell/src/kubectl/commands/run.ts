/**
 * `kubectl run`.
 * @module
 */
import { isNotFound, type KubeObject, type Manifest } from "@aiops-gym/cluster";
import { withCause } from "../change-cause.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { withLastApplied } from "../last-applied.ts";
import { overridden } from "../override.ts";
import { parseLabels, parsePairs } from "../pairs.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../report-change.ts";
import { requireKind } from "../resources.ts";
import { fieldAt, listAt, numberAt, textAt } from "../tree.ts";
import { withoutVersion } from "../without-version.ts";
import { sortedMap } from "./create/new-object.ts";

export const runCommand: Command = {
  name: "run",
  summary: "Run a particular image on the cluster",
  usage:
    "run NAME --image=image [--env=key=value] [--port=port] [--restart=Always|OnFailure|Never] [--command] -- [COMMAND] [args...]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} annotations[] attach? cascade=background!background command? env[] ` +
    "expose? field-manager=kubectl-run force? grace-period#=-1 image image-pull-policy labels/l leave-stdin-open? override-type=merge " +
    "overrides pod-running-timeout~=1m0s port privileged? quiet/q? record? restart=Always rm? save-config? stdin/i? timeout~ tty/t? wait?",
  required: ["image"],
  async run(call) {
    checkWriteFlags(call);
    const [name] = call.args;
    if (name === undefined || call.flags.argsBeforeDash === 0) throw usageError("run", "NAME is required for run");
    const attached = isAttached(call);
    checkRunFlags(call, attached);
    const pod = await make(call, "pods", withCause(call, overridden(call, podManifest(call, name))));
    if (call.flags.bool("expose")) {
      await reportMade(call, "services", await make(call, "services", serviceManifest(call, name)));
      if (call.flags.text("output") === "yaml") call.print("---\n");
    }
    if (attached) return follow(call, pod);
    await reportMade(call, "pods", pod);
    return 0;
  },
};

function isAttached({ flags }: Invocation): boolean {
  return flags.has("attach") ? flags.bool("attach") : flags.bool("stdin");
}

/** Refuses what does not go together, in kubectl's order. */
function checkRunFlags(call: Invocation, attached: boolean): void {
  const { flags } = call;
  const image = flags.text("image");
  const usage = (message: string): KubectlError => usageError("run", message);
  if (image === "") throw new KubectlError("--image is required");
  if (
    !/^[A-Za-z0-9.:_/@-]*[A-Za-z0-9]$/.test(image) ||
    !/^(?:[^/]*\/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:[:@].*)?$/.test(image)
  )
    throw new KubectlError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool("tty") && !flags.bool("stdin"))
    throw usage("-i/--stdin is required for containers with -t/--tty=true");
  if (flags.bool("expose") && flags.text("port") === "") throw usage("--port must be set when exposing a service");
  const restart = flags.text("restart");
  if (!["", "Always", "OnFailure", "Never"].includes(restart)) throw usage(`invalid restart policy: ${restart}`);
  if (!attached && flags.bool("rm")) throw usage("--rm should only be used for attached containers");
  if (attached && call.dryRun() !== "none") {
    throw usage(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const policy = flags.text("image-pull-policy");
  if (!["", "Always", "IfNotPresent", "Never"].includes(policy)) throw usage(`invalid image pull policy: ${policy}`);
}

function podManifest(call: Invocation, name: string): Manifest {
  const { flags, args } = call;
  const words = args.slice(1);
  const env = flags.list("env", true).map((text) => {
    const equals = text.indexOf("=");
    const key = text.slice(0, Math.max(0, equals));
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) throw new KubectlError(`invalid env: ${text}`);
    return { name: key, value: text.slice(equals + 1) };
  });
  const { set: annotations } = parsePairs(flags.list("annotations", true), "annotations", false);
  const labels = flags.text("labels") === "" ? new Map([["run", name]]) : parseLabels(flags.text("labels"));
  const policy = flags.text("image-pull-policy");
  const stdin = flags.bool("stdin");
  const container = {
    name,
    image: flags.text("image"),
    ...(words.length > 0 ? { [flags.bool("command") ? "command" : "args"]: words } : {}),
    ...(flags.text("port") === "" ? {} : { ports: [{ containerPort: portNumber(flags.text("port")) }] }),
    ...(env.length > 0 ? { env } : {}),
    resources: {},
    ...(policy === "" ? {} : { imagePullPolicy: policy }),
    ...(flags.bool("privileged") ? { securityContext: { privileged: true } } : {}),
    ...(stdin ? { stdin } : {}),
    ...(stdin && !flags.bool("leave-stdin-open") ? { stdinOnce: true } : {}),
    ...(flags.bool("tty") ? { tty: true } : {}),
  };
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: { name, ...sortedMap("labels", labels), ...sortedMap("annotations", annotations) },
    spec: { containers: [container], restartPolicy: flags.text("restart") || "Always", dnsPolicy: "ClusterFirst" },
    status: {},
  };
}

function portNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function serviceManifest({ flags }: Invocation, name: string): Manifest {
  const labels = flags.text("labels");
  const port = portNumber(flags.text("port"));
  return {
    kind: "Service",
    apiVersion: "v1",
    metadata: { name, ...(labels === "" ? {} : sortedMap("labels", parseLabels(labels))) },
    spec: {
      ports: [{ protocol: "TCP", port, targetPort: port }],
      ...sortedMap("selector", labels === "" ? [["run", name]] : parseLabels(labels)),
    },
    status: { loadBalancer: {} },
  };
}

async function make(call: Invocation, plural: string, manifest: Manifest): Promise<KubeObject> {
  const info = requireKind(call, plural);
  const located = { ...manifest, metadata: { ...manifest.metadata, namespace: call.namespace } };
  if (call.dryRun() === "client") return (call.flags.has("namespace") ? located : manifest) as unknown as KubeObject;
  const wanted = call.flags.bool("save-config") ? withLastApplied(manifest, "given") : manifest;
  return call.api.create(
    withoutVersion(
      info.namespaced ? { ...wanted, metadata: { ...wanted.metadata, namespace: call.namespace } } : wanted,
    ),
    writeOptions(call),
  );
}

function reportMade(call: Invocation, plural: string, object: KubeObject): Promise<void> {
  return reportChange(call, requireKind(call, plural), object, "created", "given");
}

/** What an attached pod prints, as far as the command's time goes; then, with `--rm`, the pod is gone. */
async function follow(call: Invocation, pod: KubeObject): Promise<number> {
  const ref = call.reference(requireKind(call, "pods"), pod.metadata.name);
  try {
    return await watchPod(call, ref);
  } finally {
    if (call.flags.bool("rm")) await remove(call, ref);
  }
}

async function watchPod(call: Invocation, ref: ReturnType<Invocation["reference"]>): Promise<number> {
  const { flags } = call;
  const timeout = flags.seconds("pod-running-timeout");
  const started = await call.poll(timeout, async () => {
    const now = await call.api.get(ref);
    return hasEnded(now) || isReady(now) ? now : undefined;
  });
  if (started === undefined) {
    if (call.outOfTime()) {
      call.warn("waiting ended: the command's time ran out before the pod ran");
      return 124;
    }
    throw new KubectlError("timed out waiting for the condition");
  }
  if (!hasEnded(started) && !flags.bool("quiet")) {
    call.warn(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.",
    );
    call.warn("If you don't see a command prompt, try pressing enter.");
  }
  const ended = await call.poll(Number.MAX_SAFE_INTEGER / 1e7, async () => {
    const now = await call.api.get(ref);
    return hasEnded(now) || numberAt(listAt(now, "status.containerStatuses")[0], "restartCount") > 0 ? now : undefined;
  });
  call.print(await call.api.logs({ namespace: call.namespace, name: ref.name }));
  if (ended === undefined) {
    call.warn("waiting ended: the command's time ran out before the pod was done");
    return 124;
  }
  return exitCodeOf(ended);
}

function hasEnded(pod: KubeObject): boolean {
  return ["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
}

function isReady(pod: KubeObject): boolean {
  return listAt(pod, "status.conditions").some((one) => one["type"] === "Ready" && one["status"] === "True");
}

function exitCodeOf(pod: KubeObject): number {
  if (textAt(pod, "status.phase") !== "Failed") return 0;
  const ended = fieldAt(listAt(pod, "status.containerStatuses")[0], "state.terminated");
  const code = numberAt(ended, "exitCode");
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (code === 0) throw new KubectlError(`pod ${name} failed with unknown exit code`);
  throw new KubectlError(`pod ${name} terminated (${textAt(ended, "reason")})\n${textAt(ended, "message")}`, {
    exitCode: code,
    bare: true,
  });
}

async function remove(call: Invocation, ref: ReturnType<Invocation["reference"]>): Promise<void> {
  try {
    await call.api.delete(ref, { propagationPolicy: "Background" });
    if (!call.flags.bool("quiet"))
      call.print(`pod ${JSON.stringify(ref.name)} deleted from ${call.namespace} namespace\n`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
