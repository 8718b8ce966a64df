/**
 * Shell scripts in the pods of mongodb-geo and mongodb-rate: one that sets the users up when the database is new, and four that
 * take rights away and give them back. The file names are AIOpsLab's, since its faults call them by path.
 * @module
 */
import type { StoreAccount } from "@aiops-gym/application";
import type { Manifest } from "@aiops-gym/cluster";
import { labelsOf } from "./metadata.ts";

/** Databases whose server asks for a password. */
export type GuardedDatabase = "geo" | "rate";

const roles = `[{role: 'userAdminAnyDatabase', db: 'admin'}]`;

function script(lines: readonly string[]): string {
  return `#!/bin/bash\n\n${lines.join("\n")}\n`;
}

/** One run of the mongo shell against the admin database. */
function mongo(as: "admin" | "root" | undefined, statement: string): string {
  const login = as === undefined ? "" : ` -u ${as} -p ${as} --authenticationDatabase admin`;
  return `mongo admin${login} --eval "${statement}"`;
}

const createUser = (user: string): string => `db.createUser({user: '${user}', pwd: '${user}', roles: ${roles}});`;
const grantReadWrite = (user: string, db: string): string =>
  `db.grantRolesToUser('${user}', [{role: 'readWrite', db: '${db}'}]);`;

function initialize(db: string): string {
  return script([
    `echo "Waiting for MongoDB to start..."`,
    `until mongo --eval "print('waited for connection')"; do`,
    "  sleep 1",
    "done",
    `echo "MongoDB started"`,
    `echo "Creating admin user..."`,
    mongo(undefined, createUser("admin")),
    `echo "Granting readWrite role to admin on ${db} database..."`,
    mongo("admin", grantReadWrite("admin", db)),
    `echo "Creating root user..."`,
    mongo(undefined, createUser("root")),
    `echo "Granting readWrite role to root on ${db} database..."`,
    mongo("root", grantReadWrite("root", db)),
    `echo "Initialization script completed"`,
  ]);
}

function revoke(db: string): string {
  return script([
    `echo "Downgrading admin user privileges..."`,
    mongo("admin", `db.revokeRolesFromUser('admin', [{role: 'readWrite', db: '${db}'}]);`),
    `echo "Privileges downgraded"`,
  ]);
}

function grantAgain(db: string): string {
  return script([
    `echo "Restoring readWrite privilege to the admin user for the ${db} database..."`,
    mongo("admin", grantReadWrite("admin", db)),
    `echo "Privilege restored successfully"`,
  ]);
}

function removeUser(): string {
  return script([
    `echo "Removing admin user..."`,
    mongo("root", "db.dropUser('admin');"),
    `echo "Admin user removed successfully"`,
  ]);
}

function recreateUser(db: string): string {
  return script([
    `echo "Recreating admin user..."`,
    mongo("root", createUser("admin")),
    `echo "Admin user recreated"`,
    `echo "Granting readWrite role to admin on ${db} database..."`,
    mongo("root", grantReadWrite("admin", db)),
    `echo "Privileges restored successfully"`,
  ]);
}

/** The ConfigMaps of a guarded database: `mongo-X-script` (run on an empty volume) and `failure-admin-X` (run by faults). */
export function mongoScripts(database: GuardedDatabase): readonly Manifest[] {
  const db = `${database}-db`;
  const labels = labelsOf(`mongodb-${database}`);
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `mongo-${database}-script`, labels },
      data: { [`k8s-${database}-mongo.sh`]: initialize(db) },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `failure-admin-${database}`, labels },
      data: {
        [`revoke-admin-${database}-mongo.sh`]: revoke(db),
        [`revoke-mitigate-admin-${database}-mongo.sh`]: grantAgain(db),
        "remove-admin-mongo.sh": removeUser(),
        [`remove-mitigate-admin-${database}-mongo.sh`]: recreateUser(db),
      },
    },
  ];
}

/** The account that a guarded database's service logs in with, as the script of an empty volume makes it. */
export function mongoAccount(database: GuardedDatabase): StoreAccount {
  return {
    store: `mongodb-${database}`,
    user: "admin",
    password: "admin",
    roles: [
      { role: "userAdminAnyDatabase", database: "admin" },
      { role: "readWrite", database: `${database}-db` },
    ],
    administrator: { user: "root", password: "root" },
  };
}
