"""Words that the gate knows besides those of dictionaries: names that are words, places, words of nobody's."""

from functools import cache
from importlib import import_module
from pathlib import Path

from trail.faults import Fault, Faults

FOLDER = Path(__file__).parent / "words"
_FAKER = ("no_NO", "en_GB", "en_US")


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of one list in words/, spelt as there; lines that begin with # are remarks.

    Raises Faults where the list is not there or empty.
    """
    path = FOLDER / f"{name}.txt"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    found = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    if not found:
        raise Faults([Fault(f"words/{path.name}", "", "is not there, or empty: the gate stays shut.", "missing_list")])
    return found


@cache
def first_and_last_names() -> frozenset[str]:
    """Return the common names of Norway, Britain and the United States that Faker ships, and those of names.txt."""
    found = set(words("names"))
    for locale in _FAKER:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        found |= {name for kind in ("first_names", "last_names") for name in getattr(provider, kind)}
    return frozenset(found)
