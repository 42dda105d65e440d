// Forms that are answered by a passkey: the browser asks for it, what it says goes along with the form.
import { asked, made } from "./passkey/asking";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (window.PublicKeyCredential) watch(form);
}

function watch(form: HTMLFormElement): void {
  const credential = form.querySelector<HTMLInputElement>("[name=credential]");
  const fault = form.querySelector<HTMLElement>("[data-fault]");
  if (!credential) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (credential.value) return;
    event.preventDefault();
    if (fault) fault.hidden = true;
    answer(form).then(
      (said) => {
        credential.value = JSON.stringify(said);
        form.requestSubmit();
      },
      // Who changes their mind, and who has no passkey here: the browser does not tell which.
      () => {
        if (fault) fault.hidden = false;
      },
    );
  });
}

async function answer(form: HTMLFormElement): Promise<unknown> {
  const options = await optionsOf(form);
  return form.dataset.passkey === "make" ? made(options.creation_options) : asked(options.request_options);
}

/** They stand in the page, or come from the address of the form. */
async function optionsOf(form: HTMLFormElement): Promise<Record<string, { publicKey: never }>> {
  const inPage = document.getElementById("js_data")?.textContent;
  if (inPage) return JSON.parse(inPage);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
