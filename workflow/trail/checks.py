"""What must hold between the tables of a study, each check by its name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trail import (
    beside,
    chain_checks,
    citations,
    coding,
    framework_checks,
    method_checks,
    publication_checks,
    quote_checks,
    references,
    rigour_checks,
    study,
    wave_checks,
)
from trail.faults import Fault, did_you_mean
from trail.references import Found, Rows
from trail.rows import number, shown
from trail.tables import as_dicts, split_list

if TYPE_CHECKING:
    import pandas as pd


def participant_service(rows: Rows, config: dict) -> Found:
    """A participant's service is not the one of the set they were interviewed in."""
    service_of = {row["participant_id"]: row["service"] for row in rows["participants"]}
    for row in rows["interviews"]:
        due = config["interview_sets"].get(row["interview_set"], {}).get("service")
        own = service_of.get(row["participant_id"])
        if due and own is not None and own != due:
            has = f"has the service {shown(own)}" if own else "has no service"
            message = f"participant {shown(row['participant_id'])} {has}, but {row['interview_set']} is of '{due}'"
            yield "interviews", row, f"{shown(row['interview_id'])}: {message}. Mend participants.csv or the set."


def outside_window(rows: Rows, config: dict) -> Found:
    """An interview outside the window of its set, with no decision that logs the deviation."""
    logged = {name for row in rows["decisions"] if row["step"] == "deviation" for name in split_list(row["affects"])}
    for row in rows["interviews"]:
        window = config["interview_sets"].get(row["interview_set"], {}).get("window_days")
        start, days = f"{shown(row['interview_id'])}: days_after_support", number(row["days_after_support"])
        if window and not row["days_after_support"]:
            yield "interviews", row, f"{start} is empty, but {row['interview_set']} has a window: fill it."
        elif window and days is not None and not window[0] <= days <= window[1] and row["interview_id"] not in logged:
            message = f"{days} is outside the window {window[0]}-{window[1]} of {row['interview_set']}"
            cure = "Mend it, or log the decision: step 'deviation', the interview under affects."
            yield "interviews", row, f"{start} {message}. {cure}"


def second_without_first(rows: Rows, config: dict) -> Found:
    """An interview of a set that follows another, of someone who was not interviewed in that one."""
    in_set = {(row["interview_set"], row["participant_id"]) for row in rows["interviews"]}
    for row in rows["interviews"]:
        first = config["interview_sets"].get(row["interview_set"], {}).get("follows")
        if first and (first, row["participant_id"]) not in in_set:
            message = (
                f"{shown(row['participant_id'])} has no interview in {first}, which {row['interview_set']} follows."
            )
            yield "interviews", row, f"{shown(row['interview_id'])}: {message}"


def expected_unmet(rows: Rows, config: dict) -> Found:
    """A set has more or fewer interviews than the config expects."""
    for name, of_set in config["interview_sets"].items():
        there = sum(row["interview_set"] == name for row in rows["interviews"])
        if "expected" in of_set and there != of_set["expected"]:
            yield "interviews", None, f"{name} has {there} interviews, the config expects {of_set['expected']}."


def label_given_twice(rows: Rows, config: dict) -> Found:
    """Two interviews of a paper bear the same label."""
    first: dict[tuple[str, str], dict] = {}
    for row in rows["labels"]:
        before = first.setdefault((row["paper"], row["label"]), row)
        if row["label"] and before is not row:
            message = f"the label of {shown(row['interview_id'])} is already that of {shown(before['interview_id'])}"
            yield "labels", row, f"{message} in {row['paper']} (row {before['row']})."


