// The opt-out signal of a browser, Global Privacy Control: some browsers tell scripts and not servers.

export function optsOut(): boolean {
  return (navigator as Navigator & { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}
