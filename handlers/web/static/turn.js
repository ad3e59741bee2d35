// Beside a form that waits for its turn: solves the puzzle that stands in it, and sends it when the turn comes.
// The page works whole without this. A solution is a number with which the SHA-256 of "puzzle:number" begins
// with so many bits that are nought.
"use strict";

const SOME = 200; // tried at a time: between them the page can be used

(async () => {
  const here = document.getElementById("turn");
  const form = document.getElementById("screen");
  const { puzzle, bits, left } = here.dataset;
  const send = () => form.querySelector("button.primary").click();
  const say = (name) => { document.getElementById(name).hidden = false; };
  if (puzzle && window.crypto && crypto.subtle) {
    say("working");
    const encoder = new TextEncoder();
    const solves = async (number) => {
      const digest = await crypto.subtle.digest("SHA-256", encoder.encode(`${puzzle}:${number}`));
      return new DataView(digest).getUint32(0) >>> (32 - Number(bits)) === 0;
    };
    for (let first = 0; ; first += SOME) {
      const solved = await Promise.all(Array.from({ length: SOME }, (_, number) => solves(first + number)));
      if (solved.includes(true)) {
        form.elements.proof.value = String(first + solved.indexOf(true));
        send();
        return;
      }
      await new Promise((go) => { setTimeout(go); });
    }
  }
  say("going");
  setTimeout(send, 1000 * Number(left));
})();
