/**
 * `kubectl create deployment | job | cronjob`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { select } from "../../resources.ts";
import { fieldAt, mapAt, treeAt, withField } from "../../tree.ts";
import { createCommandOf, sortedMap } from "./new-object.ts";

export const createDeploymentCommand: Command = createCommandOf({
  name: "deployment",
  plural: "deployments",
  summary: "Create a deployment with the specified name",
  usage: "--image=image -- [COMMAND] [args...]",
  flags: "image[] port#=-1 replicas/r#=1",
  required: ["image"],
  failure: "failed to create deployment:",
  make(call, name, command) {
    const images = call.flags.list("image");
    if (images.length > 1 && command.length > 0)
      throw new KubectlError("cannot specify multiple --image options and command");
    const labels = { app: name };
    const port = call.flags.int("port");
    const containers = images.map((image, index) => ({
      name: containerName(image),
      image,
      ...(command.length > 0 ? { command } : {}),
      ...(port >= 0 && index === 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    return {
      kind: "Deployment",
      apiVersion: "apps/v1",
      metadata: { name, labels },
      spec: {
        replicas: call.flags.int("replicas"),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
});

/** `repo/nginx:1@sha256:x` -> `nginx`. kubectl adds letters by chance to names with dots; here they are always the same. */
function containerName(image: string): string {
  const name = (image.split("/").at(-1) ?? image).split(":")[0]?.split("@")[0] ?? "";
  return /[_.]/.test(name) ? `${name.replace(/[_.]/g, "-")}-x7k2p` : name;
}

export const createJobCommand: Command = createCommandOf({
  name: "job",
  plural: "jobs",
  summary: "Create a job with the specified name",
  usage: "--image=image [--from=cronjob/name] -- [COMMAND] [args...]",
  flags: "from image",
  failure: "failed to create job:",
  async make(call, name, command) {
    const image = call.flags.text("image");
    const from = call.flags.text("from");
    if ((image === "") === (from === "")) throw new KubectlError("either --image or --from must be specified");
    if (command.length > 0 && from !== "") throw new KubectlError("cannot specify --from and command");
    if (from !== "") return jobOf(name, await cronJobNamed(call, from));
    return {
      kind: "Job",
      apiVersion: "batch/v1",
      metadata: { name },
      spec: { template: podTemplate(name, image, command, "Never") },
      status: {},
    };
  },
});

function podTemplate(name: string, image: string, command: readonly string[], restartPolicy: string): object {
  const container = { name, image, ...(command.length > 0 ? { command } : {}), resources: {} };
  return { metadata: {}, spec: { containers: [container], restartPolicy } };
}

async function cronJobNamed(call: Invocation, from: string): Promise<KubeObject> {
  const { found, errors } = await select(call, {}, [from]);
  const [error] = errors;
  if (error !== undefined) throw error;
  const [one] = found;
  if (one === undefined || found.length > 1) throw new KubectlError("from must be an existing cronjob");
  if (one.info.kind !== "CronJob") throw new KubectlError(`unknown object type *${one.info.version}.${one.info.kind}`);
  return one.object;
}

/** A job that a cron job's template makes now. */
function jobOf(name: string, cronJob: KubeObject) {
  const annotations = {
    "cronjob.kubernetes.io/instantiate": "manual",
    ...mapAt(cronJob, "spec.jobTemplate.metadata.annotations"),
  };
  const owner = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    name: cronJob.metadata.name,
    uid: cronJob.metadata.uid,
    controller: true,
  };
  const spec = treeAt(cronJob, "spec.jobTemplate.spec");
  const metadata = fieldAt(spec, "template.metadata") ?? {};
  return {
    kind: "Job",
    apiVersion: "batch/v1",
    metadata: {
      name,
      ...sortedMap("labels", Object.entries(mapAt(cronJob, "spec.jobTemplate.metadata.labels"))),
      ...sortedMap("annotations", Object.entries(annotations)),
      ownerReferences: [owner],
    },
    spec: withField(spec, "template.metadata", metadata),
    status: {},
  };
}

export const createCronJobCommand: Command = createCommandOf({
  name: "cronjob",
  plural: "cronjobs",
  summary: "Create a cron job with the specified name",
  usage: "--image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  flags: "image restart schedule",
  required: ["image", "schedule"],
  failure: "failed to create cronjob:",
  make(call, name, command) {
    const template = podTemplate(name, call.flags.text("image"), command, call.flags.text("restart") || "OnFailure");
    return {
      kind: "CronJob",
      apiVersion: "batch/v1",
      metadata: { name },
      spec: {
        schedule: call.flags.text("schedule"),
        jobTemplate: { metadata: { name }, spec: { template } },
      },
      status: {},
    };
  },
});
