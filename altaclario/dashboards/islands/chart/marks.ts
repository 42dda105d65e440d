// One ECharts series for each mark.
import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type { Drawing, Mark } from "./drawing";
import { aside, type Frame } from "./frame";
import { hatch } from "./furniture";
import type { Look } from "./look";
import { columnDays, isAcross, type Spot } from "./spots";
import { number } from "./writing";

export type Series = BarSeriesOption | LineSeriesOption | ScatterSeriesOption;

const SHAPES = { circle: "circle", square: "rect", diamond: "diamond" };
const DOT = 7;

export function marks(drawing: Drawing, all: Spot[], frame: Frame, look: Look): Series[] {
  return drawing.marks.flatMap((mark, index): Series[] => {
    const own = all.filter((spot) => spot.mark === index);
    if (mark.kind === "columns" || mark.kind === "bars") return [bars(mark, own, drawing, frame, look)];
    const series = mark.kind === "dots" ? dots(mark, own, drawing, frame, look) : line(mark, own, drawing, look);
    return mark.rings ? [series, rings(mark, own, drawing, frame, look)] : [series];
  });
}

/** Around points to look at: solid for a signal in a line, dotted for a dot that is held up. */
function rings(mark: Mark, own: Spot[], drawing: Drawing, frame: Frame, look: Look): ScatterSeriesOption {
  const data = own
    .filter((spot) => mark.rings?.includes(spot.index))
    .map((spot) => ({ value: [spot.x, spot.y ?? "-"], symbolOffset: [aside(drawing, frame, spot), 0] }));
  const isSignal = mark.kind !== "dots";
  const edge = isSignal
    ? { borderColor: look.token("act"), borderWidth: 2 }
    : { borderColor: look.token("ink"), borderWidth: 1.5, borderType: "dotted" as const };
  const itemStyle = { color: "transparent", opacity: 1, ...edge };
  return { type: "scatter", symbol: "circle", symbolSize: 16, data, itemStyle, silent: true, z: 4 };
}

function dots(mark: Mark, own: Spot[], drawing: Drawing, frame: Frame, look: Look): ScatterSeriesOption {
  const size = mark.shape === "diamond" ? 9 : DOT;
  const isSpread = drawing.x.kind === "category";
  const data = own.map((spot) => ({
    value: [spot.x, spot.y ?? "-"],
    symbolOffset: [aside(drawing, frame, spot), 0],
    symbolSize: spot.crowd > 1 && !isSpread ? size + 2 : size,
  }));
  const color = look.token(mark.is_context ? "seq-2" : mark.tone);
  const edge = mark.is_context ? { borderColor: look.token("cat-1"), borderWidth: 0.75 } : halo(look);
  const isCloud = !mark.is_context && drawing.marks.every((one) => one.kind === "dots");
  const itemStyle = { color, opacity: isCloud && mark.tone !== "act" ? look.dot : 1, ...edge };
  return { type: "scatter", symbol: SHAPES[mark.shape ?? "circle"], data, itemStyle, silent: true, z: 4 };
}

function line(mark: Mark, own: Spot[], drawing: Drawing, look: Look): LineSeriesOption {
  const isArea = mark.kind === "area";
  const isSoft = mark.is_context || mark.tone === "seq-2" || mark.tone.startsWith("band");
  const color = look.token(mark.tone);
  const isSubject = !isArea && drawing.marks.find((one) => one.kind === mark.kind && !one.is_context) === mark;
  const type: number[] | "solid" = !mark.is_dashed ? "solid" : mark.is_context ? [1, 5] : [6, 4];
  const stroke = { color: isArea && isSoft ? look.token("cat-1") : color, type, cap: "round" as const };
  return {
    type: "line",
    data: linePoints(mark, own),
    ...(mark.kind === "step" && { step: "middle" as const }),
    ...(mark.stack && { stack: mark.stack }),
    ...(isArea && { areaStyle: { color: mark.is_hatched ? "transparent" : color, opacity: 1 } }),
    symbolSize: DOT,
    itemStyle: { color, ...halo(look), ...(mark.is_hatched && { decal: hatch(look.token("edge")) }) },
    lineStyle: { ...stroke, width: isArea ? 0.75 : mark.is_thin ? 1 : isSubject ? 2.5 : 2 },
    silent: true,
    z: isArea ? 2 : 3,
  };
}

