/**
 * Plots of health: what users felt over time, and a heat map of services.
 * @module
 */
import { plot } from "simple-ascii-chart";
import type { Style, Terminal } from "../terminal.ts";
import type { HealthHistory, ServiceState, UserHealth } from "./health.ts";
import { fit } from "./layout.ts";

/** A cell of the heat map: readable without colours too. */
const cells: Readonly<Record<ServiceState, { readonly glyph: string; readonly style: Style }>> = {
  well: { glyph: "·", style: "green" },
  silent: { glyph: " ", style: "dim" },
  slow: { glyph: "▒", style: "yellow" },
  failing: { glyph: "▓", style: "red" },
  down: { glyph: "█", style: "red" },
};

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** A line of bars, the latest last. */
export function sparkline(points: readonly UserHealth[], width: number): string {
  return points
    .slice(-width)
    .map(({ successRatio }) => bars[Math.min(bars.length - 1, Math.floor(successRatio * bars.length))])
    .join("");
}

/** Users' success over time, with the page's time marked. */
export function successChart(points: readonly UserHealth[], pagedAt: number, terminal: Terminal): string {
  const [first] = points;
  if (first === undefined || points.length < 2) return "";
  const seconds = (unixMicros: number): number => Math.round((unixMicros - pagedAt) / 1e6);
  const series = points.map(({ unixMicros, successRatio }): [number, number] => [
    seconds(unixMicros),
    Math.round(successRatio * 100),
  ]);
  const last = series.at(-1)?.[0] ?? 0;
  const start = series[0]?.[0] ?? 0;
  const chart = plot(series, {
    width: terminal.width - 12,
    height: 7,
    yRange: [0, 100],
    customYAxisTicks: [0, 50, 100],
    customXAxisTicks: [...new Set([start, 0, last])],
    formatter: (value, { axis }) => (axis === "x" ? (value > 0 ? `+${value}s` : `${value}s`) : `${value}`),
  });
  const lines = chart.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => ` ${fit(line.trimEnd(), terminal.width - 2)}`).join("\n");
}

/** One character a service, in the services' order. */
export function heatRow(history: HealthHistory, terminal: Terminal): string {
  return [...(history.columns.at(-1)?.values() ?? [])]
    .map(({ state }) => terminal.style(cells[state].style, cells[state].glyph))
    .join("");
}

/** A row a service, a column an observation. Services that were always well are counted only. */
export function heatMap(history: HealthHistory, terminal: Terminal): readonly string[] {
  const services = [...(history.columns[0]?.keys() ?? [])];
  const unwell = services.filter((service) =>
    history.columns.some((column) => !["well", "silent"].includes(column.get(service)?.state ?? "silent")),
  );
  const nameWidth = Math.min(24, Math.max(...unwell.map(({ length }) => length), 0));
  const columns = history.columns.slice(-(terminal.width - nameWidth - 4));
  const rows = unwell.map((service) => {
    const row = columns.map((column) => {
      const { glyph, style } = cells[column.get(service)?.state ?? "silent"];
      return terminal.style(style, glyph);
    });
    return ` ${fit(service, nameWidth).padEnd(nameWidth)}  ${row.join("")}`;
  });
  const others = services.length - unwell.length;
  const legend = (["well", "slow", "failing", "down"] as const)
    .map((state) => `${cells[state].glyph} ${state}`)
    .join("  ");
  return [...rows, terminal.style("dim", ` ${others} other services stayed well   (${legend})`)];
}

/** Services that are not well, worst first, in words that fit. */
export function unwellServices(history: HealthHistory, width: number): string {
  const order: readonly ServiceState[] = ["down", "failing", "slow"];
  const entries = [...(history.columns.at(-1) ?? [])].filter(([, { state }]) => order.includes(state));
  if (entries.length === 0) return "all services well";
  const sorted = entries.sort(([, a], [, b]) => order.indexOf(a.state) - order.indexOf(b.state));
  return fit(sorted.map(([service, { detail }]) => `${service} ${detail}`).join(", "), width);
}
