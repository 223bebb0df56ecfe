"""Pages about how the study was done: code book with its versions, participants, decisions, checks, checklists, run."""

import difflib
from collections.abc import Iterator
from itertools import pairwise

from trail import checks, codebooks
from trail.joined_rows import age
from trail.site import graph, things
from trail.site.shown import interview_sets, page_of
from trail.site.view import Page, View, page
from trail.tables import split_list

TOLD = ("name", "definition", "include", "exclude")
MARGINS = ("flow", "interview_sets", "sample")  # tables that tell of people as margins alone
FOUND = ("from", "became", "to")  # columns of theme_flow that say what a decision changed


def codebook(view: View) -> Iterator[Page]:
    """Yield the code books' entrance and one page for each paper's: every group in its last words, every change."""
    rows = [row | {"row": "0", "decision_id": row.get("decision_id", "")} for row in view.shown.method["codebook"]]
    papers = list(dict.fromkeys(row["paper"] for row in rows))
    yield page(
        view,
        "codebook",
        "site_codebooks.html.j2",
        "Code book",
        [("index", "Overview")],
        papers={paper: codebooks.history(rows, paper) for paper in papers},
    )
    for paper in papers:
        ordered = codebooks.versions(rows, paper)
        last = {
            row["code_group_id"]: row
            for row in sorted(rows, key=lambda row: age(row["version"]))
            if row["paper"] == paper
        }
        yield page(
            view,
            f"codebook/{paper}",
            "site_codebook.html.j2",
            f"Code book of {paper}",
            [("index", "Overview"), ("codebook", "Code book")],
            paper=paper,
            versions=ordered,
            groups=[
                row
                | {"page": _thing(view, paper, name), "claims": things.used_by(view, paper, name)}
                | {"history": _wordings([one for one in rows if (one["paper"], one["code_group_id"]) == (paper, name)])}
                for name, row in last.items()
            ],
            changes=[
                (
                    before,
                    after,
                    [one for one in codebooks.compare(rows, paper, before, after) if one["change"] != "kept"],
                )
                for before, after in pairwise(ordered)
            ],
        )


def _thing(view: View, paper: str, name: str) -> str:
    """The page of a code group, "" where nothing of it counts any more."""
    return page_of("chain", paper, name)[0] if name in view.shown.things.get(paper, {}).get("codebook", {}) else ""


def _wordings(versions: list[dict]) -> list[dict]:
    """Each version of a group with its words against those of the version before: [(kept|came|went, words)]."""
    ordered = sorted(versions, key=lambda row: age(row["version"]))
    found = []
    for before, row in zip([None, *ordered], ordered, strict=False):
        told = {part: compared(before[part] if before else row[part], row[part]) for part in TOLD if row[part]}
        found.append(row | {"told": told})
    return found


