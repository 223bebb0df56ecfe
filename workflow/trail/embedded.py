"""The embedded renderer: Pandoc and Typst from Python wheels, for machines without Quarto."""

import subprocess
from pathlib import Path

import pypandoc
import typst
import yaml

from trail import staging, tables

NAME = "embedded"
_WRITERS = {"html": "html", "docx": "docx", "pdf": "typst"}
_QUARTOS_OWN = ("project", "format", "filters", "engine", "execute", "crossref", "html-math-method", "number-sections")


def version() -> str:
    """Return the versions of Pandoc and Typst, which decide what comes out."""
    return f"pandoc {pypandoc.get_pandoc_version()}, typst {typst.__version__}"


def render(folder: Path, form: str, environment: dict[str, str], log: Path) -> tuple[Path, list[str]]:
    """Render `index.qmd` of a staged folder; return the file made and what went wrong, in the renderer's words.

    form: "html", "docx" or "pdf"
    log: file for all that Pandoc says
    """
    extension = folder.parent / "_extensions" / "trail"
    made = folder / f"index.{'typ' if form == 'pdf' else form}"
    settings = _settings(folder)
    command = [
        pypandoc.get_pandoc_path(),
        "index.qmd",
        *("--from", "markdown", "--to", _WRITERS[form], "--standalone", "--wrap", "none", "--output", made.name),
        *("--lua-filter", str(extension / "trail.lua"), "--citeproc", "--metadata-file", str(settings)),
    ]
    if form == "html":
        command += ["--template", str(extension / "page.html"), "--embed-resources", "--mathml", "--number-sections"]
    elif form == "docx":
        command += ["--reference-doc", str(extension / "reference.docx"), "--number-sections"]
    else:
        command += ["--template", str(extension / "embedded.typ")]
    with log.open("wb") as stderr:
        ended = subprocess.run(command, cwd=folder, env=environment, stdout=stderr, stderr=stderr, check=False)
    said = log.read_text(encoding="utf-8", errors="replace").splitlines()
    problems = [line for line in said if line.startswith("[WARNING]")]
    if ended.returncode:
        problems.append(f"Pandoc ended with exit code {ended.returncode}: {' '.join(said[:3])}")
    elif form == "pdf":
        made, problems = _pdf(made, folder.parent, problems)
    return made, problems


def _settings(folder: Path) -> Path:
    """Write what `_quarto.yml` says to every renderer as a metadata file, its paths seen from the document."""
    project = yaml.safe_load((folder.parent / "_quarto.yml").read_text(encoding="utf-8")) or {}
    settings = {key: value for key, value in project.items() if key not in _QUARTOS_OWN}
    for key in ("csl", "bibliography"):
        if isinstance(settings.get(key), str) and (folder.parent / settings[key]).exists():
            settings[key] = f"../{settings[key]}"
    path = folder.parents[1] / "settings.yml"
    tables.write_text(yaml.safe_dump(settings, allow_unicode=True), path)
    return path


def _pdf(source: Path, root: Path, problems: list[str]) -> tuple[Path, list[str]]:
    """Typeset a Typst file; fonts are those inside the wheel, the document's date is none."""
    made = source.with_suffix(".pdf")
    try:
        typst.compile(
            str(source),
            output=str(made),
            root=str(root),
            font_paths=[],
            ignore_system_fonts=True,
            timestamp=staging.EPOCH,
        )
    except (typst.TypstError, RuntimeError) as error:
        first = (str(error).splitlines() or [""])[0]
        return made, [*problems, f"Typst: {first}"]
    return made, problems
