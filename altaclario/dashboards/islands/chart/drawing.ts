// What `charts.drawing` decided, as it comes in the page: every text written out, defaults left out.

/** A day ("2026-03-31"), a category by its index, or a number. */
export type Place = string | number;

export interface Axis {
  kind: "day" | "category" | "value";
  name?: string;
  categories?: string[];
  first?: string;
  last?: string;
  most?: number;
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
  has_dots?: boolean;
  is_thin?: boolean;
  rings?: number[];
  notes?: string[];
  tips?: string[][];
}

export interface Rule {
  axis: "x" | "y";
  at: Place;
  label: string;
  tone?: "muted" | "edge" | "brand" | "act";
}

export interface Band {
  tone: string;
  first: Place;
  last: Place;
  low?: number;
  high?: number;
  edge?: "plain" | "main";
  label?: string;
}

export interface Drawing {
  x: Axis;
  y: Axis;
  marks: Mark[];
  rules?: Rule[];
  bands?: Band[];
  off?: [string, string][];
}

export function read(figure: HTMLElement): Drawing {
  const json = figure.querySelector('script[type="application/json"]')?.textContent;
  return JSON.parse(json ?? "") as Drawing;
}
