/**
 * Hooks of a container's life: commands in it, requests to it, a wait.
 * @module
 */
import { type LifecycleHandler, microsPerSecond } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { type ProbeResult, sendProbe } from "../network/probe.ts";
import type { ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { hookTexts } from "./kubelet-texts.ts";

/** What a hook came to. */
export interface HookReply {
  readonly ok: boolean;
  /** What the container's status says of a failure. */
  readonly message: string;
}

interface HookTicket {
  readonly replyType: string;
  readonly ticket: object;
  readonly uid: string;
  readonly name: string;
  readonly command: readonly string[];
  readonly path: string;
}

/** Longer than any hook: those who wait for it decide when it is over. */
const hookSeconds = 3600;

/** Runs a hook; the reply comes as an event with `ticket` and the {@link HookReply}. */
export function runHook<T extends object>(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  handler: LifecycleHandler,
  replyType: EventType<T & HookReply>,
  ticket: T,
): void {
  const { sleep, exec, httpGet } = handler;
  if (sleep !== undefined) {
    sim.schedule(sleep.seconds * microsPerSecond, replyType, { ...ticket, ok: true, message: "" });
    return;
  }
  const id = container.current?.id;
  if (id === undefined) return;
  const hook: HookTicket = {
    replyType: replyType.type,
    ticket: { ...ticket },
    uid: worker.uid,
    name: container.name,
    command: exec?.command ?? [],
    path: httpGet?.path ?? "/",
  };
  const probe = exec === undefined ? { httpGet: { path: "/", ...httpGet, port: httpGet?.port ?? 80 } } : { exec };
  sendProbe(sim, id, { ...probe, timeoutSeconds: hookSeconds }, hookReplied, hook);
}

const hookReplied: EventType<HookTicket & ProbeResult> = defineEvent(
  "kubelet/hook-replied",
  (sim: Simulation, { replyType, ticket, uid, name, command, path, ok, message, exitCode }) => {
    const worker = sim.state.kubelet.pods.get(uid);
    if (worker === undefined) return;
    const text =
      command.length === 0
        ? hookTexts.httpFailed(path, name, worker.pod, message)
        : hookTexts.execFailed(command, name, worker.pod, exitCode ?? 1, message);
    sim.schedule(0, { type: replyType }, { ...ticket, ok, message: ok ? "" : text });
  },
);
