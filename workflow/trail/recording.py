"""Write down what a person did: re-read, attested, reviewed. Never decides anything itself."""

from pathlib import Path

from trail import code_maps, gate, release, stamps, study, transcripts
from trail.faults import Fault, Faults, did_you_mean
from trail.hand_kept import append_rows, open_table, write_table
from trail.tables import read, sha256

KNOWN_TO = ("counterpart", "colleague")  # of release.csv: somebody else than the person knows who it is
SHOWN = 6  # things of a kind that are listed by name


def attest(folder: Path, by: str, today: str) -> tuple[list[str], list[Fault]]:
    """Attest to every transcript that passes the gate and whose present bytes have no attestation yet.

    Returns (a line for each, what the gate found in the others). Each row is bound to the SHA-256 of the file; a
    corrected transcript gets a new row that names the hash it replaces. Raises Faults where a file cannot be read.
    """
    config, data = study.find(folder)
    tables = gate.read_tables(data)
    attested = dict(zip(tables["attestations"]["transcript"], tables["attestations"]["sha256"], strict=True))
    texts, _, _ = transcripts.read_texts(config, data, study.read_table("interviews", data))
    rows, faults = [], []
    for name, digest, reading in zip(texts["transcript"], texts["sha256"], gate.transcripts(texts), strict=True):
        if attested.get(name) == digest:
            continue
        found, _ = gate.check([reading], tables, config["speakers"], config["study"]["invented"])
        if any(fault.level == "E" for fault in found):
            faults += found
            continue
        row = {"transcript": name, "sha256": digest, "attested_by": by, "attested_on": today}
        rows.append(row | {"replaces_sha256": attested.get(name, ""), "reason": ""})
    append_rows(data, "attestations", rows)
    return [f"{row['transcript']}: attested by {by}." for row in rows], faults


def stamp(folder: Path, ids: list[str], today: str) -> list[str]:
    """Fill the hash of each condensate, category, row across people, quote (its translation) or freeze re-read.

    Returns a line for each. Raises Faults, with nothing written, where an id is none of these.
    """
    config, data = study.find(folder)
    tables, _ = code_maps.read_tables(data, config)
    texts = dict(zip(tables["meaning_units"]["unit_id"], tables["meaning_units"]["text"], strict=True))
    condensates = tables["condensates"].to_dict("records")
    changes = {row["change_id"]: row for row in tables["changes"].to_dict("records")}
    kinds = {
        "condensates": ("condensate_id", lambda row: {"units_sha256": stamps.of_condensate(row, texts)}),
        "categories": (
            "category_id",
            lambda row: {"validated_sha256": stamps.of_category(row, condensates), "validated_on": today},
        ),
        "cross_case": ("cross_case_id", lambda row: {"changes_sha256": stamps.of_cross_case(row, changes)}),
        "quotes": ("quote_id", lambda row: {"original_sha256": stamps.original_sha256(row["original"])}),
        "freezes": ("freeze_id", lambda row: {"sha256": _freeze_stamp(row, tables, config, data)}),
    }
    known = {name for table, (key, _) in kinds.items() for name in tables[table][key]}
    unknown = [name for name in ids if name not in known]
    if unknown:
        what = "is no condensate, category, row of cross_case.csv, quote or freeze"
        raise Faults([Fault("trail stamp", "", f"'{name}' {what}{did_you_mean(name, known)}.") for name in unknown])
    done = []
    for table, (key, fields) in kinds.items():
        of_table = tables[table].to_dict("records")
        newest = stamps.newest(of_table) if table == "condensates" else {row[key]: row for row in of_table}
        wanted = {int(newest[name]["row"]): fields(newest[name]) for name in ids if name in newest}
        if wanted:
            filled = {column for fields_of_row in wanted.values() for column in fields_of_row}
            path, header, body = open_table(data, table, filled)
            for number, row in enumerate(body, start=2):
                for column, value in wanted.get(number, {}).items():
                    row[header.index(column)] = value
            write_table(path, header, body)
            done += [f"{name}: stamped." for name in ids if name in newest]
    return done


def _freeze_stamp(row: dict, tables: dict, config: dict, data: Path) -> str:
    sets = config["papers"][row["paper"]]["interview_sets"]
    of_paper = [interview for interview in study.interviews(data, config) if interview["interview_set"] in sets]
    files = [(one["interview_id"], sha256((data / "transcripts" / one["transcript"]).read_bytes())) for one in of_paper]
    codings = tables["codings"]
    own = codings[(codings["paper"] == row["paper"]) & (codings["codebook_version"] == row["codebook_version"])]
    columns = ["unit_id", "pass", "code_group_id", "subgroup_id", "status"]
    rows = [] if row["kind"] == "corpus" else own[columns].to_numpy().tolist()
    return stamps.freeze_sha256(files, rows)


