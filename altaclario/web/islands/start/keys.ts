// Keys for people who look at these pages every day. Each only does what something on the page does too.

const SEQUENCE_MS = 1500;
let before = { key: "", at: 0 };

export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (areOff() && event.key !== "Escape") return;
    const follows = before.key === "g" && event.timeStamp - before.at < SEQUENCE_MS;
    before = { key: event.key, at: event.timeStamp };
    if (follows ? goTo(event.key) : act(event.key)) event.preventDefault();
  });
}

/** To a dashboard, whose entry in the navigation says by which key it is found. */
function goTo(key: string): boolean {
  return /^[a-z]$/.test(key) && follow(`.nav a[data-key="${key}"]`);
}

function act(keys: string): boolean {
  switch (keys) {
    case "d":
      return toggleTable();
    case "t":
      return follow(`[data-filter="team"]`);
    case "e":
      return follow("[data-export]");
    case "[":
      return follow("[data-previous]");
    case "]":
      return follow("[data-next]");
    case "?":
      return showKeys();
    case "Escape":
      return closeRecipe();
    default:
      return false;
  }
}

/** Who speaks to their computer, or rests a hand on it, turns single keys off; Escape is none of those. */
function areOff(): boolean {
  return document.documentElement.dataset.shortcuts === "off";
}

function showKeys(): boolean {
  const list = document.getElementById("keys");
  list?.togglePopover();
  return list !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLElement>(selector);
  link?.click();
  return link !== null;
}

/** Opens or closes the table of the chart in focus, else of the one nearest to the middle of the window. */
function toggleTable(): boolean {
  const table = nearestChart()?.querySelector<HTMLDetailsElement>("details.data");
  if (!table) return false;
  table.open = !table.open;
  if (table.open) table.scrollIntoView({ block: "nearest" });
  return true;
}

function nearestChart(): Element | undefined {
  const focused = document.activeElement?.closest("[data-chart]");
  return focused ?? [...document.querySelectorAll("[data-chart]")].sort((a, b) => distance(a) - distance(b))[0];
}

function distance(chart: Element): number {
  const { top, bottom } = chart.getBoundingClientRect();
  return Math.abs((top + bottom) / 2 - innerHeight / 2);
}

/** Menus close by themselves, being popovers; an open recipe is a disclosure and would stay. */
function closeRecipe(): boolean {
  const recipe = document.querySelector<HTMLDetailsElement>("details.recipe[open]");
  if (!recipe) return false;
  recipe.open = false;
  recipe.querySelector("summary")?.focus();
  return true;
}
