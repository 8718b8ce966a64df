/**
 * Faults that are a change of a Deployment: AIOpsLab's `misconfig_app` and `wrong_bin_usage`.
 * @module
 */
import type { Deployment, Manifest } from "@aiops-gym/cluster";
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { defineFault, type Fault, type FaultContext } from "../fault.ts";
import { deploymentReference, getDeployment } from "./service-objects.ts";

/** Which container gets which image. */
export interface ImageParameters {
  readonly service: string;
  readonly container: string;
  readonly image: string;
  readonly goodImage: string;
}

const imageParameters: z.ZodType<ImageParameters> = z.object({
  service: z.string(),
  container: z.string(),
  image: z.string(),
  goodImage: z.string(),
});

async function setImage(context: FaultContext, service: string, container: string, image: string): Promise<void> {
  const body = { spec: { template: { spec: { containers: [{ name: container, image }] } } } };
  await context.cluster.api.patch(deploymentReference(context, service), { type: "strategic", body });
}

/** The service gets an image whose configuration is wrong. */
export const misconfigApp: Fault<ImageParameters> = defineFault({
  name: "misconfig_app",
  description: "Sets a Deployment's image to one that was built with a wrong configuration.",
  parameters: imageParameters,
  inject: (context, { service, container, image }) => setImage(context, service, container, image),
  recover: (context, { service, container, goodImage }) => setImage(context, service, container, goodImage),
  groundTruth: ({ service }) => ({
    components: [[service]],
    systemLevel: "Application",
    faultType: "Misconfiguration",
  }),
});

/** Which program runs instead of which. */
export interface CommandParameters {
  readonly service: string;
  readonly command: readonly string[];
  readonly goodCommand: readonly string[];
}

const commandParameters: z.ZodType<CommandParameters> = z.object({
  service: z.string(),
  command: z.array(z.string()),
  goodCommand: z.array(z.string()),
});

/** Deletes the Deployment and applies it again, changed, as AIOpsLab's injector does. */
async function recreateWithCommand(context: FaultContext, service: string, command: readonly string[]): Promise<void> {
  const { api, clock } = context.cluster;
  const deployment = await getDeployment(context, service);
  const [first, ...others] = deployment.spec.template.spec.containers;
  if (first === undefined) throw new GymError("ERR_INVALID_DEFINITION", `Deployment ${service} has no container.`);
  const template = {
    ...deployment.spec.template,
    spec: { ...deployment.spec.template.spec, containers: [{ ...first, command }, ...others] },
  };
  await api.delete(deploymentReference(context, service));
  await clock.sleep(1, context.signal);
  await api.create(freshManifest(deployment, { ...deployment.spec, template }));
}

function freshManifest(deployment: Deployment, spec: unknown): Manifest {
  const { name, namespace, labels = {}, annotations = {} } = deployment.metadata;
  return {
    apiVersion: deployment.apiVersion,
    kind: deployment.kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations },
    spec,
  };
}

/** The service's container runs another program of the same image. */
export const wrongBinUsage: Fault<CommandParameters> = defineFault({
  name: "wrong_bin_usage",
  description: "Makes a Deployment run another program of its image.",
  parameters: commandParameters,
  inject: (context, { service, command }) => recreateWithCommand(context, service, command),
  recover: (context, { service, goodCommand }) => recreateWithCommand(context, service, goodCommand),
  groundTruth: ({ service }) => ({
    components: [[service]],
    systemLevel: "Application",
    // AIOpsLab's label.
    faultType: "Network/Storage Issue",
  }),
});
