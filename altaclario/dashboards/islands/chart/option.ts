// The whole chart as one ECharts option, at one width and in one theme.
import type { EChartsCoreOption } from "echarts/core";
import type { Axis, Drawing } from "./drawing";
import { type Frame, inCell, type Range } from "./frame";
import { behind, inFront } from "./furniture";
import { type Look, widthOf } from "./look";
import { marks } from "./marks";
import { at, columnDays, isAcross, type Spot } from "./spots";
import { dated, number, SHORT, tick } from "./writing";

export function option(drawing: Drawing, all: Spot[], frame: Frame, look: Look): EChartsCoreOption {
  const { left, top, width, height } = frame;
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: look.font, fontSize: 12 },
    grid: { left, top, width, height, containLabel: false, outerBoundsMode: "none" },
    xAxis: acrossAxis(drawing, frame, look),
    yAxis: uprightAxis(drawing, frame, look),
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
    name: isValue ? "" : drawing.x.name,
    nameGap: 6,
    nameTextStyle: { ...written(look), verticalAlign: "top", padding: [8, 0, 0, 0] },
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
      ? {
          ...written(look),
          color: look.token("ink-2"),
          fontSize: 13,
          lineHeight: 16,
          width: frame.left - 10,
          overflow: "break",
        }
      : { ...written(look), ...uprightLabels(drawing, frame) },
    name: across ? drawing.x.name : drawing.y.name,
    nameLocation: across ? "start" : "end",
    nameGap: 10,
    nameTextStyle: { ...written(look), align: "left", padding: [0, 0, 0, 6 - frame.left] },
  };
}

function uprightLabels({ y }: Drawing, { y: { min, max, ticks } }: Frame) {
  return y.kind === "day"
    ? { formatter: (day: number) => dated(day, max - min), customValues: ticks }
    : { formatter: number };
}

function scale(axis: Axis, { min, max, ticks }: Range) {
  if (axis.kind === "category") return { type: "category", data: axis.categories };
  if (axis.kind === "day")
    return { type: "value", min, max, interval: (ticks[1] ?? 1) - (ticks[0] ?? 0), axisLabel: { customValues: ticks } };
  return { type: "value", min, max, interval: (ticks[1] ?? 1) - (ticks[0] ?? 0) };
}

function acrossLabels(drawing: Drawing, { x, width }: Frame, look: Look) {
  if (drawing.x.kind === "value") return { formatter: number, hideOverlap: true };
  if (drawing.x.kind === "day") {
    const off = (drawing.off ?? []).map((span) => span.map((day) => at(day, drawing.x)));
    const isOff = (day: number) => off.some(([first = day, last = day]) => first <= day && day <= last);
    const span = x.max - x.min;
    const start = (columnDays(drawing) - 1) / 2;
    const formatter = (day: number) => (span <= SHORT && isOff(day) ? "" : tick(day - start, span));
    return { formatter, customValues: x.ticks, lineHeight: 15 };
  }
  const cell = width / x.ticks.length;
  const formatter = (name: string) => inCell(name, cell, look).join("\n");
  if (cell > 48)
    return { formatter, interval: 0, width: cell, overflow: "truncate", lineHeight: 15, color: look.token("ink-2") };
  const widest = Math.max(...(drawing.x.categories ?? []).map((name) => widthOf(name, look.font, 12)));
  return { interval: Math.ceil((widest + 8) / cell) - 1, hideOverlap: true };
}

function written(look: Look) {
  return { color: look.token("muted"), fontSize: 12, fontFamily: look.font };
}

/** Drawn by the sheet's `.tip`; shown by `pointing`, for the pointer and the keys alike. */
export function tooltip(card: HTMLElement | null, look: Look): EChartsCoreOption {
  const tooltip = {
    trigger: "none",
    triggerOn: "none",
    renderMode: "html",
    className: "tip",
    appendTo: card,
    enterable: true,
    confine: true,
    transitionDuration: 0,
    hideDelay: 250,
    backgroundColor: "",
    borderWidth: 0,
    padding: null,
    textStyle: { color: look.token("ink-2"), fontFamily: look.font, fontSize: 13, lineHeight: 18 },
    extraCssText: "box-shadow: var(--shadow); white-space: normal",
  };
  return { tooltip };
}
