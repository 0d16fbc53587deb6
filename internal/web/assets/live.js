// Follows what happens: asks for the page again and swaps its content when it has changed. What the reader has unfolded,
// focused or scrolled stays as it is.
(() => {
  "use strict";
  const every = 3000;
  const badge = document.getElementById("live");
  let tag = null;

  async function refresh() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(location.href, { headers, cache: "no-store" });
      badge.textContent = "live";
      if (answer.status === 200) {
        const next = answer.headers.get("ETag");
        if (tag !== null && next !== tag) swap(await answer.text());
        tag = next;
      }
    } catch {
      badge.textContent = "not connected";
    }
    badge.hidden = false;
    setTimeout(refresh, every);
  }

  function swap(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const open = new Set([...document.querySelectorAll("details[open][id]")].map((d) => d.id));
    const focused = document.activeElement?.getAttribute?.("href");
    document.title = page.title;
    document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
    for (const details of document.querySelectorAll("details[id]")) {
      if (open.has(details.id)) details.open = true;
    }
    if (focused) document.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }

  refresh();
})();
