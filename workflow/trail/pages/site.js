// The claims page's rows, and the reading view's panel. Without it every page is whole: the evidence stands below the text.
"use strict";
{
  // The claims page: rows that hold all the words.
  const form = document.getElementById("narrow");
  if (form) {
    const words = document.getElementById("words");
    const rows = [...document.querySelectorAll("[data-row]")].map((row) => [row, row.textContent.toLowerCase()]);
    const narrow = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, said] of rows) {
        row.hidden = !wanted.every((word) => said.includes(word));
        shown += !row.hidden;
      }
      document.getElementById("count").textContent = `${shown} / ${rows.length}`;
    };
    form.hidden = false;
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    narrow();
  }
}
{
  // The reading view: three lines on hover or focus, and on a click the chain beside the text.
  const evidence = document.getElementById("evidence");
  const text = document.getElementById("text");
  if (evidence && text) {
    const panel = document.createElement("aside");
    panel.id = "panel";
    panel.hidden = true;
    panel.setAttribute("aria-labelledby", "evidence-title");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close");
    close.dataset.nbLabel = "Lukk";
    const inside = document.createElement("div");
    panel.append(close, inside);
    evidence.before(panel);

    const tip = document.createElement("div");
    tip.id = "gist";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    document.body.append(tip);
    let hiding = 0;
    const hide = () => { tip.hidden = true; };
    const target = (mark) => document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    const hint = (mark) => {
      const article = target(mark);
      if (!article) return;
      clearTimeout(hiding);
      const gist = article.querySelector(".gist").cloneNode(true);
      for (const link of gist.querySelectorAll("a")) link.replaceWith(link.textContent);
      tip.replaceChildren(gist);
      tip.hidden = false;
      mark.setAttribute("aria-describedby", "gist");
      const at = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
      const below = at.bottom + own.height + 8 < innerHeight;
      tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - own.width - 8))}px`;
      tip.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - own.height - 6)}px`;
    };
    const marks = [...text.querySelectorAll('a[href^="#e-"]')];
    for (const mark of marks) {
      mark.addEventListener("mouseenter", () => hint(mark));
      mark.addEventListener("focus", () => { if (mark.matches(":focus-visible")) hint(mark); });
      mark.addEventListener("mouseleave", () => { hiding = setTimeout(hide, 250); });
      mark.addEventListener("blur", hide);
    }
    tip.addEventListener("mouseenter", () => clearTimeout(hiding));
    tip.addEventListener("mouseleave", hide);

    let from = null;
    const shut = () => {
      panel.hidden = true;
      document.body.classList.remove("open");
      for (const one of text.querySelectorAll(".asked")) one.classList.remove("asked");
      if (from) from.focus({ preventScroll: true });
    };
    const open = (name, mark) => {
      const article = document.getElementById(`e-${name}`);
      if (!article) return false;
      hide();
      from = mark ?? text.querySelector(`a[href="#e-${CSS.escape(name)}"]`);
      const shown = article.cloneNode(true);
      shown.removeAttribute("id");
      const parts = [shown];
      for (const link of shown.querySelectorAll(".names a")) {
        const basis = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (!basis) continue;
        const copy = basis.cloneNode(true);
        for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
        parts.push(copy);
        link.replaceWith(link.textContent);
      }
      parts.push(...shown.querySelectorAll(".made, .hash"));
      inside.replaceChildren(...parts);
      panel.hidden = false;
      document.body.classList.add("open");
      for (const one of text.querySelectorAll(".asked")) one.classList.remove("asked");
      document.getElementById(name)?.classList.add("asked");
      panel.scrollTop = 0;
      shown.focus({ preventScroll: true });
      return true;
    };
    close.addEventListener("click", shut);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!tip.hidden) hide(); else if (!panel.hidden) shut();
    });
    text.addEventListener("click", (event) => {
      const mark = event.target.closest('a[href^="#e-"]');
      if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const name = decodeURIComponent(mark.hash.slice(3));
      if (open(name, mark)) {
        event.preventDefault();
        history.replaceState(null, "", `#${encodeURIComponent(name)}`);
      }
    });
    inside.addEventListener("click", (event) => {
      const back = event.target.closest('a[href^="#"]');
      if (!back || !document.getElementById(decodeURIComponent(back.hash.slice(1)))) return;
      event.preventDefault();
      document.getElementById(decodeURIComponent(back.hash.slice(1))).scrollIntoView({ block: "center" });
      from?.focus({ preventScroll: true });
    });
    const arrive = () => {
      const name = decodeURIComponent(location.hash.slice(1)).replace(/^e-/, "");
      if (name && open(name, null)) document.getElementById(name)?.scrollIntoView({ block: "center" });
    };
    addEventListener("hashchange", arrive);
    arrive();
  }
}
