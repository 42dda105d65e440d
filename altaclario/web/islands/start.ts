// On every page: the theme button, the keys, the question about analytics, and what a tab does when another one signs
// out. Without it each is a form or a link.
import { answerInPlace } from "./start/choice";
import { clearWhenSignedOut } from "./start/ended";
import { listen } from "./start/keys";
import { switchAtOnce } from "./start/theme";

document.documentElement.dataset.scripts = "";
switchAtOnce();
listen();
answerInPlace();
clearWhenSignedOut();
