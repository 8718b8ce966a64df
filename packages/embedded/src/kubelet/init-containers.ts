/**
 * Which init containers are to be started: one after another, sidecars among them, each when the one before has ended well or is up.
 * The order of decisions is the kubelet's, from the last container to the first.
 * @module
 */
import type { Pod } from "@aiops-gym/cluster";
import { findContainer } from "./container-roles.ts";
import { resultOf } from "./container-status.ts";
import type { ContainerWorker, PodWorker } from "./kubelet-state.ts";
import { texts } from "./kubelet-texts.ts";

/** What is to be done about init containers. */
export interface InitPlan {
  /** Names, in the order of the spec. */
  readonly start: readonly string[];
  readonly kill: readonly { readonly name: string; readonly message: string; readonly probe: "startup" | "liveness" }[];
  /** All have ended well or are up: the others may start. */
  readonly initialized: boolean;
  /** One failed for good. */
  readonly failed: boolean;
}

/** What the init containers that were last seen come to. */
export function planInitContainers(worker: PodWorker): InitPlan {
  const { pod } = worker;
  const inits = worker.containers.filter(({ role }) => role === "init" || role === "sidecar");
  if (inits.length === 0) return { start: [], kill: [], initialized: true, failed: false };
  // what runs was initialized once, even if nothing of that is left
  let initialized = worker.containers.some(
    ({ role, seen }) => role === "main" && seen !== null && seen.state !== "exited",
  );
  let before = initialized;
  const start: string[] = [];
  const kill: { name: string; message: string; probe: "startup" | "liveness" }[] = [];
  for (let index = inits.length - 1; index >= 0; index--) {
    const container = inits[index] as ContainerWorker;
    const { name, role, seen } = container;
    const sidecar = role === "sidecar";
    if (seen === null) {
      if (before && sidecar) start.push(name);
      continue;
    }
    if (before && !sidecar) continue;
    const next = (): void => {
      const following = inits[index + 1]?.name;
      if (following === undefined) initialized = true;
      else start.push(following);
    };
    if (seen.state === "created") start.push(name);
    else if (seen.state === "running") {
      if (sidecar) planSidecar(pod, container, before, next, start, kill);
    } else if (sidecar) start.push(name);
    else if (seen.exitCode !== 0) {
      if (pod.spec.restartPolicy === "Never") return { start: [], kill, initialized: false, failed: true };
      start.push(name);
    } else next();
    before = true;
  }
  const [first] = inits;
  if (!before && first !== undefined) start.push(first.name);
  return { start: start.reverse(), kill, initialized, failed: false };
}

function planSidecar(
  pod: Pod,
  container: ContainerWorker,
  before: boolean,
  next: () => void,
  start: string[],
  kill: { name: string; message: string; probe: "startup" | "liveness" }[],
): void {
  const { name } = container;
  const spec = findContainer(pod, name);
  if (spec?.startupProbe !== undefined) {
    const started = resultOf(container, "startup");
    if (started === false) {
      kill.push({ name, message: texts.initStartupFailed(name), probe: "startup" });
      start.push(name);
    }
    if (started !== true) return;
  }
  if (!before) next();
  if (spec?.livenessProbe !== undefined && resultOf(container, "liveness") === false) {
    kill.push({ name, message: texts.initLivenessFailed(name), probe: "liveness" });
    start.push(name);
  }
}