# name: (level, function). E stops the build; W warns; "later" stops it, but only warns in a draft: not done yet.
CHECKS = {
    "dangling_id": ("E", references.dangling_ids),
    "unknown_analyst": ("E", references.unknown_analysts),
    "id_reused": ("E", references.ids_reused),
    "unknown_code_group": ("E", references.unknown_code_groups),
    "unknown_subgroup": ("E", references.unknown_subgroups),
    "unknown_version": ("E", references.unknown_versions),
    "unknown_condensate": ("E", references.unknown_condensates),
    "unknown_lens": ("E", references.unknown_lenses),
    "unknown_facet": ("E", references.unknown_facets),
    "unknown_released_thing": ("E", references.unknown_released),
    "participant_service": ("E", participant_service),
    "outside_window": ("E", outside_window),
    "second_without_first": ("E", second_without_first),
    "expected_unmet": ("W", expected_unmet),
    "label_given_twice": ("E", label_given_twice),
    "unit_without_coding": ("later", chain_checks.units_without_coding),
    "unit_undecided": ("later", chain_checks.units_undecided),
    "unit_outside_paper": ("E", chain_checks.units_outside_paper),
    "coding_incomplete": ("E", chain_checks.codings_incomplete),
    "condensate_units": ("later", chain_checks.condensate_units),
    "condensate_unstamped": ("later", chain_checks.condensates_unstamped),
    "condensate_stale": ("E", chain_checks.condensates_stale),
    "category_behind": ("E", chain_checks.categories_behind),
    "category_unvalidated": ("later", chain_checks.categories_unvalidated),
    "category_stale": ("E", chain_checks.categories_stale),
    "translation_unchecked": ("later", chain_checks.translations_unchecked),
    "translation_stale": ("E", chain_checks.translations_stale),
    "code_group_undefined": ("later", method_checks.code_groups_undefined),
    "change_undecided": ("later", method_checks.changes_undecided),
    "group_vanished": ("later", method_checks.groups_vanished),
    "summary_missing": ("later", framework_checks.summaries_missing),
    "summary_misplaced": ("E", framework_checks.summaries_misplaced),
    "category_unfounded": ("later", chain_checks.categories_unfounded),
    "coding_contradicted": ("later", chain_checks.codings_contradicted),
    "agreement_unknowable": ("later", rigour_checks.agreement_unknowable),
    "freeze_without_version": ("E", method_checks.freezes_without_version),
    "lens_before_freeze": ("E", method_checks.lens_before_freeze),
    "unpaired_compared": ("E", wave_checks.unpaired_compared),
    "wave_mistaken": ("E", wave_checks.wave_mistaken),
    "change_without_evidence": ("later", wave_checks.changes_without_evidence),
    "cross_case_mistaken": ("E", wave_checks.cross_case_mistaken),
    "cross_case_few": ("E", wave_checks.cross_case_few),
    "cross_case_unread": ("later", wave_checks.cross_case_unread),
    "condensate_quoted": ("E", quote_checks.condensates_quoted),
    "words_in_two_papers": ("E", quote_checks.words_in_two_papers),
    "checklist_incomplete": ("later", beside.checklists_incomplete),
    "publication_unsaid": ("later", publication_checks.publications_unsaid),
    "corrected_unpublished": ("E", publication_checks.corrected_unpublished),
    "cross_case_unwritten": ("W", wave_checks.cross_case_unwritten),
    "submitted_unfrozen": ("W", publication_checks.submitted_unfrozen),
    "change_unsaid": ("W", method_checks.changes_unsaid),
    "definition_changed": ("W", rigour_checks.definitions_changed),
    "version_undecided": ("W", rigour_checks.version_undecided),
    "rewriting_undecided": ("W", rigour_checks.rewriting_undecided),
    "themes_few_or_many": ("W", rigour_checks.themes_few_or_many),
    "subgroups_few_or_many": ("W", rigour_checks.subgroups_few_or_many),
    "interview_without_unit": ("W", rigour_checks.interviews_without_unit),
    "analyst_read_nothing": ("W", rigour_checks.analyst_read_nothing),
    "no_preconception": ("W", rigour_checks.no_preconception),
    "one_voice": ("W", rigour_checks.one_voice),
    "contradiction_not_searched": ("W", rigour_checks.contradiction_not_searched),
    "quotes_bunched": ("W", quote_checks.quotes_bunched),
}
FILES = study.TABLES | beside.FILES
# These look through many tables and pass over those that cannot be read.
BY_TABLE = (references.dangling_ids, references.unknown_analysts, references.ids_reused)


