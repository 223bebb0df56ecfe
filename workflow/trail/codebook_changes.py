"""What became of a code book between two versions, as a person at a terminal reads it."""

from pathlib import Path

from trail import code_maps, codebook_folders, codebooks, study
from trail.alt_texts import counted
from trail.faults import Fault, Faults, did_you_mean, refuse
from trail.tables import split_list


def between(folder: Path, paper: str = "", before: str = "", after: str = "") -> dict:
    """Return {paper, from, to, history, groups, look_again} of a study, or of a folder of exported code books.

    paper may be left out where there is one; before and after where the first and the newest version are meant.
    from, to: {version, dated_on (of a folder: file)}; history, groups: as `codebooks.history` and `compare`, the
    history up to the newer version; look_again: {code_group_id, version, unit_ids} for each definition that changed
    after the older version. Raises Faults where a paper or version is not there.
    """
    if codebook_folders.is_one(folder):
        codebook, files = codebook_folders.read(folder)
        codings, about = [], {(codebook_folders.PAPER, version): {"file": name} for version, name in files.items()}
    else:
        config, data = study.find(folder)
        tables, faults = code_maps.read_tables(data, config)
        named = ("codebook", "codings", "codebook_versions")
        refuse(fault for fault in faults if fault.file in [tables[name].attrs["file"] for name in named])
        codebook, codings, declared = (tables[name].to_dict("records") for name in named)
        about = {(row["paper"], row["version"]): {"dated_on": row["dated_on"]} for row in declared}
    papers = sorted({row["paper"] for row in codebook})
    paper = paper or (papers[0] if len(papers) == 1 else "")
    if paper not in papers:
        cure = f"name one by --paper: {', '.join(papers) or 'the code book has none'}."
        raise Faults([_fault(f"'{paper}' has no code book{did_you_mean(paper, papers)}: {cure}" if paper else cure)])
    known = codebooks.versions(codebook, paper)
    before, after = before or known[0], after or known[-1]
    wrong = [one for one in (before, after) if one not in known]
    if wrong or known.index(before) > known.index(after):
        said = f"version '{wrong[0]}' is not in" if wrong else f"version {before} comes after {after} in"
        raise Faults([_fault(f"{said} the code book of {paper}: it has {', '.join(known)}, oldest first.")])
    passed = known[known.index(before) + 1 : known.index(after) + 1]
    look_again = [
        {"code_group_id": row["code_group_id"], "version": row["version"], "unit_ids": units}
        for row, units in codebooks.to_look_at_again(codebook, codings)
        if row["paper"] == paper and row["version"] in passed
    ]
    return {
        "paper": paper,
        "from": {"version": before} | about.get((paper, before), {}),
        "to": {"version": after} | about.get((paper, after), {}),
        "history": [row for row in codebooks.history(codebook, paper) if row["version"] in [before, *passed]],
        "groups": codebooks.compare(codebook, paper, before, after),
        "look_again": look_again,
    }


def words(found: dict) -> str:
    """Return what `between` found as lines of text: sizes, groups by what became of them, units to look at again."""
    size = {row["version"]: row["code groups"] for row in found["history"]}
    named = [_end(end, size[end["version"]]) for end in (found["from"], found["to"])]
    lines = [f"{found['paper']}: {' → '.join(named)}", f"  {' > '.join(str(one) for one in size.values())}", ""]
    for row in found["groups"]:
        told = [f"from {', '.join(_others(row))}"] if _others(row) else []
        told += [", ".join(split_list(row["decisions"]))] if row["decisions"] else []
        told += [f"not as before: {', '.join(split_list(row['reworded']))}"] if _says(row) else []
        name = (
            row["code_group_id"] if row["name"] == row["code_group_id"] else f"{row['code_group_id']} «{row['name']}»"
        )
        change = ", ".join(split_list(row["change"]))
        lines.append(f"  {change:<18}  {name}{'  ·  ' if told else ''}{'; '.join(told)}")
    if found["look_again"]:
        lines += ["", "To look at again: coded before the definition changed, and not since"]
    for row in found["look_again"]:
        lines.append(f"  {row['code_group_id']}, version {row['version']}: {', '.join(row['unit_ids'])}")
    return "\n".join(lines)


def _end(end: dict, size: int) -> str:
    told = [end[key] for key in ("dated_on", "file") if end.get(key)]
    return f"version {end['version']} ({', '.join([*told, counted(size, 'code groups')])})"


def _others(row: dict) -> list[str]:
    return [one for one in split_list(row["derived_from"]) if one != row["code_group_id"] or ";" in row["derived_from"]]


def _says(row: dict) -> bool:
    return bool(row["reworded"]) and row["derived_from"] == row["code_group_id"]


def _fault(message: str) -> Fault:
    return Fault("trail codebook", "", message, "codebook")
