"""Follow a thing up to the transcript lines it rests on, and down to everything that uses it."""

from pathlib import Path
from typing import NamedTuple

from trail.faults import did_you_mean
from trail.tables import read, read_json, sha256, split_list


class Trail(NamedTuple):
    """Everything a run made, as a graph.

    words: {id: what it is, in a line}; rests_on: {id: ids of what it directly rests on, in order}
    belongs_to: {condensate: its subgroup and code group}: followed downwards only, or a tree would hold all units twice
    files: {SHA-256 or path of a made file, SHA-256 of a figure's pixels: id}
    tables: {figure: SHA-256 of the table it draws}
    """

    words: dict[str, str]
    rests_on: dict[str, list[str]]
    belongs_to: dict[str, list[str]]
    files: dict[str, str]
    tables: dict[str, str]


def read_trail(results: Path) -> Trail:
    """Return the graph of a results folder: whole where the closed zone is at hand, else of released things alone."""
    trail = Trail({}, {}, {}, {}, {})
    closed = results / "closed"
    zone = closed if (closed / "ledger.csv").exists() else results / "open"
    if not (zone / "ledger.csv").exists():
        raise FileNotFoundError(zone / "ledger.csv")
    if zone == closed:
        _add_units(trail, closed)
    for folder in sorted(closed.glob("*/candidates") if zone == closed else (results / "released").glob("*/")):
        document = folder.parent.name if zone == closed else folder.name
        if (folder / "chain.json").exists():
            _add_document(trail, document, folder)
    for row in read(zone / "ledger.csv").to_dict("records"):
        _add(trail, row["claim_id"], f"{row['kind']} in {row['document']}, {row['section']}: {row['text']}")
        names = split_list(row["of"])
        drawn = [f"figures/{row['document']}/{name}" for name in names if row["kind"] == "figure"]
        trail.rests_on[row["claim_id"]] = drawn or [_full_name(trail, row["document"], name) for name in names]
    for path in sorted(results.rglob("figures.json")):
        _add_figures(trail, path)
    for path in sorted(results.rglob("documents/*")):
        name = f"documents/{path.name}"
        _add(trail, name, f"document {path.name}")
        trail.files[sha256(path.read_bytes())] = name
        trail.rests_on[name] = [claim for claim in trail.rests_on if claim.startswith(f"{path.stem}-")]
    return trail


def _add(trail: Trail, name: str, words: str) -> None:
    trail.words[name] = " ".join(words.split())
    trail.rests_on.setdefault(name, [])


def _add_units(trail: Trail, closed: Path) -> None:
    turns = read(closed / "turns.parquet")
    units = read(closed / "meaning_units.parquet")
    codings = read(closed / "codings.parquet")
    person_of = dict(zip(codings["interview_id"], codings["participant_id"], strict=True))
    for interview in sorted(set(turns["interview_id"])):
        _add(trail, interview, f"interview {interview}")
        if interview in person_of:
            trail.rests_on[interview] = [person_of[interview]]
            _add(trail, person_of[interview], f"participant {person_of[interview]}")
    for interview, of_interview in turns.groupby("interview_id"):
        starts, ends, numbers = (of_interview[name].tolist() for name in ("start", "end", "turn"))
        for unit in units[units["interview_id"] == interview].to_dict("records"):
            said = [n for s, e, n in zip(starts, ends, numbers, strict=True) if s < unit["end"] and unit["start"] < e]
            turn = f"turn {said[0]}" if len(said) == 1 else f"turns {said[0]}–{said[-1]}" if said else "between turns"
            line = f"{interview}:{unit['start']}-{unit['end']}"
            _add(trail, line, f"{turn} of {interview}, characters {unit['start']}–{unit['end']}: «{unit['text']}»")
            trail.rests_on[line] = [interview]
            trail.rests_on.setdefault(unit["unit_id"], []).append(line)
            trail.words.setdefault(unit["unit_id"], f"meaning unit {unit['unit_id']}")
    for row in codings[codings["counts"]].to_dict("records"):
        for name in (row["subgroup_id"], row["code_group_id"]):
            if name:
                trail.words.setdefault(name, name)
                below = trail.rests_on.setdefault(name, [])
                if row["unit_id"] not in below:
                    below.append(row["unit_id"])


