/* What does the browser add to pages that already work without it?
   Parts swapped by htmx, focus and announcements after a swap, the hold's countdown, where the visitor is, printing. Nothing else. */
import htmx from "htmx.org";
import { saveWhileWriting } from "./js/autosave.js";
import { drawOnCharts } from "./js/body_chart.js";
import { startCountdowns } from "./js/countdown.js";
import { keepNoneAlone } from "./js/choices.js";
import { keepHouse } from "./js/kept.js";
import { addPhrase } from "./js/phrases.js";
import { offerPosition } from "./js/locate.js";
import { focusErrors, moveFocusAfterSwap } from "./js/focus.js";
import { offerPasskeys } from "./js/passkeys.js";

window.htmx = htmx;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
// A refused answer (422) is a page with its errors, to be shown like any other.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "...", swap: true },
];
htmx.config.scrollBehavior = "instant";

document.documentElement.dataset.scripted = "";
moveFocusAfterSwap(document);
focusErrors(document);
startCountdowns(document);
keepNoneAlone(document);
drawOnCharts(document);
offerPosition(document);
offerPasskeys(document);
keepHouse(document);
saveWhileWriting(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  addPhrase(event.target.closest("[data-phrase-for]"));
});