def compared(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of a text against an older one, as runs: ("kept" | "went" | "came", words)."""
    old, new = before.split(), after.split()
    runs = []
    for how, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            runs.append(("kept", " ".join(new[c:d])))
            continue
        runs += [("went", " ".join(old[a:b]))] if b > a else []
        runs += [("came", " ".join(new[c:d]))] if d > c else []
    return runs


def participants(view: View) -> Page:
    """Return the page of who took part, as the margins that may be printed; closed: leading to the interviews."""
    shown = view.shown
    return page(
        view,
        "participants",
        "site_participants.html.j2",
        "Participants",
        [("index", "Overview")],
        tables=[
            (document, name, shown.things[document]["table"][name])
            for document in shown.things
            for name in MARGINS
            if name in shown.things[document]["table"]
        ],
        sets=interview_sets(shown.things),
    )


def decisions(view: View) -> Page:
    """Return the timeline of decisions, each with what it changed."""
    closed = view.closed
    rows = _closed_decisions(view) if closed else _public_decisions(view)
    return page(view, "decisions", "site_decisions.html.j2", "Decisions", [("index", "Overview")], rows=rows)


def _public_decisions(view: View) -> list[dict]:
    """Month, step and public text, joined by their words to what a released table says they changed."""
    flows = [
        (document, dict(zip(table["columns"], row, strict=True)))
        for document, of in view.shown.things.items()
        for name, table in of["table"].items()
        if name == "theme_flow"
        for row in table["rows"]
    ]
    found = []
    for one in view.shown.method["decisions"]:
        changed = [
            {
                "page": f"tables/{document}",
                "anchor": "theme_flow",
                "words": " → ".join(row[part] for part in FOUND if row[part]),
            }
            for document, row in flows
            if one["text"] and one["text"] in row["decision"]
        ]
        found.append(
            {"id": "", "when": one["month"], "step": one["step"], "text": one["text"], "why": "", "by": ""}
            | {"changed": changed}
        )
    return found


def _closed_decisions(view: View) -> list[dict]:
    closed = view.closed
    changed: dict[str, list[dict]] = {}
    for row in closed.study["codebook"]:
        if row["decision_id"] and row["change"] != "kept":
            words = f"{row['paper']}, version {row['version']}: {row['change']} {row['name']}"
            place = {"page": f"codebook/{row['paper']}", "anchor": row["code_group_id"], "words": words}
            changed.setdefault(row["decision_id"], []).append(place)
    return [
        {
            "id": row["decision_id"],
            "when": row["decided_on"],
            "step": row["step"],
            "text": row["what"],
            "why": row["why"],
        }
        | {"by": row["decided_by"]}
        | {"changed": changed.get(row["decision_id"], []) + [_named(view, one) for one in split_list(row["affects"])]}
        for row in sorted(closed.study["decisions"], key=lambda row: (row["decided_on"], row["decision_id"]))
    ]


def _named(view: View, name: str) -> dict:
    """Where what a decision affects is shown; no page where it is nothing that has one."""
    if name in view.closed.interviews:
        return {"page": f"interviews/{name}", "anchor": "", "words": name}
    if name in view.shown.pages:
        return {"page": f"read/{name}", "anchor": "", "words": name}
    for home, of in view.shown.things.items():
        if any(name in of[kind] for kind in ("category", "condensate", "codebook")):
            return {"page": page_of("chain", home, name)[0], "anchor": "", "words": name}
    return {"page": "", "anchor": "", "words": name}


def checked(view: View) -> Page:
    """Return the page of what must hold between all tables, and what came of it."""
    draft = view.shown.settings["draft"]
    rows = []
    for name, (level, function) in checks.CHECKS.items():
        level = ("W" if draft else "E") if level == "later" else level
        rows.append(
            {"name": name, "level": level, "what": " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())}
        )
    cells = view.closed.cells if view.closed else []
    found: dict[str, list[dict]] = {}
    for warning in view.closed.warnings if view.closed else ():
        found.setdefault(warning["check"], []).append(warning)
    return page(
        view, "checks", "site_checks.html.j2", "Checks", [("index", "Overview")], rows=rows, cells=cells, found=found
    )


def reporting(view: View) -> Page:
    """Return the page that leads to COREQ, SRQR, information power and annotated quotations of each document."""
    sheets = {document: of for document, of in view.shown.sheets.items() if of}
    return page(
        view, "reporting", "site_sheets.html.j2", "Reporting checklists", [("index", "Overview")], sheets=sheets
    )


def notebooks(view: View) -> Page:
    """Return the page of notebooks with the figures that each drew."""
    return page(
        view,
        "notebooks",
        "site_notebooks.html.j2",
        "Notebooks and figures",
        [("index", "Overview")],
        drawn=view.shown.figures,
    )


def run(view: View) -> Page:
    """Return the page of what was run: software, versions, renderer, and the graph of the rules."""
    settings = view.shown.settings
    return page(
        view,
        "run",
        "site_run.html.j2",
        "What was run",
        [("index", "Overview")],
        renderer=": ".join(settings["renderer"]),
        software=settings["software"].items(),
        graph=graph.drawing(settings["rules"]) if settings["rules"] else None,
        rules=settings["rules"],
    )
