/**
 * `aiops-gym serve`: environments over WebSocket.
 * @module
 */
import { type EnvRequest, type ServedEnv, serve } from "@aiops-gym/bridge";
import { Command, Option } from "commander";
import { AIOpsEnv } from "../aiops-env.ts";
import { shippedProblems } from "../shipped-problems.ts";
import { wholeNumber } from "./options.ts";
import type { Terminal } from "./terminal.ts";

const defaultPort = 4280;

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly sessions?: number;
}

/** Makes the command. */
export function serveCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("serve")
    .description("serve environments over WebSocket")
    .option("--host <host>", "address to listen on; others than this machine's own need a token", "127.0.0.1")
    .addOption(new Option("--port <n>", "0 takes a free one").argParser(wholeNumber(0)).default(defaultPort))
    .addOption(new Option("--token <token>", "what clients must send").env("AIOPS_GYM_TOKEN"))
    .addOption(new Option("--sessions <n>", "connections at a time").argParser(wholeNumber(1)))
    .action(async ({ host, port, token, sessions }: ServeOptions) => {
      await using server = await serve({
        createEnv,
        ...{ host, port },
        ...(token === undefined ? {} : { token }),
        ...(sessions === undefined ? {} : { limits: { sessions } }),
      });
      terminal.line(`serving ${shippedProblems.length} problems on ${server.url}`);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      terminal.note("shutting down");
    });
}

/** An environment with the options that a client chose. */
function createEnv({ compat, pace, stepSeconds, maxSteps, tracesSampler }: EnvRequest): Promise<ServedEnv> {
  return AIOpsEnv.create({
    ...(compat === undefined ? {} : { compat }),
    ...(pace === undefined ? {} : { pace }),
    ...(stepSeconds === undefined ? {} : { stepSeconds }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(tracesSampler === undefined ? {} : { tracesSampler }),
  });
}
