// Keeps the page fresh: asks every two seconds, redraws only when something changed, keeps open folds and the place.
"use strict";
(() => {
  const open = () => new Set([...document.querySelectorAll("details[open]")].map((d) => d.id));
  const atEnd = () => window.innerHeight + window.scrollY >= document.body.scrollHeight - 80;
  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (next.body.dataset.revision === document.body.dataset.revision) return;
    const folds = open();
    const follow = atEnd();
    document.body.dataset.revision = next.body.dataset.revision;
    for (const part of ["nav", "main"]) document.querySelector(part).replaceWith(next.querySelector(part));
    for (const d of document.querySelectorAll("details")) if (folds.has(d.id)) d.open = true;
    if (follow) window.scrollTo(0, document.body.scrollHeight);
  }
  if (!location.hash) window.scrollTo(0, document.body.scrollHeight);
  setInterval(() => refresh().catch(() => {}), 2000);
})();
