/**
 * What runs in a worker thread of a vector: its environments, one command after the other.
 * @module
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { GymError } from "@aiops-gym/cluster";
import { EnvSlot } from "./env-slot.ts";
import { FeatureRows } from "./feature-rows.ts";
import { packError } from "./packed-error.ts";
import { packObservation } from "./packed-observation.ts";
import type { SlotCommand, SlotResult } from "./slot-result.ts";
import { loadVectorSetup } from "./vector-setup.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-messages.ts";

if (parentPort === null) throw new Error("This module is run by a WorkerVectorEnv, in a thread.");
const port = parentPort;
const { module, data, numEnvs, envIds, tables, features } = workerData as WorkerStart;
const post = (message: FromWorker): void => port.postMessage(message);

try {
  await serve();
} catch (error) {
  post({ kind: "unable", error: packError(error) });
  process.exit(1);
}

async function serve(): Promise<void> {
  const setup = await loadVectorSetup(module, data);
  const rows = features === null ? undefined : new FeatureRows(numEnvs, features.length, features.buffer);
  const slotFeatures = setup.features === undefined || rows === undefined ? undefined : { codec: setup.features, rows };
  const slots = new Map(envIds.map((envId) => [envId, new EnvSlot(envId, setup.make, slotFeatures)]));
  const queue: (readonly [number, SlotCommand])[] = [];
  const stop = new AbortController();
  const travelling = new Set(tables);
  let running = false;

  const packResult = (result: SlotResult<unknown>): SlotResult<unknown> => {
    const pack = (observation: unknown): unknown =>
      slotFeatures?.codec.read === undefined ? packObservation(observation, travelling) : undefined;
    const { observation, final } = result;
    return {
      ...result,
      observation: pack(observation),
      final: final === null ? null : { ...final, observation: pack(final.observation) },
    };
  };
  const answer = (envId: number, result: SlotResult<unknown>): void => {
    try {
      post({ kind: "answer", envId, result });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `What environment ${envId} observed cannot be copied from its thread: ${why} Observe plain data, or give features a \`read\`.`,
        { cause },
      );
    }
  };
  const carryOut = async (envId: number, command: SlotCommand): Promise<void> => {
    try {
      const result = await slots.get(envId)?.run(command, stop.signal);
      if (result !== undefined) answer(envId, packResult(result));
    } catch (error) {
      post({ kind: "failure", envId, error: packError(error) });
    }
  };
  const take = (message: ToWorker): void => {
    if (message.kind === "commands") queue.push(...message.commands);
    else stop.abort();
  };
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    for (;;) {
      // Environments that never wait would keep the event loop from bringing these.
      for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port))
        take(more.message as ToWorker);
      const next = queue.shift();
      if (next === undefined || stop.signal.aborted) break;
      await carryOut(...next);
    }
    running = false;
    if (!stop.signal.aborted) return;
    await Promise.allSettled([...slots.values()].map((slot) => slot.close()));
    process.exit();
  };
  port.on("message", (message: ToWorker) => {
    take(message);
    void run();
  });
  post({ kind: "ready" });
}
