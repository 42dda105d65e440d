// Days and numbers as the axes show them, in the language of the page. A day is counted in days, never in local time.

const DAY_MS = 86_400_000;
const NARROW_SPACE = "\u202F";
const MINUS = "\u2212";
// "31 Aug" and 24 hours, as everywhere in the product.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

const words = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language || "en-GB", { ...options, timeZone: "UTC" });
const weekday = words({ weekday: "short" });
const dayOfMonth = words({ day: "numeric" });
const dayAndMonth = words({ day: "numeric", month: "short" });
const monthAndYear = words({ month: "short", year: "numeric" });
const whole = words({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const numbers = new Intl.NumberFormat(language || "en-GB", { maximumFractionDigits: 2 });

export function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS;
}

/** What an axis of so many days writes at a tick. */
export function tick(day: number, span: number): string {
  const date = day * DAY_MS;
  if (span <= 20) return `${weekday.format(date)}\n${dayOfMonth.format(date)}`;
  return span <= 400 ? dayAndMonth.format(date) : monthAndYear.format(date);
}

export function wholeDay(day: number): string {
  return whole.format(day * DAY_MS);
}

export function number(value: number): string {
  const parts = numbers.formatToParts(value).map(({ type, value: text }) => {
    if (type === "group") return NARROW_SPACE;
    return type === "minusSign" ? MINUS : text;
  });
  return parts.join("");
}
