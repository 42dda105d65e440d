// What is told of a page: names that the page itself brought along. Nothing of an address is ever in it.

// By name, how a page is told by its path, each part that differs as a star.
export type Pages = Readonly<Record<string, string>>;

export type Hit =
  | { readonly event: "page_view"; readonly page: string; readonly before: string }
  | { readonly event: "page_speed"; readonly page: string; readonly ms: number };

/** A page was opened at `here`, from `before`; nothing if it is none that is counted. */
export function view(pages: Pages, here: string, before: string): Hit | undefined {
  const page = named(pages, read(here));
  return page ? { event: "page_view", page, before: origin(pages, here, before) } : undefined;
}

/** How long it took to come, in milliseconds. */
export function speed(pages: Pages, here: string, took: number): Hit | undefined {
  const page = named(pages, read(here));
  return page && took > 0 ? { event: "page_speed", page, ms: Math.round(took) } : undefined;
}

/** The page of ours that led here; of another site only that it was one. */
function origin(pages: Pages, here: string, before: string): string {
  const url = read(before);
  if (!url) return "";
  return url.origin === read(here)?.origin ? named(pages, url) : "elsewhere";
}

function named(pages: Pages, url: URL | undefined): string {
  const parts = url?.pathname.slice(1).split("/") ?? [];
  return Object.keys(pages).find((name) => fits(pages[name]?.split("/") ?? [], parts)) ?? "";
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, at) => (part === "*" ? parts[at] !== "" : part === parts[at]))
  );
}

function read(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
