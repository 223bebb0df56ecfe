"""A figure as SVG, PNG and PDF with its provenance inside: the same bytes each time, and read back from any of them."""

import base64
import hashlib
import io
import json
import re
from html import escape
from pathlib import Path

import defusedxml.ElementTree
import matplotlib
from matplotlib.figure import Figure
from PIL import Image

from trail.tables import sha256

FORMATS = ("svg", "png", "pdf")
DPI = 300


def render(figure: Figure, name: str, provenance: dict) -> dict[str, bytes]:
    """Return {"svg": …, "png": …, "pdf": …} of a figure.

    provenance: {document, notebook, cell, table, table_sha256, project}; it stands as JSON in the SVG's dc:source, the
    PNG's text "Source" and the PDF's Keywords, beside a title and the alt text. No date and no program version is
    written. Ids inside the SVG are salted with document and name, so that two figures can stand in one page.
    """
    source = json.dumps({"figure": name, **provenance}, sort_keys=True)  # ASCII: the same letters in all three formats
    title = f"{provenance['document']}: {name}"
    alt = figure.alt
    metadata = {
        "svg": {"Title": title, "Description": alt, "Source": source, "Creator": None, "Date": None},
        "png": {"Title": title, "Description": alt, "Source": source, "Software": None},
        "pdf": {
            "Title": title,
            "Subject": alt,
            "Keywords": source,
            "Creator": None,
            "Producer": None,
            "CreationDate": None,
        },
    }
    salt = {"svg.hashsalt": title, "svg.fonttype": "path"}
    rendered = {}
    for kind in FORMATS:
        buffer = io.BytesIO()
        with matplotlib.rc_context(salt):
            figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata[kind])
        rendered[kind] = buffer.getvalue()
    return rendered


def entry(figure: Figure, rendered: dict[str, bytes], provenance: dict) -> dict:
    """Return a figure's entry in figures.json: provenance, alt text, size, the hashes of its files and pixels, marks.

    marks: [{level, name, x, y, width, height}] in mm from the upper left corner: which thing of the table drawn stands
    where; [] where the figure was not made by `figures`
    """
    return {
        **provenance,
        "alt": figure.alt,
        "files": {kind: sha256(data) for kind, data in rendered.items()},
        "pixels_sha256": pixels_sha256(io.BytesIO(rendered["png"])),
        "width_mm": round(figure.get_figwidth() * 25.4),
        "height_mm": round(figure.get_figheight() * 25.4, 2),
        "marks": getattr(figure, "marks", []),
    }


def html(figure: Figure, rendered: dict[str, bytes]) -> str:
    """Return an <img> that holds the SVG itself, in its own size, with its alt text: for pages that load nothing."""
    data = base64.b64encode(rendered["svg"]).decode()
    width = round(figure.get_figwidth() * 120)  # a quarter larger than in print: screens are read from farther away
    return f'<img alt="{escape(figure.alt)}" width="{width}" src="data:image/svg+xml;base64,{data}">'


def pixels_sha256(picture) -> str:
    """Return the SHA-256 over "<width>x<height>\\n" and the RGBA bytes of a picture (path or file object).

    It survives a re-save and a journey through DOCX or PDF. An opaque RGB picture hashes as its RGBA form.
    """
    with Image.open(picture) as image:
        pixels = image.convert("RGBA")
        return hashlib.sha256(f"{pixels.width}x{pixels.height}\n".encode() + pixels.tobytes()).hexdigest()


def read_provenance(path) -> dict | None:
    """Return what `render` wrote into a figure's SVG, PNG or PDF, or None where there is nothing of the kind."""
    path = Path(path)
    try:
        found = json.loads(_SOURCES[path.suffix.lower()](path))
    except (
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
    ):  # another program's file
        return None
    return found if isinstance(found, dict) and "figure" in found else None


def _svg_source(path: Path) -> str:
    return defusedxml.ElementTree.parse(path).find(".//{http://purl.org/dc/elements/1.1/}source").text


def _png_source(path: Path) -> str:
    with Image.open(path) as image:
        return image.text["Source"]


def _pdf_source(path: Path) -> str:
    literal = re.findall(rb"/Keywords \(((?:[^\\)]|\\.)*)\)", path.read_bytes())[-1].decode("ascii")
    return re.sub(r"\\([()\\])", r"\1", literal)


_SOURCES = {".svg": _svg_source, ".png": _png_source, ".pdf": _pdf_source}
