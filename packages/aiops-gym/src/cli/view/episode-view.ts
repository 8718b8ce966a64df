/**
 * The view of an episode for people who watch: the page, each step with the health of the services, the verdict.
 * Until the end it shows what the policy sees and nothing else.
 * @module
 */
import type { EpisodeSummary } from "@aiops-gym/agents";
import type { Application } from "@aiops-gym/application";
import type { Page, ResetResult, StepResult } from "@aiops-gym/env";
import type { Terminal } from "../terminal.ts";
import { heatMap, heatRow, sparkline, successChart, unwellServices } from "./charts.ts";
import { HealthHistory, percent } from "./health.ts";
import { clockTime, excerpt, fit, formatAction, rule, wrap } from "./layout.ts";

/** What an onlooker is shown, and when. */
export interface EpisodeView {
  onReset(result: ResetResult): void;
  onStep(action: unknown, result: StepResult): void;
  onEnd(summary: EpisodeSummary, problemId: string): void;
}

/** Lines of a reply that are shown. */
const replyLines = 6;
/** Alerts of the page that are shown. */
const pageAlerts = 10;
const sparkWidth = 24;

/** Makes the view with plots. */
export function watchView(application: Application, terminal: Terminal): EpisodeView {
  const { width } = terminal;
  const history = new HealthHistory(application.services, application.workload.entry.service);
  let pagedAt = 0;
  let total = 0;
  const line = (text = "") => terminal.line(text);
  const dim = (text: string) => terminal.style("dim", text);

  const health = (): void => {
    const success = history.successRatio;
    const style = success >= 0.99 ? "green" : success >= 0.9 ? "yellow" : "red";
    const users = `${terminal.style(style, sparkline(history.users, sparkWidth))} ${percent(success)} of requests succeed`;
    line(`  ${dim("users    ")}${users}`);
    line(
      `  ${dim("services ")}${heatRow(history, terminal)} ${unwellServices(history, width - 14 - application.services.length)}`,
    );
  };

  return {
    onReset({ observation, info }) {
      history.add(observation);
      pagedAt = observation.timeUnixMicros;
      line(terminal.style("bold", rule(`the page, ${clockTime(pagedAt)}`, width)));
      for (const text of pageLines(observation.briefing?.page, terminal)) line(`  ${text}`);
      health();
      line(dim(`  task: ${info.task}, in at most ${info.maxSteps} steps`));
    },

    onStep(action, { observation, reward, info }) {
      history.add(observation);
      total += reward ?? 0;
      line();
      const time = clockTime(observation.timeUnixMicros);
      const heading = `step ${info.step}  ${time}  `;
      const [first = "", ...more] = excerptAction(action, width - heading.length);
      line(terminal.style("bold", heading) + terminal.style("cyan", first));
      for (const text of more) line(" ".repeat(heading.length) + terminal.style("cyan", text));
      for (const text of excerpt(observation.text, replyLines, width - 4)) {
        line(`  ${dim("│")} ${observation.ok ? text : terminal.style("red", text)}`);
      }
      health();
      if (reward !== 0) line(`  ${dim("reward   ")}${reward === null ? "none" : formatReward(reward)}`);
    },

    onEnd(summary, problemId) {
      line();
      line(terminal.style("bold", rule("% of requests that succeeded, by time from the page", width)));
      line(successChart(history.users, pagedAt, terminal));
      line(terminal.style("bold", rule("services, an observation a column", width)));
      for (const row of heatMap(history, terminal)) line(row);
      line(terminal.style("bold", rule("verdict", width)));
      for (const text of verdictLines(summary, terminal)) line(text);
      line(`  ${dim("problem  ")}${problemId}`);
      line(
        `  ${dim("return   ")}${summary.return === null ? "none" : formatReward(total)} after ${summary.steps} steps`,
      );
    },
  };
}

/** Makes the view with a line a step. */
export function shortView(terminal: Terminal): EpisodeView {
  return {
    onReset: ({ observation, info }) => {
      const [first = ""] = (observation.briefing?.page.text ?? "").split("\n");
      terminal.line(fit(`page     ${clockTime(observation.timeUnixMicros)}  ${info.task}: ${first}`, terminal.width));
    },
    onStep: (action, { observation, reward, info }) => {
      const outcome = `${observation.ok ? "" : " ✗"}${reward === 0 ? "" : `  reward ${reward ?? "none"}`}`;
      const start = `step ${String(info.step).padStart(2)}  ${clockTime(observation.timeUnixMicros)}  `;
      terminal.line(start + fit(formatAction(action), terminal.width - start.length - outcome.length) + outcome);
    },
    onEnd: (summary) => {
      for (const text of verdictLines(summary, terminal)) terminal.line(text.trim());
    },
  };
}

/** Makes the view for a person who plays, and reads replies at the prompt: what comes after the last action. */
export function promptView(terminal: Terminal): EpisodeView {
  const { onEnd } = shortView(terminal);
  return {
    onReset: () => undefined,
    onStep: (_action, { observation, terminated, truncated, aborted }) => {
      if (terminated || truncated || aborted !== null) terminal.line(observation.text);
    },
    onEnd,
  };
}

/** An action in at most three lines. */
function excerptAction(action: unknown, width: number): readonly string[] {
  const lines = wrap(fit(formatAction(action), 3 * width), width);
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), "…"];
}

/** The worst alerts, a line each. */
function pageLines(page: Page | undefined, terminal: Terminal): readonly string[] {
  const rank = { critical: 0, warning: 1, info: 2 };
  const styles = { critical: "red", warning: "yellow", info: "cyan" } as const;
  const alerts = [...(page?.alerts ?? [])].sort((a, b) => rank[a.severity] - rank[b.severity]);
  const shown = alerts.slice(0, pageAlerts).map(({ severity, summary }) => {
    const label = terminal.style(styles[severity], severity.padEnd(8));
    return `${label}  ${fit(summary, terminal.width - 12)}`;
  });
  const rest = alerts.length - shown.length;
  return rest > 0 ? [...shown, `… and ${rest} more alerts`] : shown;
}

function verdictLines(summary: EpisodeSummary, terminal: Terminal): readonly string[] {
  const { aborted, results, terminated } = summary;
  if (aborted !== null) return wrap(`aborted (${aborted.blame}): ${aborted.cause}`, terminal.width - 4);
  const success = results?.["success"] === true;
  const mark = success
    ? terminal.style(["green", "bold"], "✔ solved")
    : terminal.style(["red", "bold"], "✘ not solved");
  const ending = terminated ? "submitted" : "ran out of steps";
  const reason = wrap(String(results?.["reason"] ?? ""), terminal.width - 4);
  return [`  ${mark} (${ending})`, ...reason.map((text) => `  ${text}`)];
}

function formatReward(reward: number): string {
  return `${reward > 0 ? "+" : ""}${Number(reward.toFixed(4))}`;
}
