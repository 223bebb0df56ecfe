"""Quarto through a subprocess, and all the ways in which it fails with exit code 0."""

import os
import re
import signal
import subprocess
import zipfile
from pathlib import Path

NAME = "quarto"
_TO = {"html": "html", "docx": "docx", "pdf": "typst"}
_MINUTES = 10
_WARNING = re.compile(r"^\W*(?:WARN(?:ING)?|ERROR)\b", re.IGNORECASE)
# What Quarto says without harm.
HARMLESS = (
    re.compile(r"Don't know how to traverse TableBody"),  # 1.9 on a newer Pandoc: it looks for shortcodes in tables
)
# What Quarto prints where a reference, variable or metadata field stayed unresolved.
_UNRESOLVED = re.compile(rb"\?@[A-Za-z][\w-]*|\?(?:var|meta|env):[\w.-]+")


def version(program: str) -> str:
    """Return what `quarto --version` prints, or "" where the program does not run."""
    try:
        ended = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""


def render(folder: Path, form: str, environment: dict[str, str], log: Path, program: str) -> tuple[Path, list[str]]:
    """Render `index.qmd` of a staged folder; return the file made and what went wrong, in Quarto's words.

    form: "html", "docx" or "pdf" (which Quarto calls typst)
    log: file for all that Quarto says: one fault may take dozens of lines
    A warning is a failure unless it is known to be harmless: an unresolved table, an unknown citation or variable ends
    with exit code 0. So is an output that is missing, older than this run, or holds an unresolved reference.
    """
    name = f"{folder.name}.{form}"
    for old in folder.parent.rglob(name):
        old.unlink()
    # Document first, then flags; --output takes a bare name; --output-dir would delete what that folder holds.
    command = [program, "render", "index.qmd", "--to", _TO[form], "--output", name]
    code = _run(command, folder, environment, log)
    said = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
    said = said.replace(str(folder.parent), "manuscript").splitlines()
    problems = [line.strip() for line in said if _WARNING.search(line) and not any(h.search(line) for h in HARMLESS)]
    if code is None:
        problems = [f"Quarto did not end within {_MINUTES} minutes"]
    elif code:
        problems = [f"Quarto ended with exit code {code}: {_first_error(said)}"]
    made = next(iter(sorted(folder.parent.rglob(name))), folder / name)
    if not problems:
        problems = _unresolved(made) if made.exists() else [f"Quarto ended well, but made no {name}"]
    return made, list(dict.fromkeys(problems))


def _run(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> int | None:
    """Return the exit code, or None where Quarto had to be ended with all that it started."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **_own_group()
        )
        try:
            return process.wait(timeout=_MINUTES * 60)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                _end(process)


def _own_group() -> dict:
    return {"start_new_session": True} if os.name == "posix" else {}


def _end(process: subprocess.Popen) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _first_error(said: list[str]) -> str:
    telling = [line.strip() for line in said if re.match(r"\s*(?:\[?error\b|error:)", line, re.IGNORECASE)]
    return (telling or [line.strip() for line in said if line.strip()] or ["it said nothing"])[0][:300]


def _unresolved(made: Path) -> list[str]:
    """Return what stayed unresolved in the output (of a PDF's pages nothing is read: its two sisters tell)."""
    if made.suffix == ".docx":
        with zipfile.ZipFile(made) as archive:
            data = b"".join(archive.read(part) for part in sorted(archive.namelist()) if part.endswith(".xml"))
    else:
        data = made.read_bytes() if made.suffix == ".html" else b""
    found = sorted({match.decode(errors="replace") for match in _UNRESOLVED.findall(data)})
    return [f"{name} stayed unresolved in {made.name}" for name in found]