def check(
    tables: dict[str, "pd.DataFrame"],
    config: dict,
    written: dict | None = None,
    codings: "pd.DataFrame | None" = None,
) -> list[Fault]:
    """Return everything that does not hold between the tables, as `study.read_tables` gives them.

    Every check runs, whatever others found, but not over a table that has no rows to look at because of a fault of
    its own, nor where a column of it is misnamed: that one fault is not told as many. Needs no transcript and
    no results.
    written: memos and checklists, as `beside.read` gives them; without it they are not looked at
    codings: as `coding.join_codings` makes them of these tables, where they are at hand
    """
    unread = {name for name, table in tables.items() if table.attrs.get("unread")}
    codings = coding.join_codings(*(tables[name] for name in coding.JOINED)) if codings is None else codings
    unread |= {"counted"} if unread.intersection(coding.JOINED) else set()
    rows = Rows(
        {name: as_dicts(tables[name]) for name in study.TABLES}
        | {"counted": as_dicts(codings[codings["counts"]])}
        | (written or dict.fromkeys(beside.FILES)),
        unread,
    )
    misnamed = {name: table.attrs["misnamed"] for name, table in tables.items() if table.attrs.get("misnamed")}
    read_from = {study.TABLES[name]: table.attrs.get("file", study.TABLES[name]) for name, table in tables.items()}
    return [replace(fault, file=read_from.get(fault.file, fault.file)) for fault in _found(rows, config, misnamed)]


def _found(rows: Rows, config: dict, misnamed: dict[str, list[Fault]]) -> Iterator[Fault]:
    """Yield the faults of all checks; of a check over a table with a misnamed column that column alone, as a fault."""
    for name, (level, function) in CHECKS.items():
        if level == "later":
            level = "W" if config["study"]["draft"] else "E"
        rows.used.clear()
        found = list(function(rows, config))
        if function not in BY_TABLE and not rows.unread.isdisjoint(rows.used):
            continue
        blamed = [fault for table in rows.used & misnamed.keys() for fault in misnamed[table]]
        if blamed and found and function not in BY_TABLE:
            yield from (replace(fault, level=level) for fault in blamed)
            continue
        for table, row, message in found:
            place = row.get("place") or f"row {row['row']}" if row else ""
            file = row.get("imported_from") if row else ""  # of a coding tool's project
            yield Fault(file or FILES[table], place, message, name, level)


def manuscripts(manuscript: Path, config: dict, names: dict[str, set[str]]) -> list[Fault]:
    """Return a fault for each cited name that a document cannot cite, and for each document without a manuscript.

    manuscript: the folder; names: {document: what it has to cite}, of all documents, for borrowed names too
    """
    found = []
    for document in config["documents"]:
        path = Path(manuscript) / document / "index.qmd"
        file = f"{Path(manuscript).name}/{document}/index.qmd"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError:
            message = "is not there, but the config names it under documents."
            found.append(Fault(file, "", message, "missing_manuscript"))
            continue
        except UnicodeDecodeError:
            found.append(Fault(file, "", "is not UTF-8: save it as UTF-8.", "missing_manuscript"))
            continue
        known = citations.citable(document, names)
        for line, name in citations.cited(text):
            if not citations.is_known(name, document, names):
                hint = did_you_mean(name, known) or ": mend the name, or add what it names to the data folder"
                message = f"{shown(name)} is nothing that {document} can cite{hint}."
                found.append(Fault(file, f"line {line}", message, "unknown_name"))
    return found
