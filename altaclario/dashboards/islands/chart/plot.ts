// Draws one figure with ECharts, and draws it again when its width or the theme changes. Loaded after the first paint.
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { read } from "./drawing";
import { frame } from "./frame";
import { look } from "./look";
import { option } from "./option";
import { pointing } from "./pointing";
import { spots } from "./spots";

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

const PRINTED_WIDTH = 660;

/** Draws, and returns what draws again; `isPrinted` at the width of a sheet of paper. */
export function plot(figure: HTMLElement, say: (words: string) => void): (isPrinted?: boolean) => void {
  const drawing = read(figure);
  const host = figure.querySelector<HTMLElement>(".chart");
  if (!host) throw new Error("A figure to draw has no place for its chart.");
  const all = spots(drawing);
  const chart = init(host, null, { renderer: "svg" });
  const pointer = pointing(chart, host, say);

  const draw = (isPrinted = false) => {
    const width = isPrinted ? Math.min(host.clientWidth, PRINTED_WIDTH) : host.clientWidth;
    const height = host.clientHeight;
    if (!width || !height) return;
    const now = look();
    const geometry = frame(drawing, all, figure.clientWidth, { width, height }, now);
    chart.resize({ width, height, silent: true });
    chart.setOption(option(drawing, all, geometry, now), { notMerge: true, lazyUpdate: true });
    pointer.changed({ drawing, all, frame: geometry, look: now });
  };
  draw();
  new ResizeObserver(() => {
    if (host.clientWidth !== chart.getWidth() || host.clientHeight !== chart.getHeight()) draw();
  }).observe(host);
  return draw;
}
