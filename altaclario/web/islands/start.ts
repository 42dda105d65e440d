// On every page: the theme button and the keys. Without it the button is a form and every key is a link.
import { listen } from "./start/keys";
import { switchAtOnce } from "./start/theme";

document.documentElement.dataset.scripts = "";
switchAtOnce();
listen();
