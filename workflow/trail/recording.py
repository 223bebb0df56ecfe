"""Write down what a person did: re-read, attested, reviewed. Never decides anything itself."""

import csv
import io
from pathlib import Path

from trail import release, stamps, study
from trail.faults import Fault, Faults, did_you_mean
from trail.tables import read, read_rows, sha256, write_text


def append_rows(data: Path, table: str, rows: list[dict]) -> None:
    """Add rows to a hand-kept CSV, in its own column order; makes the file where there is none yet.

    Raises Faults where the table is kept as .xlsx: a spreadsheet is its owner's to write.
    """
    path, header, body = _open_table(data, table)
    _write_table(path, header, body + [[row.get(column, "") for column in header] for row in rows])


def _open_table(data: Path, table: str) -> tuple[Path, list[str], list[list[str]]]:
    path = data / study.TABLES[table]
    if path.with_suffix(".xlsx").exists():
        cure = "is kept as .xlsx: save it as CSV UTF-8 so that rows can be added."
        raise Faults([Fault(study.TABLES[table], "", cure, "xlsx_not_written")])
    if not path.exists():
        return path, study.columns(table), []
    header, body = read_rows(path, study.TABLES[table])
    return path, header, body  # blank lines too: rows are known by their number


def _write_table(path: Path, header: list[str], body: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *body])
    write_text(text.getvalue(), path)


def attest(folder: Path, by: str, today: str) -> list[str]:
    """Attest to every transcript whose present bytes have no attestation yet; return a line for each.

    Each row is bound to the SHA-256 of the file; a corrected transcript gets a new row that names the hash it replaces.
    """
    config, data = study.find(folder)
    attested = {row["transcript"]: row["sha256"] for row in study.read_table("attestations", data).to_dict("records")}
    rows = []
    for interview in study.interviews(data, config):
        name = interview["transcript"]
        digest = sha256((data / "transcripts" / name).read_bytes())
        if attested.get(name) != digest:
            row = {"transcript": name, "sha256": digest, "attested_by": by, "attested_on": today}
            rows.append(row | {"replaces_sha256": attested.get(name, ""), "reason": ""})
    append_rows(data, "attestations", rows)
    return [f"{row['transcript']}: attested by {by}." for row in rows]


def stamp(folder: Path, ids: list[str], today: str) -> list[str]:
    """Fill the hash of each condensate, category, quote (its translation) or freeze that a person re-read.

    Returns a line for each. Raises Faults, with nothing written, where an id is none of these.
    """
    config, data = study.find(folder)
    tables, _ = study.read_tables(data, config)
    texts = dict(zip(tables["meaning_units"]["unit_id"], tables["meaning_units"]["text"], strict=True))
    condensates = tables["condensates"].to_dict("records")
    kinds = {
        "condensates": ("condensate_id", lambda row: {"units_sha256": stamps.of_condensate(row, texts)}),
        "categories": (
            "category_id",
            lambda row: {"validated_sha256": stamps.of_category(row, condensates), "validated_on": today},
        ),
        "quotes": ("quote_id", lambda row: {"original_sha256": stamps.original_sha256(row["original"])}),
        "freezes": ("freeze_id", lambda row: {"sha256": _freeze_stamp(row, tables, config, data)}),
    }
    known = {name for table, (key, _) in kinds.items() for name in tables[table][key]}
    unknown = [name for name in ids if name not in known]
    if unknown:
        what = "is no condensate, category, quote or freeze"
        raise Faults([Fault("trail stamp", "", f"'{name}' {what}{did_you_mean(name, known)}.") for name in unknown])
    done = []
    for table, (key, fields) in kinds.items():
        of_table = tables[table].to_dict("records")
        newest = stamps.newest(of_table) if table == "condensates" else {row[key]: row for row in of_table}
        wanted = {int(newest[name]["row"]): fields(newest[name]) for name in ids if name in newest}
        if wanted:
            path, header, body = _open_table(data, table)
            for number, row in enumerate(body, start=2):
                for column, value in wanted.get(number, {}).items():
                    row[header.index(column)] = value
            _write_table(path, header, body)
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


