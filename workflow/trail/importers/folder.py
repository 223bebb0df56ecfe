"""An import on disk: transcripts, three tables and the report, written aside and moved into place when whole."""

import csv
import io
import json
import shutil
import tempfile
from pathlib import Path

from trail.faults import Fault, Faults
from trail.importers import units
from trail.importers.project import Project
from trail.tables import sha256, write_bytes

REPORT = "import_report.json"
TABLES = ("coding/codebook.csv", "coding/meaning_units.csv", "coding/codings.csv")


def files(project: Project, tables: units.Tables, name: str, names: bool = False) -> dict[str, bytes]:
    """Return {path in the folder: content} of an import, the report last.

    name: the imported file's, for the report. names: the coders' names are asked for: `coding/analysts.csv`.
    """
    made = {f"transcripts/{interview}.txt": text.encode() for interview, text in tables.texts.items()}
    made["coding/codebook.csv"] = _csv(units.CODEBOOK, tables.codebook)
    made["coding/meaning_units.csv"] = _csv(units.UNITS, tables.units)
    made["coding/codings.csv"] = _csv(units.CODINGS, tables.codings)
    if names:
        made["coding/analysts.csv"] = _csv(["analyst", "name"], [list(pair) for pair in tables.analysts.items()])
    told = report(project, tables, name, names)
    told["files"] = {path: sha256(content) for path, content in made.items()}
    made[REPORT] = (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
    return made


def report(project: Project, tables: units.Tables, name: str, names: bool = False) -> dict:
    """Return what was read, kept and dropped, and why: project, format, origin, read, kept, dropped, changed,
    positions (as `positions.choose` says; None where no places were counted), documents."""
    dropped = [left for left in project.left if not (names and left.what == "names of coders")]
    changed = []
    if tables.joined:
        what = "passages that mark the same words as another: one meaning unit with the codes of all"
        changed.append({"what": what, "count": tables.joined})
    if tables.repeated:
        what = "codings that say again what another says (same words, code and coder): counted once"
        changed.append({"what": what, "count": tables.repeated})
    if project.positions and (ended := project.positions["ended_with_text"]):
        changed.append({"what": "passages that end just after their text: ended with it", "count": ended})
    coded = {row[0] for row in tables.codings}
    if uncoded := len(tables.units) - len(coded):
        changed.append({"what": "passages without a code: kept as meaning units", "count": uncoded})
    per_unit = _count(row[1] for row in tables.units)
    per_coding = _count(row[1] for row in tables.codings)
    return {
        "project": name,
        "format": project.tool,
        "origin": project.origin,
        "read": project.read,
        "kept": {
            "documents": len(tables.texts),
            "codes": len(tables.codebook),
            "meaning_units": len(tables.units),
            "codings": len(tables.codings),
            "coders": len(tables.analysts),
        },
        "dropped": [
            {"what": left.what, "count": left.count, "why": left.why, "where": list(left.where)}
            for left in sorted(dropped)
        ],
        "changed": changed,
        "positions": project.positions,
        "documents": [
            {
                "interview_id": interview,
                "name": source,
                "kind": kind,
                "characters": len(tables.texts[interview]) if interview in tables.texts else None,
                "meaning_units": per_unit.get(interview, 0),
                "codings": per_coding.get(interview, 0),
            }
            for interview, source, kind in tables.documents
        ],
    }


def write(made: dict[str, bytes], folder) -> None:
    """Write an import into a folder, whole or not at all.

    An import that lies there is replaced, and what of it is no more is removed. Raises Faults, nothing changed, where a
    file would be overwritten that is no import's, or that was changed since.
    """
    folder = Path(folder)
    stale = _stale(made, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = not folder.exists()
    aside = Path(tempfile.mkdtemp(dir=folder.parent if fresh else folder, prefix=".import-"))
    try:
        for path, content in made.items():
            write_bytes(content, aside / path)
        if fresh:
            aside.chmod(0o777 & ~_umask())
            aside.rename(folder)
            return
        for path in [*(path for path in made if path != REPORT), REPORT]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).replace(folder / path)
        for path in stale:
            (folder / path).unlink(missing_ok=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def summary(told: dict, folder: str) -> str:
    """Return the report in a few lines for a terminal."""
    kept, made_by = told["kept"], f", written by {told['origin']}" if told["origin"] else ""
    read = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in told["read"].items())
    lines = [
        f"{told['project']}: {told['format']}{made_by}",
        f"  read   {read}",
        f"  kept   {kept['documents']} transcripts, {kept['codes']} codes, {kept['meaning_units']} meaning units, "
        f"{kept['codings']} codings → {folder}",
    ]
    if where := told["positions"]:
        if where["selections"]:
            lines.append(
                f"  places counted in {where['unit']}, line ends {where['line_ends']}: so {where['share']:.1%} of"
            )
            lines.append("         the passages begin and end at words, or agree with their name in the tool")
    for heading, rows in (("Taken over otherwise", told["changed"]), ("Not taken over", told["dropped"])):
        if rows:
            lines += ["", heading]
        for row in rows:
            where = _where(row.get("where", []))
            why = f": {row['why']}" if row.get("why") else ""
            lines.append(f"  {row['count']:>6}  {row['what']}{why}{where}")
    return "\n".join([*lines, "", f"All of it: {Path(folder) / REPORT}"])


def _where(names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f" ({', '.join(names[:3])}{more})"


def _stale(made: dict[str, bytes], folder: Path) -> list[str]:
    """Return the files of the import that lies in a folder and the new one has no more."""
    if folder.exists() and not folder.is_dir():
        raise Faults([Fault(str(folder), "", "is a file; name a folder to import into.", "held")])
    before = {}
    try:
        before = json.loads((folder / REPORT).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    before = {path: digest for path, digest in before.items() if _ours(path)} if isinstance(before, dict) else {}
    faults = []
    for path in sorted({*made, *before} - {REPORT}):
        there = folder / path
        if not there.exists():
            continue
        content = there.read_bytes()
        if content == made.get(path) or sha256(content) == before.get(path):
            continue
        cure = "was changed after it was imported" if path in before else "is there already, and no import's"
        message = f"{cure}. Import into another folder, or move it away."
        faults.append(Fault(str(there), "", message, "would_overwrite"))
    if faults:
        raise Faults(faults)
    return [path for path in before if path not in made]


def _ours(path: str) -> bool:
    """Return whether a path is one that an import writes, and not one that a report was made to name."""
    parts = Path(path).parts
    return len(parts) == 2 and parts[0] in ("transcripts", "coding") and ".." not in parts


def _csv(header: list[str], rows: list[list]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _count(names) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found


def _umask() -> int:
    import os

    umask = os.umask(0)
    os.umask(umask)
    return umask
