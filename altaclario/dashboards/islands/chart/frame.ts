// The geometry of one chart at one width: margins, ranges and ticks. Everything else asks here where a place is.
import type { Axis, Drawing } from "./drawing";
import { edgeRoom } from "./labels";
import { type Look, widthOf } from "./look";
import { at, columnDays, isAcross, type Spot } from "./spots";
import { number } from "./writing";

export type Size = "small" | "medium" | "wide" | "full";
export interface Range {
  min: number;
  max: number;
  ticks: number[];
}
export interface Frame {
  size: Size;
  left: number;
  top: number;
  /** Of the plot, without the margins. */
  width: number;
  height: number;
  x: Range;
  y: Range;
}

const DAY_TICKS = { small: 4, medium: 5, wide: 6, full: 13 };
const DAY_STEPS = [1, 2, 3, 4, 7, 14, 21, 28, 42, 56, 91, 182, 364];
const LADDER = [1, 2, 2.5, 4, 5, 10];
const TOP = 24;

export function frame(drawing: Drawing, all: Spot[], card: number, host: { width: number; height: number }, look: Look): Frame {
  const size = card < 416 ? "small" : card < 608 ? "medium" : card < 832 ? "wide" : "full";
  const [x, y] = [range(drawing, "x", all, size), range(drawing, "y", all, size)];
  const left = Math.min(leftRoom(drawing.y, y, look), host.width * 0.4);
  const right = isAcross(drawing) ? 40 : edgeRoom(drawing, all, size, x, look);
  const width = host.width - left - right;
  const bottom = bottomRoom(drawing.x, x, width, look);
  return { size, left, top: TOP, width, height: host.height - TOP - bottom, x, y };
}

export const pixelX = ({ left, width, x }: Frame, value: number): number =>
  left + ((value - x.min) / (x.max - x.min)) * width;
export const pixelY = ({ top, height, y }: Frame, value: number): number =>
  top + ((y.max - value) / (y.max - y.min)) * height;

/** Dots at one place of a category stand side by side; on days they become one larger dot. */
export function aside(drawing: Drawing, { width, x }: Frame, { rank, crowd }: Spot): number {
  if (drawing.x.kind !== "category" || crowd < 2) return 0;
  const step = Math.min(8, (width / (x.max - x.min)) * (0.8 / crowd));
  return (rank - (crowd - 1) / 2) * step;
}

function range(drawing: Drawing, side: "x" | "y", all: Spot[], size: Size): Range {
  const axis = drawing[side];
  if (axis.kind === "day") return days(drawing, axis, all, size);
  if (axis.kind === "category") {
    const count = axis.categories?.length ?? 0;
    const ends = side === "x" ? { min: -0.5, max: count - 0.5 } : { min: count - 0.5, max: -0.5 };
    return { ...ends, ticks: [...Array(count).keys()] };
  }
  const rules = (drawing.rules ?? []).filter((rule) => rule.axis === side).map((rule) => Number(rule.at));
  return ladder([0, ...rules, ...all.map((spot) => spot[side] ?? 0)]);
}

/** At most four steps of a round size over the base line, from zero or, where there is less than zero, from below it. */
export function ladder(values: number[]): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isWhole = values.every(Number.isInteger);
  const rough = (most - least) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fits = (step: number) => step >= rough * 0.9999 && (!isWhole || Number.isInteger(step));
  const step = LADDER.map((one) => one * power).find(fits) ?? (isWhole ? Math.ceil(rough) : 10 * power);
  const [low, high] = [Math.floor(least / step), Math.max(Math.ceil(most / step), 1)];
  const ticks = [...Array(high - low + 1).keys()].map((index) => (low + index) * step);
  return { min: low * step, max: high * step, ticks };
}

function days(drawing: Drawing, axis: Axis, all: Spot[], size: Size): Range {
  const [first, last] = [at(axis.first ?? "", axis), at(axis.last ?? "", axis)];
  const hasCells = drawing.marks.some((mark) => !["line", "area"].includes(mark.kind)) || last - first < 40;
  const edge = hasCells ? 0.5 : 0;
  const width = columnDays(drawing);
  const columns = all.filter((spot) => drawing.marks[spot.mark]?.kind === "columns");
  const max = Math.max(last + edge, ...columns.map((spot) => spot.x + width / 2));
  const step = DAY_STEPS.find((one) => Math.floor((last - first) / one) < DAY_TICKS[size]) ?? 364;
  const count = Math.floor((last - first) / step) + 1;
  return { min: first - edge, max, ticks: [...Array(count).keys()].map((index) => first + index * step) };
}

function leftRoom(axis: Axis, { ticks }: Range, look: Look): number {
  const names = axis.kind === "category" ? (axis.categories ?? []) : ticks.map(number);
  const size = axis.kind === "category" ? 13 : 12;
  return Math.max(28, ...names.map((name) => widthOf(name, look.font, size) + 12));
}

/** One line of labels, two where days are written with their weekday or a category is wider than its cell. */
function bottomRoom(axis: Axis, { min, max, ticks }: Range, width: number, look: Look): number {
  const cell = width / ticks.length - 8;
  const isHigh =
    axis.kind === "category"
      ? (axis.categories ?? []).some((name) => name.includes("\n") || widthOf(name, look.font, 12) > cell) && cell > 40
      : axis.kind === "day" && max - min <= 20;
  return isHigh ? 44 : 28;
}