def refuse_draft(folder: Path) -> None:
    """Raise Faults where a study is a draft: its candidates are not what its papers will print."""
    config, _ = study.find(folder)
    if config["study"]["draft"]:
        cure = "is true, and a draft releases nothing: write `draft: false`, run `make`, and come back."
        raise Faults([Fault("config.yaml", "study.draft", cure, "draft")])


def doors(folder: Path) -> dict[str, Path]:
    """Return {document: what the door said of each of its things}; the study's own method material is `study`."""
    closed = Path(folder) / "results" / "closed"
    found = {path.parent.name: path for path in sorted(closed.glob("*/door.csv"))}
    of_study = closed / "study_door.csv"
    return found | ({release.STUDY: of_study} if of_study.exists() else {})


def waiting(folder: Path) -> list[dict]:
    """Return what the door holds back: document, kind, id, content_sha256, state.

    state: `waiting`, `stale`, or `gone`: a decision on a thing that is not there
    """
    found = []
    for document, path in doors(folder).items():
        rows = read(path)
        rows = rows[rows["state"].isin(["waiting", "stale", "gone"])]
        found += [{"document": document, **row} for row in rows.drop(columns="row").to_dict("records")]
    return found


def noted(folder: Path) -> list[dict]:
    """Return what is released although its reviewer noted that somebody may be known by it: document, kind, id, why."""
    _, data = study.find(folder)
    found = []
    for row in study.read_table("release", data).to_dict("records"):
        why = [f"recognisable to {row['recognisable_to']}"] if row["recognisable_to"] in KNOWN_TO else []
        why += ["a third person"] if row["third_party"].casefold() not in ("", "no", "none") else []
        if row["decision"] == "release" and why:
            found.append({"document": row["document"], "kind": row["kind"], "id": row["id"], "why": ", ".join(why)})
    return found


def noted_words(rows: list[dict]) -> str:
    """Return the noted things as a person reads them; "" where there are none."""
    lines = [f"  {row['document']:<10} {row['kind']:<17}  {row['id']:<8}  {row['why']}" for row in rows]
    return (
        "\n".join(["", "Released, and to be looked at again before the next version, as their reviewer noted:", *lines])
        if rows
        else ""
    )


def waiting_words(rows: list[dict], study: str) -> str:
    """Return the waiting things as a person reads them: by document, kind and state, the first of each by name.

    study: as the commands that come next would name it
    """
    if not rows:
        return "Nothing waits at the door, and nothing is stale."
    groups: dict[str, dict[tuple[str, str], list[str]]] = {}
    for row in rows:
        groups.setdefault(row["document"], {}).setdefault((row["kind"], row["state"]), []).append(row["id"])
    lines = []
    for document, of_document in groups.items():
        lines.append(document)
        for (kind, state), ids in of_document.items():
            more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
            lines.append(f"  {kind:<17}  {state:<7}  {len(ids):>4}  {', '.join(ids[:SHOWN])}{more}")
    stale, gone = (sum(row["state"] == state for row in rows) for state in ("stale", "gone"))
    lines += ["", f"{len(rows)} things are not released (--json lists all)."]
    lines += [f"stale: {stale} changed since they were reviewed."] if stale else []
    lines += [f"gone: {gone} decisions on what is not there; mend or delete these rows of release.csv."] if gone else []
    lines += [
        "Look at them in results/closed/<document>/candidates/ (of `study`: at the tables themselves), then",
        f"  trail release {study} --by NAME --accept DOCUMENT:KIND:ID     one thing; several may follow each other",
        f"  trail release {study} --by NAME --accept DOCUMENT:KIND        all of a kind that has no row of its own",
        f"  trail release {study} --by NAME --accept DOCUMENT             all kinds of a document",
        "or write rows into release.csv. What is to stay inside gets the decision `withhold` there.",
    ]
    return "\n".join(lines)


