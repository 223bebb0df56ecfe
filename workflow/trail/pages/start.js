"use strict";
// START-HERE.html: runs the checks of proof.js over the proofs that stand in this page, and over a zip that is chosen.
const { encoder, utf8 } = proof, { element, many, said, state, hash, marked, steps } = proofPage;

const held = (list) => list.filter((one) => one.holds).length;
const reason = (text, tag = "span") => element(tag, text, { lang: "en" }); // proof.js gives its reasons in English
const files = (number) => many(number, said("file", "fil"), said("files", "filer"));
const quotes = (number) => many(number, said("quote", "sitat"), said("quotes", "sitater"));
const people = (number) => many(number, said("number of people", "persontall"), said("numbers of people", "persontall"));
const papers = (number) => many(number, said("paper", "artikkel"), said("papers", "artikler"));

function say(place, result, seconds) {
  place.replaceChildren();
  const good = !result.wrong.length, wrong = result.wrong.length;
  place.className = good ? "verdict good" : "verdict bad";
  const sum = (kind) => result.papers.reduce((before, one) => before + one[kind].length, 0);
  const looked = [result.files && files(result.files), quotes(sum("quotes")), people(sum("counts")), papers(result.papers.length)].filter(Boolean).join(", ");
  const took = seconds.toLocaleString(said("en", "nb"), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  place.append(element("p", good ? said("All of it holds.", "Alt sammen holder.")
    : said(`${many(wrong, "thing does", "things do")} not hold.`, `${many(wrong, "ting", "ting")} holder ikke.`), { className: "sentence" }));
  place.append(element("p", said(`Looked at: ${looked}; ${took} s.`, `Så på: ${looked}; ${took} s.`), { className: "quiet" }));
  if (good) return;
  const list = element("ul");
  for (const line of result.wrong.slice(0, 50)) list.append(reason(line, "li"));
  if (wrong > 50) list.append(element("li", said(`and ${wrong - 50} more`, `og ${wrong - 50} til`)));
  place.append(list);
}

// What is unfolded stays so when the page is said in the other language; `name` is the same in both.
const unfolded = new Set();

function folded(name, title, holds, fill) {
  const details = element("details"), summary = element("summary", `${title} `);
  summary.append(state(holds));
  details.append(summary);
  details.addEventListener("toggle", async () => {
    unfolded[details.open ? "add" : "delete"](name);
    if (details.open && details.children.length === 1) details.append(await fill());
  });
  details.open = unfolded.has(name);
  return details;
}

async function stepsOf(quote, paper, given) {
  const read = (name) => JSON.parse(utf8.decode(given.get(`released/proofs/${paper.paper}/${name}.json`)));
  const leaves = read("leaves").texts, raw = leaves.map(proof.unhex), ways = [];
  for (const leaf of quote.leaves) {
    const at = leaves.indexOf(leaf);
    ways.push(at < 0 ? null : { at, n: leaves.length, steps: await proof.climb(raw, at) });
  }
  return steps(read("openings").quotes[quote.name], quote, ways, read("head").texts.root, paper.short);
}

function quotesOf(paper, given) {
  const list = element("div"), key = element("p", "", { className: "quiet" });
  key.append(element("span", said("Underlined", "Understreket"), { className: "said-open" }),
    said(": a word that was opened, and is the one that was sealed. ", ": et ord som ble åpnet, og er det som ble forseglet. "),
    element("span", said("Dashed", "Stiplet"), { className: "said-respelt" }),
    said(": said in another spelling, which stays closed: that rests on the authors' word. ", ": sagt i en annen skrivemåte, som forblir lukket: det hviler på forfatternes ord. "),
    element("span", said("Grey", "Grått"), { className: "said-added" }),
    said(": the authors' own, and what they left out.", ": forfatternes eget, og det de utelot."));
  list.append(key);
  for (const quote of paper.quotes) {
    const one = element("article", "", { className: "proved" });
    const top = element("p", `${quote.name}, ${quote.label} `, { className: "name" });
    top.append(state(quote.holds));
    one.append(top, marked(quote));
    if (!quote.holds) {
      const why = element("p", `${quote.name}: `, { className: "why" });
      why.append(reason(`${quote.says}.`));
      one.append(why);
    }
    if (quote.leaves.length) one.append(folded(`${paper.paper} ${quote.name}`, said("The steps", "Stegene"), quote.holds, () => stepsOf(quote, paper, given)));
    list.append(one);
  }
  return list;
}

function countsOf(paper) {
  const scroll = element("div", "", { className: "scroll", tabIndex: 0, role: "region" }), table = element("table");
  scroll.setAttribute("aria-label", said(`Numbers of people in ${paper.paper}`, `Antall personer i ${paper.paper}`));
  const head = element("thead"), row = element("tr"), body = element("tbody");
  const titles = [said("Number", "Tall"), said("What", "Hva"), said("Leaves opened", "Åpnede blader"), said("Ones among them", "Enere blant dem"), ""];
  for (const title of titles) row.append(element(title ? "th" : "td", title, title ? { scope: "col" } : {}));
  head.append(row);
  for (const count of paper.counts) {
    const line = element("tr");
    line.append(element("th", count.name.slice(paper.paper.length + 1), { scope: "row" }), element("td", count.what, { lang: "en" }), element("td", count.leaves ?? ""), element("td", count.ones ?? "–"));
    const last = element("td");
    last.append(state(count.holds), count.says ? " " : "", count.says ? reason(count.says) : "");
    line.append(last);
    body.append(line);
  }
  table.append(head, body);
  scroll.append(table);
  return scroll;
}

function show(place, result, given) {
  place.replaceChildren();
  for (const paper of result.papers) {
    const section = element("section", "", { className: "paper" });
    section.append(element("h3", paper.paper));
    const line = element("p", said("Head: ", "Hode: "));
    line.append(hash(paper.short ?? said("cannot be read", "kan ikke leses")),
      said(". The paper prints the same; so should the journal, or wherever it was deposited.", ". Artikkelen trykker det samme; det bør tidsskriftet også gjøre, eller stedet der det ble deponert."));
    section.append(line);
    const trees = element("ul", "", { className: "trees" });
    for (const tree of paper.trees) {
      const of = { texts: said("texts", "tekstene"), counts: said("counts", "tellingene") }[tree.name];
      const one = element("li", said(`${many(tree.n, "sealed leaf", "sealed leaves")} of ${of} make the root `,
        `${many(tree.n, "forseglet blad", "forseglede blader")} av ${of} gir roten `));
      one.append(hash(`${tree.root.slice(0, 16)}…`), " ", state(tree.holds));
      trees.append(one);
    }
    section.append(trees);
    const holding = (list, what, how) => `${held(list)} ${said("of", "av")} ${what(list.length)}, ${how}`;
    const fold = (kind, title, fill) => {
      if (paper[kind].length) section.append(folded(`${paper.paper} ${kind}`, title, held(paper[kind]) === paper[kind].length, fill));
    };
    fold("quotes", holding(paper.quotes, quotes, said("word by word", "ord for ord")), () => quotesOf(paper, given));
    fold("counts", holding(paper.counts, people, said("one leaf for each person", "ett blad for hver person")), () => countsOf(paper));
    const { totals } = paper;
    if (totals.length) section.append(element("p", said(
      `${held(totals)} of ${many(totals.length, "total")} of meaning units are those that were committed to; a total is not added up here.`,
      `${held(totals)} av ${many(totals.length, "sum", "summer")} av meningsbærende enheter er de som det ble forpliktet på; en sum regnes ikke ut her.`), { className: "quiet" }));
    place.append(section);
  }
}

// What stands there now, to be said anew in the other language.
const [verdict, looked, shown] = ["verdict", "looked", "papers"].map((id) => document.getElementById(id));
let tell = () => {};
const now = (telling) => {
  tell = () => {
    for (const one of [verdict, shown]) one.lang = said("en", "nb");
    telling();
  };
  tell();
};
document.addEventListener("spoken", () => tell());

// name: of the zip, or none where the proofs in the page are looked at
async function run(given, name) {
  const started = performance.now(), result = await proof.verify(given, Boolean(name)), seconds = (performance.now() - started) / 1000;
  now(() => {
    say(verdict, result, seconds);
    show(shown, result, given);
    if (name) looked.replaceChildren(element("span", said(`What you see is of ${name}.`, `Det du ser, er fra ${name}.`), { lang: said("en", "nb") }));
  });
}

const within = new Map(Object.entries(JSON.parse(document.getElementById("files").textContent)).map(([name, text]) => [name, encoder.encode(text)]));
run(within);

document.getElementById("zip").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const sentence = (text) => verdict.replaceChildren(element("p", text, { className: "sentence" }));
  verdict.className = "verdict";
  now(() => sentence(said(`Looking at ${file.name} …`, `Ser på ${file.name} …`)));
  try {
    await run(await proof.unzip(new Uint8Array(await file.arrayBuffer())), file.name);
  } catch (error) {
    verdict.className = "verdict bad";
    now(() => {
      sentence(said(`${file.name} cannot be checked: `, `${file.name} kan ikke kontrolleres: `));
      verdict.firstChild.append(reason(`${error.message}.`));
    });
  }
  verdict.focus();
});
