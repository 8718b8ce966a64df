/**
 * `revoke_auth_mongodb` and `user_unregistered_mongodb`: the stores that ask for a password, geo's (1) and rate's (2).
 * @module
 */
import { instantiate, type Problem, revokeAuth, userUnregistered } from "@aiops-gym/problems";
import { namespace } from "../manifests/metadata.ts";
import { allTasks, problemsOf } from "./four-tasks.ts";
import { type GuardedStore, revokeRepairs, unregisteredRepairs } from "./mongo-repairs.ts";
import { actionsIn } from "./shell-action.ts";

/** In AIOpsLab's numbering, from 1. */
const stores: readonly GuardedStore[] = [
  { store: "mongodb-geo", client: "geo", database: "geo-db" },
  { store: "mongodb-rate", client: "rate", database: "rate-db" },
];

const actions = actionsIn(namespace);

/** Sixteen problems. */
export const mongoProblems: readonly Problem[] = stores.flatMap((store, index) => [
  ...problemsOf({
    faults: [instantiate(revokeAuth, { store: store.store, client: store.client })],
    id: (task) => `revoke_auth_mongodb-${task}-${index + 1}`,
    tasks: allTasks,
    repairs: revokeRepairs(store, actions),
  }),
  ...problemsOf({
    faults: [instantiate(userUnregistered, { store: store.store, client: store.client })],
    id: (task) => `user_unregistered_mongodb-${task}-${index + 1}`,
    tasks: allTasks,
    repairs: unregisteredRepairs(store, actions),
  }),
]);
