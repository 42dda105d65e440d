// On every page: the theme button, the keys, and what a tab does when another one signs out. Without it the button is a
// form and every key is a link.
import { clearWhenSignedOut } from "./start/ended";
import { listen } from "./start/keys";
import { switchAtOnce } from "./start/theme";

document.documentElement.dataset.scripts = "";
switchAtOnce();
listen();
clearWhenSignedOut();
