// The whole chart as one ECharts option, at one width and in one theme.
import type { EChartsCoreOption } from "echarts/core";
import type { Axis, Drawing } from "./drawing";
import { type Frame, type Range } from "./frame";
import { behind, inFront } from "./furniture";
import type { Look } from "./look";
import { marks } from "./marks";
import { at, isAcross, type Spot } from "./spots";
import { number, tick } from "./writing";

export function option(drawing: Drawing, all: Spot[], frame: Frame, look: Look, host: HTMLElement): EChartsCoreOption {
  const { left, top, width, height } = frame;
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: look.font, fontSize: 12 },
    grid: { left, top, width, height, containLabel: false, outerBoundsMode: "none" },
    xAxis: acrossAxis(drawing, frame, look),
    yAxis: uprightAxis(drawing, frame, look),
    tooltip: tooltip(host),
    series: [...marks(drawing, all, frame, look), behind(drawing, frame, look), inFront(drawing, all, frame, look)],
  };
}

function acrossAxis(drawing: Drawing, frame: Frame, look: Look) {
  const isValue = drawing.x.kind === "value";
  return {
    ...scale(drawing.x, frame.x),
    axisLine: { show: !isAcross(drawing), onZero: false, lineStyle: { color: look.token("axis") } },
    axisTick: { show: false },
    splitLine: { show: isValue && isAcross(drawing), lineStyle: { color: look.token("grid"), width: 1 } },
    axisLabel: { ...written(look), ...acrossLabels(drawing, frame, look) },
  };
}

function uprightAxis(drawing: Drawing, frame: Frame, look: Look) {
  const across = isAcross(drawing);
  return {
    ...scale(drawing.y, frame.y),
    inverse: across,
    axisLine: { show: across, onZero: false, lineStyle: { color: look.token("axis") } },
    axisTick: { show: false },
    splitLine: { show: !across, lineStyle: { color: look.token("grid"), width: 1 } },
    axisLabel: across
      ? { ...written(look), color: look.token("ink-2"), fontSize: 13, width: frame.left - 10, overflow: "break" }
      : { ...written(look), formatter: number },
    name: across ? drawing.x.name : drawing.y.name,
    nameLocation: across ? "start" : "end",
    nameGap: 10,
    nameTextStyle: { ...written(look), align: "left", padding: [0, 0, 0, 6 - frame.left] },
  };
}

function scale(axis: Axis, { min, max, ticks }: Range) {
  if (axis.kind === "category") return { type: "category", data: axis.categories };
  if (axis.kind === "day") return { type: "value", min, max, axisLabel: { customValues: ticks } };
  return { type: "value", min, max, interval: (ticks[1] ?? 1) - (ticks[0] ?? 0) };
}

function acrossLabels(drawing: Drawing, { x, width }: Frame, look: Look) {
  if (drawing.x.kind === "value") return { formatter: number, hideOverlap: true };
  if (drawing.x.kind === "day") {
    const isOff = (day: number) => (drawing.off ?? []).some(([first, last]) => at(first, drawing.x) <= day && day <= at(last, drawing.x));
    const span = x.max - x.min;
    const formatter = (day: number) => (span <= 20 && isOff(day) ? "" : tick(day, span));
    return { formatter, customValues: x.ticks, hideOverlap: true, lineHeight: 15 };
  }
  const cell = width / x.ticks.length;
  const isWide = cell > 48;
  return isWide
    ? { interval: 0, width: cell - 8, overflow: "break", lineHeight: 15, color: look.token("ink-2") }
    : { interval: Math.ceil(44 / cell) - 1, hideOverlap: true };
}

function written(look: Look) {
  return { color: look.token("muted"), fontSize: 12, fontFamily: look.font };
}

/** Drawn by the sheet's `.tip`; shown by `pointing`, for the pointer and the keys alike. */
function tooltip(host: HTMLElement) {
  return {
    trigger: "none",
    triggerOn: "none",
    renderMode: "html",
    className: "tip",
    appendTo: host.parentElement,
    enterable: true,
    confine: true,
    transitionDuration: 0,
    hideDelay: 250,
    backgroundColor: "",
    borderWidth: 0,
    padding: null,
  };
}
