// The question about analytics: answered without a new page, in every open tab at once. Without scripts it is a form.
import { optsOut } from "./signal";

/** Said before a no is sent: whatever counts ends, so that no answer to it arrives after that of the no. */
const HOLD = "hold";

export function answerInPlace(): void {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("consent") : undefined;
  channel?.addEventListener("message", ({ data }) => {
    if (data !== HOLD) settle(data as string);
  });
  if (optsOut()) {
    document.querySelector("[data-honoured]")?.removeAttribute("hidden");
    settle("overridden");
  }
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-choice]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form, event.submitter, channel);
    });
  }
}

async function send(form: HTMLFormElement, pressed: HTMLElement | null, channel?: BroadcastChannel): Promise<void> {
  const sent = new FormData(form, pressed);
  if (optsOut()) sent.set("signal", "1");
  if (sent.get("answer") !== "accept") channel?.postMessage(HOLD);
  const answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
  if (answer.type !== "opaqueredirect") {
    location.assign(form.action);
    return;
  }
  channel?.postMessage(sent.get("answer"));
  const wasAsked = form.closest("[data-question]") !== null;
  settle(String(sent.get("answer")));
  if (wasAsked) document.getElementById("main")?.scrollIntoView({ block: "nearest" });
}

/** The question is gone, and where it says how things stand, it says how they stand now. The words are the page's. */
function settle(answer: string): void {
  document.querySelector("[data-question]")?.remove();
  const standing = document.querySelector<HTMLElement>("[data-standing]");
  const words = standing?.dataset[answer];
  if (!standing || !words) return;
  const said = document.createElement("strong");
  said.textContent = words;
  standing.replaceChildren(said);
}
