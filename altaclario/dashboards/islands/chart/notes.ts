// Words beside single points, where they have room: not over each other, not over a point, not out of the plot.
import type { Drawing } from "./drawing";
import { aside, type Frame, pixelX, pixelY } from "./frame";
import type { Label } from "./labels";
import { type Look, widthOf } from "./look";
import type { Spot } from "./spots";

interface Box {
  left: number;
  right: number;
  top: number;
  foot: number;
}

const SIZE = 13;
const REACH = 12;
const DOT = 5;

export function notes(drawing: Drawing, all: Spot[], frame: Frame, look: Look, inside: Label[]): Label[] {
  const place = (spot: Spot) => [pixelX(frame, spot.x) + aside(drawing, frame, spot), pixelY(frame, spot.y ?? 0)] as const;
  const taken = [
    ...all.filter((spot) => spot.y !== null).map((spot) => around(...place(spot), DOT, DOT)),
    ...inside.map((label) => boxOf(label, look)),
  ];
  const wanted = all.filter((spot) => spot.y !== null && drawing.marks[spot.mark]?.notes?.[spot.index]);
  return wanted.flatMap((spot) => {
    const mark = drawing.marks[spot.mark];
    const words = mark?.notes?.[spot.index] ?? "";
    const [x, y] = place(spot);
    const colour = look.legible(mark?.kind === "line" ? "act" : (mark?.tone ?? "ink"));
    const found = [false, true]
      .map((isRight): Label => ({ lines: [words], x: x + (isRight ? -REACH : REACH), y, colour, weight: 600, isRight }))
      .find((label) => isFree(boxOf(label, look), frame, taken));
    if (found) taken.push(boxOf(found, look));
    return found ? [found] : [];
  });
}

function boxOf({ lines, x, y, weight, isRight }: Label, look: Look): Box {
  const width = Math.max(...lines.map((line) => widthOf(line, look.font, SIZE, weight)));
  return { ...around(x, y, 0, 7), ...(isRight ? { left: x - width } : { right: x + width }) };
}

function around(x: number, y: number, across: number, up: number): Box {
  return { left: x - across, right: x + across, top: y - up, foot: y + up };
}

function isFree(box: Box, { left, width, top, height }: Frame, taken: Box[]): boolean {
  if (box.left < left || box.right > left + width || box.top < top - 8 || box.foot > top + height) return false;
  return !taken.some(
    (one) => one.left < box.right && box.left < one.right && one.top < box.foot && box.top < one.foot,
  );
}
