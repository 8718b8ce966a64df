/**
 * `checkEnv`: whether an environment keeps the rules that docs/semantics.md promises, by playing it.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Problem } from "@aiops-gym/problems";
import { z } from "zod";
import type { Env } from "../env.ts";
import { CheckContext } from "./check-context.ts";
import { type CheckRule, describeError, type Verdict } from "./check-rule.ts";
import { checkRules } from "./rules.ts";
import { answersOf, secretsOf } from "./secrets.ts";

/** How an environment is checked. Everything has a default. */
export interface CheckOptions {
  /** Which problem is played; the first of `env.problemIds` by default. */
  readonly problemId?: string;
  /** The problem itself: what {@link secretsOf} it must not leak. `problemId` is its id by default. */
  readonly problem?: Problem;
  /** An integer in [0, 2^53 - 2]; that and the next are played. 0 by default. */
  readonly seed?: number;
  /**
   * Actions that an episode is played with, from the first again when they run out; none of them submits. By default looks at the
   * cluster, its telemetry, and the shell, a change, and waiting, as `AIOpsEnv` takes them.
   */
  readonly actions?: readonly unknown[];
  /** What ends an episode; by default a submission that fits the task. Null where nothing does. */
  readonly submission?: unknown;
  /** Actions that cannot be understood; by default of `AIOpsEnv`'s grammar. Empty where anything is understood. */
  readonly malformed?: readonly unknown[];
  /** Texts that no observation may hold before the end, whatever their case, beside those of `problem`. */
  readonly secrets?: readonly string[];
  /**
   * Steps of the longest episode that is played, 64 by default. Give the environment a `maxSteps` of less: otherwise truncation is not seen.
   */
  readonly maxSteps?: number;
  /** Names of the rules to look at, with those that they need; all by default. */
  readonly rules?: readonly string[];
  /** Whether a broken rule throws; true by default. */
  readonly throws?: boolean;
}

/** A broken rule. */
export interface CheckFailure {
  readonly rule: string;
  readonly found: string;
  readonly expected: string;
  /** Where the rule is written down. */
  readonly docs: string;
  /** All of it as a text. */
  readonly message: string;
}

/** What {@link checkEnv} found, by the names of rules. */
export interface CheckReport {
  readonly passed: readonly string[];
  readonly failed: readonly CheckFailure[];
  /** Rules that do not apply to this environment, or that say nothing while another is broken. */
  readonly skipped: readonly { readonly rule: string; readonly why: string }[];
}

/**
 * Plays an environment about ten times and looks whether it keeps the rules: resets and seeds, endings, rewards, tables, determinism,
 * forks, snapshots, trajectories, and that nothing names the answer. Works on wrappers, and on environments of other makers.
 * The environment is left in the middle of an episode; it is not closed.
 *
 * @param env - Best a fresh one: some rules can be looked at before the first reset only.
 * @throws GymError `ERR_CHECK_FAILED` telling each broken rule: what was found, what was expected, where it is written. Not with
 *   `throws: false`.
 * @throws GymError `ERR_INVALID_DEFINITION` when `env` is no {@link Env}, or an option is none, such as a rule that is not there.
 *
 * @example
 * await using env = new TimeLimit(await AIOpsEnv.create(), { maxSteps: 10 });
 * await checkEnv(env, { problem, seed: 7 });
 */
export async function checkEnv<O, A>(env: Env<O, A>, options: CheckOptions = {}): Promise<CheckReport> {
  expectEnv(env);
  const { problem, secrets = [], throws = true } = options;
  const { seed, maxSteps } = parseOptions(options);
  const context = new CheckContext(env as Env<unknown, unknown>, {
    problemId: options.problemId ?? problem?.id ?? env.problemIds[0],
    seed,
    maxSteps,
    actions: options.actions,
    submission: options.submission,
    malformed: options.malformed,
    secrets: [...secrets, ...(problem === undefined ? [] : secretsOf(problem))],
    answers: problem === undefined ? [] : answersOf(problem),
  });
  const report = await lookAtAll(rulesOf(options.rules), context);
  if (throws && report.failed.length > 0) {
    const list = report.failed.map(({ message }) => `- ${message}`).join("\n");
    throw new GymError("ERR_CHECK_FAILED", `The environment breaks ${report.failed.length} of its rules:\n${list}`);
  }
  return report;
}

/** What every {@link Env} has. */
const members = {
  fields: ["problemIds", "capabilities", "observationSpace", "actionSpace", "trajectory", "unwrapped"],
  methods: ["reset", "step", "fork", "snapshot", "restore", "stateHash", "close"],
} as const;

/** Other things, such as a vector of environments or a client of a remote one, would break all rules at once. */
function expectEnv(env: unknown): void {
  const given = (typeof env === "object" && env !== null ? env : {}) as Readonly<Record<string, unknown>>;
  const missing = [
    ...members.fields.filter((name) => !(name in given)),
    ...members.methods.filter((name) => typeof given[name] !== "function"),
  ];
  if (missing.length > 0)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `checkEnv was given something that is no Env: it has no ${missing.join(", ")}. Give it an AIOpsEnv, a wrapper around one, or an environment of your own that has them.`,
    );
}

const optionsSchema = z.object({
  seed: z
    .int()
    .min(0)
    .max(2 ** 53 - 2)
    .default(0),
  maxSteps: z.int().positive().default(64),
  actions: z.array(z.unknown()).nonempty().optional(),
});

function parseOptions(options: CheckOptions): z.infer<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new GymError("ERR_INVALID_DEFINITION", `checkEnv is refused: ${z.prettifyError(parsed.error)}`);
}

async function lookAtAll(rules: readonly CheckRule[], context: CheckContext): Promise<CheckReport> {
  const passed: string[] = [];
  const failed: CheckFailure[] = [];
  const skipped: { rule: string; why: string }[] = [];
  // broken rules, and those that say nothing because of them
  const silent = new Set<string>();
  for (const rule of rules) {
    const missing = rule.needs?.find((name) => silent.has(name));
    const verdict = missing === undefined ? await look(rule, context) : { skipped: `it needs ${missing}` };
    if (missing !== undefined || (verdict !== undefined && "found" in verdict)) silent.add(rule.name);
    if (verdict === undefined) passed.push(rule.name);
    else if ("skipped" in verdict) skipped.push({ rule: rule.name, why: verdict.skipped });
    else failed.push(failureOf(rule, verdict));
  }
  return { passed, failed, skipped };
}

async function look(rule: CheckRule, context: CheckContext): Promise<Verdict> {
  try {
    return await rule.check(context);
  } catch (error) {
    return { found: `it threw ${describeError(error)}`, expected: rule.summary };
  }
}

function failureOf(
  { name, summary, section }: CheckRule,
  { found, expected }: { readonly found: string; readonly expected: string },
): CheckFailure {
  const docs = `docs/semantics.md#${section}`;
  const message = `${name} (${summary}): found ${found}; expected ${expected}. See ${docs}.`;
  return { rule: name, found, expected, docs, message };
}

/** The rules of some names, and those that they need. */
function rulesOf(names: readonly string[] | undefined): readonly CheckRule[] {
  if (names === undefined) return checkRules;
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const rule = checkRules.find((one) => one.name === name);
    if (rule === undefined)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `There is no rule "${name}"; expected some of ${checkRules.map((one) => one.name).join(", ")}.`,
      );
    wanted.add(name);
    for (const needed of rule.needs ?? []) add(needed);
  };
  for (const name of names) add(name);
  return checkRules.filter(({ name }) => wanted.has(name));
}
