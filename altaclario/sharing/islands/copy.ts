// A button that copies what a field holds. Without scripts there is the field, to be selected by hand.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy ?? "");
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) offer(button, field);
}

function offer(button: HTMLButtonElement, field: HTMLInputElement | HTMLTextAreaElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    navigator.clipboard.writeText(field.value).then(
      () => {
        button.textContent = button.dataset.copied ?? "";
      },
      // It is not allowed here: what is selected can be copied by hand.
      () => field.focus(),
    );
  });
}
