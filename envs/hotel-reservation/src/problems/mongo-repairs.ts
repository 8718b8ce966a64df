/**
 * Repairs of stores whose user lost its role, or is gone.
 * @module
 */
import type { Action, Repair } from "@aiops-gym/problems";
import type { ShellActions } from "./shell-action.ts";

/** A store that asks for a password. */
export interface GuardedStore {
  /** `mongodb-geo` */
  readonly store: string;
  /** The service that reads it: `geo`. */
  readonly client: string;
  /** `geo-db` */
  readonly database: string;
}

function restart({ kubectl }: ShellActions, client: string): Action {
  return kubectl(`rollout restart deployment ${client}`);
}

function createUser(database: string): string {
  return `db.createUser({user: 'admin', pwd: 'admin', roles: [{role: 'userAdminAnyDatabase', db: 'admin'}, {role: 'readWrite', db: '${database}'}]})`;
}

/** For a user that lost its role. */
export function revokeRepairs({ store, client, database }: GuardedStore, actions: ShellActions): readonly Repair[] {
  const { kubectl, mongo, deleteAndApply } = actions;
  const grant = `db.grantRolesToUser('admin', [{role: 'readWrite', db: '${database}'}])`;
  return [
    { name: "grant the role and restart", actions: [mongo(store, "admin", grant), restart(actions, client)] },
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
        restart(actions, client),
      ],
    },
  ];
}

/** For a user that is gone. */
export function unregisteredRepairs(
  { store, client, database }: GuardedStore,
  actions: ShellActions,
): readonly Repair[] {
  const { kubectl, mongo, deleteAndApply } = actions;
  const create = mongo(store, "root", createUser(database));
  return [
    { name: "create the user and restart", actions: [create, restart(actions, client)] },
    {
      name: "run the script that recreates the user, delete the pod",
      actions: [
        kubectl(`exec deploy/${store} -- /bin/bash /scripts/remove-mitigate-admin-${client}-mongo.sh`),
        kubectl(`delete pod -l io.kompose.service=${client}`),
      ],
    },
    {
      name: "create the user, delete the deployment and apply it again",
      actions: [create, ...deleteAndApply(client)],
    },
  ];
}
