// Beside a field for a new password: how hard it is to guess, and a button that shows it. Nothing is sent anywhere.
import { judge } from "./password/guessing";

for (const box of document.querySelectorAll<HTMLElement>("[data-strength]")) {
  const field = document.getElementById(box.dataset.strength ?? "");
  if (field instanceof HTMLInputElement) watch(field, box);
}

function watch(field: HTMLInputElement, box: HTMLElement): void {
  const fewest = Number(box.dataset.fewest);
  const word = box.querySelector<HTMLElement>("[data-word]");
  const bar = box.querySelector("progress");
  const button = box.querySelector<HTMLButtonElement>("button");
  box.hidden = false;
  field.addEventListener("input", () => {
    const { missing, step } = judge(field.value, fewest, about(field));
    const shown = missing > 0 ? 1 : step;
    if (bar) bar.value = field.value ? shown : 0;
    if (word) word.textContent = field.value ? said(box, missing, step) : "";
    box.dataset.step = String(shown);
  });
  button?.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

/** What the same form says of the person: whoever guesses tries it first. */
function about(field: HTMLInputElement): string[] {
  const others = field.form?.querySelectorAll<HTMLInputElement>("[name=name], [name=email]") ?? [];
  return [...others].map((other) => other.value);
}

/** The words are the page's, in its language. */
function said(box: HTMLElement, missing: number, step: number): string {
  if (missing > 0) return (box.dataset.missing ?? "").replace("%d", String(missing));
  return box.dataset[`step${step}`] ?? "";
}
