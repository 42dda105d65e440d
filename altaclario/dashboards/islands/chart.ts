// Draws the charts of the page, each when it comes near, after the page itself is on the screen.
// Where that fails, the table opens in the chart's place.

type Redraw = (isPrinted?: boolean) => void;

const figures = document.querySelectorAll<HTMLElement>("figure[data-chart]");
const drawn = new Map<Element, Redraw>();

async function start(): Promise<void> {
  const { plot } = await import("./chart/plot");
  const say = announcer();
  const draw = (figure: HTMLElement) => {
    if (drawn.has(figure)) return;
    try {
      drawn.set(figure, plot(figure, say));
    } catch (error) {
      openTable(figure);
      console.error(error);
    }
  };
  watch(draw);
  print(draw);
  document.addEventListener("theme-changed", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

function again(): void {
  for (const redraw of drawn.values()) redraw();
}

/** Half a window ahead, and one at a time, so that the page can answer in between. */
function watch(draw: (figure: HTMLElement) => void): void {
  let turn = Promise.resolve();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || !(target instanceof HTMLElement)) continue;
        observer.unobserve(target);
        turn = turn.then(pause).then(() => draw(target));
      }
    },
    { rootMargin: "50%" },
  );
  for (const figure of figures) observer.observe(figure);
}

/** Prints every chart, in the light theme and at the width of paper, and goes back. */
function print(draw: (figure: HTMLElement) => void): void {
  const root = document.documentElement;
  let theme: string | undefined;
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    figures.forEach(draw);
    for (const redraw of drawn.values()) redraw(true);
  });
  addEventListener("afterprint", () => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    again();
  });
}

/** One polite voice for all charts of the page. */
function announcer(): (words: string) => void {
  const voice = document.createElement("p");
  voice.className = "hush";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  return (words) => {
    voice.textContent = words;
  };
}

function openTable(figure: Element): void {
  figure.querySelector(".chart")?.toggleAttribute("hidden", true);
  figure.querySelector("details.data")?.toggleAttribute("open", true);
}

function pause(): Promise<void> {
  return new Promise((go) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => go(), { timeout: 200 });
    else setTimeout(go);
  });
}

function afterFirstPaint(): Promise<void> {
  return new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go())));
}

if (figures.length) void afterFirstPaint().then(start).catch(() => figures.forEach(openTable));
