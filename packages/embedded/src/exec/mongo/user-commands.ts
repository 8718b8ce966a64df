/**
 * Commands on users and their roles.
 * @module
 */
import { nextUuid } from "../../kernel/random.ts";
import type { MongoRole, MongoUser } from "../../processes/mongod-data.ts";
import { ShellValue } from "./print.ts";
import { fail, succeed } from "./reply.ts";
import type { CommandReply, Document, MongoSession } from "./session.ts";

function describeUser(user: MongoUser): Document {
  return {
    _id: `${user.db}.${user.name}`,
    userId: new ShellValue(`UUID("${user.id}")`),
    user: user.name,
    db: user.db,
    roles: user.roles.map((role) => ({ ...role })),
    mechanisms: ["SCRAM-SHA-1", "SCRAM-SHA-256"],
  };
}

/** `usersInfo`. */
export function usersInfo(session: MongoSession, database: string, command: Document): CommandReply {
  const wanted = command["usersInfo"];
  const users = [...session.data.users.values()].filter(
    (user) => user.db === database && (typeof wanted !== "string" || wanted === user.name),
  );
  return succeed({ users: users.sort((a, b) => (a.name < b.name ? -1 : 1)).map(describeUser) });
}

function rolesOf(database: string, value: unknown): MongoRole[] {
  return (Array.isArray(value) ? value : []).map((role: unknown) =>
    typeof role === "string"
      ? { role, db: database }
      : { role: String((role as Document)["role"]), db: String((role as Document)["db"] ?? database) },
  );
}

const builtInRoles: ReadonlySet<string> = new Set(
  "read readWrite dbAdmin dbOwner userAdmin readAnyDatabase readWriteAnyDatabase userAdminAnyDatabase dbAdminAnyDatabase clusterAdmin clusterManager clusterMonitor hostManager backup restore root enableSharding __system".split(
    " ",
  ),
);
const adminOnlyRoles = /AnyDatabase$|^cluster|^root$|^hostManager$|^backup$|^restore$|^__system$/;

function unknownRole(roles: readonly MongoRole[]): CommandReply | undefined {
  const unknown = roles.find(
    (role) => !builtInRoles.has(role.role) || (adminOnlyRoles.test(role.role) && role.db !== "admin"),
  );
  return unknown === undefined ? undefined : fail(31, "RoleNotFound", `No role named ${unknown.role}@${unknown.db}`);
}

/** `createUser`. */
export function createUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["createUser"]);
  const key = `${database}.${name}`;
  if (session.data.users.has(key)) return fail(51003, "Location51003", `User "${name}@${database}" already exists`);
  const roles = rolesOf(database, command["roles"]);
  const wrong = unknownRole(roles);
  if (wrong !== undefined) return wrong;
  const id = nextUuid(session.sim.random("exec/mongo"));
  session.data.users.set(key, { name, db: database, password: String(command["pwd"] ?? ""), id, roles });
  return succeed();
}

const noUser = (name: string, database: string): CommandReply =>
  fail(11, "UserNotFound", `Could not find user "${name}" for db "${database}"`);

/** `updateUser`. */
export function updateUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["updateUser"]);
  const user = session.data.users.get(`${database}.${name}`);
  if (user === undefined) return fail(11, "UserNotFound", `User ${name}@${database} not found`);
  if (command["roles"] !== undefined) {
    const roles = rolesOf(database, command["roles"]);
    const wrong = unknownRole(roles);
    if (wrong !== undefined) return wrong;
    user.roles = roles;
  }
  if (typeof command["pwd"] === "string") user.password = command["pwd"];
  return succeed();
}

/** `dropUser`. */
export function dropUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["dropUser"]);
  if (!session.data.users.delete(`${database}.${name}`))
    return fail(11, "UserNotFound", `User '${name}@${database}' not found`);
  return succeed();
}

/** `grantRolesToUser` and `revokeRolesFromUser`. */
export function changeRoles(session: MongoSession, database: string, command: Document, name: string): CommandReply {
  const userName = String(command[name]);
  const user = session.data.users.get(`${database}.${userName}`);
  if (user === undefined) return noUser(userName, database);
  const roles = rolesOf(database, command["roles"]);
  const wrong = unknownRole(roles);
  if (wrong !== undefined) return wrong;
  const others = user.roles.filter((role) => !roles.some((other) => other.role === role.role && other.db === role.db));
  user.roles = name === "grantRolesToUser" ? [...others, ...roles] : others;
  return succeed();
}
