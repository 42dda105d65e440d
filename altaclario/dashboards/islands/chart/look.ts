// The design's tokens as they stand right now, and how wide a text gets. No colour is written anywhere else.

const READABLE = 4.5;
const pen = document.createElement("canvas").getContext("2d");

export interface Look {
  font: string;
  dot: number;
  token(name: string): string;
  /** The colour of a text about something of this tone: the tone itself where it can be read, else ink. */
  legible(tone: string): string;
}

export function look(): Look {
  const css = getComputedStyle(document.documentElement);
  const token = (name: string) => css.getPropertyValue(`--${name}`).trim();
  const legible = (tone: string) =>
    contrast(token(tone), token("background")) >= READABLE ? token(tone) : token("ink");
  return { font: token("font"), dot: Number(token("dot")), token, legible };
}

export function widthOf(text: string, font: string, size: number, weight = 400): number {
  if (!pen) return text.length * size * 0.6;
  pen.font = `${weight} ${size}px ${font}`;
  return pen.measureText(text).width;
}

/** Lines of whole words, none wider than this unless one word is. */
export function wrapped(text: string, width: number, font: string, size: number, weight = 400): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, font, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance of "#RRGGBB", after WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
