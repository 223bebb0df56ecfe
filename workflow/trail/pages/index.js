// Sorting, filtering and opening the row a link points to. Without it the page is the same, as a plain table.
"use strict";
{
  const table = document.querySelector(".ledger");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.getElementById("filters");
  const words = document.getElementById("words");
  const picks = { document: document.getElementById("document"), kind: document.getElementById("kind") };
  const said = new Map(rows.map((row) => [row, `${row.id} ${row.textContent}`.toLowerCase()]));
  const collator = new Intl.Collator(undefined, { numeric: true });

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(wanted.every((word) => said.get(row).includes(word)) &&
        Object.entries(picks).every(([name, pick]) => !pick.value || row.dataset[name] === pick.value));
      shown += !row.hidden;
    }
    document.getElementById("count").textContent = `${shown} of ${rows.length} rows`;
    document.getElementById("none").hidden = shown > 0;
  };

  // Click: ascending, descending, as printed.
  const sort = (header, column) => {
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    const order = next[header.getAttribute("aria-sort")];
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", order);
    const text = (row) => row.cells[column].firstElementChild && column === 3
      ? row.cells[column].firstElementChild.textContent : row.cells[column].textContent.trim();
    const sorted = [...rows];
    if (order !== "none") sorted.sort((a, b) => collator.compare(text(a), text(b)) * (order === "ascending" ? 1 : -1));
    body.append(...sorted);
  };

  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.setAttribute("aria-sort", "none");
    header.replaceChildren(button);
  });

  const openTarget = () => {
    const row = rows.find((one) => one.id === decodeURIComponent(location.hash.slice(1)));
    if (!row) return;
    if (row.hidden) {
      form.reset();
      filter();
    }
    row.querySelector("details").open = true;
    row.scrollIntoView({ block: "start" });
  };

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", openTarget);
  filter();
  openTarget();
}
