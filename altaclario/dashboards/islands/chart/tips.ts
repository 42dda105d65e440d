// What a point says, as nodes for the eye and as a sentence for the ear. The words come with the drawing.
import type { Drawing } from "./drawing";
import type { Spot } from "./spots";
import { number, wholeDay } from "./writing";

const MOST = 4;

interface Tip {
  title: string;
  pairs: [string, string][];
}

/** Points of one place: marks with the same title are one tip, as lines at one day are; a mark without words joins. */
export function tips(drawing: Drawing, chosen: Spot[]): Tip[] {
  const found: Tip[] = [];
  const spoken = (spot: Spot) => drawing.marks[spot.mark]?.tips?.[spot.index];
  for (const spot of chosen.toSorted((a, b) => Number(!spoken(a)) - Number(!spoken(b)))) {
    const [title = "", ...rest] = spoken(spot) ?? fallback(drawing, spot);
    const tip = found.find((one) => !spoken(spot) || one.title === title) ?? { title, pairs: [] };
    if (!found.includes(tip)) found.push(tip);
    for (let index = 0; index < rest.length; index += 2) {
      const pair: [string, string] = [rest[index] ?? "", rest[index + 1] ?? ""];
      if (!tip.pairs.some((one) => one.join() === pair.join())) tip.pairs.push(pair);
    }
  }
  return found;
}

export function nodes(found: Tip[]): HTMLElement {
  const box = document.createElement("div");
  for (const { title, pairs } of found.slice(0, MOST)) {
    const list = document.createElement("dl");
    for (const [name, value] of pairs) list.append(element("dt", name), element("dd", value));
    box.append(element("strong", title), list);
  }
  if (found.length > MOST) box.append(element("p", `+ ${found.length - MOST}`));
  return box;
}

export function sentence(found: Tip[]): string {
  return found.map(({ title, pairs }) => [title, ...pairs.map((pair) => pair.join(" "))].join(", ")).join("; ");
}

/** A mark without words says its place and value. */
function fallback(drawing: Drawing, { mark, index, x, y }: Spot): string[] {
  const { name = "", points } = drawing.marks[mark] ?? {};
  const [kind, place, value] =
    drawing.y.kind === "category" ? [drawing.y, y ?? 0, points?.[index]?.[0]] : [drawing.x, x, points?.[index]?.[1]];
  const title = kind.kind === "day" ? wholeDay(place) : (kind.categories?.[place] ?? number(place));
  const measure = (drawing.y.kind === "category" && drawing.x.name) || name;
  return [title, measure, typeof value === "number" ? number(value) : "–"];
}

function element(tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
