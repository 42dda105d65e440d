// The question about analytics: answered without a new page, in every open tab at once. Without scripts it is a form.

export function answerInPlace(): void {
  const question = document.querySelector<HTMLElement>("[data-question]");
  const channel = new BroadcastChannel("consent");
  channel.addEventListener("message", () => question?.remove());
  if (optsOut()) question?.remove();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-choice]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form, event.submitter, channel);
    });
  }
}

/** Some browsers tell scripts and not servers. */
function optsOut(): boolean {
  return (navigator as Navigator & { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}

async function send(form: HTMLFormElement, pressed: HTMLElement | null, channel: BroadcastChannel): Promise<void> {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, pressed), redirect: "manual" });
  if (answer.type !== "opaqueredirect") {
    location.assign(form.action);
    return;
  }
  channel.postMessage("answered");
  form.closest("[data-question]")?.remove();
  document.getElementById("main")?.scrollIntoView({ block: "nearest" });
}
