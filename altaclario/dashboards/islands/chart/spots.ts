// Where each point stands on the axes. Piles are added up here only to know where their tops are drawn.
import type { Axis, Drawing, Mark, Place } from "./drawing";
import { dayNumber } from "./writing";

export interface Spot {
  mark: number;
  index: number;
  x: number;
  /** Null is a gap. */
  y: number | null;
  /** Which one it is of so many dots at the same place. */
  rank: number;
  crowd: number;
}

export const isAcross = (drawing: Drawing): boolean => drawing.y.kind === "category";

export function spots(drawing: Drawing): Spot[] {
  const days = columnDays(drawing);
  const tops = new Map<string, number>();
  const found = drawing.marks.flatMap((mark, number) =>
    mark.points.map(([x, y], index): Spot => {
      const shift = mark.kind === "columns" ? (days - 1) / 2 : 0;
      const spot = { mark: number, index, x: at(x, drawing.x) + shift, y: y === null ? null : at(y, drawing.y) };
      return { ...raised(spot, mark, isAcross(drawing), tops), rank: 0, crowd: 1 };
    }),
  );
  crowd(found.filter((spot) => drawing.marks[spot.mark]?.kind === "dots"));
  return found;
}

/** How many days a column stands for: the least distance between two of them, 1 on other axes. */
export function columnDays(drawing: Drawing): number {
  if (drawing.x.kind !== "day") return 1;
  const columns = drawing.marks.filter((mark) => mark.kind === "columns");
  const places = columns.flatMap((mark) => mark.points.map(([x]) => at(x, drawing.x)));
  const days = [...new Set(places)].sort((a, b) => a - b);
  return Math.min(...days.slice(1).map((day, index) => day - (days[index] ?? day)), days.length > 1 ? Infinity : 1);
}

export function at(place: Place, axis: Axis): number {
  return axis.kind === "day" && typeof place === "string" ? dayNumber(place) : Number(place);
}

type Placed = Omit<Spot, "rank" | "crowd">;

function raised(spot: Placed, mark: Mark, across: boolean, tops: Map<string, number>): Placed {
  if (!mark.stack || spot.y === null) return spot;
  const adds = across ? spot.x : spot.y;
  // What is less than nothing has a pile of its own below the base line.
  const key = `${mark.stack} ${across ? spot.y : spot.x} ${adds < 0}`;
  const top = (tops.get(key) ?? 0) + adds;
  tops.set(key, top);
  return across ? { ...spot, x: top } : { ...spot, y: top };
}

function crowd(dots: Spot[]): void {
  for (const same of Map.groupBy(dots, (spot) => `${spot.x} ${spot.y}`).values()) {
    same.forEach((spot, rank) => Object.assign(spot, { rank, crowd: same.length }));
  }
}
