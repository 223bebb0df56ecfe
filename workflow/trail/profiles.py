"""Journal profiles: what a journal asks of a manuscript, and where a manuscript falls short of the one it chose."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from trail import manuscript_text as text
from trail import settings
from trail.faults import Fault, Faults, did_you_mean
from trail.schemas import LOADER, schema

FOLDER = Path(__file__).resolve().parents[2] / "manuscript" / "profiles"


def chosen(source: str) -> str:
    """Return the profile that a manuscript names in its front matter, or ""."""
    return str(text.front_matter(source).get("profile") or "")


def source_of(document: str, manuscript: Path) -> str:
    """Return the source of a manuscript; "" where there is none that can be read, which is told elsewhere."""
    try:
        return (Path(manuscript) / document / "index.qmd").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def submitted(document: str, manuscript: Path) -> bool:
    """Return whether a document is made ready for a journal: it names a profile that says how its files look."""
    name = chosen(source_of(document, manuscript))
    try:
        return bool(name) and "submission" in _parsed(_file(name, Path(manuscript)), name)
    except (Faults, TypeError):
        return False  # told with all others


def read(name: str, manuscript: Path) -> dict:
    """Return a profile, defaults filled in: the study's own in `profiles/`, else the project's.

    Raises Faults where there is none of the name, or where it departs from `workflow/schemas/profile.schema.yaml`.
    """
    file, profile = _shown(name), _parsed(_file(name, Path(manuscript)), name)
    try:
        return _fill()(profile)
    except ValueError:
        departures = settings.departures_of(profile, "profile", file)
        raise Faults(departures or [Fault(file, "", "departs from its schema.", "unreadable_profile")]) from None


@cache
def _fill() -> Callable:
    import fastjsonschema  # quick and fills defaults, but stops at the first fault and names it for programmers

    return fastjsonschema.compile(schema("profile"))


def _shown(name: str) -> str:
    return f"manuscript/profiles/{name}.yaml"


def _parsed(path: Path, name: str):
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = f"line {error.problem_mark.line + 1}" if getattr(error, "problem_mark", None) else ""
        raise Faults([Fault(_shown(name), line, "is not YAML in UTF-8.", "unreadable_profile")]) from None


def _file(name: str, manuscript: Path) -> Path:
    folders = [Path(manuscript) / "profiles", FOLDER]
    known = {path.stem: path for folder in reversed(folders) for path in sorted(folder.glob("*.yaml"))}
    if name not in known:
        cure = (
            f"profile '{name}' is not in manuscript/profiles/{did_you_mean(name, known)}: {', '.join(sorted(known))}."
        )
        raise Faults([Fault("", "", cure, "unknown_profile")])
    return known[name]


def check(document: str, source: str, manuscript: Path, evidence: dict, draft: bool = False) -> list[Fault]:
    """Return where a manuscript falls short of the profile it chose; [] where it chose none. In a draft, warnings.

    evidence: {values, quotes} by the names that the document cites, released or as candidates: what is printed counts
    """
    file = f"manuscript/{document}/index.qmd"
    name = chosen(source)
    if not name:
        return []
    try:
        profile = read(name, manuscript)
    except Faults as wrong:
        line = text.line_of(source, "profile")
        return [fault if fault.file else replace(fault, file=file, place=line) for fault in wrong.faults]
    front = text.front_matter(source)
    printed = text.printed(evidence, str(front.get("lang") or "en"))
    found = [
        *_main_text(file, source, profile, printed),
        *_abstract(file, source, front, profile, printed),
        *_keywords(file, source, front, profile),
        *_sections(file, source, profile, printed),
    ]
    return [replace(fault, level="W" if draft else "E") for fault in found]


def of_study(manuscript: Path, printed: dict[str, dict], draft: bool = False) -> list[Fault]:
    """Return `check` of every manuscript of a study that is there.

    printed: {document: {values, quotes}} of all documents, which a thesis may cite from its papers
    """
    found = []
    for document in printed:
        evidence = {"values": {}, "quotes": dict(printed[document]["quotes"])}
        for other, things in printed.items():
            evidence["values"] |= things["values"]
            evidence["quotes"] |= {f"{other}.{name}": quote for name, quote in things["quotes"].items()}
        source = source_of(document, manuscript)
        found += check(document, source, manuscript, evidence, draft)
    return found


def main_text_words(source: str, printed: dict[str, str]) -> int:
    """Return how many words of a manuscript count as its main text.

    From the first heading on, headings and quotes among them; not what stands under a heading marked `.unnumbered`
    (statements, boxes), tables, figures, captions, citations and the list of references.
    """
    counted = (section for section in text.sections(source) if section.counts)
    return sum(text.words(text.plain(f"{section.heading}\n{section.text}", printed)) for section in counted)


def abstract_words(source: str, printed: dict[str, str]) -> int:
    """Return how many words the abstract has, its headings among them."""
    return text.words(text.plain(str(text.front_matter(source).get("abstract") or ""), printed))


def _main_text(file: str, source: str, profile: dict, printed: dict[str, str]) -> Iterator[Fault]:
    limit, there = profile["main_text"].get("words"), main_text_words(source, printed)
    if limit and there > limit:
        first = next((f"line {section.line}" for section in text.sections(source) if section.counts), "")
        message = f"the main text has {there} words, {there - limit} more than the {limit} of {profile['journal']}"
        yield Fault(
            file, first, f"{message}: shorten it, or mark statements .unnumbered, which do not count.", "too_long"
        )


def _abstract(file: str, source: str, front: dict, profile: dict, printed: dict) -> Iterator[Fault]:
    asked = profile.get("abstract")
    if asked is None:
        return
    line, abstract = text.line_of(source, "abstract"), str(front.get("abstract") or "")
    if not abstract.strip():
        yield Fault(
            file,
            line,
            f"has no abstract, which {profile['journal']} asks for: write it in the front matter.",
            "no_abstract",
        )
        return
    language = str(front.get("lang") or "en")
    if "language" in asked and language.split("-")[0] != asked["language"].split("-")[0]:
        message = f"the abstract is in '{language}' by the manuscript's lang, but {profile['journal']} asks for"
        yield Fault(file, line, f"{message} '{asked['language']}'.", "no_abstract")
    there = abstract_words(source, printed)
    if there > asked.get("words", there):
        over = there - asked["words"]
        message = f"the abstract has {there} words, {over} more than the {asked['words']} of {profile['journal']}"
        yield Fault(file, line, f"{message}: shorten it.", "too_long")
    headings = {_key(heading) for heading in text.run_in_headings(abstract)}
    for heading in asked["headings"]:
        if not headings & _keys(heading):
            cure = "begin a paragraph with it in bold"
            yield Fault(
                file,
                line,
                f"the abstract has no '{_choice(heading)}': {cure}, **{_first(heading)}.**",
                "abstract_heading",
            )


def _keywords(file: str, source: str, front: dict, profile: dict) -> Iterator[Fault]:
    asked, given = profile.get("keywords", {}), front.get("keywords") or []
    there = len(given) if isinstance(given, list) else 1
    least, most = asked.get("at_least", there), asked.get("at_most", there)
    if not least <= there <= most:
        message = f"has {there} keywords, but {profile['journal']} asks for {least} to {most}."
        yield Fault(file, text.line_of(source, "keywords"), message, "keywords_few_or_many")


def _sections(file: str, source: str, profile: dict, printed: dict) -> Iterator[Fault]:
    there = text.sections(source)
    for asked in profile["sections"]:
        found = next((section for section in there if _key(section.heading) in _keys(asked["heading"])), None)
        says = f" ({asked['says']})" if "says" in asked else ""
        if not found:
            cure = f"add a heading of that name with its text{says}"
            end = f"line {len(source.splitlines())}"
            yield Fault(
                file, end, f"has no '{_choice(asked['heading'])}' for {profile['journal']}: {cure}.", "section_missing"
            )
            continue
        shown = text.plain(text.whole(found, there), printed)
        if not text.words(shown):
            message = f"'{found.heading}' has no text below it{says}: an honest \"none\" is an answer, a blank is not."
            yield Fault(file, f"line {found.line}", message, "section_missing")
        for unit, counted in (("words", text.words), ("characters", text.characters)):
            if unit in asked and (count := counted(shown)) > asked[unit]:
                message = f"'{found.heading}' has {count} {unit}, {count - asked[unit]} more than the {asked[unit]}"
                yield Fault(file, f"line {found.line}", f"{message} of {profile['journal']}: shorten it.", "too_long")


def _key(heading: str) -> str:
    """Return a heading as it is compared: no case, no mark at its end, one form of the apostrophe."""
    return " ".join(heading.replace("’", "'").casefold().strip(" .:").split())


def _keys(alternatives: str) -> set[str]:
    return {_key(one) for one in alternatives.split("|")}


def _first(alternatives: str) -> str:
    return alternatives.split("|")[0].strip()


def _choice(alternatives: str) -> str:
    return "' or '".join(one.strip() for one in alternatives.split("|"))


def left_out(profile: dict) -> set[str]:
    """Return the headings of what a blinded file leaves out, as `heading_key` gives them."""
    return set().union(*(_keys(one["heading"]) for one in profile["sections"] if one["blinded"] == "left_out"), set())


def heading_key(heading: str) -> str:
    """Return a heading as `left_out` gives it."""
    return _key(heading)
