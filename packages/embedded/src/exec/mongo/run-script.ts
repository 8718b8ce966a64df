/**
 * Runs script texts in MongoDB's shell: one text at once (`--eval`, files) or line by line (standard input).
 * @module
 */
import { type Program, parse } from "acorn";
import { Interpreter } from "./interpreter.ts";
import { NamedResult, ShellValue, toJson } from "./print.ts";
import { HostObject, ScriptError, toText } from "./script-values.ts";
import { logIn, type MongoSession, runCommand } from "./session.ts";
import { DatabaseObject, ReplicaSetObject, type ShellState } from "./shell-objects.ts";

/** One running shell. */
export interface MongoShell {
  /** Runs a text; answers the exit code: 0, or the shell's own for a failure. */
  run(text: string, source: "(shell eval)" | "(shell)" | string): number;
  /** What was printed so far. */
  readonly output: string[];
}

/** Opens a shell on a session. `database` is the current database to begin with. */
export function openShell(session: MongoSession, database: string): MongoShell {
  const output: string[] = [];
  let size = 0;
  const print = (text: string): void => {
    size += text.length;
    if (size > 1_000_000) throw new ScriptError("InternalError", "too much output");
    output.push(text);
  };
  const state: ShellState = { session, database, print };
  let now = session.sim.now;
  const globals: Readonly<Record<string, unknown>> = {
    print: (...args: unknown[]): void => {
      print(args.map(toText).join(" "));
    },
    printjson: (value: unknown): void => {
      print(toJson(value));
    },
    printjsononeline: (value: unknown): void => {
      print(toJson(value).replace(/[\t\r\n]+/g, " "));
    },
    tojson: (value: unknown): string => toJson(value),
    rs: new ReplicaSetObject(state),
    sh: new ReplicaSetObject(state),
    ObjectId: (text: unknown): ShellValue => new ShellValue(`ObjectId("${String(text ?? "")}")`),
    NumberLong: (value: unknown): ShellValue => new ShellValue(`NumberLong(${String(value)})`),
    NumberInt: (value: unknown): number => Math.trunc(Number(value)),
    NumberDecimal: (value: unknown): ShellValue => new ShellValue(`NumberDecimal("${String(value)}")`),
    ISODate: (text: unknown): ShellValue =>
      new ShellValue(`ISODate("${String(text ?? new Date(now / 1000).toISOString())}")`),
    Date: (): ShellValue => new ShellValue(`ISODate("${new Date(Math.floor(now / 1000)).toISOString()}")`),
    Error: (message: unknown): ScriptError => new ScriptError("Error", String(message)),
    JSON: {
      stringify: (value: unknown): string => JSON.stringify(value),
      parse: (text: unknown): unknown => JSON.parse(String(text)) as unknown,
    },
    String: (value: unknown): string => toText(value),
    Number: (value: unknown): number => Number(value),
    Object: { keys: (value: unknown): string[] => Object.keys(value as object) },
    sleep: (millis: unknown): void => {
      now += Number(millis) * 1000;
    },
    quit: (code: unknown): never => {
      throw new QuitShell(Number(code ?? 0));
    },
  };
  const interpreter = new Interpreter((name) => {
    if (name === "db") return new DatabaseObject(state, state.database);
    return Object.hasOwn(globals, name) ? globals[name] : undefined;
  });
  // `db = db.getSiblingDB("x")` makes another database the current one.
  const run = (text: string, source: string): number => {
    const shown = source === "(shell eval)" || source === "(shell)";
    try {
      const helper = shown ? shellHelper(state, text.trim()) : undefined;
      if (helper !== undefined) {
        if (helper !== "") print(helper);
        return 0;
      }
      const value = interpreter.run(parseScript(text));
      if (shown) showResult(state, value);
      return 0;
    } catch (error) {
      if (error instanceof QuitShell) return error.code;
      const failure = error instanceof ScriptError ? error : new ScriptError("InternalError", String(error));
      const title = failure.title === "" ? failure.message : `${failure.title}: ${failure.message}`;
      const lines = [`uncaught exception: ${title} :`, ...failure.stack_, `@${source}:1:1`];
      print(failure.title === "" ? `uncaught exception: ${title}` : lines.join("\n"));
      return source === "(shell eval)" ? 252 : source === "(shell)" ? 1 : 253;
    }
  };
  return { run, output };
}

class QuitShell extends Error {
  readonly code: number;

  constructor(code: number) {
    super("quit");
    this.code = code;
  }
}

function parseScript(text: string): Program {
  try {
    return parse(text, { ecmaVersion: 2020, sourceType: "script", allowReturnOutsideFunction: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/\s*\(\d+:\d+\)$/, "") : String(error);
    throw new ScriptError("SyntaxError", message.charAt(0).toLowerCase() + message.slice(1));
  }
}

function showResult(state: ShellState, value: unknown): void {
  if (value === undefined) return;
  if (value instanceof HostObject) {
    const text = value.toShell();
    if (text !== "") state.print(text);
  } else if (typeof value === "string" || typeof value === "number") {
    state.print(String(value));
  } else if (value instanceof NamedResult || typeof value === "object" || typeof value === "boolean") {
    state.print(toJson(value));
  } else if (typeof value === "function") {
    state.print("function() {\n    [native code]\n}");
  }
}

/** `use x`, `show dbs`, `exit`: not JavaScript. `undefined` when the line is something else. */
function shellHelper(state: ShellState, line: string): string | undefined {
  const [word = "", what = ""] = line.replace(/;$/, "").split(/\s+/);
  if (word === "exit" || line === "quit") throw new QuitShell(0);
  if (word === "use" && what !== "" && /^use\s+\S+;?$/.test(line)) {
    state.database = what;
    return `switched to db ${what}`;
  }
  if (word !== "show" || !/^show\s+\w+;?$/.test(line)) return undefined;
  const ask = (database: string, command: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const reply = runCommand(state.session, database, command);
    if (reply.ok) return reply.reply;
    const { message, code, codeName } = reply.failure;
    throw new ScriptError(
      "Error",
      `${Object.keys(command)[0] ?? ""} failed:${toJson({ ok: 0, errmsg: message, code, codeName })}`,
    );
  };
  if (what === "dbs" || what === "databases") {
    const databases = ask("admin", { listDatabases: 1, nameOnly: false })["databases"] as {
      name: string;
      sizeOnDisk: number;
    }[];
    const width = Math.max(0, ...databases.map(({ name }) => name.length));
    return databases
      .map(({ name, sizeOnDisk }) => `${name.padEnd(width)}  ${(sizeOnDisk / 2 ** 30).toFixed(3)}GB`)
      .join("\n");
  }
  if (what === "collections" || what === "tables") {
    const cursor = ask(state.database, { listCollections: 1 })["cursor"] as { firstBatch: { name: string }[] };
    return cursor.firstBatch.map(({ name }) => name).join("\n");
  }
  if (what === "users") {
    return (ask(state.database, { usersInfo: 1 })["users"] as unknown[]).map((user) => toJson(user)).join("\n");
  }
  return `don't know how to show [${what}]`;
}

/** Logs in before a script runs, for `-u` and `-p`; answers the failure's text. */
export function logInOrSay(
  session: MongoSession,
  database: string,
  user: string,
  password: string,
): string | undefined {
  const reply = logIn(session, database, user, password);
  return reply.ok ? undefined : reply.failure.message;
}
