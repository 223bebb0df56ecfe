"use strict";
// How what proof.js found is shown, in START-HERE.html and on the audit site.
const proofPage = (() => {
  function element(tag, text = "", options = {}) {
    const made = Object.assign(document.createElement(tag), options);
    if (text !== "") made.textContent = text;
    return made;
  }

  const many = (number, word, plural = `${word}s`) => `${number.toLocaleString("en")} ${number === 1 ? word : plural}`;
  const state = (holds) => element("span", holds ? "holds" : "does not hold", { className: holds ? "holds" : "fails" });


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
      const words = element("li", `${opening.leaves.length > 1 ? `Passage ${number + 1}: e` : "E"}ach open part, with its salt before it, makes a hash:`);
      words.append(await openParts(slots));
      const leaf = element("li", "All hashes of the passage together, open and closed, make its leaf: ");
      leaf.append(hash(found.leaves[number]));
      list.append(words, leaf);
      const way = ways[number];
      leaf.append(way ? `, number ${(way.at + 1).toLocaleString("en")} of ${way.n.toLocaleString("en")} published leaves.` : ". It is not among the published leaves.");
      if (!way) continue;
      const climbed = element("li", "From the leaf to the root, each hash with the one beside it:"), path = element("ol");
      for (const step of way.steps) {
        const one = element("li", `with ${step.side === "left" ? "the left" : "the right"} `);
        one.append(hash(`${step.beside.slice(0, 16)}…`), " makes ", hash(`${step.above.slice(0, 16)}…`));
        path.append(one);
      }
      climbed.append(path);
      list.append(climbed);
    }
    const top = element("li", "The root in the head: ");
    top.append(hash(root));
    const printed = element("li", "The head's own hash, as the paper prints its beginning: ");
    printed.append(hash(short));
    list.append(top, printed);
    return list;
  }

  async function openParts(slots) {
    const table = element("table"), head = element("thead"), body = element("tbody"), row = element("tr");
    for (const title of ["Part", "Salt", "Hash"]) row.append(element("th", title, { scope: "col" }));
    head.append(row);
    for (const slot of slots.filter(Array.isArray)) {
      const line = element("tr"), cells = [element("td", slot[1].trim() ? slot[1] : `“${slot[1]}”`), element("td"), element("td")];
      cells[1].append(hash(`${slot[0].slice(0, 16)}…`));
      cells[2].append(hash(`${proof.hex(await proof.slotHash(slot)).slice(0, 16)}…`));
      line.append(...cells);
      body.append(line);
    }
    const closed = slots.filter((slot) => !Array.isArray(slot)).length;
    table.append(element("caption", `Label, who speaks, and the words that are printed; ${many(closed, "other part stays", "other parts stay")} closed`), head, body);
    return table;
  }

  return { element, many, state, hash, marked, steps };
})();
