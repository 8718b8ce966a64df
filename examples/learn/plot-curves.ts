/**
 * Learning curves as a picture.
 */
import { init } from "echarts";

/** How one learner did: episodes played, and the share that it solved of late. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [episodes: number, solved: number])[];
}

/** A line across, to compare with. */
export interface Reference {
  readonly name: string;
  readonly value: number;
}

/** Draws curves and references as SVG. */
export function plotCurves(title: string, curves: readonly Curve[], references: readonly Reference[]): string {
  const end = Math.max(1, ...curves.flatMap(({ points }) => points.map(([episodes]) => episodes)));
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 900, height: 480 });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#fff",
      title: { text: title, left: "center" },
      legend: { bottom: 0 },
      grid: { left: 60, right: 30, top: 50, bottom: 80 },
      xAxis: { type: "value", name: "episodes", nameLocation: "middle", nameGap: 28, max: end },
      yAxis: { type: "value", name: "solved", min: 0, max: 1 },
      series: [
        ...curves.map(({ name, points }) => ({ name, type: "line", showSymbol: false, data: points })),
        ...references.map(({ name, value }) => ({
          name,
          type: "line",
          showSymbol: false,
          lineStyle: { type: "dashed", width: 1 },
          data: [
            [0, value],
            [end, value],
          ],
        })),
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
