/**
 * Our helm's answers beside those of the real one.
 * @module
 */
import { readFileSync } from "node:fs";
import { explanations } from "./explained.ts";
import { runOwn } from "./own-helm.ts";
import { type Answer, normalise } from "./run-session.ts";
import type { Session } from "./sessions.ts";

/** Two answers to a line, as one text each. */
export interface Comparison {
  readonly line: string;
  readonly own: string;
  readonly real: string;
  readonly explained: boolean;
}

/** What the real helm said. */
export function recordingOf({ name }: Session): readonly Answer[] {
  return JSON.parse(readFileSync(new URL(`recordings/${name}.json`, import.meta.url), "utf8")) as readonly Answer[];
}

function asText({ stdout, stderr, exitCode }: Answer): string {
  return `${normalise(stdout)}[stderr]\n${normalise(stderr)}[exit code ${exitCode}]`;
}

/** Types a session's lines. */
export async function compareSession(session: Session): Promise<readonly Comparison[]> {
  const real = recordingOf(session);
  const own = await runOwn(session);
  return own.map((answer, index) => {
    const recorded = real[index];
    if (recorded?.line !== answer.line)
      throw new Error(`${session.name} was changed: record it again (line ${index + 1}: ${answer.line})`);
    const explained = explanations.some((one) => one.session === session.name && one.line === answer.line);
    return { line: answer.line, own: asText(answer), real: asText(recorded), explained };
  });
}
