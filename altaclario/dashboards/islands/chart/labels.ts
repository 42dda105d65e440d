// The names of lines and rules, beside their ends. They share one margin and are spread so that none covers another.
import type { Drawing } from "./drawing";
import { type Frame, pixelX, pixelY, type Range, type Size } from "./frame";
import { type Look, widthOf } from "./look";
import { at, type Spot } from "./spots";

export interface Label {
  lines: string[];
  x: number;
  y: number;
  colour: string;
  weight: number;
  isRight?: boolean;
}

const ROOM: Record<Size, number> = { small: 40, medium: 90, wide: 90, full: 130 };
const GAP = 6;
const LINE = 15;
const SIZE = 13;

/** The margin at the right: as wide as its widest name, within what a card of this size gives. */
export function edgeRoom(drawing: Drawing, all: Spot[], size: Size, x: Range, look: Look): number {
  const rules = (drawing.rules ?? []).filter((rule) => rule.axis === "y" && rule.tone !== "act");
  const ends = lastSpots(drawing, all).filter((spot) => isAtEdge(drawing, spot, x));
  const texts = [...rules.map((rule) => rule.label), ...ends.map((spot) => drawing.marks[spot.mark]?.end ?? "")];
  const lines = texts.flatMap((text) => wrap(text, ROOM[size] - GAP, look));
  const widest = Math.max(0, ...lines.map((line) => widthOf(line, look.font, SIZE, 600)));
  return widest ? Math.min(widest + GAP + 2, Math.max(ROOM[size], 76)) : 20;
}

export function labels(drawing: Drawing, all: Spot[], frame: Frame, look: Look): Label[] {
  const edge = [...endLabels(drawing, all, frame, look, true), ...ruleLabels(drawing, frame, look)];
  const inside = endLabels(drawing, all, frame, look, false);
  return [...spread(edge, frame), ...spread(inside, frame), ...upright(drawing, frame, look)];
}

function endLabels(drawing: Drawing, all: Spot[], frame: Frame, look: Look, atEdge: boolean): Label[] {
  const width = ROOM[frame.size] - GAP;
  return lastSpots(drawing, all)
    .filter((spot) => isAtEdge(drawing, spot, frame.x) === atEdge)
    .map((spot) => {
      const mark = drawing.marks[spot.mark];
      const lines = atEdge ? wrap(mark?.end ?? "", width, look) : [mark?.end ?? ""];
      const x = atEdge ? frame.left + frame.width : pixelX(frame, spot.x) + (mark?.kind === "step" ? 2 : 4);
      const colour = look.legible(mark?.is_context ? "ink-2" : (mark?.tone ?? "ink"));
      return { lines, x: x + GAP, y: pixelY(frame, spot.y ?? 0), colour, weight: 600 };
    });
}

function ruleLabels(drawing: Drawing, frame: Frame, look: Look): Label[] {
  return (drawing.rules ?? [])
    .filter((rule) => rule.axis === "y")
    .map((rule) => {
      const [right, y] = [frame.left + frame.width, pixelY(frame, at(rule.at, drawing.y))];
      if (rule.tone === "act") {
        const colour = look.legible("act");
        return { lines: [rule.label], x: right - 4, y: y - 11, colour, weight: 600, isRight: true };
      }
      const lines = wrap(rule.label, ROOM[frame.size] - GAP, look);
      const isPlain = rule.tone !== "brand";
      return { lines, x: right + GAP, y, colour: look.token(isPlain ? "ink-2" : "brand"), weight: isPlain ? 400 : 600 };
    });
}

/** Names of upright rules stand at the foot, on the side that has room. */
function upright(drawing: Drawing, frame: Frame, look: Look): Label[] {
  return (drawing.rules ?? [])
    .filter((rule) => rule.axis === "x")
    .map((rule) => {
      const x = pixelX(frame, at(rule.at, drawing.x));
      const isRight = x + widthOf(rule.label, look.font, SIZE) + GAP > frame.left + frame.width;
      const colour = look.token(rule.tone === "muted" || !rule.tone ? "ink-2" : rule.tone);
      const y = frame.top + frame.height - 10;
      return { lines: [rule.label], x: isRight ? x - 4 : x + 4, y, colour, weight: 400, isRight };
    });
}

/** Moves labels apart until each has its lines for itself, and none leaves the plot at the foot. */
export function spread(found: Label[], { top, height }: Frame): Label[] {
  const sorted = [...found].sort((a, b) => a.y - b.y);
  const room = (one: Label, other: Label) => ((one.lines.length + other.lines.length) / 2) * LINE;
  sorted.forEach((label, index) => {
    const above = sorted[index - 1];
    if (above) label.y = Math.max(label.y, above.y + room(above, label));
  });
  sorted.toReversed().forEach((label, index, upwards) => {
    const below = upwards[index - 1];
    label.y = Math.min(label.y, below ? below.y - room(below, label) : top + height + 4);
  });
  return sorted;
}

/** Two lines at most, broken where the text has a middle dot, else at a space. */
export function wrap(text: string, width: number, look: Look): string[] {
  const fits = (line: string) => widthOf(line, look.font, SIZE, 600) <= width;
  if (!text || fits(text)) return text ? [text] : [];
  const breaks = [...text.matchAll(/ · /g), ...[...text.matchAll(/ /g)].reverse()];
  const halves = breaks.map((gap) => [text.slice(0, gap.index), text.slice(gap.index + gap[0].length)]);
  return halves.find((lines) => lines.every(fits)) ?? halves[0] ?? [text];
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
