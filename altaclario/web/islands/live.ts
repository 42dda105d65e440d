// Pages that change while one looks at them (progress of a sync): htmx asks for fragments, nothing more.
import htmx from "htmx.org";

// The policy of the page refuses code made from text and style elements, and nothing may be kept in the browser.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  historyEnabled: false,
});

// It notes the address of the page all the same; the browser need not hold that.
sessionStorage.removeItem("htmx-current-path-for-history");
