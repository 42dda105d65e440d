// Says once, when somebody leaves the page, how fast it was and which scripts failed: numbers and names of ours. It says
// no address, no text, and nothing of who is here; a page whose reader objects does not load it.
import { optsOut } from "../../web/islands/start/signal";
import { collect, type Vitals } from "./telemetry/vitals";

const MOST_ERRORS = 5;
const { route } = document.documentElement.dataset;
const address = document.querySelector<HTMLScriptElement>("script[data-to]")?.dataset.to;
const errors: string[] = [];

/** Where in which script of ours; what it said stays here. */
function fail(file: string, line: number): void {
  const name = /\/built\/([a-z]+)-[^/]*\.js$/.exec(file)?.[1];
  if (name && errors.length < MOST_ERRORS) errors.push(`${name}:${line}`);
}

function say(route: string, address: string, vitals: Vitals): void {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  const said = new URLSearchParams({ csrfmiddlewaretoken: token, route });
  for (const [name, value] of vitals()) said.append(name, String(Math.min(Math.round(value), 999_999)));
  for (const one of errors) said.append("error", one);
  navigator.sendBeacon(address, said);
}

if (route && address && !optsOut() && "sendBeacon" in navigator) {
  const vitals = collect();
  addEventListener("error", ({ filename, lineno }) => fail(filename ?? "", lineno ?? 0));
  let isSaid = false;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || isSaid) return;
    isSaid = true;
    say(route, address, vitals);
  });
}
