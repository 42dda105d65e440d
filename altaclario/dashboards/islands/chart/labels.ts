// The names of lines and rules, beside their ends. They share one margin and are spread so that none covers another.
import type { Drawing, Rule } from "./drawing";
import { type Frame, pixelX, pixelY, type Range, type Size } from "./frame";
import { type Look, widthOf, wrapped } from "./look";
import { notes } from "./notes";
import { at, type Spot } from "./spots";

export interface Label {
  lines: string[];
  x: number;
  y: number;
  colour: string;
  weight: number;
  isRight?: boolean;
  /** Where it would leave the card, it is cut. */
  width?: number;
}

const ROOM: Record<Size, number> = { small: 40, medium: 90, wide: 90, full: 130 };
const WIDEST = { small: 92, medium: 110, wide: 110, full: 130 };
const GAP = 6;
const LINE = 15;
const SIZE = 13;

/** The margin at the right: as wide as its widest name, within what a card of this size gives. */
export function edgeRoom(drawing: Drawing, all: Spot[], size: Size, x: Range, look: Look): number {
  const rules = edges(drawing).filter((rule) => rule.tone !== "act");
  const ends = lastSpots(drawing, all).filter((spot) => isAtEdge(drawing, spot, x));
  const texts = [...rules.map((rule) => rule.label), ...ends.map((spot) => drawing.marks[spot.mark]?.end ?? "")];
  const lines = texts.flatMap((text) => named(text, size, look));
  const name = drawing.x.kind === "value" ? "" : (drawing.x.name ?? "");
  const widest = Math.max(widthOf(name, look.font, 12), ...lines.map((line) => widthOf(line, look.font, SIZE, 600)));
  return widest ? Math.min(widest + GAP + 2, WIDEST[size]) : 20;
}

export function labels(drawing: Drawing, all: Spot[], frame: Frame, look: Look): Label[] {
  const edge = spread([...endLabels(drawing, all, frame, look, true), ...ruleLabels(drawing, frame, look)], frame);
  const inside = spread([...endLabels(drawing, all, frame, look, false), ...upright(drawing, frame, look)], frame);
  return [...edge, ...inside, ...notes(drawing, all, frame, look, inside)];
}

/** Everything that has a name at the right: rules, and the upper edges of bands. */
function edges(drawing: Drawing): Rule[] {
  const named = (drawing.bands ?? []).filter((band) => band.label && band.edge && band.high != null);
  const bands = named.map(({ high = 0, label = "", edge }): Rule => {
    return { axis: "y", at: high, label, ...(edge === "main" && { tone: "brand" }) };
  });
  return [...(drawing.rules ?? []).filter((rule) => rule.axis === "y"), ...bands];
}

function endLabels(drawing: Drawing, all: Spot[], frame: Frame, look: Look, atEdge: boolean): Label[] {
  return lastSpots(drawing, all)
    .filter((spot) => isAtEdge(drawing, spot, frame.x) === atEdge)
    .map((spot) => {
      const mark = drawing.marks[spot.mark];
      const lines = atEdge ? named(mark?.end ?? "", frame.size, look) : [mark?.end ?? ""];
      const end = pixelX(frame, spot.x + (mark?.kind === "step" ? 0.5 : 0));
      const isQuiet = mark?.is_context && mark.is_dashed;
      const colour = look.legible(mark?.is_context ? "ink-2" : (mark?.tone ?? "ink"));
      return {
        lines,
        x: (atEdge ? frame.left + frame.width : end) + GAP,
        y: pixelY(frame, spot.y ?? 0),
        colour,
        weight: isQuiet ? 400 : 600,
        ...(atEdge && { width: frame.right - GAP }),
      };
    });
}

function ruleLabels(drawing: Drawing, frame: Frame, look: Look): Label[] {
  return edges(drawing).map((rule) => {
    const [right, y] = [frame.left + frame.width, pixelY(frame, at(rule.at, drawing.y))];
    if (rule.tone === "act") {
      const colour = look.legible("act");
      return { lines: [rule.label], x: right - 4, y: y - 11, colour, weight: 600, isRight: true };
    }
    const lines = named(rule.label, frame.size, look);
    const isPlain = rule.tone !== "brand";
    const colour = look.token(isPlain ? "ink-2" : "brand");
    return { lines, x: right + GAP, y, colour, weight: isPlain ? 400 : 600, width: frame.right - GAP };
  });
}

/** Names of upright rules and of areas stand at the foot, on the side that has room. */
function upright(drawing: Drawing, frame: Frame, look: Look): Label[] {
  const areas = (drawing.bands ?? []).filter((band) => band.label && !band.edge);
  const rules = (drawing.rules ?? []).filter((rule) => rule.axis === "x");
  return [...areas.map(({ first, label = "" }) => ({ at: first, label, tone: undefined })), ...rules].map((one) => {
    const x = pixelX(frame, at(one.at, drawing.x));
    const isRight = x + widthOf(one.label, look.font, SIZE) + GAP > frame.left + frame.width;
    const colour = look.token(one.tone === "muted" || !one.tone ? "ink-2" : one.tone);
    const y = frame.top + frame.height - 10;
    return { lines: [one.label], x: isRight ? x - 4 : x + 4, y, colour, weight: 400, isRight };
  });
}

/** Moves labels apart until each has its lines for itself, and none reaches into the names of the days at the foot. */
export function spread(found: Label[], { top, height }: Frame): Label[] {
  const sorted = [...found].sort((a, b) => a.y - b.y);
  const room = (one: Label, other: Label) => {
    const lines = one.lines.length + other.lines.length;
    return (lines / 2) * LINE + (lines > 2 ? 3 : 0);
  };
  sorted.forEach((label, index) => {
    const above = sorted[index - 1];
    if (above) label.y = Math.max(label.y, above.y + room(above, label));
  });
  sorted.toReversed().forEach((label, index, upwards) => {
    const below = upwards[index - 1];
    label.y = Math.min(label.y, below ? below.y - room(below, label) : top + height - 8);
  });
  return sorted;
}

/** On one line where there is room, else broken at its middle dot, else between words. */
function named(text: string, size: Size, look: Look): string[] {
  if (!text || widthOf(text, look.font, SIZE, 600) <= ROOM[size] - GAP) return text ? [text] : [];
  return text.split(" · ").flatMap((half) => wrapped(half, WIDEST[size] - GAP - 2, look.font, SIZE, 600));
}

/** The last point of each mark that has a name for its end. */
function lastSpots(drawing: Drawing, all: Spot[]): Spot[] {
  return drawing.marks.flatMap((mark, number) => {
    const last = mark.end ? all.findLast((spot) => spot.mark === number && spot.y !== null) : undefined;
    return last ? [last] : [];
  });
}

function isAtEdge(drawing: Drawing, spot: Spot, { min, max }: Range): boolean {
  const cell = drawing.x.kind === "value" ? 0 : 0.5;
  return spot.x >= max - Math.max((max - min) * 0.04, cell);
}
