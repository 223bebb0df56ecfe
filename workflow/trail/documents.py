"""Documents: what a manuscript may cite, and its three formats with one list of claims."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from trail import citing, embedded, profiles, quarto, staging, tables
from trail.citing import evidence as evidence
from trail.faults import Fault, Faults, did_you_mean, refuse

FORMATS = ("html", "docx", "pdf")


def renderer(setting: str = "auto") -> tuple[str, str]:
    """Return which renderer runs under the config's `renderer` (auto, quarto, embedded), and its version.

    `auto` takes Quarto where it is on PATH and answers. Raises Faults where `quarto` is asked for and absent.
    """
    program = shutil.which("quarto") if setting in ("auto", "quarto") else None
    version = quarto.version(program) if program else ""
    if version:
        return quarto.NAME, version
    if setting == "quarto":
        cure = "is 'quarto', but no quarto on PATH answers: install it, or write 'auto' or 'embedded'."
        raise Faults([Fault("config.yaml", "renderer", cure, "no_quarto")])
    return embedded.NAME, embedded.version()


def render(
    document: str,
    manuscript: Path,
    evidence: dict,
    out: dict[str, Path],
    renderer: str = "embedded",
    draft: bool = False,
    invented: bool = False,
    quarto_path: str | None = None,
    site: str | None = None,
    log: Path | None = None,
) -> list[Fault]:
    """Render `manuscript/<document>/index.qmd` to HTML, DOCX and PDF with one claims file; return the warnings.

    evidence: of `evidence`
    out: paths by "html", "docx", "pdf" and "claims"; all four are written, or none
    renderer: "embedded" or "quarto" (as `renderer` returns it); quarto_path: the program, else the one on PATH
    site: page that a claim's mark leads to, as seen from the HTML; None: the document's reading view on the audit site
    log: file for what the renderer says when it fails; without it that is dropped

    Raises Faults for all that a manuscript cites wrongly, with line and cure, and for a render that failed: an exit
    code, a warning, a missing or unresolved output, no claims, or claims that differ between formats.
    """
    manuscript = Path(manuscript)
    name = f"manuscript/{document}/index.qmd"
    source = _source(document, manuscript, name)
    title, language = citing.title_and_language(source, name, manuscript / document)
    if renderer == embedded.NAME:
        refuse(citing.shortcodes(source, name))
    refuse(profiles.check(document, source, manuscript, evidence, draft))
    words = staging.stamp(draft, invented, language)
    with staging.copy(document, manuscript, evidence) as folder:
        staging.head_pages(folder.parent / "_extensions" / "trail" / "reference.docx", title, words)
        made, claims = {}, {}
        program = (quarto_path or shutil.which("quarto") or "quarto") if renderer == quarto.NAME else None
        make = partial(_make, folder, words, site or f"../audit/read/{document}.html", program)
        for form, (file, problems, variables, said) in zip(FORMATS, _each(make, bool(program)), strict=True):
            made[form] = file
            found = citing.located(
                _left(variables["TRAIL_FAULTS"]) or [], name, source, evidence, _bibliography(folder)
            )
            if any(fault.level == "E" for fault in found):
                raise Faults(found)
            claims[form] = _left(variables["TRAIL_CLAIMS"])
            if not problems and claims[form] is None:
                problems = ["the filter wrote no claims: is trail among the filters of _quarto.yml?"]
            if problems:
                if log:
                    tables.write_bytes(said.read_bytes() if said.exists() else b"", log)
                raise Faults([citing.rendering_fault(problem, form, name, source) for problem in problems])
        _refuse_differing(claims, name)
        staging.tidy_docx(made["docx"])
        for form in FORMATS:
            with tables.replacing(out[form]) as beside:
                shutil.copyfile(made[form], beside)
        tables.write_json(claims["html"], out["claims"])
    return [fault for fault in found if fault.level == "W"]


def _each(make: Callable, one_by_one: bool) -> Iterator:
    """What `make` returns of each format; side by side where Pandoc works while we wait, for Quarto keeps notes."""
    if one_by_one:
        yield from map(make, FORMATS)
    else:
        with ThreadPoolExecutor(len(FORMATS)) as pool:
            yield from pool.map(make, FORMATS)


def _make(
    folder: Path, words: str, site: str, program: str | None, form: str
) -> tuple[Path, list[str], dict[str, str], Path]:
    """Render one format of a staged folder; return the file, what went wrong, the variables given, and the log.

    program: Quarto, None for the embedded renderer
    """
    said, variables = folder.parents[1] / f"{form}.log", staging.environment(folder, form, words, site)
    if program:
        return *quarto.render(folder, form, variables, said, program), variables, said
    return *embedded.render(folder, form, variables, said), variables, said


def _source(document: str, manuscript: Path, name: str) -> str:
    path = manuscript / document / "index.qmd"
    if not path.is_file():
        known = [folder.parent.name for folder in manuscript.glob("*/index.qmd")]
        missing = f"does not exist{did_you_mean(document, known)}: each document is a folder with index.qmd."
        raise Faults([Fault(name, "", missing, "missing_manuscript")])
    return path.read_text(encoding="utf-8")


def _refuse_differing(claims: dict[str, list], name: str) -> None:
    for form in FORMATS[1:]:
        if claims[form] != claims["html"]:
            differ = f"the claims of the {form} differ from those of the html: content that one format alone shows?"
            raise Faults([Fault(name, "", differ, "claims_differ")])


def _left(path: str) -> list | None:
    """Return what the filter left at a path; None where it left nothing that can be read."""
    try:
        return tables.read_json(path)
    except (OSError, ValueError):
        return None


def _bibliography(folder: Path) -> str:
    files = sorted([*folder.parent.glob("*.bib"), *folder.glob("*.bib")])
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
