"use strict";
// "Verify this quote" on a page of the audit site: the proofs stand in the page, in the element `proofs`.
(() => {
  const { element, said, state, marked, steps } = proofPage;
  const given = JSON.parse(document.getElementById("proofs").textContent);
  for (const place of document.querySelectorAll("[data-proof]")) {
    const one = given.quotes[place.dataset.proof];
    if (!one) continue;
    const button = element("button", "", { type: "button", className: "verify" });
    const shown = element("div", "", { className: "verified" });
    shown.setAttribute("role", "status");
    const show = async () => {
      const found = await proof.checkPrinted({ ...one, tree: given.tree });
      const words = marked({ original: one.quote.original, language: one.quote.source_language ?? "", words: found.words });
      const line = element("p", `${place.dataset.proof}: `);
      line.append(state(found.holds), found.says ? " " : "", found.says ? element("span", found.says, { lang: "en" }) : "");
      shown.replaceChildren(line, words, await steps(one.opening, found, found.ways, given.tree.root, given.short));
    };
    const speak = () => {
      button.textContent = said("Verify this quote", "Etterprøv dette sitatet");
      button.lang = shown.lang = said("en", "nb");
      if (shown.hasChildNodes()) show();
    };
    button.addEventListener("click", show);
    document.addEventListener("spoken", speak);
    speak();
    place.append(button, shown);
  }
})();
