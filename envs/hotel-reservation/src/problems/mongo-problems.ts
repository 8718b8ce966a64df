/**
 * `revoke_auth_mongodb` and `user_unregistered_mongodb`: the stores that ask for a password, geo's (1) and rate's (2).
 * @module
 */
import { instantiate, type Problem, type Repair, revokeAuth, userUnregistered } from "@aiops-gym/problems";
import { allTasks, problemsOf } from "./four-tasks.ts";
import { deleteAndApply, kubectl, mongo } from "./shell-action.ts";

interface Store {
  readonly number: number;
  readonly store: string;
  readonly client: string;
  readonly database: string;
}

const stores: readonly Store[] = [
  { number: 1, store: "mongodb-geo", client: "geo", database: "geo-db" },
  { number: 2, store: "mongodb-rate", client: "rate", database: "rate-db" },
];

const restart = (client: string) => kubectl(`rollout restart deployment ${client}`);

function revokeRepairs({ store, client, database }: Store): readonly Repair[] {
  const grant = `db.grantRolesToUser('admin', [{role: 'readWrite', db: '${database}'}])`;
  return [
    { name: "grant the role and restart", actions: [mongo(store, "admin", grant), restart(client)] },
    {
      name: "run the script that restores the role, delete the pod",
      actions: [
        kubectl(`exec deploy/${store} -- /bin/bash /scripts/revoke-mitigate-admin-${client}-mongo.sh`),
        kubectl(`delete pod -l io.kompose.service=${client}`),
      ],
    },
    {
      name: "grant the role as root, delete the deployment and apply it again",
      actions: [mongo(store, "root", grant), ...deleteAndApply(client)],
    },
    {
      name: "make the user anew",
      actions: [
        mongo(store, "root", "db.dropUser('admin')"),
        mongo(store, "root", createUser(database)),
        restart(client),
      ],
    },
  ];
}

function createUser(database: string): string {
  return `db.createUser({user: 'admin', pwd: 'admin', roles: [{role: 'userAdminAnyDatabase', db: 'admin'}, {role: 'readWrite', db: '${database}'}]})`;
}

function unregisteredRepairs({ store, client, database }: Store): readonly Repair[] {
  return [
    { name: "create the user and restart", actions: [mongo(store, "root", createUser(database)), restart(client)] },
    {
      name: "run the script that recreates the user, delete the pod",
      actions: [
        kubectl(`exec deploy/${store} -- /bin/bash /scripts/remove-mitigate-admin-${client}-mongo.sh`),
        kubectl(`delete pod -l io.kompose.service=${client}`),
      ],
    },
    {
      name: "create the user, delete the deployment and apply it again",
      actions: [mongo(store, "root", createUser(database)), ...deleteAndApply(client)],
    },
  ];
}

/** Sixteen problems. */
export const mongoProblems: readonly Problem[] = stores.flatMap((store) => [
  ...problemsOf({
    faults: [instantiate(revokeAuth, { store: store.store, client: store.client })],
    id: (task) => `revoke_auth_mongodb-${task}-${store.number}`,
    tasks: allTasks,
    repairs: revokeRepairs(store),
  }),
  ...problemsOf({
    faults: [instantiate(userUnregistered, { store: store.store, client: store.client })],
    id: (task) => `user_unregistered_mongodb-${task}-${store.number}`,
    tasks: allTasks,
    repairs: unregisteredRepairs(store),
  }),
]);
