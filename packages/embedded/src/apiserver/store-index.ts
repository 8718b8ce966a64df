/**
 * What the store finds objects by beside their names: their owners, pods' addresses and uids.
 * @module
 */
import type { KubeObject, Pod } from "@aiops-gym/cluster";
import type { StoreState } from "./store-state.ts";

/** Enters an object as it is now, in the place of what it was before; `undefined`: it is gone, or was not there. */
export function indexObject(
  store: StoreState,
  shardName: string,
  place: string,
  now: KubeObject | undefined,
  before: KubeObject | undefined,
): void {
  const owners = now?.metadata.ownerReferences;
  const ownersBefore = before?.metadata.ownerReferences;
  if (owners !== ownersBefore) {
    const { dependents } = store;
    const key = `${shardName}/${place}`;
    for (const { uid } of ownersBefore ?? []) {
      const left = (dependents.get(uid) ?? []).filter((other) => other !== key);
      if (left.length === 0) dependents.delete(uid);
      else dependents.set(uid, Object.freeze(left));
    }
    for (const { uid } of owners ?? []) {
      const keys = dependents.get(uid) ?? [];
      if (!keys.includes(key)) dependents.set(uid, Object.freeze([...keys, key]));
    }
  }
  if (shardName === "Pod") indexPod(store, place, now as Pod | undefined, before as Pod | undefined);
}

function indexPod(store: StoreState, key: string, now: Pod | undefined, before: Pod | undefined): void {
  if (before !== undefined && before.metadata.uid !== now?.metadata.uid) store.podByUid.delete(before.metadata.uid);
  if (now !== undefined && before === undefined) store.podByUid.set(now.metadata.uid, key);
  const ip = addressOf(now);
  const ipBefore = addressOf(before);
  if (ip === ipBefore) return;
  if (ipBefore !== undefined && store.podByIP.get(ipBefore) === key) store.podByIP.delete(ipBefore);
  if (ip !== undefined) store.podByIP.set(ip, key);
}

function addressOf(pod: Pod | undefined): string | undefined {
  const { phase, podIP } = pod?.status ?? {};
  if (pod?.spec.hostNetwork === true || phase === "Succeeded" || phase === "Failed") return undefined;
  return podIP;
}
