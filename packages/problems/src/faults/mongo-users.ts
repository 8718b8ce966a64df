/**
 * Faults of MongoDB's users: AIOpsLab's `revoke_auth` and `storage_user_unregistered`. Both run the scripts that the
 * application mounts at /scripts, then restart the service that reads the store, since open connections live on.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { defineFault, type Fault, type FaultContext } from "../fault.ts";
import { podReference, podsOf, restartPods } from "./service-objects.ts";

/** Whose users change. */
export interface StoreParameters {
  /** The store: `mongodb-geo`. */
  readonly store: string;
  /** The service that reads it: `geo`. */
  readonly client: string;
}

const parameters: z.ZodType<StoreParameters> = z.object({ store: z.string(), client: z.string() });

async function runScript(context: FaultContext, store: string, script: string): Promise<void> {
  for (const pod of await podsOf(context, store)) {
    const { namespace, name } = podReference(pod);
    const result = await context.cluster.api.exec(
      { namespace: namespace ?? "default", name },
      { command: ["/bin/bash", script] },
    );
    if (result.exitCode !== 0) {
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `${script} in pod ${name} ended with ${result.exitCode}: ${result.stderr.trim() || result.stdout.trim()}`,
      );
    }
  }
}

/** The store's user loses the right to read and write the service's database. */
export const revokeAuth: Fault<StoreParameters> = defineFault({
  name: "revoke_auth",
  description: "Revokes the readWrite role of a MongoDB user, then restarts the service that uses it.",
  parameters,
  async inject(context, { store, client }) {
    await runScript(context, store, `/scripts/revoke-admin-${client}-mongo.sh`);
    await restartPods(context, client);
  },
  async recover(context, { store, client }) {
    await runScript(context, store, `/scripts/revoke-mitigate-admin-${client}-mongo.sh`);
    await restartPods(context, client);
  },
  groundTruth: ({ store, client }) => ({
    components: [[store, client]],
    systemLevel: "Application",
    faultType: "Authentication Issue",
  }),
});

/** The store's user is dropped. */
export const userUnregistered: Fault<StoreParameters> = defineFault({
  name: "storage_user_unregistered",
  description: "Drops a MongoDB user, then restarts the service that uses it.",
  parameters,
  async inject(context, { store, client }) {
    await runScript(context, store, "/scripts/remove-admin-mongo.sh");
    await restartPods(context, client);
  },
  async recover(context, { store, client }) {
    await runScript(context, store, `/scripts/remove-mitigate-admin-${client}-mongo.sh`);
    await restartPods(context, client);
  },
  groundTruth: ({ store, client }) => ({
    components: [[store, client]],
    systemLevel: "Application",
    // AIOpsLab's label.
    faultType: "Network/Storage Issue",
  }),
});
