"use strict";
// START-HERE.html: runs the checks of proof.js over the proofs that stand in this page, and over a zip that is chosen.
const { encoder, utf8 } = proof, { element, many, state, hash, marked, steps } = proofPage;

const held = (list) => list.filter((one) => one.holds).length;

function say(place, result, seconds) {
  place.replaceChildren();
  const good = !result.wrong.length;
  place.className = good ? "verdict good" : "verdict bad";
  const quotes = result.papers.reduce((sum, one) => sum + one.quotes.length, 0);
  const counts = result.papers.reduce((sum, one) => sum + one.counts.length, 0);
  const looked = [result.files && many(result.files, "file"), many(quotes, "quote"), many(counts, "number of people", "numbers of people"),
    many(result.papers.length, "paper")].filter(Boolean);
  place.append(element("p", good ? "All of it holds." : `${many(result.wrong.length, "thing does", "things do")} not hold.`, { className: "sentence" }));
  place.append(element("p", `Looked at: ${looked.join(", ")}; ${seconds} s.`, { className: "quiet" }));
  if (good) return;
  const list = element("ul");
  for (const line of result.wrong.slice(0, 50)) list.append(element("li", line));
  if (result.wrong.length > 50) list.append(element("li", `and ${result.wrong.length - 50} more`));
  place.append(list);
}

function folded(title, holds, fill) {
  const details = element("details"), summary = element("summary", `${title} `);
  summary.append(state(holds));
  details.append(summary);
  details.addEventListener("toggle", async () => {
    if (details.open && details.children.length === 1) details.append(await fill());
  });
  return details;
}

async function stepsOf(quote, paper, files) {
  const read = (name) => JSON.parse(utf8.decode(files.get(`released/proofs/${paper.paper}/${name}.json`)));
  const leaves = read("leaves").texts, raw = leaves.map(proof.unhex), ways = [];
  for (const leaf of quote.leaves) {
    const at = leaves.indexOf(leaf);
    ways.push(at < 0 ? null : { at, n: leaves.length, steps: await proof.climb(raw, at) });
  }
  return steps(read("openings").quotes[quote.name], quote, ways, read("head").texts.root, paper.short);
}

function quotesOf(paper, files) {
  const list = element("div"), key = element("p", "", { className: "quiet" });
  key.append(element("span", "Underlined", { className: "said-open" }), ": a word that was opened, and is the one that was sealed. ",
    element("span", "Dashed", { className: "said-respelt" }), ": said in another spelling, which stays closed: that rests on the authors' word. ",
    element("span", "Grey", { className: "said-added" }), ": the authors' own, and what they left out.");
  list.append(key);
  for (const quote of paper.quotes) {
    const one = element("article", "", { className: "proved" });
    const top = element("p", `${quote.name}, ${quote.label} `, { className: "name" });
    top.append(state(quote.holds));
    one.append(top, marked(quote));
    if (!quote.holds) one.append(element("p", `${quote.name}: ${quote.says}.`, { className: "why" }));
    if (quote.leaves.length) one.append(folded("The steps", quote.holds, () => stepsOf(quote, paper, files)));
    list.append(one);
  }
  return list;
}

function countsOf(paper) {
  const scroll = element("div", "", { className: "scroll", tabIndex: 0, role: "region" }), table = element("table");
  scroll.setAttribute("aria-label", `Numbers of people in ${paper.paper}`);
  const head = element("thead"), row = element("tr"), body = element("tbody");
  for (const title of ["Number", "What", "Leaves opened", "Ones among them", ""]) row.append(element(title ? "th" : "td", title, title ? { scope: "col" } : {}));
  head.append(row);
  for (const count of paper.counts) {
    const line = element("tr");
    line.append(element("th", count.name.slice(paper.paper.length + 1), { scope: "row" }), element("td", count.what), element("td", count.leaves ?? ""), element("td", count.ones ?? "–"));
    const last = element("td");
    last.append(state(count.holds), count.says ? ` ${count.says}` : "");
    line.append(last);
    body.append(line);
  }
  table.append(head, body);
  scroll.append(table);
  return scroll;
}

function show(place, result, files) {
  place.replaceChildren();
  for (const paper of result.papers) {
    const section = element("section", "", { className: "paper" });
    section.append(element("h3", paper.paper));
    const line = element("p", "Head: ");
    line.append(hash(paper.short ?? "cannot be read"), ". The paper prints the same; so should the journal, or wherever it was deposited.");
    section.append(line);
    const trees = element("ul", "", { className: "trees" });
    for (const tree of paper.trees) {
      const one = element("li", `${many(tree.n, "sealed leaf", "sealed leaves")} of ${tree.name} make the root `);
      one.append(hash(`${tree.root.slice(0, 16)}…`), " ", state(tree.holds));
      trees.append(one);
    }
    section.append(trees);
    const { quotes, counts, totals } = paper;
    if (quotes.length) section.append(folded(`${held(quotes)} of ${many(quotes.length, "quote")}, word by word`, held(quotes) === quotes.length, () => quotesOf(paper, files)));
    if (counts.length) section.append(folded(`${held(counts)} of ${many(counts.length, "number of people", "numbers of people")}, one leaf for each person`, held(counts) === counts.length, () => countsOf(paper)));
    if (totals.length) section.append(element("p", `${held(totals)} of ${many(totals.length, "total")} of meaning units are those that were committed to; a total is not added up here.`, { className: "quiet" }));
    place.append(section);
  }
}

async function run(files, whole) {
  const started = performance.now(), result = await proof.verify(files, whole);
  say(document.getElementById("verdict"), result, ((performance.now() - started) / 1000).toFixed(1));
  show(document.getElementById("papers"), result, files);
}

const within = new Map(Object.entries(JSON.parse(document.getElementById("files").textContent)).map(([name, text]) => [name, encoder.encode(text)]));
run(within, false);

document.getElementById("zip").addEventListener("change", async (event) => {
  const [file] = event.target.files, verdict = document.getElementById("verdict");
  if (!file) return;
  verdict.className = "verdict";
  verdict.replaceChildren(element("p", `Looking at ${file.name} …`, { className: "sentence" }));
  try {
    await run(await proof.unzip(new Uint8Array(await file.arrayBuffer())), true);
    document.getElementById("looked").textContent = `What you see is of ${file.name}.`;
  } catch (error) {
    verdict.className = "verdict bad";
    verdict.replaceChildren(element("p", `${file.name} cannot be checked: ${error.message}.`, { className: "sentence" }));
  }
  verdict.focus();
});