def accept(folder: Path, names: list[str], by: str, today: str) -> list[str]:
    """Write a `release` row for each thing a reviewer accepts, bound to the hash of its present candidate.

    names: "document:kind:id"; "document:kind" (or id `*`) accepts every thing of the kind that has no row of its own,
    "document" so much of all its kinds. Returns a line for each row. Raises Faults, with nothing written, where a
    name is unknown or nobody answers for it.
    """
    _, data = study.find(folder)
    if not by:
        raise Faults([Fault("trail release", "", "a decision needs its reviewer: add --by NAME.")])
    decided = study.read_table("release", data).to_dict("records")
    things = {name.split(":")[0]: _candidates(Path(folder), data, name.split(":")[0]) for name in names}
    rows, wrong = [], []
    for name in names:
        document, kind, thing_id = (*name.split(":", 2), "", "")[:3]
        of_document = things[document]
        kinds = [kind] if kind else [one for one, members in of_document.items() if members]
        reviewed = {one: _reviewed(document, one, thing_id or "*", of_document, decided) for one in kinds}
        if not kinds or any(one not in of_document for one in kinds) or None in reviewed.values():
            wrong.append(Fault("trail release", "", f"'{name}' is not a candidate{_near(name, things)}."))
            continue
        for one, content in reviewed.items():
            row = {"document": document, "kind": one, "id": thing_id or "*", "decision": "release"}
            row |= {"content_sha256": release.content_sha256(content), "reviewed_by": by, "reviewed_on": today}
            rows.append(row)
    if wrong:
        raise Faults(wrong)
    _replace_or_append(data, rows)
    return [f"{row['document']}: {row['kind']} {row['id']} released by {by}." for row in rows]


def _candidates(folder: Path, data: Path, document: str) -> dict[str, dict]:
    """Return what waits before the door of a document, as `release.read_things`; {} where nothing came so far."""
    closed = folder / "results" / "closed"
    if document == release.STUDY and (closed / "study" / "decisions.csv").exists():
        own = (read(closed / "study" / f"{table}.csv") for table in ("codebook", "decisions"))
        return release.study_things(*own, sorted((data / "reporting").glob("*.yaml")))
    candidates = closed / document / "candidates"
    return release.read_things(candidates) if (candidates / "values.json").exists() else {}


def _reviewed(document: str, kind: str, thing_id: str, things: dict[str, dict], decided: list[dict]):
    """Return what a decision is bound to: the thing, of `*` {id: thing} without row of its own; None: no such thing."""
    of_kind = things.get(kind, {})
    if thing_id != "*":
        return of_kind.get(thing_id)
    own = {row["id"] for row in decided if (row["document"], row["kind"]) == (document, kind)}
    return {name: thing for name, thing in of_kind.items() if name not in own}


def _near(name: str, things: dict[str, dict]) -> str:
    known = [
        f"{document}:{kind}:{thing}" for document, kinds in things.items() for kind in kinds for thing in kinds[kind]
    ]
    return did_you_mean(name, known) or ": write DOCUMENT:KIND:ID, DOCUMENT:KIND or DOCUMENT"


def _replace_or_append(data: Path, rows: list[dict]) -> None:
    """Put each decision in the row that its thing has, so that one thing never has two."""
    path, header, body = open_table(data, "release", {column for row in rows for column in row})
    place = {tuple(row[header.index(column)] for column in ("document", "kind", "id")): row for row in body}
    for row in rows:
        key = tuple(row[column] for column in ("document", "kind", "id"))
        if key not in place:
            place[key] = [""] * len(header)
            body.append(place[key])
        for column, value in row.items():
            place[key][header.index(column)] = value
    write_table(path, header, body)


def draw_labels(folder: Path) -> list[str]:
    """Draw a label for each interview of a paper that has none; return a line for each paper that got some.

    A label stands beside a quote: a paper that quotes nobody gets none. Raises Faults where a key is needed and is
    not at hand.
    """
    config, data = study.find(folder)
    labels = study.read_table("labels", data)
    quoting = set(study.read_table("quotes", data)["paper"])
    interviews = study.interviews(data, config)
    done = []
    for paper, declared in config["papers"].items():
        names = [row["interview_id"] for row in interviews if row["interview_set"] in declared["interview_sets"]]
        kept = set(labels.loc[labels["paper"] == paper, "interview_id"])
        if paper not in quoting or kept.issuperset(names):
            continue
        drawn = release.draw_labels(paper, names, labels, release.label_key(config), config["study"]["invented"])
        new = drawn[~drawn["interview_id"].isin(kept)]
        append_rows(data, "labels", new.to_dict("records"))
        done.append(f"{paper}: {len(new)} labels drawn.")
    return done
