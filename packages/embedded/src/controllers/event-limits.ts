/**
 * Bounds of the event recorder (client-go's correlator, Kubernetes 1.34).
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";

/** Alike events with different messages that are written one by one; later ones are combined. */
export const maxAlikeEvents = 10;
/** Alike events this far apart count as new. */
export const alikeWindowMicros: number = 600 * microsPerSecond;
/** Events that one component may write about one object at once. */
export const spamBurst = 25;
/** After the burst, one event in so long. */
export const spamRefillMicros: number = 300 * microsPerSecond;
/** Events are forgotten this long after their last write. */
export const eventTtlMicros: number = 3600 * microsPerSecond;
/** What precedes the message of combined events. */
export const combinedPrefix = "(combined from similar events): ";
