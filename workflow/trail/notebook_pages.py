"""An executed notebook as a page of our own: nothing remote, the same bytes, a number to link to beside each cell."""

import base64
import hashlib
import re
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.exporters.html import HTMLExporter

TEMPLATES = Path(__file__).parent / "templates"


def page(cells: nbformat.NotebookNode, notebook: str, project: str, draft: bool, invented: bool, closed: bool) -> str:
    """Return the page of an executed notebook, each code cell with its number as anchor (`#cell-4`).

    nbconvert's `basic` template makes the cells; its own page would load scripts from content networks.
    """
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    body, _ = exporter.from_notebook_node(cells)
    body = re.sub(r' id="cell-id=c\d+"', "", body)
    body = re.sub(r'<div class="prompt input_prompt">In(?:&nbsp;|\s)\[(\d+)\]', _anchored, body)
    style = (TEMPLATES / "notebook.css").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, keep_trailing_newline=True)
    return environment.get_template("notebook.html").render(
        body=Markup(body),
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        title=title(cells) or notebook,
        notebook=notebook,
        project=project,
        draft=draft,
        invented=invented,
        closed=closed,
    )


def title(cells: nbformat.NotebookNode) -> str:
    """Return a notebook's first heading, or ""."""
    prose = "\n".join(cell.source for cell in cells.cells if cell.cell_type == "markdown")
    found = re.search(r"^#+ +(.+)$", prose, flags=re.MULTILINE)
    return found[1].strip() if found else ""


def _anchored(prompt: re.Match) -> str:
    return f'<div class="prompt input_prompt" id="cell-{prompt[1]}">In [{prompt[1]}]'
