"use strict";
// Keeps a page up to date, and loads what is long only when it is wanted. Everything works without it.
(() => {
  const main = document.getElementById("main");
  const live = document.getElementById("live");
  const say = (text) => {
    live.textContent = text;
    setTimeout(() => { if (live.textContent === text) live.textContent = ""; }, 8000);
  };

  const fetched = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // What is folded away and long.
  main.addEventListener("toggle", async (event) => {
    const fold = event.target;
    const from = fold.dataset && fold.dataset.load;
    if (!from || !fold.open || fold.dataset.loaded) return;
    fold.dataset.loaded = "yes";
    const content = (await fetched(from)).querySelector("[data-content]");
    if (content) fold.querySelector("[data-place]").replaceChildren(content);
  }, true);

  // The board: a case that is dropped on somebody's row is shown with what would follow before it is given away.
  const board = document.getElementById("board-form");
  if (board) {
    const row = (event) => event.target.closest("tr[data-officer]");
    board.addEventListener("dragstart", (event) => {
      const card = event.target.closest("[data-case]");
      if (card) event.dataTransfer.setData("text/plain", card.dataset.case);
    });
    board.addEventListener("dragover", (event) => { if (row(event)) event.preventDefault(); });
    board.addEventListener("drop", (event) => {
      const to = row(event);
      const tick = document.getElementById("tick-" + event.dataTransfer.getData("text/plain"));
      if (!to || !tick) return;
      event.preventDefault();
      if (to.contains(tick)) return;
      tick.checked = true;
      board.elements.to_officer.value = to.dataset.officer;
      board.requestSubmit();
    });
  }

  // What changes. Nothing moves under the hands of somebody who fills in a form.
  let touched = false;
  main.addEventListener("input", () => { touched = true; });
  const isBusy = () => touched || document.activeElement.closest("main form");
  const parts = () => [...main.querySelectorAll("[data-live]")];
  // What the same thing is called on a fresh page: who goes by keyboard stays where they were.
  const nameOf = (element) => {
    if (element.id) return "#" + CSS.escape(element.id);
    if (element.matches("details[id] > summary")) return nameOf(element.parentElement) + " > summary";
    return element.matches("a[href]") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : null;
  };
  const refresh = async () => {
    if (isBusy()) return say(document.body.dataset.stale);
    const fresh = await fetched(location.href);
    // Somebody may have begun while it came.
    if (isBusy()) return say(document.body.dataset.stale);
    for (const part of parts()) {
      const held = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
      const next = fresh.getElementById(part.id);
      if (!next) continue;
      for (const fold of part.querySelectorAll("details[id]")) {
        const same = next.querySelector("#" + CSS.escape(fold.id));
        if (same) same.open = fold.open;
      }
      part.replaceWith(next);
      if (held) next.parentElement.querySelector(held)?.focus({ preventScroll: true });
    }
    say(document.body.dataset.updated);
  };
  if (!parts().length) return;
  let soon = 0;
  const events = new EventSource("/events");
  events.onmessage = (event) => {
    const changed = event.data.split(" ");
    if (!parts().some((part) => !part.dataset.live || changed.includes(part.dataset.live))) return;
    clearTimeout(soon);
    soon = setTimeout(() => refresh().catch(() => {}), 200);
  };
  addEventListener("pagehide", () => events.close());
})();
