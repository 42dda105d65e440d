// Days and numbers as the axes show them, in the language of the page. A day is counted in days, never in local time.

const DAY_MS = 86_400_000;
const NARROW_SPACE = "\u202F";
const MINUS = "\u2212";
/** A span of so many days is written with weekdays. */
export const SHORT = 20;
const language = document.documentElement.lang || "en";

/** Made when first needed: a formatter takes milliseconds to make. */
const part = (options: Intl.DateTimeFormatOptions) => {
  let words: Intl.DateTimeFormat | undefined;
  return (day: number) => {
    words ??= new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return words.format(day * DAY_MS);
  };
};
const weekday = part({ weekday: "short" });
const dayOfMonth = part({ day: "numeric" });
const month = part({ month: "short" });
const year = part({ year: "numeric" });
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

export function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS;
}

/** What an axis of so many days writes at a tick. */
export function tick(day: number, span: number): string {
  if (span <= SHORT) return `${weekday(day)}\n${dayOfMonth(day)}`;
  return dated(day, span);
}

/** A day on one line. */
export function dated(day: number, span: number): string {
  return span <= 400 ? `${dayOfMonth(day)} ${month(day)}` : `${month(day)} ${year(day)}`;
}

export function wholeDay(day: number): string {
  return `${weekday(day)} ${dayOfMonth(day)} ${month(day)} ${year(day)}`;
}

export function number(value: number): string {
  const parts = numbers.formatToParts(value).map(({ type, value: text }) => {
    if (type === "group") return NARROW_SPACE;
    return type === "minusSign" ? MINUS : text;
  });
  return parts.join("");
}
