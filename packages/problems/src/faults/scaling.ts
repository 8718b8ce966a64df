/**
 * AIOpsLab's `scale_pods_to_zero`.
 * @module
 */
import { z } from "zod";
import { defineFault, type Fault, type FaultContext } from "../fault.ts";
import { deploymentReference } from "./service-objects.ts";

/** Which Deployment; `replicas` is what it had. */
export interface ScaleParameters {
  readonly service: string;
  readonly replicas: number;
}

const parameters: z.ZodType<ScaleParameters> = z.object({ service: z.string(), replicas: z.number().int().positive() });

async function scale(context: FaultContext, service: string, replicas: number): Promise<void> {
  await context.cluster.api.patch(deploymentReference(context, service), {
    type: "merge",
    body: { spec: { replicas } },
  });
}

/** Nobody serves any more. */
export const scaleToZero: Fault<ScaleParameters> = defineFault({
  name: "scale_pods_to_zero",
  description: "Scales a Deployment to zero replicas.",
  parameters,
  inject: (context, { service }) => scale(context, service, 0),
  recover: (context, { service, replicas }) => scale(context, service, replicas),
  groundTruth: ({ service }) => ({
    components: [[service]],
    systemLevel: "Virtualization",
    faultType: "Operation Error",
  }),
});
