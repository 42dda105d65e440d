// The five vitals of a page as web.dev defines them, until somebody leaves it for the first time: milliseconds, and the
// shift of the layout in thousandths. A browser that does not measure one of them leaves it out.

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}
interface Interaction extends PerformanceEntry {
  interactionId?: number;
}

const WINDOW_MS = 5000;
const GAP_MS = 1000;
/** Of so many interactions the slowest one is left out. */
const SPARED = 50;

export type Vitals = () => [string, number][];

export function collect(): Vitals {
  const found = [...paints(), layout(), interactions()];
  return () => [...arrival(), ...found.flatMap((one) => one())];
}

/** When a page began for who waits: one that was made ready before begins when it is shown. */
function start(): number {
  const [page] = performance.getEntriesByType("navigation") as (PerformanceNavigationTiming & {
    activationStart?: number;
  })[];
  return page?.activationStart ?? 0;
}

/** TTFB: when the first byte came. */
function arrival(): [string, number][] {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page && page.responseStart > 0 ? [["TTFB", Math.max(page.responseStart - start(), 0)]] : [];
}

/** FCP, and LCP: the largest until somebody does something. A page that was hidden before it was painted has neither. */
function paints(): Vitals[] {
  const isHidden = document.visibilityState === "hidden";
  let [first, largest] = [0, 0];
  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") first = entry.startTime;
  });
  observe("largest-contentful-paint", (entry) => {
    largest = entry.startTime;
  });
  const said = (name: string, at: number): [string, number][] =>
    at && !isHidden ? [[name, Math.max(at - start(), 0)]] : [];
  return [() => said("FCP", first), () => said("LCP", largest)];
}

/** CLS: the worst window of shifts that nobody caused, a window being 5 s at most with gaps below 1 s. */
function layout(): Vitals {
  let [worst, sum, begin, last] = [0, 0, 0, 0];
  const isSeen = observe("layout-shift", (entry) => {
    const { startTime, value, hadRecentInput } = entry as Shift;
    if (hadRecentInput) return;
    const goesOn = sum > 0 && startTime - last < GAP_MS && startTime - begin < WINDOW_MS;
    if (!goesOn) [sum, begin] = [0, startTime];
    [sum, last] = [sum + value, startTime];
    worst = Math.max(worst, sum);
  });
  return () => (isSeen ? [["CLS", worst * 1000]] : []);
}

/** INP: the slowest interaction, one of each fifty left out. */
function interactions(): Vitals {
  const slowest = new Map<number, number>();
  const note = (entry: PerformanceEntry) => {
    const { interactionId, duration } = entry as Interaction;
    if (interactionId) slowest.set(interactionId, Math.max(slowest.get(interactionId) ?? 0, duration));
  };
  observe("event", note, { durationThreshold: 16 });
  observe("first-input", note);
  return () => {
    const sorted = [...slowest.values()].sort((one, other) => other - one);
    const found = sorted[Math.floor(sorted.length / SPARED)];
    return found === undefined ? [] : [["INP", found]];
  };
}

/** Whether this browser tells of such entries; those from before are told as well. */
function observe(type: string, note: (entry: PerformanceEntry) => void, more: object = {}): boolean {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return false;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
  observer.observe({ type, buffered: true, ...more });
  return true;
}
