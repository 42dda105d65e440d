// Draws every chart of the page, after the page itself is on the screen. Where that fails, the table opens instead.

const figures = [...document.querySelectorAll<HTMLElement>("figure[data-chart]")];
const redraws: ((isPrinted?: boolean) => void)[] = [];

async function drawAll(): Promise<void> {
  const { plot } = await import("./chart/plot");
  const say = announcer();
  for (const figure of figures) {
    await pause();
    try {
      redraws.push(plot(figure, say));
    } catch (error) {
      openTable(figure);
      console.error(error);
    }
  }
}

function again(isPrinted = false): void {
  for (const redraw of redraws) redraw(isPrinted);
}

/** Prints in the light theme, at the width of paper, and goes back. */
function listen(): void {
  const root = document.documentElement;
  let theme: string | undefined;
  document.addEventListener("theme-changed", () => again());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => again());
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    again(true);
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

function openTable(figure: HTMLElement): void {
  figure.querySelector(".chart")?.toggleAttribute("hidden", true);
  const table = figure.querySelector("details.data");
  table?.toggleAttribute("open", true);
}

/** Lets the browser paint and answer first. */
function pause(): Promise<void> {
  return new Promise((go) => ("requestIdleCallback" in window ? requestIdleCallback(() => go(), { timeout: 200 }) : setTimeout(go)));
}

function afterFirstPaint(): Promise<void> {
  return new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go())));
}

if (figures.length) {
  listen();
  void afterFirstPaint().then(drawAll).catch(() => figures.forEach(openTable));
}
