"""REFI-QDA: projects (.qdpx, .qde) and code books (.qdc) of NVivo, ATLAS.ti, MAXQDA, QualCoder and others."""

from collections import Counter
from xml.etree.ElementTree import Element

from trail.faults import Fault, Faults
from trail.importers import positions, refi_codes, refi_files, refi_sources
from trail.importers.project import Given, Left, Project, Selection, Source, name_of
from trail.importers.refi_codes import child, children, guid
from trail.readers.canonical import canonical, to_canonical

CODEBOOK_BYTES = 50_000_000
PERSONAL = "personal data; not asked for"
COMMENTS = "comments and memos often say who somebody is; they stay in the program"
NOT_READ = {  # element of the project: (its children, what they are)
    "Notes": ("Note", "memos", COMMENTS),
    "Links": ("Link", "links", "the study's tables have no place for them"),
    "Graphs": ("Graph", "maps", "the study's tables have no place for them"),
    "Variables": ("Variable", "variables", "attributes of people belong into participants.csv, in bands"),
    "Cases": ("Case", "cases", "people belong into participants.csv, under ids"),
}


def read_archive(given: Given) -> Project:
    """Return the project of a .qdpx archive. Raises Faults for whatever of it cannot be read."""
    part, data, members = refi_files.unpack(given)
    return _project(data, members, given.name, part)


def read_project(given: Given) -> Project:
    """Return a bare .qde: its code book, and the codings whose texts stand within it. Raises Faults as an archive."""
    return _project(given.stream.read(refi_files.MEMBER_BYTES), None, given.name, "")


def read_codebook(given: Given) -> Project:
    """Return the codes of a .qdc; it holds nothing else. Raises Faults where it is no code book."""
    root = refi_files.root_of(given.stream.read(CODEBOOK_BYTES), given.name, "", "CodeBook")
    codes = refi_codes.read(root, child(root, "Sets"), given.name, "")
    return Project(
        "REFI-QDA code book", name_of(root.get("origin")), codes=list(codes.values()), read={"codes": len(codes)}
    )


def _project(data: bytes, members: dict | None, file: str, part: str) -> Project:
    found = refi_sources.Found()
    take = refi_sources.reader(found, members, file, part)
    root = refi_files.root_of(data, file, part, "Project", ("Sources", take))
    codes = refi_codes.read(child(root, "CodeBook"), child(root, "Sets"), file, part)
    found.faults += _dangling(found, codes, file, part) + _missing(found, members, file, part)
    if found.faults:
        raise Faults(found.faults)
    users = {guid(user.get("guid")): name_of(user.get("name")) for user in children(child(root, "Users"), "User")}
    project = Project(
        "REFI-QDA project",
        name_of(root.get("origin")),
        codes=list(codes.values()),
        coders={_coder(user, users): name for user, name in users.items()},
        read={
            "documents": found.sources,
            "texts": sum(text.raw is not None for text in found.texts),
            "codes": len(codes),
            "passages": sum(len(text.passages) for text in found.texts) + len(found.placeless),
            "codings": found.codings,
            "distinct_codings": found.codings - found.repeats,
            "coders": len(users),
        },
    )
    coders = {user: _coder(user, users) for user in {*users, *_users(found)}}
    _place(project, found, {name: code.path for name, code in codes.items()}, coders, file, part)
    project.left = _left(root, found, members, project.left)
    return project


def _coder(user: str, users: dict[str, str]) -> str:
    """Return what stands for a user in codings: the name, which survives a new export, else the GUID."""
    return users.get(user) or user


def _users(found) -> set[str]:
    """Return the users that codings name, whether the project lists them or not."""
    return {user for text in found.texts for passage in text.passages for _, user in passage.codings}


