/**
 * Signals by name.
 * @module
 */

/** Numbers of signals, by name without `SIG`. */
export const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
};

/** Signals that end nobody who does not handle them. */
export const harmless: ReadonlySet<string> = new Set(["CHLD", "CONT", "STOP", "TSTP"]);

/** A signal's name, as `kill` and `trap` take it: `TERM`, `SIGTERM`, `15`; `undefined` for none. */
export function signalName(text: string): string | undefined {
  if (text === "0" || text === "EXIT") return "EXIT";
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (signalNumbers[name] !== undefined) return name;
  return Object.keys(signalNumbers).find((key) => String(signalNumbers[key]) === text);
}
