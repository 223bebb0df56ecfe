"use strict";
// How what proof.js found is shown, in START-HERE.html and on the audit site.
const proofPage = (() => {
  function element(tag, text = "", options = {}) {
    const made = Object.assign(document.createElement(tag), options);
    if (text !== "") made.textContent = text;
    return made;
  }

  // Words in the language that the page's interface has just now; a page without a choice is English.
  const said = (english, norwegian) => (document.documentElement.dataset.ui === "nb" ? norwegian : english);
  const figures = (number) => number.toLocaleString(said("en", "nb"));
  const many = (number, word, plural = `${word}s`) => `${figures(number)} ${number === 1 ? word : plural}`;
  const state = (holds) => element("span", holds ? said("holds", "holder") : said("does not hold", "holder ikke"), { className: holds ? "holds" : "fails" });

  // A quote as printed, each word marked by what was found of it.
  function marked(quote) {
    const line = element("blockquote", "", { lang: quote.language });
    const text = quote.original.replace(/\[([\p{L}\p{N}_])\](?=[\p{L}\p{N}_])/gu, "$1");
    let at = 0;
    for (const word of quote.words) {
      line.append(text.slice(at, word.at), element(word.how === "wrong" ? "strong" : "span", word.text, { className: `said-${word.how}` }));
      at = word.at + word.text.length;
    }
    line.append(text.slice(at));
    return line;
  }

  function hash(text) {
    return element("code", text, { className: "hash" });
  }

  // The hashes behind a quote, one below the other: words, leaf, way to the root, head.
  // found: of proof.checkQuote; ways: of each leaf {at, n, steps}; root: of the tree; short: of the head
  async function steps(opening, found, ways, root, short) {
    const list = element("ol", "", { className: "proof-steps" });
    for (const [number, slots] of opening.leaves.entries()) {
      const several = opening.leaves.length > 1;
      const words = element("li", said(
        `${several ? `Passage ${number + 1}: e` : "E"}ach open part, with its salt before it, makes a hash:`,
        `${several ? `Passasje ${number + 1}: h` : "H"}ver åpnet del, med sitt salt foran, gir en hash:`));
      words.append(await openParts(slots));
      const leaf = element("li", said("All hashes of the passage together, open and closed, make its leaf: ",
        "Alle hasher i passasjen til sammen, åpne og lukkede, gir bladet: "));
      leaf.append(hash(found.leaves[number]));
      list.append(words, leaf);
      const way = ways[number];
      leaf.append(way
        ? said(`, number ${figures(way.at + 1)} of ${figures(way.n)} published leaves.`, `, nummer ${figures(way.at + 1)} av ${figures(way.n)} offentliggjorte blad.`)
        : said(". It is not among the published leaves.", ". Det er ikke blant de offentliggjorte bladene."));
      if (!way) continue;
      const climbed = element("li", said("From the leaf to the root, each hash with the one beside it:", "Fra bladet til roten, hver hash med den ved siden av:")), path = element("ol");
      for (const step of way.steps) {
        const left = step.side === "left", one = element("li", left ? said("with the left ", "med den venstre ") : said("with the right ", "med den høyre "));
        one.append(hash(`${step.beside.slice(0, 16)}…`), said(" makes ", " gir "), hash(`${step.above.slice(0, 16)}…`));
        path.append(one);
      }
      climbed.append(path);
      list.append(climbed);
    }
    const top = element("li", said("The root in the head: ", "Roten i hodet: "));
    top.append(hash(root));
    const printed = element("li", said("The head's own hash, as the paper prints its beginning: ", "Hodets egen hash, slik artikkelen trykker begynnelsen av den: "));
    printed.append(hash(short));
    list.append(top, printed);
    return list;
  }

  async function openParts(slots) {
    const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
    for (const title of [said("Part", "Del"), "Salt", "Hash"]) row.append(element("th", title, { scope: "col" }));
    head.append(row);
    for (const slot of slots.filter(Array.isArray)) {
      const line = element("tr"), cells = [element("td", slot[1].trim() ? slot[1] : `“${slot[1]}”`), element("td"), element("td")];
      cells[1].append(hash(`${slot[0].slice(0, 16)}…`));
      cells[2].append(hash(`${proof.hex(await proof.slotHash(slot)).slice(0, 16)}…`));
      line.append(...cells);
      body.append(line);
    }
    const closed = slots.filter((slot) => !Array.isArray(slot)).length;
    table.append(element("caption", said(
      `Label, who speaks, and the words that are printed; ${many(closed, "other part stays", "other parts stay")} closed`,
      `Etikett, hvem som taler, og ordene som er trykt; ${many(closed, "annen del", "andre deler")} holdes lukket`)), head, body);
    return table;
  }

  return { element, many, said, state, hash, marked, steps };
})();
