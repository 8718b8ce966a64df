import { parseAction, taskNames } from "@aiops-gym/actions";
import type { Application } from "@aiops-gym/application";
import { describe, expect, it } from "vitest";
import { actionSpace, contains, createRandomStream, parseSpace, sampleSpace, spaceToJson } from "../../src/index.ts";

const application = { services: ["front", "store"], namespace: "shop" } as unknown as Application;

describe.each(taskNames)("the action space of %s", (task) => {
  const space = actionSpace({ task, application });
  const calls = space.spaces.slice(0, -1);

  it("has tool calls that parse, whatever is drawn", () => {
    const stream = createRandomStream(5);
    for (let draw = 0; draw < 40; draw++) {
      for (const call of calls) {
        const action = sampleSpace(call, stream);
        expect(parseAction(action, { task }), JSON.stringify(action)).toMatchObject({ ok: true });
      }
    }
  });

  it("has texts, and the calls that policies write", () => {
    expect(contains(space, 'restart("front")')).toBe(true);
    expect(contains(space, { name: "restart", arguments: { service: "front" } })).toBe(true);
    expect(contains(space, { name: "restart", arguments: { service: "nobody" } })).toBe(false);
    expect(contains(space, { name: "exec_shell", arguments: { command: "kubectl get pods" } })).toBe(true);
  });

  it("is the same object each time, and plain data", () => {
    expect(actionSpace({ task, application })).toBe(space);
    expect(parseSpace(spaceToJson(space))).toEqual(space);
  });
});

describe("the action space before an episode", () => {
  it("has the actions of all tasks, over any service", () => {
    const space = actionSpace({});
    expect(contains(space, { name: "submit", arguments: { has_anomaly: "Yes" } })).toBe(true);
    expect(contains(space, { name: "submit", arguments: {} })).toBe(true);
    expect(contains(space, { name: "restart", arguments: { service: "anything" } })).toBe(true);
  });

  it("has AIOpsLab's actions only where they are asked for", () => {
    expect(contains(actionSpace({ profile: "aiopslab" }), { name: "restart", arguments: { service: "a" } })).toBe(
      false,
    );
  });
});
