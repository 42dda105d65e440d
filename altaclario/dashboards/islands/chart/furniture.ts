// What stands around the marks: days not worked behind them, rules and names in front. Placed by the frame, in pixels.
import type { CustomSeriesOption } from "echarts/charts";
import type { Band, Drawing, Place, Rule } from "./drawing";
import { type Frame, pixelX, pixelY } from "./frame";
import { type Label, labels } from "./labels";
import type { Look } from "./look";
import { at, type Spot } from "./spots";

type Item = ReturnType<NonNullable<CustomSeriesOption["renderItem"]>>;
type Child = Extract<NonNullable<Item>, { type: "group" }>["children"][number];

export function behind(drawing: Drawing, frame: Frame, look: Look): CustomSeriesOption {
  const off = ([first, last]: [string, string]): Child => {
    const shape = { ...across(first, last, drawing, frame), y: frame.top, height: frame.height };
    return { type: "rect", shape, style: { fill: "transparent", decal: hatch(look.token("hatch")) } };
  };
  const bands = () => (drawing.bands ?? []).flatMap((band) => area(band, drawing, frame, look));
  return drawn(() => [...bands(), ...(drawing.off ?? []).map(off)], 1);
}

/** From the beginning of one place to the end of another; lanes of categories stand a little apart. */
function across(first: Place, last: Place, drawing: Drawing, frame: Frame): { x: number; width: number } {
  const half = drawing.x.kind === "category" && first === last ? 0.49 : 0.5;
  const from = Math.max(pixelX(frame, at(first, drawing.x) - half), frame.left);
  const to = Math.min(pixelX(frame, at(last, drawing.x) + half), frame.left + frame.width);
  return { x: from, width: Math.max(to - from, 0) };
}

function area(band: Band, drawing: Drawing, frame: Frame, look: Look): Child[] {
  const { x, width } = across(band.first, band.last, drawing, frame);
  const top = band.high == null ? frame.top : pixelY(frame, band.high);
  const height = pixelY(frame, band.low ?? 0) - top;
  const fill: Child = { type: "rect", shape: { x, y: top, width, height }, style: { fill: look.token(band.tone) } };
  if (!band.edge) return [fill];
  const isMain = band.edge === "main";
  const style = { stroke: look.token(isMain ? "brand" : "seq-4"), lineWidth: isMain ? 1.5 : 0.75 };
  return [fill, { type: "line", shape: { x1: x, y1: top, x2: x + width, y2: top }, style, z2: isMain ? 1 : 0 }];
}

export function inFront(drawing: Drawing, all: Spot[], frame: Frame, look: Look): CustomSeriesOption {
  const rules = () => (drawing.rules ?? []).map((rule) => line(rule, drawing, frame, look));
  const names = () => labels(drawing, all, frame, look).flatMap((label) => text(label, look));
  return drawn(() => [...rules(), ...names()], 5);
}

/** Strokes at 45°, as a pattern; also of bars that stand for what is not counted. */
export function hatch(color: string) {
  return { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4.5], rotation: -Math.PI / 4, symbolSize: 1, color };
}

/** Made anew for each update, because ECharts writes into what it is given. */
function drawn(children: () => Child[], z: number): CustomSeriesOption {
  const renderItem = () => ({ type: "group" as const, children: children() });
  return { type: "custom", renderItem, data: [[0, 0]], silent: true, z };
}

/** Percentiles are muted and dashed, centres thin, what was agreed (`brand`) or is aimed at (`act`) is solid. */
function line(rule: Rule, drawing: Drawing, frame: Frame, look: Look): Child {
  const { left, top, width, height } = frame;
  const isDashed = (!rule.tone || rule.tone === "muted") && rule.axis === "y";
  const isThin = isDashed || !rule.tone || rule.tone === "edge";
  const style = {
    stroke: look.token(rule.tone ?? (rule.axis === "x" ? "edge" : "muted")),
    lineWidth: isThin ? 1 : 1.5,
    lineDash: isDashed ? [6, 4] : null,
  };
  if (rule.axis === "x") {
    const x = pixelX(frame, at(rule.at, drawing.x));
    return { type: "line", shape: { x1: x, y1: top, x2: x, y2: top + height }, style } as Child;
  }
  const y = pixelY(frame, at(rule.at, drawing.y));
  return { type: "line", shape: { x1: left, y1: y, x2: left + width, y2: y }, style } as Child;
}

function text({ lines, x, y, colour, weight, isRight, width }: Label, look: Look): Child[] {
  return lines.map((words, index): Child => {
    const middle = y + (index - (lines.length - 1) / 2) * 15;
    const style = {
      text: words,
      x,
      y: middle,
      fill: colour,
      font: `${weight} 13px ${look.font}`,
      align: isRight ? ("right" as const) : ("left" as const),
      verticalAlign: "middle" as const,
      stroke: look.token("background"),
      lineWidth: 4,
      ...(width && { width, overflow: "truncate" as const }),
    };
    return { type: "text", style };
  });
}
