// The keys of a chart in focus: arrows walk the points of a mark, Home and End its ends, Escape closes.
import type { Scene } from "./pointing";
import { isAcross, type Spot } from "./spots";

interface Shown {
  show(spot: Spot): void;
  hide(): void;
}

export function walk(host: HTMLElement, scene: () => Scene | undefined, { show, hide }: Shown): void {
  let current: Spot | undefined;

  const go = (spot: Spot | undefined) => {
    current = spot ?? current;
    if (current) show(current);
  };
  host.addEventListener("focus", () => {
    if (host.matches(":focus-visible")) go(stay(scene(), current) ?? path(scene()).at(-1));
  });
  host.addEventListener("blur", hide);
  host.addEventListener("keydown", (event) => {
    const now = scene();
    if (!now || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") hide();
    else if (KEYS.includes(event.key)) go(target(now, stay(now, current), event.key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

function target(scene: Scene, current: Spot | undefined, key: string): Spot | undefined {
  const across = isAcross(scene.drawing);
  const points = path(scene, current?.mark);
  const place = current ? points.indexOf(current) : points.length;
  if (key === "Home") return points[0];
  if (key === "End") return points.at(-1);
  if (key === "ArrowLeft" || (across && key === "ArrowUp")) return points[Math.max(place - 1, 0)];
  if (key === "ArrowRight" || across) return points[Math.min(place + 1, points.length - 1)];
  return beside(scene, current, key === "ArrowDown" ? 1 : -1);
}

/** The same place of the next mark. */
function beside(scene: Scene, current: Spot | undefined, by: number): Spot | undefined {
  const count = scene.drawing.marks.length;
  const x = current?.x ?? 0;
  const points = path(scene, ((current?.mark ?? 0) + by + count) % count);
  return [...points].sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
}

/** The points of a mark in the order of reading, by default of the first that is no context; bars are one row. */
function path(scene: Scene | undefined, mark?: number): Spot[] {
  if (!scene) return [];
  const { drawing, all } = scene;
  const shown = all.filter((spot) => spot.y !== null);
  if (isAcross(drawing)) return shown.sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
  const subject = mark ?? Math.max(drawing.marks.findIndex((one) => !one.is_context && one.points.length), 0);
  return shown.filter((spot) => spot.mark === subject).sort((a, b) => a.x - b.x || (a.y ?? 0) - (b.y ?? 0));
}

/** The same point after a redraw, which made new spots of the same drawing. */
function stay(scene: Scene | undefined, current: Spot | undefined): Spot | undefined {
  return scene?.all.find((spot) => spot.mark === current?.mark && spot.index === current.index);
}
