import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ActionProfile,
  actionsFor,
  parseAction,
  type TaskName,
  taskNames,
  toolDefinitions,
} from "../src/index.ts";

function strict(input: unknown, task: TaskName = "localization") {
  return parseAction(input, { task });
}

function aiopslab(input: string, task: TaskName = "detection") {
  return parseAction(input, { task, profile: "aiopslab" });
}

const logs = { name: "get_logs", arguments: { namespace: "ns", service: "geo" } };

describe("parseAction, strict", () => {
  it.each([
    'get_logs("ns", "geo")',
    '```\nget_logs("ns", "geo")\n```',
    "```python\nget_logs(namespace=\"ns\", service='geo')\n```",
    'Thought: the geo service fails.\nAction: get_logs("ns", service="geo")',
    'I would call get_metrics next, but first:\n```\nget_logs(\n  "ns",  # the namespace\n  "geo",\n)\n```\nDone.',
    '``` get_logs("ns", "geo") ```',
    '```json\n{"name": "get_logs", "arguments": {"namespace": "ns", "service": "geo"}}\n```',
  ])("reads %j", (text) => {
    expect(strict(text)).toEqual({ ok: true, call: logs });
  });

  it("reads tool calls", () => {
    expect(strict(logs)).toEqual({ ok: true, call: logs });
    expect(strict({ ...logs, arguments: JSON.stringify(logs.arguments) })).toEqual({ ok: true, call: logs });
    expect(strict({ name: "submit" }, "mitigation")).toEqual({ ok: true, call: { name: "submit", arguments: {} } });
  });

  it("fills in what may be left out", () => {
    expect(strict('get_metrics("ns")')).toEqual({
      ok: true,
      call: { name: "get_metrics", arguments: { namespace: "ns", duration: 5 } },
    });
    expect(strict('exec_shell("ls", timeout=60)')).toEqual({
      ok: true,
      call: { name: "exec_shell", arguments: { command: "ls", timeout: 60 } },
    });
  });

  it("reads commands with quotes inside, escaped or not", () => {
    const command = 'kubectl patch svc x -p "{}"';
    for (const text of [
      'exec_shell("kubectl patch svc x -p \\"{}\\"")',
      `exec_shell('${command}')`,
      `exec_shell("""${command}""")`,
      `exec_shell("${command}")`,
    ]) {
      const result = strict(text);
      expect(result.ok && result.call.arguments["command"]).toBe(command);
    }
  });

  it.each<[unknown, RegExp]>([
    ["", /^No action was found/],
    ["I do not know.", /^No action was found in the reply; expected one call/],
    ['get_logs("ns")', /service: .* Expected get_logs\(namespace: string, service: string\)\.$/],
    ['get_logs("ns", "a", "b")', /^get_logs got 3 arguments\. Expected/],
    ['get_logs("ns", namespace="b")', /^get_logs got the argument namespace twice/],
    ['get_logs(ns, "geo")', /ns is a name; texts need quotes/],
    ["get_metrics('ns', -1)", /duration: /],
    ["frob(1)", /^There is no action "frob"\. Actions:/],
    ['get_logs("a", "b")\nget_logs("a", "c")', /^2 actions were found; expected one/],
    [{ name: "frob" }, /^There is no action "frob"/],
    [{ name: 1 }, /^The action's name is a number/],
    [{ name: "get_logs", arguments: [] }, /^The arguments of get_logs are a list; expected an object/],
    [{ name: "get_logs", arguments: "{" }, /no JSON/],
    [{ name: "get_logs", arguments: { namespace: "a", service: "b", more: 1 } }, /more/],
    [null, /^The action is null/],
    [undefined, /^The action is missing/],
    [7, /^The action is a number/],
    ['submit(has_anomaly="Maybe")', /^There is|do not fit/],
  ])("refuses %j and says why", (input, message) => {
    const result = strict(input);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.message).toMatch(message);
  });

  it("reads what it is given, for every task", () => {
    expect(strict('submit("Yes")', "detection")).toMatchObject({
      ok: true,
      call: { arguments: { has_anomaly: "Yes" } },
    });
    expect(strict('submit(["geo", "rate"])')).toMatchObject({
      ok: true,
      call: { arguments: { faulty_components: ["geo", "rate"] } },
    });
    const analysis = { system_level: "Application", fault_type: "Misconfiguration" };
    expect(strict(`submit(${JSON.stringify(analysis)})`, "analysis")).toMatchObject({
      ok: true,
      call: { arguments: { analysis } },
    });
    expect(strict("submit()", "mitigation")).toMatchObject({ ok: true });
  });
});

