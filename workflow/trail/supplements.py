"""What stands beside the papers: reporting checklists, information power and annotated quotations, HTML and DOCX."""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypandoc

from trail import checklists, places, release, reporting, staging, web_pages
from trail.annotations import annotations
from trail.faults import Fault, refuse
from trail.reporting_facts import Sources
from trail.tables import read, read_json, replacing, write_json, write_text

INDEX = "supplements.json"  # written last, stands for the folder in rules


def method_material(paths: list[str]) -> dict:
    """Return {codebook, decisions, reporting} as released: of their JSON files, or of a draft's tables and YAML."""
    files = {Path(path).stem: Path(path) for path in paths}
    if all(path.suffix == ".json" for path in files.values()):
        return {name: read_json(path) for name, path in files.items()}
    answers = [path for path in files.values() if path.suffix == ".yaml"]
    things = release.study_things(read(files["codebook"]), read(files["decisions"]), answers)
    return {kind: list(things[kind].values()) for kind in ("codebook", "decisions")} | {
        "reporting": things["reporting"]
    }


def sheets(
    settings: dict, method: dict, things: dict[str, dict], rows: list[dict], pages: dict[str, Path]
) -> tuple[dict[str, dict[str, dict]], list[Fault]]:
    """Return ({document: {sheet: what its page shows}}, faults).

    settings: {documents, papers, software, draft}; method: of `method_material`; things: {document: released things},
    as `release.read_things`; rows: of the ledger; pages: {document: its rendered page}
    A paper has the checklists and the sheet of information power that the study answered and released; every document
    with a quotation has them annotated. In a draft all faults are warnings.
    """
    there = {name: places.of_page(Path(page).read_text(encoding="utf-8")) for name, page in pages.items()}
    found, faults, answered = {}, [], method["reporting"]
    for document in pages:
        own = {}
        if document in settings["papers"]:
            of = _sources(document, settings, method, things[document], rows)
            for name in (one for one in checklists.QUESTIONS if one in answered):
                filled, wrong = reporting.checklist(name, answered[name], of, settings["papers"], there)
                own[name], faults = {"rows": filled}, faults + wrong
            if "information_power" in answered:
                filled, wrong = reporting.information_power((answered["information_power"] or {}).get(document), of)
                own["information_power"], faults = {"rows": filled}, faults + wrong
        notes = annotations(document, rows, things)
        if notes:
            own["annotations"] = {"notes": notes}
        found[document] = own
    level = "W" if settings["draft"] else "E"
    return found, [replace(fault, level=level) for fault in faults]


def _sources(document: str, settings: dict, method: dict, things: dict, rows: list[dict]) -> Sources:
    categories = [thing for thing in things["category"].values() if not thing["parent"]]
    return Sources(
        document=document,
        values={name.removeprefix(f"{document}."): thing["text"] for name, thing in things["value"].items()},
        tables=things["table"],
        categories=[thing["heading"] for thing in categories],
        codebook=method["codebook"],
        decisions=method["decisions"],
        printed=Counter(row["kind"] for row in rows if row["document"] == document),
        software=settings["software"],
        sheets=tuple(method["reporting"]),
    )


def things(released: dict[str, Path]) -> dict[str, dict]:
    """Return {document: its released things}, of its folder, as `release.read_things`."""
    return {document: release.read_things(folder) for document, folder in released.items()}


def write(settings: dict, found: dict[str, dict[str, dict]], pages: dict[str, Path], reference: Path, index: Path):
    """Write every sheet as HTML and DOCX under `<folder of index>/<document>/`, then the index.

    settings: {title, draft, invented}; found: of `sheets`; pages: {document: its rendered page}; reference: the DOCX
    whose styles are taken
    The index: {document: {sheet: its title}}, in the order of the documents. Sheets of an earlier run are taken away.
    """
    folder = index.parent
    shutil.rmtree(folder, ignore_errors=True)
    made = list(_pages(settings, found, {name: places.title_and_language(page) for name, page in pages.items()}))
    for document, name, html, _ in made:
        write_text(html, folder / document / f"{name}.html")
    stamp = staging.stamp(settings["draft"], settings["invented"])
    with ThreadPoolExecutor(2) as pool:  # Pandoc works, we wait
        jobs = [
            pool.submit(_docx, plain, folder / document / f"{name}.docx", reference, checklists.TITLES[name], stamp)
            for document, name, _, plain in made
        ]
        for job in jobs:
            job.result()
    write_json({document: {name: checklists.TITLES[name] for name in own} for document, own in found.items()}, index)


def _pages(settings: dict, found: dict, titles: dict) -> Iterator[tuple[str, str, str, str]]:
    """Yield (document, sheet, its HTML page, the HTML that its DOCX is made from)."""
    for document, own in found.items():
        for name, shown in own.items():
            of = {"rows": [], "notes": [], **shown} | {"document": document, "sheet": name, "of": titles[document]}
            of |= {key: settings[key] for key in ("title", "draft", "invented")} | {
                "style": web_pages.inline("index.css")
            }
            of |= {"heading": checklists.TITLES[name], "source": checklists.SOURCES[name]}
            forms = (web_pages.page("supplement.html.j2", **of, docx=docx) for docx in (False, True))
            yield document, name, *forms


def _docx(html: str, out: Path, reference: Path, title: str, stamp: str) -> None:
    """Write a page's HTML as DOCX by Pandoc, with the stamp in its header."""
    with tempfile.TemporaryDirectory(prefix="trail-") as name:
        own = Path(name) / "reference.docx"
        shutil.copyfile(reference, own)
        staging.head_pages(own, title, stamp)
        made = Path(name) / "made.docx"
        command = [pypandoc.get_pandoc_path(), "--from", "html", "--to", "docx", "--sandbox", "--standalone"]
        command += ["--reference-doc", str(own), "--output", str(made)]
        ended = subprocess.run(command, input=html.encode(), capture_output=True, check=False, cwd=name)
        refuse([Fault(out.name, "", "Pandoc made no DOCX of it.", "render_failed")] * bool(ended.returncode))
        staging.tidy_docx(made)
        with replacing(out) as beside:
            shutil.copyfile(made, beside)
