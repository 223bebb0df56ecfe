"""START-HERE.html of the bundle: says what it is, and checks its proofs in the browser, offline."""

from pathlib import Path

from trail import verify, web_pages
from trail.site import words

NAME = "START-HERE.html"
PROOFS = "released/proofs/"
READ = ("quotes.json", "values.json")  # released things that the proofs are held against


def page(title: str, invented: bool, files: dict[str, bytes]) -> str:
    """Return the page; the proofs and what they are held against stand in it: a page opened as a file reads no other.

    files: {path in the bundle: bytes}, of which proofs, quotes and values are put in
    """
    papers = {path.split("/")[2] for path in files if path.startswith(PROOFS) and path.count("/") > 2}
    against = {f"released/{paper}/{name}" for paper in papers for name in READ}
    within = {
        path: data.decode()
        for path, data in sorted(files.items())
        if path in against or (path.startswith(PROOFS) and path.endswith(".json"))
    }
    documents = [Path(path).stem for path in sorted(files) if path.startswith("open/claims/")]
    return web_pages.page(
        "start.html.j2",
        t=words.both,
        title=title,
        invented=invented,
        documents=documents,
        proved=verify.PROVED,
        not_proved=verify.NOT_PROVED,
        files=web_pages.as_script(within),
        base=web_pages.inline("index.css"),
        found=web_pages.inline("proof.css"),
        style=web_pages.inline("start.css"),
        language=web_pages.inline("language.js"),
        proof=web_pages.inline("proof.js"),
        shown=web_pages.inline("proof_page.js"),
        script=web_pages.inline("start.js"),
    )
