import { AIOpsEnv } from "aiops-gym";
import { expect, it } from "vitest";

const wait = { name: "wait", arguments: { seconds: 10 } };

// A step takes half a millisecond or more: a thousand of them are fifty times what a timer may have to wait.
const manySteps = 1_000;

it("lets timers have their turn in a loop of steps that never waits", async () => {
  await using env = await AIOpsEnv.create({ maxSteps: manySteps });
  await env.reset("noop_detection_hotel_reservation-1", { seed: 1 });
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  let steps = 0;
  while (!fired && steps < manySteps - 1) {
    await env.step(wait);
    steps += 1;
  }
  expect(fired).toBe(true);
});

it("lets timers have their turn in a loop of resets", async () => {
  await using env = await AIOpsEnv.create();
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  for (let seed = 0; !fired && seed < 50; seed++) await env.reset("noop_detection_hotel_reservation-1", { seed });
  expect(fired).toBe(true);
});
