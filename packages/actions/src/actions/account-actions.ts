/**
 * The typed actions on the accounts of stores: `grant_role`, `create_user`. They run the store's own shell in its pod, with the
 * administrator's password from the application's list of accounts.
 * @module
 */
import type { StoreAccount } from "@aiops-gym/application";
import { z } from "zod";
import {
  type ActionContext,
  type ActionDefinition,
  type ActionReply,
  defineAction,
  refused,
} from "../action-definition.ts";
import { onWorkload } from "../on-workload.ts";

const word = z.string().regex(/^[\w.-]+$/, "a name of letters, digits, `_`, `-` and `.`");
const grantSchema = z.strictObject({
  store: word.describe("The name of the service that keeps the data, for example mongodb-geo"),
  user: word.describe("The user who gets the role"),
  role: word.optional().describe("The role; those that the application gives this user when absent"),
  database: word.optional().describe("The database that the role is for; needed when a role is named"),
});
const userSchema = z.strictObject({
  store: word.describe("The name of the service that keeps the data, for example mongodb-geo"),
  user: word.describe("The user, with the password and the roles that the application gives it"),
});

function accountOf({ application }: ActionContext, store: string, user: string): StoreAccount | ActionReply {
  const { accounts = [] } = application;
  const found = accounts.find((account) => account.store === store && account.user === user);
  if (found !== undefined) return found;
  const known = accounts.map((account) => `${account.user} of ${account.store}`).join(", ");
  return refused(`There is no account ${user} of ${store}; expected one of: ${known || "none"}.`);
}

/** A statement in the mongo shell of the store's pod, as its administrator. */
function mongo(
  context: ActionContext,
  { store, administrator }: StoreAccount,
  statement: string,
): Promise<ActionReply> {
  const { user, password } = administrator;
  const login = ["-u", user, "-p", password, "--authenticationDatabase", "admin"];
  return onWorkload(context, store, (workload) => [
    ...["exec", workload, "--", "mongo", "admin"],
    ...[...login, "--eval", statement],
  ]);
}

function rolesText(roles: StoreAccount["roles"]): string {
  return `[${roles.map(({ role, database }) => `{role: '${role}', db: '${database}'}`).join(", ")}]`;
}

/** `db.grantRolesToUser`. */
export const grantRole: ActionDefinition<typeof grantSchema> = defineAction({
  name: "grant_role",
  description: "Gives a user of a database the roles that the application gives it, or one more.",
  schema: grantSchema,
  effect: "write",
  latencySeconds: 2,
  async execute(context, { store, user, role, database }) {
    const account = accountOf(context, store, user);
    if ("ok" in account) return account;
    if (role !== undefined && database === undefined) return refused(`Which database is role ${role} for? Name it.`);
    const roles = role === undefined || database === undefined ? account.roles : [{ role, database }];
    return mongo(context, account, `db.grantRolesToUser('${user}', ${rolesText(roles)})`);
  },
});

/** `db.createUser`. */
export const createUser: ActionDefinition<typeof userSchema> = defineAction({
  name: "create_user",
  description:
    "Creates a user of a database who is missing, with the password and roles that the application gives it.",
  schema: userSchema,
  effect: "write",
  latencySeconds: 2,
  async execute(context, { store, user }) {
    const account = accountOf(context, store, user);
    if ("ok" in account) return account;
    const { password, roles } = account;
    return mongo(
      context,
      account,
      `db.createUser({user: '${user}', pwd: ${JSON.stringify(password)}, roles: ${rolesText(roles)}})`,
    );
  },
});
