/**
 * What the `mongo` image does before its server starts for the first time: the scripts in `/docker-entrypoint-initdb.d`, against a
 * temporary server that asks for no password.
 * @module
 */

import { nextUuid } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { createMongodData, type MongodData } from "../../processes/mongod-data.ts";
import { mongodDataOf } from "../../runtime/mongod-volume.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import { filesOf } from "../container-files.ts";
import { type CommandOutput, runMiniShell } from "../mini-shell.ts";
import { parseMongoArguments } from "./mongo-tool.ts";
import { openShell } from "./run-script.ts";
import { logIn, type MongoSession } from "./session.ts";

const folder = "/docker-entrypoint-initdb.d/";

/** What the scripts printed. */
export interface InitOutput {
  /** Names of the scripts that ran, and what each printed. */
  readonly scripts: readonly { readonly name: string; readonly output: string; readonly exitCode: number }[];
}

/**
 * Runs the init scripts when `/data/db` is empty, as the image's entry point does. Users of
 * `MONGO_INITDB_ROOT_USERNAME` and `MONGO_INITDB_ROOT_PASSWORD` are made first.
 */
export function runInitScripts(sim: Simulation, container: ContainerRecord): InitOutput {
  const data = mongodDataOf(sim, container.id);
  if (data.initialized) return { scripts: [] };
  data.initialized = true;
  const { MONGO_INITDB_ROOT_USERNAME: root, MONGO_INITDB_ROOT_PASSWORD: password } = container.env;
  if (root !== undefined && password !== undefined) {
    const id = nextUuid(sim.random("exec/mongo"));
    data.users.set(`admin.${root}`, { name: root, db: "admin", password, id, roles: [{ role: "root", db: "admin" }] });
  }
  const files = filesOf(sim, container);
  const names = [...files.keys()]
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes("/"))
    .sort();
  const scripts = names
    .filter((path) => path.endsWith(".sh") || path.endsWith(".js"))
    .map((path) => ({
      name: path,
      ...runMongoScript(sim, data, path, files.get(path) ?? "", container.env, (file) => files.get(file)),
    }));
  return { scripts };
}

/** Runs one script, shell (`.sh`) or JavaScript (`.js`), against a server's data without authentication. */
export function runMongoScript(
  sim: Simulation,
  data: MongodData,
  name: string,
  text: string,
  env: Readonly<Record<string, string>> = {},
  readFile: (path: string) => string | undefined = () => undefined,
): { output: string; exitCode: number } {
  if (name.endsWith(".js")) {
    const shell = openShell(newSession(sim, data), env["MONGO_INITDB_DATABASE"] ?? "test");
    const exitCode = shell.run(text, name);
    return { output: shell.output.map((line) => `${line}\n`).join(""), exitCode };
  }
  const run = (argv: readonly string[], stdin: string): CommandOutput | undefined => {
    const [command = "", ...args] = argv;
    return command === "mongo" || command.endsWith("/mongo") ? runLocalMongo(sim, data, args, stdin) : undefined;
  };
  const result = runMiniShell(text, env, [name], run, readFile);
  return { output: result.stdout + result.stderr, exitCode: result.exitCode };
}

function newSession(sim: Simulation, data: MongodData): MongoSession {
  const lsid = nextUuid(sim.random("exec/mongo"));
  return { sim, data, authRequired: false, local: true, host: "127.0.0.1:27017", user: undefined, lsid };
}

function runLocalMongo(sim: Simulation, data: MongodData, args: readonly string[], stdin: string): CommandOutput {
  const parsed = parseMongoArguments(args);
  const session = newSession(sim, data);
  const source = parsed.authenticationDatabase === "" ? "" : `authSource=${parsed.authenticationDatabase}&`;
  const address = `mongodb://${parsed.host}:${parsed.port}/${parsed.database}?${source}compressors=disabled&gssapiServiceName=mongodb`;
  const head = parsed.quiet ? "" : `MongoDB shell version v4.4.6\nconnecting to: ${address}\n`;
  if (parsed.user !== undefined) {
    const reply = logIn(
      session,
      parsed.authenticationDatabase || parsed.database || "admin",
      parsed.user,
      parsed.password,
    );
    if (!reply.ok) {
      const trail =
        "connect@src/mongo/shell/mongo.js:374:17\n@(connect):2:6\nexception: connect failed\nexiting with code 1\n";
      return { stdout: `${head}Error: ${reply.failure.message} :\n${trail}`, stderr: "", exitCode: 1 };
    }
  }
  const shell = openShell(session, parsed.database === "" ? "test" : parsed.database);
  const exitCode = shell.run(parsed.evaluate ?? stdin, "(shell eval)");
  const greeting = parsed.quiet
    ? ""
    : `Implicit session: session { "id" : UUID("${session.lsid}") }\nMongoDB server version: 4.4.6\n`;
  return { stdout: head + greeting + shell.output.map((line) => `${line}\n`).join(""), stderr: "", exitCode };
}

/** Data as a fresh server has them after a script: for tests and for describing applications. */
export function dataAfterScript(sim: Simulation, name: string, text: string): MongodData {
  const data = createMongodData();
  runMongoScript(sim, data, name, text);
  data.initialized = true;
  return data;
}
