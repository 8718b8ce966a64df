/**
 * What an applet is to the simulator.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Waiting } from "./busybox-state.ts";
import type { BusyboxContext } from "./output.ts";

/** An applet has ended, or waits: until `until` at the latest when there is one. */
export type AppletStep = { readonly exit: number } | { readonly waiting: Waiting; readonly until?: UnixMicros };

/** Runs an applet until it ends or waits. It is called again when what it waits for has come; it keeps what it must in `process.memory`. */
export type Applet = (context: BusyboxContext, args: readonly string[]) => AppletStep;

/** Waits until a time. */
export function until(at: UnixMicros): AppletStep {
  return { waiting: { kind: "time" }, until: at };
}

/** Waits for something to read on stdin. */
export function untilInput(context: BusyboxContext): AppletStep {
  const input = context.process.descriptors[0];
  return input?.kind === "pipe" ? { waiting: { kind: "pipe", pipe: input.pipe } } : { exit: 0 };
}

/** Splits arguments into single-letter options and the rest; letters in `valued` take a value. */
export function parseOptions(
  args: readonly string[],
  valued = "",
): { readonly options: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      rest.push(...args.slice(index + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      rest.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      if (!valued.includes(letter)) {
        options.set(letter, "");
        continue;
      }
      options.set(letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? ""));
      break;
    }
  }
  return { options, rest };
}
