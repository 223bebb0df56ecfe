"""Pages of the closed edition alone: transcripts with their units, matrices of people, memos, linkage budget."""

from collections.abc import Iterator
from itertools import pairwise

from trail.site import chains
from trail.site.edition import numbered
from trail.site.view import Page, View, in_pages, page
from trail.tables import split_list

PEOPLE = 200  # rows of a matrix on one page
FIRST = 6  # units that a cell of two waves leads to
DARKEST = 5  # units in a cell from which on it does not get darker


def pages(view: View) -> Iterator[Page]:
    """Yield every page that only the closed edition has."""
    closed = view.closed
    yield page(
        view,
        "interviews",
        "site_interviews.html.j2",
        "Interviews",
        [("index", "Overview")],
        sets=_by_set(view),
    )
    by_interview: dict[str, list[dict]] = {}
    for unit in closed.units.values():
        by_interview.setdefault(unit["interview"], []).append(unit)
    printed = _printed(view)
    for name, interview in closed.interviews.items():
        yield from _interview(view, name, interview, by_interview.get(name, []), printed.get(name, []))
    if any(of["theme_matrix"] for of in closed.papers.values()) or view.shown.settings["papers"]:
        yield from _matrices(view)
    if any(of["wave_matrix"] for of in closed.papers.values()):
        yield from _waves(view)
    if closed.memos:
        yield page(view, "memos", "site_memos.html.j2", "Memos", [("index", "Overview")], memos=closed.memos)
    if closed.budget:
        lists = in_pages(closed.budget, PEOPLE)
        for at, rows in enumerate(lists):
            here, above = numbered("linkage", at), [("index", "Overview")]
            parts = [(numbered("linkage", one), one + 1) for one in range(len(lists))]
            yield page(view, here, "site_linkage.html.j2", "Linkage budget", above, rows=rows, parts=parts, at=at)


def _by_set(view: View) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    many: dict[str, int] = {}
    for unit in view.closed.units.values():
        many[unit["interview"]] = many.get(unit["interview"], 0) + 1
    for name, interview in view.closed.interviews.items():
        found.setdefault(interview["interview_set"], []).append(interview | {"units": many.get(name, 0)})
    return found


def _printed(view: View) -> dict[str, list[str]]:
    """Return {interview: documents that print something said in it}."""
    found: dict[str, dict] = {}
    for home, evidence in view.shown.behind.items():
        of_home = view.shown.things[home]
        for name in dict.fromkeys([*of_home["quote_original"], *of_home["quote_translation"]]):
            for interview in evidence.get(name, {}).get("interviews", []):
                for row in view.shown.cites.get((home, name), []):
                    found.setdefault(interview, {})[row["document"]] = True
    return {name: list(documents) for name, documents in found.items()}


def _interview(view: View, name: str, interview: dict, units: list[dict], printed: list[str]) -> Iterator[Page]:
    parts, placed = interview["parts"], set()
    for at, turns in enumerate(parts):
        here = numbered(f"interviews/{name}", at)
        shown = [_turn(view, turn, units, placed) for turn in turns]
        between = [unit for unit in units if unit["page"] == here and unit["id"] not in placed]
        yield page(
            view,
            here,
            "site_interview.html.j2",
            name,
            [("index", "Overview"), ("interviews", "Interviews")],
            interview=interview,
            turns=shown,
            between=between,
            parts=[(numbered(f"interviews/{name}", one), one + 1) for one in range(len(parts))],
            at=at,
            units=len(units),
            printed=printed,
        )


def _turn(view: View, turn: dict, units: list[dict], placed: set[str]) -> dict:
    """A turn with its units marked in it, and beside it what each was used for.

    placed: units that have their place on the page; those that begin here are added. A unit that was marked from a
    speaker's label on begins with the first word behind it.
    """
    start, end = turn["start"], turn["end"]
    spans = [
        (max(first, start), min(last, end), unit)
        for unit in units
        for first, last in unit["spans"]
        if first < end and start < last
    ]
    cuts = sorted({start, end} | {place for first, last, _ in spans for place in (first, last)})
    pieces = []
    for first, last in pairwise(cuts):
        names = [unit["id"] for begins, ends, unit in spans if begins <= first and last <= ends]
        begins = [name for name in dict.fromkeys(names) if name not in placed]
        placed.update(begins)
        pieces.append({"text": turn["text"][first - start : last - start], "units": names, "begins": begins})
    beside = list({unit["id"]: unit for _, _, unit in sorted(spans, key=lambda one: (one[0], one[2]["id"]))}.values())
    return turn | {"pieces": pieces, "beside": [_used(view, unit) for unit in beside]}


