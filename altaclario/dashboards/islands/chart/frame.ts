// The geometry of one chart at one width: margins, ranges and ticks. Everything else asks here where a place is.
import type { Axis, Drawing } from "./drawing";
import { edgeRoom } from "./labels";
import { type Look, widthOf, wrapped } from "./look";
import { at, columnDays, isAcross, type Spot } from "./spots";
import { dated, number, SHORT } from "./writing";

export type Size = "small" | "medium" | "wide" | "full";
export interface Range {
  min: number;
  max: number;
  ticks: number[];
}
export interface Room {
  width: number;
  height: number;
}
export interface Frame {
  size: Size;
  left: number;
  right: number;
  top: number;
  /** Of the plot, without the margins. */
  width: number;
  height: number;
  x: Range;
  y: Range;
}

const DAY_TICKS = { small: 4, medium: 5, wide: 6, full: 13 };
const DAY_STEPS = [1, 2, 3, 4, 7, 14, 21, 28, 42, 56, 91, 182, 364];
const LADDER = [1, 2, 2.5, 4, 5, 10, 20];
const TOP = 24;

/** For a card of this width, and the place in it that the chart gets. */
export function frame(drawing: Drawing, all: Spot[], card: number, host: Room, look: Look): Frame {
  const size = card < 416 ? "small" : card < 608 ? "medium" : card < 832 ? "wide" : "full";
  const [x, y] = [range(drawing, "x", all), range(drawing, "y", all)];
  const left = Math.min(leftRoom(drawing.y, y, look), host.width * 0.4);
  const right = isAcross(drawing) ? 40 : edgeRoom(drawing, all, size, x, look);
  const width = host.width - left - right;
  if (drawing.x.kind === "day") x.ticks = dayTicks(x, width, DAY_TICKS[size]);
  const foot = footLines(drawing.x, x, width, look);
  return { size, left, right, top: TOP, width, height: host.height - TOP - 13 - 15 * foot, x, y };
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

function range(drawing: Drawing, side: "x" | "y", all: Spot[]): Range {
  const axis = drawing[side];
  if (axis.kind === "day") return side === "x" ? days(drawing, axis, all) : upright(axis);
  if (axis.kind === "category") {
    const count = axis.categories?.length ?? 0;
    const ends = side === "x" ? { min: -0.5, max: count - 0.5 } : { min: count - 0.5, max: -0.5 };
    return { ...ends, ticks: [...Array(count).keys()] };
  }
  const rules = (drawing.rules ?? []).filter((rule) => rule.axis === side).map((rule) => Number(rule.at));
  const bands = side === "y" ? (drawing.bands ?? []).map((band) => band.high ?? 0) : [];
  return ladder([0, axis.most ?? 0, ...rules, ...bands, ...all.map((spot) => spot[side] ?? 0)]);
}

/** At most four steps of a round size over the base line, which is zero unless something is less. */
export function ladder(values: number[]): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isWhole = values.every(Number.isInteger);
  const power = 10 ** Math.floor(Math.log10((most - least) / 4 || 1));
  const ladders = LADDER.map((one) => one * power)
    .filter((step) => !isWhole || Number.isInteger(step))
    .map((step) => ({ step, low: Math.floor(least / step), high: Math.max(Math.ceil(most / step - 1e-9), 1) }))
    .filter(({ low, high }) => high - low <= 4)
    .sort((a, b) => a.step * (a.high - a.low) - b.step * (b.high - b.low));
  const { step, low, high } = ladders[0] ?? { step: 1, low: 0, high: 1 };
  const ticks = [...Array(high - low + 1).keys()].map((index) => (low + index) * step);
  return { min: low * step, max: high * step, ticks };
}

/** The first day, or the middle of the first column, is the first tick. */
function days(drawing: Drawing, axis: Axis, all: Spot[]): Range {
  const [first, last] = [at(axis.first ?? "", axis), at(axis.last ?? "", axis)];
  const hasCells = drawing.marks.some((mark) => !["line", "area"].includes(mark.kind)) || last - first < 40;
  const edge = hasCells ? 0.5 : 0;
  const half = columnDays(drawing) / 2;
  const columns = all.filter((spot) => drawing.marks[spot.mark]?.kind === "columns").map((spot) => spot.x);
  const min = Math.min(first - edge, ...columns.map((x) => x - half));
  const max = Math.max(last + edge, ...columns.map((x) => x + half));
  return { min, max, ticks: [Math.min(...(columns.length ? columns : [first]))] };
}

/** Days from below: at most five of them, as far apart as each other. */
function upright(axis: Axis): Range {
  const [min, last] = [at(axis.first ?? "", axis), at(axis.last ?? "", axis)];
  const step = DAY_STEPS.find((one) => one * 4 >= last - min) ?? Math.ceil((last - min) / 4);
  const ticks = [...Array(Math.max(Math.ceil((last - min) / step), 1) + 1).keys()].map((index) => min + index * step);
  return { min, max: ticks.at(-1) ?? last, ticks };
}

/** As many whole days apart as leave each label its room, and no more dates than a card of this size takes. */
function dayTicks({ min, max, ticks: [from = 0] }: Range, width: number, most: number): number[] {
  const isShort = max - min <= SHORT;
  const room = ((max - min) * (isShort ? 34 : 52)) / width;
  const isFew = (step: number) => isShort || Math.floor((max - from) / step) < most;
  const step = DAY_STEPS.find((one) => one >= room && isFew(one)) ?? 364;
  return [...Array(Math.floor((max - from) / step) + 1).keys()].map((index) => from + index * step);
}

function leftRoom(axis: Axis, { ticks, min, max }: Range, look: Look): number {
  const written = axis.kind === "day" ? (day: number) => dated(day, max - min) : number;
  const names = axis.kind === "category" ? (axis.categories ?? []) : ticks.map(written);
  const size = axis.kind === "category" ? 13 : 12;
  return Math.max(28, ...names.map((name) => widthOf(name, look.font, size) + 16));
}

/** How many lines the labels below need: days with their weekday two, categories as many as their words. */
function footLines(axis: Axis, { min, max, ticks }: Range, width: number, look: Look): number {
  if (axis.kind === "day") return max - min <= SHORT ? 2 : 1;
  if (axis.kind === "value") return 1;
  const cell = width / ticks.length;
  return Math.max(1, ...(axis.categories ?? []).map((name) => inCell(name, cell, look).length));
}

/** A category's name within its cell, three lines at most; a cell too narrow for words takes one line. */
export function inCell(name: string, cell: number, look: Look): string[] {
  const lines = cell > 48 ? name.split("\n").flatMap((line) => wrapped(line, cell - 4, look.font, 12)) : [name];
  return lines.slice(0, 3);
}
