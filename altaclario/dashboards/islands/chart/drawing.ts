// What `charts.drawing` decided, as it comes in the page: every text written out, defaults left out.

/** A day ("2026-03-31"), a category by its index, or a number. */
export type Place = string | number;

export interface Axis {
  kind: "day" | "category" | "value";
  name?: string;
  categories?: string[];
  first?: string;
  last?: string;
}

export interface Mark {
  kind: "dots" | "line" | "step" | "area" | "columns" | "bars";
  name: string;
  tone: string;
  points: [Place, Place | null][];
  shape?: "circle" | "square" | "diamond";
  end?: string;
  stack?: string;
  is_dashed?: boolean;
  is_context?: boolean;
  is_hatched?: boolean;
  tips?: string[][];
}

export interface Rule {
  axis: "x" | "y";
  at: Place;
  label: string;
  tone?: "muted" | "brand" | "act";
}

export interface Drawing {
  x: Axis;
  y: Axis;
  marks: Mark[];
  rules?: Rule[];
  off?: [string, string][];
}

export function read(figure: HTMLElement): Drawing {
  const json = figure.querySelector('script[type="application/json"]')?.textContent;
  return JSON.parse(json ?? "") as Drawing;
}
