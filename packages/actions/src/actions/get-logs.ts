/**
 * `get_logs`.
 * @module
 */
import { type KubeObject, StatusError } from "@aiops-gym/cluster";
import { z } from "zod";
import { type ActionContext, type ActionDefinition, defineAction, done, refused } from "../action-definition.ts";
import { keepEnd } from "../bound-text.ts";

const schema = z.strictObject({
  namespace: z.string().describe("The namespace of the service, for example test-hotel-reservation"),
  service: z.string().describe("The name of the service"),
});

const notThere = "Error: Your service/namespace does not exist. Use kubectl to check.";

/** The log of a service's first pod, or of the load generator. */
export const getLogs: ActionDefinition<typeof schema> = defineAction({
  name: "get_logs",
  description: "Returns the log of a service: the text of its first pod.",
  schema,
  effect: "read",
  latencySeconds: 2,
  async execute(context, { namespace, service }) {
    try {
      const pod = await firstPod(context, namespace, service);
      if (pod === undefined) return refused(notThere);
      const container = firstContainer(pod);
      const text = await context.api.logs(
        { namespace, name: pod.metadata.name },
        container === undefined ? {} : { container },
      );
      return done(context.profile === "aiopslab" ? text : keepEnd(text));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return refused(
        context.profile === "aiopslab" ? notThere : `Error from server (${error.reason}): ${error.message}`,
      );
    }
  },
});

async function firstPod(
  { api, application }: ActionContext,
  namespace: string,
  service: string,
): Promise<KubeObject | undefined> {
  if (!/^[\w.-]+$/.test(service)) return undefined;
  // the load generator is a job, whose pods have a label of their own
  const label = service === "wrk2-job" ? "job-name" : application.serviceLabel;
  const { items } = await api.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector: `${label}=${service}` });
  return items[0];
}

function firstContainer(pod: KubeObject): string | undefined {
  const spec = pod.spec as { readonly containers?: readonly { readonly name: string }[] } | undefined;
  return spec?.containers?.[0]?.name;
}
