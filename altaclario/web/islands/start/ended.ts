// Whoever signs out in one tab leaves nothing behind in another, also where the server cannot be asked just then.

const SIGNED_OUT = "signed out";

export function clearWhenSignedOut(): void {
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("altaclario") : undefined;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", () => tabs?.postMessage(SIGNED_OUT));
  }
  if (!("own" in document.documentElement.dataset)) return;
  tabs?.addEventListener("message", ({ data }) => {
    if (data === SIGNED_OUT) clear();
  });
  // A page that the browser kept as it was: whoever goes back to it may have signed out since.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}

/** What stood there is gone at once; what there is to see now the server says, when somebody looks. */
function clear(): void {
  document.title = "AltaClario";
  document.body.replaceChildren();
  const look = () => document.visibilityState === "visible" && location.reload();
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
}
