/**
 * What whoever is on call for a namespace may see and do.
 * @module
 */
import { type AccessPolicy, kinds as allKinds, KindTable, onCallRules } from "@aiops-gym/cluster";

/** Rules, and the kinds of the groups that they do not hide. */
export interface OnCallAccess {
  readonly policy: AccessPolicy;
  readonly kinds: KindTable;
}

const known = new Map<string, OnCallAccess>();
const visibleKinds = new Map<string, KindTable>();

/** Access to a namespace; made once, for every episode has it. */
export function onCallAccess(namespace: string): OnCallAccess {
  let access = known.get(namespace);
  if (access === undefined) {
    const policy = onCallRules(namespace, "on-call");
    access = { policy, kinds: kindsWithout(policy.hiddenGroups) };
    known.set(namespace, access);
  }
  return access;
}

/** The kinds of all other groups; made once, for it is larger than an episode. */
function kindsWithout(hiddenGroups: readonly string[]): KindTable {
  const key = hiddenGroups.join(" ");
  let visible = visibleKinds.get(key);
  if (visible === undefined) {
    visible = new KindTable(allKinds.kinds.filter(({ group }) => !hiddenGroups.includes(group)));
    visibleKinds.set(key, visible);
  }
  return visible;
}
