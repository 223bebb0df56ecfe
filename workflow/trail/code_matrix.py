"""Codes by documents: how many meaning units each document has under each code, of an import, a project or a study."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from pathlib import Path, PurePath
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.tables import still, write_bytes

Cell = tuple[str, str, str | tuple]  # code path, document, meaning unit (of a project: where it stands)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what a workbook cannot hold


class Coded(NamedTuple):
    """What a matrix counts. people: {interview: participant}, empty where nothing says who was interviewed."""

    codes: list[str]
    documents: list[str]
    cells: list[Cell]
    people: dict[str, str]


def matrix(coded: Coded, presence: bool = False) -> list[list]:
    """Return a header (code_path, then the documents) and one row per code, in the order given.

    A cell is the number of meaning units of the document under that code itself, not those below it; 0 or 1 with
    presence. Documents and codes without units are there too.
    """
    units = defaultdict(set)
    for code, document, unit in coded.cells:
        units[code, document].add(unit)
    count = (lambda held: int(bool(held))) if presence else len
    rows = [[code, *(count(units.get((code, document), ())) for document in coded.documents)] for code in coded.codes]
    return [["code_path", *coded.documents], *rows]


def of_import(folder: Path) -> Coded:
    """Return what an import's folder holds; people by an `interviews.csv` in it, which its owner puts there.

    Raises Faults where a table is missing or broken.
    """
    codes = [row["code_path"] for row in _rows(folder, "coding/codebook.csv", ("code_path",))]
    coded = _rows(folder, "coding/codings.csv", ("unit_id", "interview_id", "code_path"))
    texts = {path.stem for path in (folder / "transcripts").glob("*.txt")}
    cells = [(row["code_path"], row["interview_id"], row["unit_id"]) for row in coded]
    people = {}
    if (folder / "interviews.csv").exists():
        interviews = _rows(folder, "interviews.csv", ("interview_id", "participant_id"))
        people = {row["interview_id"]: row["participant_id"] for row in interviews}
    return Coded(codes, sorted(texts | {document for _, document, _ in cells}), cells, people)


def of_project(project) -> Coded:
    """Return what an `importers.project.Project` holds: as in its tables, a unit is a stretch of a text.

    No more is made of it than is counted: the ids and words of a hundred thousand units take longer than reading them.
    """
    from trail.importers import units

    interviews = units.interview_ids(project)
    cells = [
        (path, interviews[source], (start, end))
        for source, start, end, codings in project.selections
        for path, _ in codings
    ]
    texts = (name for name, source in zip(interviews, project.sources, strict=True) if source.text is not None)
    return Coded(sorted(code.path for code in project.codes), sorted(texts), cells, {})


def of_study(study: Path, configfile: Path, paper: str = "") -> Coded:
    """Return what a study holds: the codings that count, of one paper or of all.

    A code is named by its code_path, else by its name; where several papers have codes, by its paper before it.
    Raises Faults as `study.read_tables` does, and for a paper that is none of the study's.
    """
    from trail import coding
    from trail.code_maps import read_tables
    from trail.faults import did_you_mean, refuse
    from trail.study import find

    config, data = find(study, configfile)
    tables, faults = read_tables(data, config)
    refuse(faults)
    papers = list(config["papers"])
    if paper and paper not in papers:
        message = f"'{paper}' is no paper of the study{did_you_mean(paper, papers)}."
        raise Faults([Fault("config.yaml", "papers", message, "unknown_paper")])
    kept = [paper] if paper else papers
    codings = coding.join_codings(
        tables["codings"],
        tables["meaning_units"],
        tables["interviews"],
        tables["codebook_versions"],
        tables["freezes"],
    )
    counted = codings[codings["counts"] & codings["paper"].isin(kept) & (codings["code_group_id"] != "")]
    book = tables["codebook"].sort_values("row")
    named = {
        (row["paper"], row["code_group_id"]): row["code_path"] or row["name"]
        for row in book[book["paper"].isin(kept)].to_dict("records")
    }
    several = len({of_paper for of_paper, _ in named}) > 1
    label = {key: f"{key[0]}: {name}" if several else name for key, name in named.items()}
    columns = ("paper", "code_group_id", "interview_id", "unit_id")
    cells = [
        (label.get((of_paper, group), group), interview, unit)
        for of_paper, group, interview, unit in counted[list(columns)].itertuples(index=False)
    ]
    people = dict(tables["interviews"][["interview_id", "participant_id"]].itertuples(index=False))
    return Coded(list(dict.fromkeys(label.values())), sorted(people), cells, people)


def by_participant(coded: Coded) -> Coded:
    """Return the same with the interviewed people as its documents. Raises Faults where an interview has none."""
    unknown = [document for document in coded.documents if not coded.people.get(document)]
    if unknown:
        told = f"{', '.join(unknown[:5])}{' …' if unknown[5:] else ''}"
        message = f"does not say who was interviewed in {told}: columns interview_id, participant_id."
        raise Faults([Fault("interviews.csv", "", message, "unknown_interview")])
    cells = [(code, coded.people[document], unit) for code, document, unit in coded.cells]
    return coded._replace(documents=sorted({coded.people[one] for one in coded.documents}), cells=cells)


def text(table: list[list]) -> str:
    """Return a matrix as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(still, row) for row in table)
    return out.getvalue()


def write(table: list[list], path: Path) -> None:
    """Write a matrix as CSV or XLSX, by the ending; the same bytes each time. Raises Faults for another ending."""
    ending = PurePath(path).suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise Faults([Fault(str(path), "", "should end in .csv or .xlsx.", "unknown_form")])
    made = text(harmless(table)).encode() if ending == ".csv" else workbook({"codes by documents": table})
    write_bytes(made, path)


def harmless(table: list[list]) -> list[list]:
    """Return a table for a CSV file: before a text that a spreadsheet takes for a formula stands "'"."""
    risky = ("=", "+", "-", "@", "\t", "\r")
    return [[f"'{cell}" if isinstance(cell, str) and cell.startswith(risky) else cell for cell in row] for row in table]


def workbook(sheets: dict[str, list[list]]) -> bytes:
    """Return an XLSX with a sheet for each table: the same bytes each time, and no text of it is a formula."""
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                if isinstance(value, str):
                    cell.value = _ILLEGAL.sub(" ", value)
                    cell.data_type = "s"  # a code whose name begins with "=" is no formula
                else:
                    cell.value = value
        sheet.freeze_panes = "B2"
    book.properties.created = datetime(1980, 1, 1)
    made, same = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as first, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as second:
        for name in sorted(first.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", first.read(name))
            second.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return same.getvalue()


def _rows(folder: Path, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    path = folder / name
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise Faults([Fault(name, "row 1", f"lacks the column {', '.join(missing)}.", "missing_column")])
            rows = list(reader)
    except OSError as error:
        cure = (
            f"is missing in {folder}" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        )
        raise Faults([Fault(name, "", f"{cure}. Is it the folder of an import or of a study?", "no_import")]) from None
    except (UnicodeDecodeError, csv.Error):
        raise Faults([Fault(name, "", "is not read as UTF-8 CSV. Import again.", "crooked_row")]) from None
    short = [number for number, row in enumerate(rows, 2) if any(row[column] is None for column in columns)]
    if short:
        raise Faults([Fault(name, f"row {number}", "has too few cells.", "crooked_row") for number in short[:10]])
    return rows
