/**
 * Watching: looking again every second, until a command's time is up.
 * @module
 */
import { type KubeObject, microsPerSecond } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";

/** What changed of something that holds, or is, an object. */
export interface Change<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly item: T;
}

/** Looks at items again and again and hands over what changed, in the order of versions. Ends when the command's time is up. */
export async function watchChanges<T>(
  call: Invocation,
  initial: readonly T[],
  objectOf: (item: T) => KubeObject,
  look: () => Promise<readonly T[]>,
  report: (changes: readonly Change<T>[]) => void | Promise<void>,
): Promise<void> {
  const uid = (item: T): string => objectOf(item).metadata.uid;
  const version = (item: T | undefined): string | undefined =>
    item === undefined ? undefined : objectOf(item).metadata.resourceVersion;
  let before = new Map(initial.map((item) => [uid(item), item]));
  while (!call.outOfTime()) {
    const left = (call.deadline - call.clock.now()) / microsPerSecond;
    await call.clock.sleep(Math.min(1, left), call.signal);
    const after = new Map((await look()).map((item) => [uid(item), item]));
    const changes: Change<T>[] = [];
    for (const [key, item] of after) {
      const known = before.get(key);
      if (version(known) !== version(item)) changes.push({ type: known === undefined ? "ADDED" : "MODIFIED", item });
    }
    for (const [key, item] of before) if (!after.has(key)) changes.push({ type: "DELETED", item });
    before = after;
    if (changes.length > 0) await report(changes.sort((a, b) => Number(version(a.item)) - Number(version(b.item))));
  }
  call.warn("the watch ended: the command's time ran out");
}