describe("parseAction, as AIOpsLab", () => {
  it("reads one fence with one call", () => {
    expect(aiopslab('Action:\n```\nget_logs("ns", "geo")\n```')).toEqual({ ok: true, call: logs });
    expect(aiopslab('```  \nexec_shell("kubectl get pods")\n```')).toMatchObject({
      ok: true,
      call: { arguments: { command: "kubectl get pods" } },
    });
    expect(aiopslab('```\nexec_shell(command="ls")\n```')).toMatchObject({
      ok: true,
      call: { arguments: { command: "ls" } },
    });
    expect(aiopslab('```\nexec_shell("""ls""")\n```')).toMatchObject({
      ok: true,
      call: { arguments: { command: "ls" } },
    });
  });

  it.each([
    ['get_logs("ns", "geo")', "Format validation failure"],
    ['```bash\nget_logs("ns", "geo")\n```', "Format validation failure"],
    ['```get_logs("ns", "geo")```', "Format validation failure"],
    ['```\nget_logs("a", "b")\n```\n```\nget_logs("a", "b")\n```', "Format validation failure"],
    ["```\nget_logs\n```", "No API call found!"],
    ["```\nfrob(1)\n```", "Invalid action: frob"],
    ['```\nscale("geo", 1)\n```', "Invalid action: scale"],
    ['```\nexec_shell("ls", timeout=60)\n```', "commands must be quoted strings"],
    ["```\nexec_shell(ls)\n```", "commands must be quoted strings"],
    ['```\nget_metrics("ns", -5)\n```', "Error parsing response: Unsupported AST node type"],
    ["```\nget_logs(ns, geo)\n```", "Error parsing response: Unsupported AST node type"],
    ["```\nget_logs(f'ns', 'geo')\n```", "Error parsing response: Unsupported AST node type"],
    ["```\nget_logs('ns')\n```", "TaskActions.get_logs() missing 1 required positional argument: 'service'"],
    ["```\nget_logs('a', 'b', 'c')\n```", "TaskActions.get_logs() takes 2 positional arguments but 3 were given"],
    ["```\nsubmit(answer='Yes')\n```", "DetectionActions.submit() got an unexpected keyword argument 'answer'"],
  ])("answers %j with its words", (text, message) => {
    const result = aiopslab(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.message).toContain(message);
  });

  it("keeps its holes", () => {
    // a command that ends in an escaped quote is corrupted
    expect(aiopslab('```\nexec_shell("kubectl patch svc x -p \\"{}\\"")\n```')).toMatchObject({
      call: { arguments: { command: 'kubectl patch svc x -p "{}\\' } },
    });
    // two calls are one garbled command
    expect(aiopslab('```\nexec_shell("ls")\nexec_shell("pwd")\n```')).toMatchObject({
      call: { arguments: { command: 'ls")\nexec_shell("pwd' } },
    });
    // an answer by keyword is accepted and lost
    expect(aiopslab('```\nsubmit(has_anomaly="Yes")\n```')).toMatchObject({ ok: true, call: { submitted: [] } });
    expect(aiopslab('```\nsubmit("Yes")\n```')).toMatchObject({ ok: true, call: { submitted: "Yes" } });
    expect(aiopslab('```\nsubmit("Maybe")\n```')).toMatchObject({ ok: true, call: { submitted: "Maybe" } });
    // the documented answer for "no fault" fails
    expect(aiopslab("```\nsubmit()\n```", "analysis")).toEqual({
      ok: false,
      message: "AnalysisActions.submit() missing 1 required positional argument: 'analysis'",
    });
  });
});

describe("parseAction", () => {
  it("never throws", () => {
    const piece = fc.constantFrom(
      "```",
      "\n",
      'exec_shell("',
      '")',
      "submit(",
      ")",
      "get_logs(",
      "'",
      "{",
      '"name"',
      ":",
      "[",
      "x",
      ",",
      " ",
    );
    const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
    const input = fc.oneof(
      text,
      fc.anything(),
      fc.record({ name: fc.constantFrom("submit", "wait", "patch"), arguments: fc.anything() }),
    );
    fc.assert(
      fc.property(
        input,
        fc.constantFrom(...taskNames),
        fc.constantFrom<ActionProfile>("strict", "aiopslab"),
        (value, task, profile) => {
          const result = parseAction(value, { task, profile });
          if (!result.ok) expect(result.message.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reads back every call that JSON can carry", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 600 }), (command, timeout) => {
        const call = { name: "exec_shell", arguments: { command, timeout } };
        expect(strict(JSON.stringify(call))).toEqual({ ok: true, call });
        expect(strict(`exec_shell(${JSON.stringify(command)}, timeout=${timeout})`)).toEqual({ ok: true, call });
      }),
    );
  });
});

describe("toolDefinitions", () => {
  it("describes every action by JSON Schema", () => {
    for (const task of taskNames) {
      const tools = toolDefinitions(task);
      expect(tools.map(({ name }) => name)).toEqual(actionsFor(task).map(({ name }) => name));
      for (const { parameters, description } of tools) {
        expect(parameters).toMatchObject({ type: "object", additionalProperties: false });
        expect(description).not.toBe("");
      }
    }
  });

  it("asks only for what has no default", () => {
    expect(toolDefinitions("detection").find(({ name }) => name === "exec_shell")?.parameters).toMatchObject({
      properties: { command: { type: "string" }, timeout: { type: "number", default: 30 } },
      required: ["command"],
    });
    expect(toolDefinitions("mitigation").at(-1)).toMatchObject({ name: "submit", parameters: { properties: {} } });
  });

  it("offers AIOpsLab's actions only in its profile", () => {
    expect(toolDefinitions("detection", "aiopslab").map(({ name }) => name)).toEqual([
      "get_logs",
      "get_metrics",
      "read_metrics",
      "get_traces",
      "read_traces",
      "exec_shell",
      "submit",
    ]);
  });

  it("answers the same to the same arguments, and still refuses those that only look alike", () => {
    const wait = (seconds: unknown) => parseAction({ name: "wait", arguments: { seconds } }, { task: "mitigation" });
    expect(wait(10)).toEqual(wait(10));
    expect([wait(10).ok, wait("10").ok, wait(Number.NaN).ok, wait(null).ok, wait(-0).ok, wait([10]).ok]).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
