"""Parts of pages in docs/ that a program writes, each between its two marks."""


def replaced(text: str, name: str, command: str, part: str) -> str:
    """Return a page with the part of this name, which the command makes, in its place.

    Raises ValueError where the page has no place for it.
    """
    start, end = f"<!-- {name}: made by {command} -->\n", f"<!-- end of {name} -->"
    head, opened, rest = text.partition(start)
    _, closed, tail = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"The page has no place for {name}: {start.strip()} … {end}")
    return f"{head}{start}\n{part}\n\n{end}{tail}"
