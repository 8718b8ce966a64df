/**
 * Exponential back-off of restarts and pulls: 10 s, doubled up to 300 s, forgotten after 10 min.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { BackOff } from "./kubelet-state.ts";
import { backOffs } from "./kubelet-table.ts";

function isForgotten(backOff: BackOff, image: string, at: UnixMicros): boolean {
  return backOff.image !== image || at - backOff.updatedAt > backOffs.reset;
}

/**
 * Whether a try has to wait.
 *
 * @param since - What the wait counts from: when the container ended, or now for pulls.
 * @param waited - How long has been waited by now.
 */
export function mustWait(
  backOff: BackOff | null,
  image: string,
  since: UnixMicros,
  waited: number,
): backOff is BackOff {
  return backOff !== null && !isForgotten(backOff, image, since) && waited < backOff.micros;
}

/** The back-off after another failure. */
export function extended(backOff: BackOff | null, image: string, since: UnixMicros, now: UnixMicros): BackOff {
  const again = backOff !== null && !isForgotten(backOff, image, since);
  const micros = again ? Math.min(backOffs.max, backOff.micros * 2) : backOffs.initial;
  return { image, micros, updatedAt: now };
}