def _used(view: View, unit: dict) -> dict:
    """A unit with what it was coded as, condensed in and quoted as."""
    known = view.shown.things
    return {
        "id": unit["id"],
        "codings": [
            {
                "paper": row["paper"],
                "group": row["code_group_id"],
                "subgroup": row["subgroup_id"],
                "group_page": _page(known, row["paper"], row["code_group_id"]),
                "subgroup_page": _page(known, row["paper"], row["subgroup_id"]),
            }
            for row in unit["codings"]
        ],
        "things": [(home, name, f"things/{home}.{name}") for home, name in unit["things"]],
        "quotes": unit["quotes"],
        "facets": list(dict.fromkeys(f"{row['facet']}: {row['value']}".replace("_", " ") for row in unit["facets"])),
    }


def _page(known: dict, paper: str, name: str) -> str:
    return f"things/{paper}.{name}" if name in known.get(paper, {}).get("codebook", {}) else ""


def _matrices(view: View) -> Iterator[Page]:
    """Who said what under which category: one row per person, as a heat map."""
    closed, first = view.closed, {}
    for paper, of in closed.papers.items():
        cells: dict[str, dict[str, list[str]]] = {}
        for row in of["theme_matrix"]:
            own = cells.setdefault(row["participant_id"], {}).setdefault(row["category_id"], [])
            own += [one for one in split_list(row["unit_ids"]) if one not in own]
        columns = [
            chains.thing(view.shown, paper, name)
            for name in dict.fromkeys(row["category_id"] for row in of["theme_matrix"])
            if name in view.shown.things[paper]["category"]
        ]
        lists = in_pages(sorted(cells), PEOPLE)
        first[paper] = (f"matrices/{paper}", len(cells), len(columns))
        for at, people in enumerate(lists):
            yield page(
                view,
                numbered(f"matrices/{paper}", at),
                "site_matrix.html.j2",
                f"Theme matrix of {paper}",
                [("index", "Overview"), ("matrices", "Theme matrices")],
                paper=paper,
                columns=columns,
                rows=[
                    (person, [_cell(view, cells[person].get(one["id"], [])) for one in columns]) for person in people
                ],
                parts=[(numbered(f"matrices/{paper}", one), one + 1) for one in range(len(lists))],
                at=at,
            )
    yield page(view, "matrices", "site_matrices.html.j2", "Theme matrices", [("index", "Overview")], papers=first)


def _cell(view: View, ids: list[str]) -> dict:
    return {
        "many": len(ids),
        "shade": min(len(ids), DARKEST),
        "first": chains.brief(view.closed, ids[0]) if ids else None,
    }


def _shown(view: View, cell: str) -> list[dict]:
    """The first units that a cell names; a cell without any says what is missing."""
    return [chains.brief(view.closed, one) for one in split_list(cell) if one in view.closed.units][:FIRST]


def _waves(view: View) -> Iterator[Page]:
    """What the same person said at two interviews, theme by theme."""
    paired = {paper: of for paper, of in view.closed.papers.items() if of["wave_matrix"]}
    yield page(view, "waves", "site_waves_index.html.j2", "Two waves", [("index", "Overview")], papers=list(paired))
    for paper, of in paired.items():
        lists = in_pages(of["change_matrix"], PEOPLE)
        for at, part in enumerate(lists):
            yield page(
                view,
                numbered(f"waves/{paper}", at),
                "site_waves.html.j2",
                f"Two waves of {paper}",
                [("index", "Overview"), ("waves", "Two waves")],
                paper=paper,
                rows=[
                    row
                    | {"category": chains.thing(view.shown, paper, row["category_id"])}
                    | {f"{when}_at": _shown(view, row[f"{when}_units"]) for when in ("before", "after")}
                    for row in part
                ],
                parts=[(numbered(f"waves/{paper}", one), one + 1) for one in range(len(lists))],
                at=at,
            )