def waiting(folder: Path) -> list[dict]:
    """Return what the door holds back: document, kind, id, content_sha256, state.

    state: `waiting`, `stale`, or `gone`: a decision on a thing that is not there
    """
    found = []
    for path in sorted((folder / "results" / "closed").glob("*/door.csv")):
        document = path.parent.name
        rows = read(path)
        rows = rows[rows["state"].isin(["waiting", "stale", "gone"])]
        found += [{"document": document, **row} for row in rows.drop(columns="row").to_dict("records")]
    return found


def waiting_words(rows: list[dict]) -> str:
    """Return the waiting things as a person reads them, counted by document, kind and state."""
    if not rows:
        return "Nothing waits at the door, and nothing is stale."
    lines = [f"{row['document']}:{row['kind']}:{row['id']}  {row['state']}" for row in rows]
    stale = sum(row["state"] == "stale" for row in rows)
    lines.append(
        f"{len(rows)} things are not released, {stale} of them changed since they were reviewed. Look at them in"
    )
    lines.append("results/closed/<document>/candidates/, then: trail release STUDY --accept DOCUMENT:KIND:ID --by NAME")
    return "\n".join(lines)


def accept(folder: Path, names: list[str], by: str, today: str) -> list[str]:
    """Write a `release` row for each thing a reviewer accepts, bound to the hash of its present candidate.

    names: "document:kind:id"; id `*` accepts every thing of the kind that has no row of its own. First draws labels
    for the papers' interviews that have none (labels.csv is append-only). Raises Faults where a name is unknown.
    """
    _, data = study.find(folder)
    if not by:
        raise Faults([Fault("trail release", "", "a decision needs its reviewer: add --by NAME.")])
    decided = study.read_table("release", data)
    rows, wrong = [], []
    for name in names:
        document, _, rest = name.partition(":")
        kind, _, thing_id = rest.partition(":")
        digest = _present_sha256(folder, document, kind, thing_id, decided)
        if digest is None:
            wrong.append(Fault("trail release", "", f"'{name}' is not a candidate: write DOCUMENT:KIND:ID."))
        row = {"document": document, "kind": kind, "id": thing_id, "decision": "release", "content_sha256": digest}
        rows.append(row | {"reviewed_by": by, "reviewed_on": today, "recognisable_to": "", "third_party": ""})
    if wrong:
        raise Faults(wrong)
    _replace_or_append(data, rows)
    return [f"{row['document']}: {row['kind']} {row['id']} released by {by}." for row in rows]


def _present_sha256(folder: Path, document: str, kind: str, thing_id: str, decided) -> str | None:
    candidates = folder / "results" / "closed" / document / "candidates"
    if not (candidates / "values.json").exists() or kind not in release.KINDS:
        return None
    of_kind = release.read_things(candidates)[kind]
    if thing_id != "*":
        return release.content_sha256(of_kind[thing_id]) if thing_id in of_kind else None
    own = decided[(decided["document"] == document) & (decided["kind"] == kind)]["id"]
    return release.content_sha256({name: thing for name, thing in of_kind.items() if name not in set(own)})


def _replace_or_append(data: Path, rows: list[dict]) -> None:
    """Put each decision in the row that its thing has, so that one thing never has two."""
    path, header, body = _open_table(data, "release")
    place = {tuple(row[header.index(column)] for column in ("document", "kind", "id")): row for row in body}
    for row in rows:
        old = place.get((row["document"], row["kind"], row["id"]))
        if old is None:
            body.append([row.get(column, "") for column in header])
        else:
            kept = {column: row[column] for column in ("decision", "content_sha256", "reviewed_by", "reviewed_on")}
            for column, value in kept.items():
                old[header.index(column)] = value
    _write_table(path, header, body)


def draw_labels(folder: Path) -> list[str]:
    """Draw a label for each interview of a paper that has none; return a line for each paper that got some."""
    config, data = study.find(folder)
    labels = study.read_table("labels", data)
    key = release.label_key(config)
    done = []
    for paper, declared in config["papers"].items():
        names = [
            row["interview_id"]
            for row in study.interviews(data, config)
            if row["interview_set"] in declared["interview_sets"]
        ]
        drawn = release.draw_labels(paper, names, labels, key, config["study"]["invented"])
        new = drawn[~drawn["interview_id"].isin(labels.loc[labels["paper"] == paper, "interview_id"])]
        append_rows(data, "labels", new.to_dict("records"))
        done += [f"{paper}: {len(new)} labels drawn."] if len(new) else []
    return done
