"""What the cells of a notebook call: read a table, show it, draw it, save the figure.

A notebook runs in a folder that mirrors `results/`, so that a cell names a table by the path where a reader finds it.
By hand it runs in `results/` itself.
"""

import re
from html import escape
from pathlib import Path

import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import HTML, Markdown, display
from matplotlib.figure import Figure

from trail import figure_files, tables
from trail.alt_texts import in_order
from trail.faults import Fault, Faults, did_you_mean

FIGURES = Path("figures")  # in the folder where the notebook runs
CITED = re.compile(r'\[\]\{\.(\w+) of="([^"]*)"\}')  # how a cell cites, as a manuscript does
RUN = Path("run.json")  # {document, notebook, project}, written by the runner
PEOPLE = 40  # at most in figures where a row, column or mark is one person: no page shows thousands of them legibly
ROWS = 200  # at most of a table on a page, which has to open


def read(path: str) -> pd.DataFrame:
    """Return a table, such as "released/paper1/tables/flow.csv"; CSV cells are texts.

    Raises Faults when it is not there: not released, or misspelt.
    """
    if not Path(path).is_file():
        there = sorted(file.as_posix() for file in Path().glob("*/**/*.csv"))
        cure = f"'{path}' is not there: it is not released, or misspelt{did_you_mean(path, there)}."
        raise Faults([Fault("", "", cure, "missing_table")])
    return tables.read(path)


def cited(table: pd.DataFrame, folder: str) -> pd.DataFrame:
    """Return a table with the released words in the cells that cite them, as documents print them.

    folder: where they were released, such as "released/paper1"
    A quote is its translation (else its original) in quote marks with its label. What is not
    released is left out.
    """
    quotes, chain = (tables.read_json(Path(folder) / f"{name}.json") for name in ("quotes", "chain"))
    words = {
        ("quote", name): f"“{quote.get('translation') or quote['original']}” ({quote['label']})"
        for name, quote in quotes.items()
    }
    words |= {("condensate", name): entry["text"] for name, entry in chain.items() if entry["kind"] == "condensate"}
    return table.fillna("").map(lambda cell: CITED.sub(lambda found: words.get(found.groups(), ""), str(cell)).strip())


def first_people(rows: pd.DataFrame, most: int = PEOPLE) -> pd.DataFrame:
    """Return the rows of the first people by number, to be drawn; where there are more, the page says so.

    rows: with a column participant_id
    """
    people = in_order(rows["participant_id"])
    if len(people) > most:
        display(Markdown(f"*Drawn: the first {most} of {len(people):,} people. The table has all of them.*"))
    return rows[rows["participant_id"].isin(people[:most])]


def show(table: pd.DataFrame) -> HTML:
    """Return a table as a page prints it: its columns as headers, numbers to the right, without empty columns.

    Of a long one the first `ROWS` rows, and how many there are.
    """
    texts = table.head(ROWS).fillna("").astype(str)
    texts = texts[[name for name in texts if (texts[name] != "").any()]]
    marks = {name: ' class="number"' if texts[name].str.fullmatch(r"[<≥]?\d*|–").all() else "" for name in texts}
    head = "".join(f"<th{marks[name]}>{escape(name)}</th>" for name in texts)
    rows = ("".join(f"<td{marks[name]}>{escape(row[name])}</td>" for name in texts) for row in texts.to_dict("records"))
    body = "".join(f"<tr>{cells}</tr>\n" for cells in rows)
    more = f"<p>The first {ROWS} of {len(table):,} rows.</p>" if len(table) > ROWS else ""
    return HTML(f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>{more}")


def save(figure: Figure, name: str, table: str, alt: str = "") -> HTML:
    """Save a figure as SVG, PNG and PDF under `figures/`, record it in figures.json, and return it to be looked at.

    table: path of the one table that was drawn; the figure is released by it
    alt: what the figure shows, for one not drawn by `figures`, which write theirs from the data
    The cell is the number that stands beside it: `In [4]`. Raises Faults without an alt text or when the name is taken.
    """
    figure.alt = alt or getattr(figure, "alt", "")
    saved = tables.read_json(FIGURES / "figures.json") if (FIGURES / "figures.json").exists() else {}
    run = tables.read_json(RUN) if RUN.exists() else {"document": "", "notebook": "", "project": ""}
    shell = get_ipython()
    provenance = {
        **run,
        "cell": len(shell.user_ns["In"]) - 1 if shell else 0,
        "table": table_name(table, run["document"]),
        "table_sha256": tables.sha256(Path(table).read_bytes()),
    }
    if not figure.alt:
        raise Faults([Fault("", "", f"figure '{name}' has no alt text: save(…, alt='What it shows.').", "missing_alt")])
    if (name in saved and saved[name]["cell"] != provenance["cell"]) or not name.isidentifier():
        cure = f"figure '{name}' has a name that is taken or not a word: letters, digits and '_'."
        raise Faults([Fault("", "", cure, "figure_name")])
    rendered = figure_files.render(figure, name, provenance)
    for kind, data in rendered.items():
        tables.write_bytes(data, FIGURES / f"{name}.{kind}")
    saved[name] = figure_files.entry(figure, rendered, provenance)
    tables.write_json(saved, FIGURES / "figures.json")
    return HTML(figure_files.html(figure, rendered))


def table_name(path: str, document: str) -> str:
    """Return a table's name as a manuscript of `document` would cite it: "flow", or "paper1.flow" when borrowed."""
    owner = Path(path).parts[1] if len(Path(path).parts) > 2 else document
    return Path(path).stem if owner == document else f"{owner}.{Path(path).stem}"
