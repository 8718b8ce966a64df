import type { Application } from "@aiops-gym/application";
import type { StepResult } from "@aiops-gym/env";
import { describe, expect, it } from "vitest";
import type { Terminal } from "../src/cli/terminal.ts";
import { watchView } from "../src/cli/view/episode-view.ts";
import { excerpt, fit, formatAction, rule, wrap } from "../src/cli/view/layout.ts";
import { observationOf } from "./observations.ts";

function recordingTerminal(): Terminal & { readonly lines: string[] } {
  const lines: string[] = [];
  const line = (text = "") => void lines.push(...text.split("\n"));
  return { lines, line, note: line, progress: () => () => undefined, style: (_style, text) => text, width: 80 };
}

const application = {
  services: ["front", "store"],
  workload: { entry: { service: "front" } },
} as unknown as Application;
const info = { episodeId: "episode-1", task: "mitigation" as const, step: 0, maxSteps: 30 };

describe("the view to watch", () => {
  it("fits 80 columns, shows nothing of the trainer's before the end, and the verdict there", () => {
    const terminal = recordingTerminal();
    const view = watchView(application, terminal);
    const alert = { alertname: "HighRequestErrorRate", labels: {}, startsAt: "2026-01-05T09:00:00Z" };
    const summary = `60% of all requests failed, ${"and more is said of it ".repeat(10)}`;
    const page = { alerts: [{ ...alert, severity: "critical" as const, summary }], text: "" };
    const broken = observationOf([0, 60], [{ service: "front", requestsPerSecond: 9, errorRatio: 0.6 }]);
    view.onReset({ observation: { ...broken, briefing: { page, instructions: "", tools: [] } }, info });
    const step: StepResult = {
      observation: {
        ...observationOf([60, 70], [{ service: "front", requestsPerSecond: 9, errorRatio: 0 }]),
        text: `${"wide ".repeat(40)}\n${"line\n".repeat(20)}`,
      },
      reward: 1,
      rewardComponents: { task: 1 },
      terminated: true,
      truncated: false,
      aborted: null,
      info: { ...info, step: 1 },
      results: { success: true, reason: "Users were served as before.", secret: "store" },
    };
    view.onStep({ name: "submit", arguments: {} }, step);
    const before = terminal.lines.join("\n");
    expect(before).not.toContain("secret");
    expect(before).not.toContain("misconfig_app");
    expect(before).toContain("critical  60% of all requests failed");
    expect(before).toContain("front 60 % errors");
    expect(before).toContain("… 15 more lines");
    view.onEnd({ ...step, steps: 1, return: 1 }, "misconfig_app-mitigation-1");
    const after = terminal.lines.slice(before.split("\n").length).join("\n");
    expect(after).toContain("✔ solved (submitted)");
    expect(after).toContain("Users were served as before.");
    expect(after).toContain("misconfig_app-mitigation-1");
    expect(Math.max(...terminal.lines.map((text) => [...text].length))).toBeLessThanOrEqual(80);
  });

  it("says who is to blame for an abortion", () => {
    const terminal = recordingTerminal();
    const ended = { steps: 3, return: null, terminated: false, truncated: false, results: null };
    const view = watchView(application, terminal);
    view.onEnd({ ...ended, aborted: { cause: "the node is gone", blame: "infra" } }, "p-1");
    expect(terminal.lines.join("\n")).toContain("aborted (infra): the node is gone");
    expect(terminal.lines.join("\n")).toContain("none after 3 steps");
  });
});

describe("layout", () => {
  it("cuts lines and takes out what would steer the terminal", () => {
    expect(fit("abcdef", 4)).toBe("abc…");
    expect(fit("\u001b[31mred\u001b[0m\u0007\t!\u001b]0;title\u0007", 20)).toBe("red  !");
  });

  it("wraps between words", () => {
    expect(wrap("one two three\nfour", 8)).toEqual(["one two", "three", "four"]);
    expect(rule("x", 10)).toBe("── x ─────");
  });

  it("shows a reply's first line and those that tell most, and counts the others", () => {
    expect(excerpt("a\n\nb\nc\nd\n", 2, 10)).toEqual(["a", "b", "… 2 more lines"]);
    expect(excerpt("start\nfine\nfine\npanic: no servers\nfine\n", 2, 20)).toEqual([
      "start",
      "panic: no servers",
      "… 3 more lines",
    ]);
  });

  it("narrows columns to what is shown of them, and shortens paths", () => {
    const listing =
      "NAME             READY   STATUS\ngeo-1            0/1     Pending\na-very-long-name 1/1     Running\n";
    expect(excerpt(listing, 2, 80)).toEqual(["NAME   READY  STATUS", "geo-1  0/1    Pending", "… 1 more line"]);
    expect(excerpt("ERR github.com/harlow/services/cmd/geo/main.go:42 > no", 1, 80)).toEqual(["ERR …/main.go:42 > no"]);
  });

  it("writes actions as people do", () => {
    expect(formatAction('submit("Yes")')).toBe('submit("Yes")');
    expect(formatAction({ name: "exec_shell", arguments: { command: "date" } })).toBe("exec_shell  date");
    expect(formatAction({ name: "get_logs", arguments: { service: "geo" } })).toBe('get_logs(service="geo")');
    expect(formatAction({ nonsense: 1 })).toBe('{"nonsense":1}');
  });
});
