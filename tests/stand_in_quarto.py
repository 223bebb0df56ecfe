"""A stand-in for Quarto: it obeys the command line that the wrapper uses, and misbehaves as `STAND_IN` says."""

import json
import os
import sys
import zipfile
from pathlib import Path

CLAIMS = [{"claim_id": "paper1-c-000001", "section": "Results", "kind": "claim", "text": "So it is.", "of": "CAT1_1"}]


def main(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print("1.9.38")
        return 0
    verb, document, to, form, output, name = arguments
    assert (verb, document, to, output) == ("render", "index.qmd", "--to", "--output"), arguments
    assert form in ("html", "docx", "typst") and Path(name).name == name, arguments
    assert Path("../_extensions/trail/trail.lua").exists() and Path("../_quarto.yml").exists()
    manner = os.environ.get("STAND_IN", "")
    print("pandoc --output", name, file=sys.stderr)
    if manner == "exit":
        print("ERROR: the disk of the stand-in is full", file=sys.stderr)
        return 1
    if manner == "warning":
        print("WARNING (crossref/refs.lua:128) Unable to resolve crossref @tbl-nowhere", file=sys.stderr)
    if manner == "citation":
        print("[WARNING] Citeproc: citation nobody1999 not found", file=sys.stderr)
    if manner == "harmless":
        print("ERROR (modules/jog.lua:173) Don't know how to traverse TableBody", file=sys.stderr)
    if manner == "fault":
        fault = {
            "check": "unreleased_quote",
            "message": "quote 'Q041' is unknown%s.",
            "where": {"of": "Q041", "nth": 1},
        }
        fault |= {"near": {"kinds": ["quotes"], "name": "Q041"}, "level": "E"}
        Path(os.environ["TRAIL_FAULTS"]).write_text(json.dumps([fault]))
        return 1
    if manner == "litter":
        Path("index.typ").write_text("left over")
        Path("../.quarto").mkdir(exist_ok=True)
    claims = CLAIMS if manner != "differing" or form == "html" else []
    if manner != "no claims":
        Path(os.environ["TRAIL_CLAIMS"]).write_text(json.dumps(claims))
    if manner != "no output":
        write(Path(name), form, "?@tbl-nowhere" if manner == "unresolved" else "So it is.")
    return 0


def write(path: Path, form: str, text: str) -> None:
    told = {name: os.environ.get(name, "") for name in ("TZ", "SOURCE_DATE_EPOCH", "QUARTO_PROFILE", "NO_COLOR")}
    if form == "docx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    else:
        path.write_text(f"{text} {json.dumps(told)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
