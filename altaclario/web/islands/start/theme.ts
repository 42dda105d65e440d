// The theme button switches at once. The server reads the same cookie, so the next page comes in the same theme.

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const YEAR_SECONDS = 31_536_000;

export function switchAtOnce(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-theme-form]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(next(chosen()), form.dataset.cookie ?? "theme");
    write(form);
  });
}

function chosen(): Theme {
  const { theme } = document.documentElement.dataset;
  return THEMES.find((one) => one === theme) ?? "auto";
}

function next(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
}

/** On a server the cookie's name keeps it on its host; the page knows that name. */
function choose(theme: Theme, cookie: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme === "auto" ? 0 : YEAR_SECONDS;
  document.cookie = `${cookie}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("theme-changed"));
}

/** The words are the page's, in its language: `data-auto`, `data-light`, `data-dark`. */
function write(form: HTMLFormElement): void {
  const word = form.querySelector<HTMLElement>("[data-theme-word]");
  const theme = chosen();
  if (word) word.textContent = word.dataset[theme] ?? theme;
}