/** A step holds for its whole day, from edge to edge. Only the last point, and one alone between gaps, is marked. */
function linePoints(mark: Mark, own: Spot[]): LineSeriesOption["data"] {
  const isStep = mark.kind === "step";
  const last = own.findLastIndex((spot) => spot.y !== null);
  const isLone = (index: number) => own[index - 1]?.y == null && own[index + 1]?.y == null;
  const shows = (index: number) =>
    mark.has_dots ||
    (mark.kind !== "area" && !isStep && !mark.is_dashed && (isLone(index) || (index === last && !mark.is_context)));
  // ECharts piles stacked marks up itself, so it gets what each of them adds.
  const points = own.map(({ index, x, y }, place) => ({
    value: [x, (mark.stack ? mark.points[index]?.[1] : y) ?? "-"],
    symbol: shows(place) ? "circle" : "none",
  }));
  const [first, end] = [points[0], points.at(-1)];
  if (!isStep || !first || !end) return points;
  const edge = ({ value: [x, y = "-"], symbol }: typeof first, by: number) => ({ value: [Number(x) + by, y], symbol });
  return [edge(first, -0.5), ...points, edge(end, 0.5)];
}

function bars(mark: Mark, own: Spot[], drawing: Drawing, frame: Frame, look: Look): BarSeriesOption {
  const across = isAcross(drawing);
  const data = own.map((spot) => {
    const [x, y] = mark.points[spot.index] ?? [];
    return across ? [Number(x), spot.y ?? "-"] : [spot.x, y === null ? "-" : Number(y)];
  });
  return {
    type: "bar",
    data,
    ...(mark.stack && { stack: mark.stack }),
    itemStyle: { ...filled(mark, look), borderRadius: 1 },
    ...placed(drawing, frame),
    ...(across && !mark.stack && { label: value(look) }),
    silent: true,
    z: 2,
  };
}

function filled(mark: Mark, look: Look) {
  const token = look.token;
  if (mark.is_hatched) return { color: "transparent", borderColor: token("edge"), decal: hatch(token("edge")) };
  if (mark.is_context || mark.tone === "seq-2")
    return { color: token("seq-2"), borderColor: token("cat-1"), borderWidth: 0.75 };
  return { color: token(mark.tone) };
}

/** Bars of different marks stand side by side only where two of them share a place. */
function placed(drawing: Drawing, frame: Frame): BarSeriesOption {
  const groups = drawing.marks.filter((mark) => mark.kind === "columns" || mark.kind === "bars");
  const side = isAcross(drawing) ? 1 : 0;
  const piles = Map.groupBy(groups, (mark) => mark.stack || mark.name);
  const placesOf = (pile: Mark[]) => [...new Set(pile.flatMap((mark) => mark.points.map((point) => point[side])))];
  const places = [...piles.values()].flatMap(placesOf);
  const isShared = new Set(places).size < places.length;
  const beside = isShared ? piles.size : 1;
  const band = (frame.width / (frame.x.max - frame.x.min)) * columnDays(drawing);
  const width = drawing.x.kind === "day" ? { barWidth: Math.max((band * 0.8) / beside, 1) } : { barMaxWidth: 56 };
  return { barGap: isShared ? "0%" : "-100%", barCategoryGap: "20%", ...width };
}

function value(look: Look): BarSeriesOption["label"] {
  return {
    show: true,
    position: "right",
    distance: 4,
    color: look.token("ink"),
    fontWeight: 600,
    fontFamily: look.font,
    formatter: ({ value }) => number(Number(Array.isArray(value) ? value[0] : value)),
  };
}

function halo(look: Look) {
  return { borderColor: look.token("background"), borderWidth: 1 };
}
