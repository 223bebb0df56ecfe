"""What a journal is sent: the manuscript as it asks for it, the same blinded, and the figures where it wants them."""

from collections.abc import Callable
from pathlib import Path

from trail import blinding, manuscript_text, profiles, tables, word_files
from trail.faults import Fault, Faults

_MARK = "EvidenceMark"
_APPENDIX = "trail-evidence"  # bookmark of what lists the marks, at the end of a rendered document


def write(
    document: str,
    docx: Path,
    manuscript: Path,
    config: dict,
    evidence: dict,
    drawn: dict[str, dict],
    out: Path,
) -> None:
    """Write manuscript.docx, blinded.docx, figures where the profile wants them beside, and index.json to `out`.

    docx: the document as rendered; its claims are what they are there, only their ids are taken out of sight
    evidence: of `citing.evidence`; drawn: {name: entry of figures.json} of the document's figures
    index.json: {profile, journal, source, main_text_words, abstract_words, files: {name: sha256}}; it stands for the
    folder. Figures of an earlier run go; what others lay beside stays.

    Raises Faults where the blinded file still holds what it should hide.
    """
    source = (Path(manuscript) / document / "index.qmd").read_text(encoding="utf-8-sig")
    profile = profiles.read(profiles.chosen(source), Path(manuscript))
    front, layout = manuscript_text.front_matter(source), profile["submission"]
    hidden = blinding.hidden(config, front)
    parts = word_files.read(docx)
    shape(parts, layout)
    blinded = without_appendix(parts)
    files = place_pictures(parts, layout["figures"], "figure", lambda data: data)
    of_blinded = place_pictures(blinded, layout["figures"], "blinded_figure", _unnamed(drawn, evidence, hidden))
    blinding.blind(blinded, hidden, profiles.left_out(profile))
    left = blinding.leaks(blinded, hidden)
    if left:
        cure = "add the words as they stand there to `blind` in the front matter."
        file = f"manuscript/{document}/index.qmd"
        raise Faults([Fault(file, "", f"blinded: {sentence}: {cure}", "blinded_leaks") for sentence in left])
    files |= of_blinded | {"manuscript.docx": word_files.zipped(parts), "blinded.docx": word_files.zipped(blinded)}
    printed = manuscript_text.printed(evidence, str(front.get("lang") or "en"))
    for old in Path(out).glob("*figure_*.*"):
        old.unlink()
    for name, data in files.items():
        tables.write_bytes(data, Path(out) / name)
    index = {
        "profile": profiles.chosen(source),
        "journal": profile["journal"],
        "source": profile["source"],
        "main_text_words": profiles.main_text_words(source, printed),
        "abstract_words": profiles.abstract_words(source, printed),
        "files": {name: tables.sha256(data) for name, data in sorted(files.items())},
    }
    tables.write_json(index, Path(out) / "index.json")


def shape(parts: dict[str, bytes], layout: dict) -> None:
    """Give a Word file the lines that a journal asks for, without the ids behind claims and the appendix that lists
    them where it wants none."""
    document, styles = (word_files.tree(parts, name) for name in (word_files.DOCUMENT, word_files.STYLES))
    word_files.space_lines(styles, layout["line_spacing"])
    word_files.space_lists(document, layout["line_spacing"])
    if layout["line_numbers"]:
        word_files.number_lines(document)
    if not layout["evidence_marks"]:
        word_files.drop_runs(document, _MARK)
        word_files.cut(parts, document, _APPENDIX)
    word_files.put(parts, word_files.DOCUMENT, document)
    word_files.put(parts, word_files.STYLES, styles)
    for name in parts:  # beside title and authors, renderers leave the whole front matter there
        if name == "docProps/custom.xml":
            parts[name] = blinding.without_properties(parts[name])


def without_appendix(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return a Word file without the evidence appendix: its links lead to the audit site, which names everybody."""
    left = dict(parts)
    document = word_files.tree(left, word_files.DOCUMENT)
    word_files.cut(left, document, _APPENDIX)
    word_files.put(left, word_files.DOCUMENT, document)
    return left


def place_pictures(
    parts: dict[str, bytes], place: str, name: str, change: Callable[[bytes], bytes | None]
) -> dict[str, bytes]:
    """Change the pictures of a Word file, and return those that go beside it: {"<name>_1.png": bytes}.

    place: `in_text`, or `files`, which leaves "[Figure 1 about here]" above the caption
    change: the picture to take for one, None where it is left out
    """
    document, beside, gone = word_files.tree(parts, word_files.DOCUMENT), {}, set()
    for number, (drawing, part) in enumerate(word_files.pictures(parts, document), start=1):
        data = change(parts[part])
        if data is None:
            word_files.put_words(drawing, f"[Figure {number} is left out here: it would tell what is blinded]")
            gone.add(part)
        elif place == "files":
            beside[f"{name}_{number}{Path(part).suffix}"] = data
            word_files.put_words(drawing, f"[Figure {number} about here]")
            gone.add(part)
        elif data != parts[part]:
            parts[part] = data
            word_files.fit(drawing, data)
    word_files.put(parts, word_files.DOCUMENT, document)
    word_files.drop_parts(parts, gone)
    return beside


def _unnamed(drawn: dict[str, dict], evidence: dict, hidden: list[blinding.Hidden]) -> Callable[[bytes], bytes | None]:
    """Return what draws a picture anew from its table with hidden words replaced, where the table holds any.

    A picture that cannot be drawn anew is left out; one that is no figure of the study is the author's to look at.
    """
    by_hash = {entry["files"].get("png"): entry for entry in drawn.values()}

    def change(data: bytes) -> bytes | None:
        entry = by_hash.get(tables.sha256(data))
        if entry is None:
            return blinding.bare_png(data)
        table = evidence["tables"][entry["table"]]
        rows = [[blinding.blind_text(cell, hidden) for cell in row] for row in table["rows"]]
        if rows == table["rows"] and blinding.blind_text(entry["alt"], hidden) == entry["alt"]:
            return blinding.bare_png(data)
        from trail import redrawing  # matplotlib takes half a second, and few blinded files need it

        return redrawing.png(entry["table"], table["header"], rows)

    return change
