"""Pages from templates that escape what they print; their style and script are named by hash in their policy."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

PAGES = Path(__file__).parent / "pages"


def page(template: str, **things) -> str:
    """Return a page made from a template of `pages/`; a name that the template uses and nobody gave is an error."""
    return _environment().get_template(template).render(**things)


@cache
def _environment() -> Environment:
    """Kept from page to page: a template is read once."""
    environment = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["breakable"] = _breakable
    return environment


def text(name: str) -> str:
    """Return a file of `pages/` as it stands: a style or a script that pages load."""
    return (PAGES / name).read_text(encoding="utf-8")


def inline(name: str) -> dict:
    """Return a file of `pages/` to stand in a page: text, and the hash by which the security policy lets it."""
    said = text(name)
    digest = base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()
    return {"text": Markup(said), "hash": f"sha256-{digest}"}


def as_script(thing) -> Markup:
    """Return JSON that may stand in a page's script element: no character of it is one of HTML's."""
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _breakable(name: str) -> Markup:
    """A name that may go on in the next line after a dot, slash or underscore."""
    return Markup("<wbr>").join(re.split(r"(?<=[./_])(?=.)", name))
