"""What a new study says to whoever opens it: its config, README and table guide, an example, two notebooks."""

import json

from trail import study
from trail.schemas import schema

PAPER, DATA = "paper1", "data/study"
EXAMPLE = "EXAMPLE"  # the interview that shows in an empty study how tables are filled
EXAMPLE_LINES = (
    "I: How was your first week?",
    "P: This is where an answer stands. A paragraph for each turn, with a label and a colon before the words.",
    "I: And then?",
    "P: The words that matter are marked as a meaning unit and sorted under a code.",
)
CONFIG = """# Facts of the study. docs/own-study.md says what else can stand here; trail check tells of slips.
study:
  title: {title}
  data: {data}
  language: {language}     # of the interviews
  invented: false
  draft: true     # pages are stamped as a draft and nothing is released, until this says false
services:
  service: The service     # through which people were recruited: your name for it
# Who speaks at which label. "" is text without one; I, Interviewer, P and the like are known.
speakers: {{"": participant}}
interview_sets:
  all: {{service: service}}
papers:
  paper1: {{interview_sets: [all], method: thematic}}     # stc: systematic text condensation, or framework
documents: [paper1]
"""
IGNORE = "# Interviews do not belong into a repository.\ndata/\nresults/\nlogs/\n.snakemake/\n"
README = """# {title}

A study in the making. Two commands, given in the folder of the program:

```
trail check {where}
make STUDY={where}
```

The first lists all that is wrong or missing, and what comes next; nothing is changed by it. The second builds the
documents, each page stamped as a draft: here in `results/closed/draft/documents/paper1.html`, `.docx` and `.pdf`.
`trail open {where}` shows all of it.

## Where things are

| file | what you do there |
| --- | --- |
| `config.yaml` | the title, the service, the interview sets and papers |
| `data/study/transcripts/` | one file for each interview |
| `data/study/*.csv`, `data/study/coding/*.csv` | people and coding; [TABLES.md](TABLES.md) explains each column |
| `manuscript/paper1/index.qmd` | the paper; numbers and quotes are cited by name, so they follow the coding |
| `notebooks/paper1.ipynb`, `notebooks/closed_themes.ipynb` | figures of the paper; who said what, for your eyes only |

## What to do, in this order

{steps}
When it is done, `draft: false` in the config: `docs/own-study.md` of the program leads from the draft to what is
released.

Transcripts and coding are confidential. They stay in this folder, which Git passes over (`.gitignore`).
"""
EMPTY_STEPS = """1. Put your transcripts into `data/study/transcripts/`, as `.txt`, `.docx` or `.odt`, under names
   that tell nobody who it is.
2. Write a row for each person into `participants.csv` and for each interview into `interviews.csv`.
3. Write your codes into `coding/codebook.csv`. Each passage gets a row in `coding/meaning_units.csv`: copy its words
   into `text` and leave `spans` empty, it is found by its words. Which code it has stands in `coding/codings.csv`.
4. Take the rows with EXAMPLE away, with `transcripts/EXAMPLE.txt`. They only show how a row looks.
5. `trail check {where}`, until it finds no fault; then `make STUDY={where}`.

You have coded in NVivo, ATLAS.ti, MAXQDA, QualCoder or Taguette? `trail new ANOTHER-FOLDER --from PROJECT` does all
of this.
"""
FILLED_STEPS = """1. `participants.csv` takes each document for one person. Where two are of the same person, give
   both interviews the same `participant_id` in `interviews.csv`, and take the other person away.
2. `make STUDY={where}` and read the draft: a section for each code at the top of your code book, with its numbers,
   and quotes to choose from. The matrix of who said what is in `results/closed/notebooks/closed_themes.html`.
3. Write in `manuscript/paper1/index.qmd`, below each heading, what its units say together. Delete quotes, or take
   others from the coding (`quotes.csv`).
4. `coding/categories.csv` holds the sections: join, part and rename them as the analysis goes on.

You go on coding in your program? Put its project file into `data/study/coding/` and take `meaning_units.csv` and
`codings.csv` away: it is read at each build. Export again over it whenever you have coded.
"""

PAPER_CELLS = (
    ("markdown", "title", "# Themes\n\nWhat people spoke of, from the table that the paper prints."),
    ("code", "tools", "from trail import figures\nfrom trail.cells import read, save, show"),
    ("code", "themes-table", f'themes = read("released/{PAPER}/tables/themes.csv")\nshow(themes)'),
    (
        "code",
        "themes-figure",
        f'drawing = figures.themes(themes)\nsave(drawing, "themes", table="released/{PAPER}/tables/themes.csv")',
    ),
    ("markdown", "codes", "## Codes\n\nThe code book with the units and people of each code."),
    ("code", "codes-table", f'show(read("released/{PAPER}/tables/code_tree.csv"))'),
)
CLOSED_CELLS = (
    ("markdown", "title", "# Who said what\n\nA column is one person: this page never leaves the safe machine."),
    ("code", "tools", "from trail import figures\nfrom trail.cells import first_people, read, save"),
    (
        "code",
        "matrix",
        f'headings = read("closed/{PAPER}/categories.csv").set_index("category_id")["heading"]\n'
        f'table = "closed/{PAPER}/theme_matrix.csv"\nmatrix = read(table)\n'
        'matrix["category"] = matrix["category_id"].map(headings)\n'
        'save(figures.theme_heatmap(first_people(matrix)), "theme_heatmap", table)',
    ),
)


def tables_page() -> str:
    """Return a page that tells of every table of a study what it holds and what each column is for."""
    text = "# The tables and their columns\n\nColumns in bold are always needed. Others may stay empty.\n"
    for name, file in study.TABLES.items():
        told = schema(name)
        text += f"\n## {DATA}/{file}\n\n{told['description']}\n\n| column | what stands there |\n| --- | --- |\n"
        for column, what in told["properties"].items():
            shown = f"**{column}**" if column in told["required"] else column
            choice = f" One of {', '.join(what['enum'])}." if "enum" in what else ""
            text += f"| {shown} | {' '.join(what['description'].split())}{choice} |\n"
    return text


def notebook(cells: tuple[tuple[str, str, str], ...]) -> str:
    """Return a notebook without outputs. cells: (kind, id, source)."""
    made = []
    for kind, name, source in cells:
        cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
