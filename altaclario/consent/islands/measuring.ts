// Counts that a page was opened and how fast it came. It is there only after a yes, and ends with a no in any tab.
import { optsOut } from "../../web/islands/start/signal";
import { type Hit, type Pages, speed, view } from "./measuring/hit";

interface Told {
  readonly to: string;
  readonly pages: Pages;
  /** Whether the yes was said while the browser sent its signal. */
  readonly despiteSignal: boolean;
}

const told = JSON.parse(document.getElementById("measured")?.textContent ?? "null") as Told | null;
// A browser in which no tab hears of a no in another one is not counted.
if (told && "BroadcastChannel" in window && (told.despiteSignal || !optsOut())) begin(told);

function begin({ to, pages }: Told): void {
  const ended = new AbortController();
  new BroadcastChannel("consent").addEventListener("message", ({ data }) => {
    if (data !== "accept") ended.abort();
  });
  // One after the other: the answer to the first may say which device this is.
  let before = Promise.resolve();
  const tell = (hit: Hit | undefined) => {
    before = before.then(() => (hit && !ended.signal.aborted ? send(to, hit, ended.signal) : undefined));
  };
  tell(view(pages, location.href, document.referrer));
  whenLoaded((took) => tell(speed(pages, location.href, took)));
}

/** Whatever becomes of it, nobody here is told. */
async function send(to: string, hit: Hit, signal: AbortSignal): Promise<void> {
  const form = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form?.value ?? "" };
  const body = JSON.stringify(hit);
  await fetch(to, { method: "POST", headers, body, keepalive: true, signal }).catch(() => undefined);
}

function whenLoaded(act: (took: number) => void): void {
  const look = () => {
    const [arrival] = performance.getEntriesByType("navigation");
    if (arrival) act(arrival.duration);
  };
  // Its duration stands there when the event is over.
  const soon = () => setTimeout(look);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}