def _add_document(trail: Trail, document: str, folder: Path) -> None:
    evidence = read_json(folder / "evidence.json") if (folder / "evidence.json").exists() else {}

    def sources(name: str) -> list[str]:
        found = evidence.get(name, {})
        return found.get("units") or found.get("interviews") or []

    for name, value in read_json(folder / "values.json").items():
        _add(trail, name, f"value {value['text']}: {value['what']} ({value['function']})")
        trail.rests_on[name] = sources(name)
    for name, quote in read_json(folder / "quotes.json").items():
        said = quote.get("original") or quote.get("translation")
        _add(trail, f"{document}.{name}", f"quote {name} ({quote['label']}): «{said}»")
        trail.rests_on[f"{document}.{name}"] = sources(name)
    for name in read_json(folder / "tables" / "index.json"):
        _add(trail, f"{document}.{name}", f"table {name} of {document}")
        trail.rests_on[f"{document}.{name}"] = sources(name)
    chain = read_json(folder / "chain.json")
    for name, entry in chain.items():
        kind = entry["kind"].replace("_", " ")
        _add(trail, name, f"{kind} {name}: {entry.get('heading') or entry.get('name') or entry.get('text', '')}")
    for name, entry in chain.items():
        if entry["kind"] == "category":
            trail.rests_on[name] = entry["condensates"] or entry["code_groups"] or sources(name)
        elif entry["kind"] == "condensate":
            trail.rests_on[name] = sources(name)
            trail.belongs_to[name] = [entry["subgroup"], *entry["code_groups"]]
            trail.words[name] += f" (subgroup {entry['subgroup']}, code group {', '.join(entry['code_groups'])})"


def _add_figures(trail: Trail, path: Path) -> None:
    document = path.parent.name
    for name, figure in read_json(path).items():
        node = f"figures/{document}/{name}"
        _add(
            trail,
            node,
            f"figure {name}, drawn in notebook {figure['notebook']}, cell {figure['cell']}: {figure['alt']}",
        )
        table = figure["table"] if "." in figure["table"] else f"{document}.{figure['table']}"
        trail.rests_on[node] = [table] if table in trail.words else []
        trail.tables[node] = figure["table_sha256"]
        trail.files[figure["pixels_sha256"]] = node
        for suffix, digest in figure["files"].items():
            trail.files[digest] = node
            trail.files[f"{path.parent.as_posix()}/{name}.{suffix}"] = node


def _full_name(trail: Trail, document: str, name: str) -> str:
    return next((full for full in (f"{document}.{name}", name) if full in trail.words), name)


def find(trail: Trail, thing: str) -> str:
    """Return the id of a thing named by id, by file, or by the end of its id (Q014 for paper1.Q014).

    Raises KeyError with a hint where nothing, or more than one thing, is meant.
    """
    if thing in trail.words:
        return thing
    if Path(thing).is_file():
        return trail.files.get(sha256(Path(thing).read_bytes())) or _picture(trail, Path(thing))
    ends = sorted(name for name in trail.words if name.endswith((f".{thing}", f"/{thing}")))
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise KeyError(f"'{thing}' may be {' or '.join(ends)}: say which.")
    raise KeyError(f"nothing here is called '{thing}'{did_you_mean(thing, trail.words)}.")


def _picture(trail: Trail, path: Path) -> str:
    """Return the figure that a picture is: by its pixels, which survive DOCX, PDF and re-saving, or the name inside it.

    Raises KeyError where it is none of this run's, or says that it is one that it no longer is.
    """
    from PIL import Image

    from trail import figure_files  # matplotlib is not needed to follow a name

    said = figure_files.read_provenance(path)
    named = f"figures/{said.get('document')}/{said['figure']}" if said else ""
    try:
        drawn = trail.files.get(figure_files.pixels_sha256(path), "")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        drawn = named if said and trail.tables.get(named) == said.get("table_sha256") else ""  # SVG, PDF
    if drawn:
        return drawn
    if named in trail.words:
        told = f"{path} says that it is {named}, but it is not what this run drew: of an earlier run, or changed since."
        raise KeyError(f"{told} `trail trace {named}` shows the figure of that name.")
    if path.suffix.lower() in (".jpg", ".jpeg"):
        raise KeyError(f"{path} is a JPEG: it keeps no pixel as it was. Pull the figure out as PNG.")
    raise KeyError(f"{path} is not a file of this run, or was changed since it was made.")


def used_by(trail: Trail) -> dict[str, list[str]]:
    """Return {id: ids that directly rest on it}."""
    users = {name: [] for name in trail.words}
    for links in (trail.rests_on, trail.belongs_to):
        for name, sources in links.items():
            for source in sources:
                users.setdefault(source, []).append(name)
    return users


def tree(links: dict[str, list[str]], words: dict[str, str], name: str, seen: frozenset = frozenset()) -> dict:
    """Return {"id", "what", "below": [...]} from a thing along its links; nothing is entered twice on one path."""
    below = [child for child in links.get(name, []) if child not in seen]
    return {
        "id": name,
        "what": words.get(name, name),
        "below": [tree(links, words, child, seen | {name}) for child in below],
    }


def lines(branch: dict, width: int = 110, most: int = 8, indent: str = "") -> list[str]:
    """Return a tree as lines for a terminal: at most `most` children each, and how many more there are."""
    words = branch["what"]
    shown = [indent + (words if len(words) <= width else words[: width - 1] + "…")]
    for child in branch["below"][:most]:
        shown += lines(child, width, most, indent + "  ")
    if len(branch["below"]) > most:
        shown.append(f"{indent}  … and {len(branch['below']) - most} more (--json shows all)")
    return shown
