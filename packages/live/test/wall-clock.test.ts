import { describe, expect, it } from "vitest";
import { WallClock } from "../src/wall-clock.ts";

describe("WallClock", () => {
  it("sleeps for real", async () => {
    const clock = new WallClock();
    const start = clock.now();
    await clock.sleep(0.05);
    expect(clock.now() - start).toBeGreaterThanOrEqual(45_000);
  });

  it("wakes up with the signal's reason", async () => {
    const controller = new AbortController();
    const sleeping = new WallClock().sleep(60, controller.signal);
    controller.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(new WallClock().sleep(60, controller.signal)).rejects.toThrow("enough");
  });
});
