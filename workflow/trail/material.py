"""What one document is written from: its interviews, its papers' coding, and who counts."""

from typing import NamedTuple

import pandas as pd


class Material(NamedTuple):
    """What one document is written from.

    document: its name; config: the study's
    tables: the validated input tables by name; interviews: rows of the document's interview sets, nobody withdrawn
    codings: as `coding.join_codings` returns them, of the papers it draws on and the interviews that these analyse
    papers: {paper: {"categories", "condensates", "theme_matrix", "code_groups", "subgroups", "data_driven_groups",
    "data_driven_subgroups"}} of those papers, over the same interviews; groups and subgroups as `condensation` returns
    them, found once, for most of what is written needs them; the data-driven ones are not of a theory lens
    manuscript: the source of a document that joins papers, whose synthesis says what it rests on
    """

    document: str
    config: dict
    tables: dict[str, pd.DataFrame]
    interviews: pd.DataFrame
    codings: pd.DataFrame
    papers: dict[str, dict[str, pd.DataFrame]]
    manuscript: str = ""


def sets_of(document: str, config: dict) -> list[str]:
    """Return the interview sets of a document in the order of the config: a paper's own, for others all."""
    own = config["papers"].get(document, {}).get("interview_sets", config["interview_sets"])
    return [name for name in config["interview_sets"] if name in own]


def papers_of(document: str, config: dict) -> list[str]:
    """Return the papers a document draws on: itself if it is one, else all."""
    return [document] if document in config["papers"] else list(config["papers"])


def is_paired(document: str, config: dict) -> bool:
    """Return whether the document is a paper over pairs: the same people interviewed in each of its sets."""
    return bool(config["papers"].get(document, {}).get("paired"))


def present_interviews(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the interviews of everybody who has not withdrawn."""
    participants, interviews = tables["participants"], tables["interviews"]
    withdrawn = participants.loc[participants["status"] == "withdrawn", "participant_id"]
    return interviews[~interviews["participant_id"].isin(withdrawn)]


def analysed(document: str, interviews: pd.DataFrame, config: dict) -> pd.DataFrame:
    """Return the interviews a document analyses: those of its sets; of a paired paper, of people in each of them."""
    sets = sets_of(document, config)
    rows = interviews[interviews["interview_set"].isin(sets)]
    if not is_paired(document, config):
        return rows
    waves: dict[str, set[str]] = {}
    for person, wave in zip(rows["participant_id"], rows["interview_set"], strict=True):
        waves.setdefault(person, set()).add(wave)
    in_each = [len(waves[person]) == len(sets) for person in rows["participant_id"]]
    return rows[pd.Series(in_each, index=rows.index, dtype=bool)]


def people_analysed(interviews: pd.DataFrame, config: dict) -> dict[str, set[str]]:
    """Return {paper or document: the people whose interviews it analyses}, papers first, as `analysed` of each."""
    waves: dict[str, set[str]] = {}
    for person, wave in zip(interviews["participant_id"], interviews["interview_set"], strict=True):
        waves.setdefault(person, set()).add(wave)
    found = {}
    for document in dict.fromkeys([*config["papers"], *config["documents"]]):
        sets, needed = set(sets_of(document, config)), len(sets_of(document, config))
        least = needed if is_paired(document, config) else 1
        found[document] = {person for person, own in waves.items() if len(own & sets) >= least}
    return found
