// Looks words up in the index that lies beside the page, in scripts that are loaded when they are needed.
"use strict";
{
  const parts = new Map();
  const waiting = new Map();
  const take = ([kind, at, thing]) => {
    parts.set(`${kind}-${at}`, thing);
    waiting.get(`${kind}-${at}`)?.();
  };
  const early = globalThis.trailIndex ?? [];
  globalThis.trailIndex = { push: take };
  early.forEach(take);
  const head = parts.get("head-0");
  const load = (name) => parts.has(name) ? Promise.resolve(parts.get(name)) : new Promise((done) => {
    const before = waiting.get(name);
    waiting.set(name, () => { before?.(); done(parts.get(name)); });
    if (before) return;
    const script = document.createElement("script");
    script.src = `search/${name}.js`;
    document.head.append(script);
  });
  const words = (text) => (text.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());
  const common = new Set(head?.common);
  const most = 50;

  // Entries that hold a word that begins so.
  const holding = async (begin) => {
    const found = new Set();
    let first = head.words.findIndex((word) => word > begin);
    first = first < 0 ? head.words.length - 1 : Math.max(0, first - 1);
    for (let at = first; at < head.words.length; at += 1) {
      if (at > first && !head.words[at].startsWith(begin) && head.words[at] > begin) break;
      for (const [word, steps] of await load(`words-${at}`)) {
        if (!word.startsWith(begin)) continue;
        let entry = 0;
        for (const step of steps) found.add(entry += step);
      }
    }
    return found;
  };
  const entry = async (at) => {
    let part = head.texts.findIndex((start) => start > at);
    part = part < 0 ? head.texts.length - 1 : part - 1;
    return (await load(`texts-${part}`))[at - head.texts[part]];
  };

  const list = document.getElementById("found");
  const count = document.getElementById("count");
  const form = document.getElementById("search");
  const query = document.getElementById("query");
  const norwegian = () => document.documentElement.dataset.ui === "nb";

  const show = ([link, where, text], wanted) => {
    const item = document.createElement("li");
    const way = document.createElement("a");
    way.href = link;
    way.textContent = where;
    const said = document.createElement("p");
    const low = text.toLowerCase();
    const at = Math.max(0, Math.min(...wanted.map((word) => low.indexOf(word)).filter((place) => place >= 0), text.length) - 90);
    const from = at >= text.length || at === 0 ? 0 : text.indexOf(" ", at) + 1;
    const to = from + 260 >= text.length ? text.length : text.lastIndexOf(" ", from + 260);
    if (from > 0) said.append("… ");
    let rest = text.slice(from, to > from ? to : from + 260);
    while (rest) {
      const places = wanted.map((word) => [rest.toLowerCase().indexOf(word), word.length]).filter(([place]) => place >= 0);
      if (!places.length) break;
      const [place, length] = places.reduce((a, b) => (b[0] < a[0] ? b : a));
      const mark = document.createElement("mark");
      mark.textContent = rest.slice(place, place + length);
      said.append(rest.slice(0, place), mark);
      rest = rest.slice(place + length);
    }
    said.append(rest, to < text.length ? " …" : "");
    item.append(way, said);
    return item;
  };

  let turn = 0;
  const look = async () => {
    const own = ++turn;
    const phrases = [...query.value.matchAll(/["“”«»]([^"“”«»]+)["“”«»]/g)].map((match) => words(match[1]).join(" "));
    const wanted = words(query.value);
    const asked = wanted.filter((word) => !common.has(word));
    if (!head || !wanted.length) {
      list.replaceChildren();
      count.textContent = "";
      return;
    }
    let hits = null;
    for (const word of asked) {
      const one = await holding(word);
      hits = hits ? new Set([...hits].filter((at) => one.has(at))) : one;
    }
    hits ??= new Set(Array.from({ length: Math.min(head.entries, 3000) }, (_, at) => at));
    const found = [];
    let many = 0;
    for (const at of [...hits].sort((a, b) => a - b)) {
      const one = await entry(at);
      const said = ` ${words(`${one[1]} ${one[2]}`).join(" ")} `;
      if (!wanted.every((word) => said.includes(` ${word}`)) || !phrases.every((phrase) => said.includes(` ${phrase} `))) continue;
      many += 1;
      if (found.length < most) found.push(one);
      else if (!phrases.length && asked.length === wanted.length) { many = hits.size; break; }
    }
    if (own !== turn) return;
    list.replaceChildren(...found.map((one) => show(one, phrases.length ? [...phrases, ...wanted] : wanted)));
    const of = many > found.length ? (norwegian() ? ` av ${many}` : ` of ${many}`) : "";
    if (found.length) count.textContent = norwegian() ? `${found.length}${of} treff` : `${found.length}${of} found`;
    else count.textContent = norwegian() ? "Ingen treff. Færre ord, eller bare begynnelsen av et ord, finner mer."
      : "Nothing found. Fewer words, or only how a word begins, find more.";
  };

  if (form && head) {
    form.hidden = false;
    let soon = 0;
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(look, 120); });
    form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
    document.addEventListener("spoken", look);
    query.value = new URLSearchParams(location.search).get("q") ?? "";
    look();
  }
}
