/**
 * Observations as text within a budget of tokens, for language models.
 * @module
 */
import { GymError, toRfc3339 } from "@aiops-gym/cluster";
import { z } from "zod";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { actionText, plainAction } from "../plain-action.ts";
import { boxSpace, dictSpace, jsonSpace, sequenceSpace, textSpace } from "../spaces/make-space.ts";
import type { DictSpace } from "../spaces/space.ts";
import { countTokens } from "../tokens.ts";
import { Wrapper } from "../wrappers/wrapper.ts";
import { type CutAccount, fitReply, fitSection } from "./fit-text.ts";
import { type TextSection, textSections } from "./text-sections.ts";

/** What a {@link TextView} observes. */
export interface TextObservation {
  /** What is new. Appended to what was shown before, it makes the prompt: nothing that was shown ever changes. */
  readonly text: string;
  /** Of `text`, as GPT-3.5's tokenizer counts; at most the budget. */
  readonly tokens: number;
  /** What did not fit; empty when all did. */
  readonly cut: readonly CutAccount[];
}

/** Options of {@link TextView}. */
export interface TextViewOptions {
  /** Tokens of the first observation, which holds the briefing; 6,000 by default, at least 256. */
  readonly firstTokens?: number;
  /** Tokens of every other observation; 2,000 by default, at least 256. */
  readonly stepTokens?: number;
  /** What is shown beside the reply; all of {@link textSections} by default. */
  readonly sections?: readonly TextSection[];
}

const leastTokens = 256;
/** The reply may take this share; what it does not need is left to the sections. */
const replyShare = 0.6;
const slackTokens = 3;

const space = dictSpace({
  text: textSpace(),
  tokens: boxSpace(0, null, [], "int64"),
  cut: sequenceSpace(jsonSpace),
});

const stateSchema = z.string();

/**
 * Observes text: the reply, then users, services, events, failing traces and log lines that are new, each as far as it fits. The texts
 * of an episode only ever grow at their end, so that caches of prompts hold.
 *
 * @example
 * const env = new TextView(await AIOpsEnv.create(), { stepTokens: 1_000 });
 * const { observation } = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
 * observation.text;
 */
export class TextView<A = unknown> extends Wrapper<TextObservation, A, Observation, A> {
  readonly #options: TextViewOptions;
  #transcript = "";

  /** @throws GymError `ERR_INVALID_DEFINITION` for a budget that is too small to say anything. */
  constructor(env: Env<Observation, A>, options: TextViewOptions = {}) {
    super(env);
    const { firstTokens = leastTokens, stepTokens = leastTokens } = options;
    checkBudget("firstTokens", firstTokens);
    checkBudget("stepTokens", stepTokens);
    this.#options = options;
  }

  override get observationSpace(): DictSpace {
    return space;
  }

  /** The whole episode so far: what was shown, and the actions, each after `> `. Each step's begins with that of the step before. */
  get transcript(): string {
    return this.#transcript;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<TextObservation>> {
    const { observation, info } = await this.env.reset(problemId, options);
    const shown = showText(observation, info, this.#options.firstTokens ?? 6_000, this.#options.sections);
    this.#transcript = shown.text;
    return { observation: shown, info };
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<TextObservation>> {
    const result = await this.env.step(action, options);
    const shown = showText(result.observation, result.info, this.#options.stepTokens ?? 2_000, this.#options.sections);
    this.#transcript += `> ${actionText(plainAction(action))}\n${shown.text}`;
    return { ...result, observation: shown };
  }

  protected rewrap(env: Env<Observation, A>): TextView<A> {
    return new TextView(env, this.#options);
  }

  protected override save(): string {
    return this.#transcript;
  }

  protected override load(state: unknown): void {
    this.#transcript = stateSchema.parse(state);
  }
}

/**
 * An observation as text.
 *
 * @param budget - Tokens, at least 256.
 * @throws GymError `ERR_INVALID_DEFINITION` for a budget that is too small to say anything.
 */
export function showText(
  observation: Observation,
  info: EpisodeInfo,
  budget: number,
  sections: readonly TextSection[] = textSections,
): TextObservation {
  checkBudget("budget", budget);
  const { ok, timeUnixMicros, text: replied } = observation;
  const { notice } = info;
  const said = notice === undefined ? replied : `${notice}\n${replied}`;
  const outcome = info.step === 0 ? "" : ok && notice === undefined ? ", done" : ", refused";
  const heading = `[step ${info.step} of ${info.maxSteps}, ${toRfc3339(timeUnixMicros)}${outcome}]\n`;
  const cut: CutAccount[] = [];
  // texts that are joined may take a token more than by themselves
  let left = budget - countTokens(heading) - slackTokens - sections.length;
  const reply = fitReply(said, Math.floor(left * replyShare));
  if (reply.cut !== null) cut.push(reply.cut);
  left -= reply.tokens + 1;
  let text = `${heading}${reply.text}\n`;
  for (const { name, share, lines } of sections) {
    const section = fitSection(name, lines(observation), Math.floor(left * Math.min(share, 1)));
    if (section.cut !== null) cut.push(section.cut);
    left -= section.tokens;
    text += section.text;
  }
  return { text, tokens: countTokens(text), cut };
}

function checkBudget(name: string, tokens: number): void {
  if (!(Number.isInteger(tokens) && tokens >= leastTokens))
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `${name} is ${tokens}; expected an integer of at least ${leastTokens} tokens.`,
    );
}
