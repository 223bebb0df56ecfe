"""Reads hostile files one after the other, as a program of its own: how long each took, what was said, most memory."""

import io
import json
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from office_files import FROM_WORD, MAIN, PLAIN, W, changed, libre

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x>&a9;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><x/>'
TYPE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'


def zipped(name: str, megabytes: int, of: bytes = b"") -> bytes:
    """An archive with one member more, of so many million times the same letter: little when packed."""
    buffer = io.BytesIO(of)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as new, new.open(name, "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(b"a" * 1_000_000)
    return buffer.getvalue()


def many(of: bytes) -> bytes:
    return changed(of, {f"word/{number}.xml": b"<x/>" for number in range(2_000)})


def text(words: str) -> bytes:
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"
    return changed(FROM_WORD, {MAIN: body.encode()})


def files():
    """Yield (name of the file, content)."""
    odt = libre("<text:p>D: Ja</text:p>")
    yield "bomb.docx", zipped("word/more.xml", 100, PLAIN)
    yield "bomb.odt", zipped("more.xml", 100, odt)
    yield "bomb.qdpx", zipped("project.qde", 100)
    yield "bomb.xlsx", zipped("xl/workbook.xml", 250)
    yield "members.docx", many(PLAIN)
    for name, content in {"laughs": BOMB, "outside": OUTSIDE, "parameter": PARAMETER, "type": TYPE}.items():
        yield f"{name}.docx", changed(PLAIN, {MAIN: content.encode()})
        yield f"{name}.odt", libre("", parts={"styles.xml": content.encode()})
        yield f"{name}.qde", content.encode()
        yield f"{name}.xlsx", changed(PLAIN, {"xl/workbook.xml": content.encode()})
    yield "line.txt", ("D: " + "ja og nei " * 20_000).encode()
    yield "line.md", ("D: " + "[[" * 100_000).encode()
    yield "line.vtt", ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 66_000).encode()
    yield "line.docx", text("ja og Nei. " * 20_000)
    yield "deep.docx", changed(PLAIN, {MAIN: b"<a>" * 100_000 + b"</a>" * 100_000})
    yield "attributes.docx", changed(PLAIN, {MAIN: b"<x " + b" ".join(b'a%d="b"' % n for n in range(100_000)) + b"/>"})


def read(path: Path) -> str:
    """Return what a file comes to: what its fault says, or the rules of the gate that find it."""
    from trail import deidentification, transcripts
    from trail.deidentification import Lists
    from trail.faults import Faults
    from trail.importers import formats

    try:
        if path.suffix in transcripts.READERS:
            reading, _ = transcripts.read(path, path.name)
            transcripts.turns(reading.text, {}, form=path.suffix)
            found = deidentification.find(reading.text, Lists(speakers={}), path.suffix)
            return "found: " + " ".join(sorted({one.rule for one in found}))
        formats.read(path)
    except Faults as refused:
        return f"refused: {refused}"
    return "read"


def most_memory() -> float:
    """Return the most megabytes that this program had at a time, without those of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells begins with the memory of the process that forked this one
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print {"files": {name: [seconds, what was said]}, "megabytes": most memory}."""
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files():
            path = Path(folder, name)
            path.write_bytes(content)
            began = time.process_time()
            said = read(path)
            told[name] = [time.process_time() - began, said]
    print(json.dumps({"files": told, "megabytes": most_memory()}))


if __name__ == "__main__":
    main()
