/**
 * Our helm says what the real one was recorded to say.
 * @module
 */
import { describe, expect, it } from "vitest";
import { compareSession } from "./compare.ts";
import { explanations } from "./explained.ts";
import { sessions } from "./sessions.ts";

describe("helm", () => {
  it.each(sessions)("answers as the real one does: $name", async (session) => {
    const compared = await compareSession(session);
    for (const { line, own, real, explained } of compared) {
      if (explained) expect(own, `the explanation of "${line}" is stale`).not.toBe(real);
      else expect(own, line).toBe(real);
    }
  });

  it("has explanations of lines that exist only", () => {
    for (const { session, line } of explanations)
      expect(sessions.find(({ name }) => name === session)?.lines).toContain(line);
  });
});
