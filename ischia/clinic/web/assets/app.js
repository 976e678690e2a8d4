/* What does the browser add to pages that already work without it?
   Parts swapped by htmx, focus and announcements after a swap, the hold's countdown, printing. Nothing else. */
import htmx from "htmx.org";
import { startCountdowns } from "./js/countdown.js";
import { keepNoneAlone } from "./js/choices.js";
import { moveFocusAfterSwap } from "./js/focus.js";

window.htmx = htmx;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
htmx.config.scrollBehavior = "instant";

document.documentElement.dataset.scripted = "";
moveFocusAfterSwap(document);
startCountdowns(document);
keepNoneAlone(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
