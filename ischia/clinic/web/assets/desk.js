/* What does the browser add to the clinic's calendar, which is a list that works without it?
   Columns where there is room for them, visits that can be dragged or moved by the keyboard, one question before each
   move, and a way back after it. */
import { startBoard } from "./js/desk/board.js";

const WIDE = window.matchMedia("(min-width: 60rem)");
const place = document.getElementById("desk-board");

if (place && WIDE.matches) startBoard(place);
