"""What a measurement says: a JSON line for each figure, what stands behind it in words, and the table of a page."""

import json
import sys
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure, what was aimed at, and in words what it was counted from."""

    name: str
    ratio: float
    aim: float
    behind: str = ""

    @property
    def met(self) -> bool:
        return self.ratio <= self.aim


said: list[Figure] = []  # of this process, in the order in which they were measured


def line(name: str, ratio: float, aim: float, behind: str = "") -> None:
    """Print one figure and whether it is what was aimed at; and on standard error what it was counted from."""
    one = Figure(name, round(ratio, 2), aim, behind)
    said.append(one)
    if behind:
        tell(behind)
    told = {"name": one.name, "ratio": one.ratio, "aim": one.aim, "met": one.met}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def tell(words: str) -> None:
    """Say something of a measurement, where it does not mix with the figures."""
    print(f"# {words}", file=sys.stderr, flush=True)


def table(figures: list[Figure]) -> str:
    """Return figures as a table in Markdown; what is above its aim is bold."""
    rows = ["| line | ratio | aim | behind it |", "| --- | --- | --- | --- |"]
    for one in figures:
        ratio = f"{one.ratio:g}" if one.met else f"**{one.ratio:g}**"
        rows.append(f"| {one.name} | {ratio} | {one.aim:g} | {one.behind} |")
    return "\n".join(rows)