def _place(project: Project, found, paths: dict[str, str], coders: dict[str, str], file: str, part: str) -> None:
    """Add sources and selections to the project, each selection where it stands in canonical text."""
    texts = [text for text in found.texts if text.raw is not None]
    spans = [[(one.start, one.end, one.name) for one in text.passages if one.end > one.start] for text in texts]
    marked = [positions.Marked(text.raw, places) for text, places in zip(texts, spans, strict=True)]
    places, project.positions = positions.choose(marked, project.origin, file)
    faults, empty = [], Counter()
    for number, (text, here) in enumerate(zip(texts, places, strict=True)):
        words, origins = canonical(text.raw)
        project.sources.append(Source(text.name, words, origins, text.kind))
        same = words == text.raw
        passages = [one for one in text.passages if one.end > one.start]
        empty[text.name] += len(text.passages) - len(passages)
        for passage, place in zip(passages, here, strict=True):
            if place is None:
                message = f"a passage of '{text.name}' stands at {passage.start}-{passage.end}, outside its text "
                message += f"of {len(words)} characters. Was the text changed after coding?"
                faults.append(Fault(file, part, message, "passage_outside_text"))
                continue
            start, end = place
            if not same:
                start, end = to_canonical(origins, start), to_canonical(origins, end, end=True)
            if not words[start:end].strip():
                empty[text.name] += 1
                continue
            codings = tuple([(paths[code], coders[user]) for code, user in passage.codings])
            project.selections.append(Selection(number, start, end, codings))
    if faults:
        raise Faults(faults)
    project.sources += [Source(text.name, None, (), text.kind) for text in found.texts if text.raw is None]
    if empty.total():
        where = tuple(sorted(name for name, count in empty.items() if count))
        project.left.append(Left("passages without words", empty.total(), "they begin where they end", where))


def _dangling(found, codes: dict, file: str, part: str) -> list[Fault]:
    """Return a fault for each source that has codings of codes which the code book lacks."""
    lost = Counter()
    for text in found.texts:
        lost.update((text.name, code) for passage in text.passages for code, _ in passage.codings if code not in codes)
    for _, name, codings in found.placeless:
        lost.update((name, code) for code, _ in codings if code not in codes)
    return [
        Fault(
            file,
            part,
            f"codings of '{name}' ({count}) mean the code {code or 'without GUID'}, which is not in the code book.",
            "dangling_guid",
        )
        for (name, code), count in sorted(lost.items())
    ]


def _missing(found, members: dict | None, file: str, part: str) -> list[Fault]:
    """Return a fault for each coded text that an archive lacks while it holds others.

    An archive without any text, and a bare project file, give the code book alone, and the report says so.
    """
    if not members or not any(text.raw is not None for text in found.texts):
        return []
    return [
        Fault(
            file,
            part,
            f"the text of '{text.name}' ({text.path or 'no path'}) is not in the archive, and {len(text.passages)} "
            "passages are in it. Export the project again, with its sources.",
            "missing_source",
        )
        for text in found.texts
        if text.raw is None and text.passages
    ]


def _left(root: Element, found, members: dict | None, already: list[Left]) -> list[Left]:
    """Return what of the project is not taken over, with why."""
    left = list(already)
    if found.repeats:
        why = "they stand twice in the file: as part of a PDF page, and in its text"
        left.append(Left("repeated codings of PDF passages", found.repeats, why))
    for what in sorted({what for what, _, _ in found.placeless}):
        of_kind = [(name, codings) for kind, name, codings in found.placeless if kind == what]
        where = tuple(sorted({name for name, _ in of_kind}))
        count = sum(len(codings) for _, codings in of_kind)
        left.append(Left(f"codings of a {what}", count, "it has no words in a text", where))
    bare = [text for text in found.texts if text.raw is None]
    if bare:
        why = "a project file alone holds no texts" if members is None else "their text is not in the archive"
        left.append(Left("documents without text", len(bare), why, tuple(sorted(text.name for text in bare))))
    lost = [text for text in bare if text.passages]
    if lost:
        count = sum(len(passage.codings) for text in lost for passage in text.passages)
        where = tuple(sorted(text.name for text in lost))
        left.append(Left("codings of documents without text", count, "they have nowhere to stand", where))
    if users := len(children(child(root, "Users"), "User")):
        left.append(Left("names of coders", users, PERSONAL))
    if root.get("basePath"):
        left.append(Left("folder on somebody's computer (basePath)", 1, PERSONAL))
    if found.comments:
        left.append(Left("comments on passages and documents", found.comments, COMMENTS))
    for element, (one, what, why) in NOT_READ.items():
        if count := len(children(child(root, element), one)):
            left.append(Left(what, count, why))
    sets = [one for one in children(child(root, "Sets"), "Set") if not children(one, "MemberCode")]
    if sets:
        left.append(Left("sets of documents or memos", len(sets), "groups of interviews belong into interviews.csv"))
    return left
