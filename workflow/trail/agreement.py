"""How far analysts who coded the same units by themselves agree, by code group; only where a paper asks for it."""

from collections.abc import Sequence

import pandas as pd

from trail.coding import DATA_DRIVEN
from trail.tables import split_list

DIGITS = 2  # as printed

COLUMNS = ("code_group_id", "units", "analysts", "alpha", "kappa")


def coefficients(paper: str, codings: pd.DataFrame) -> pd.DataFrame:
    """Return one row per code group of the data-driven pass: code_group_id, units, analysts, alpha, kappa.

    codings: as `coding.join_codings` returns them
    units: those that at least two analysts coded, analysts: how many did. alpha: Krippendorff's, nominal; kappa:
    Cohen's, of two analysts over the units that both coded. Texts with two decimals, "" where a coefficient is not
    defined (nothing varies) or asks for two analysts. Sorted by code group; no rows where nobody coded twice.

    What is compared is whether a unit is under the group, yes or no, so a unit under several groups counts in each.
    A row is an analyst's own judgement where it names one analyst, be it proposed, agreed or set aside (that is: under
    none); what analysts settled together names both, and is left out. Of the version of the code book that counts.
    """
    own = judgements(paper, codings)
    analysts = sorted({analyst for analyst, _ in own})
    units = sorted({unit for _, unit in own})
    twice = [unit for unit in units if sum((analyst, unit) in own for analyst in analysts) > 1]
    rows = []
    for group in sorted(set().union(*own.values()) if twice else ()):
        ratings = [[_rating(own.get((analyst, unit)), group) for unit in twice] for analyst in analysts]
        ratings = [row for row in ratings if any(one is not None for one in row)]
        kappa = cohens_kappa(*ratings) if len(ratings) == 2 else None
        found = (krippendorffs_alpha(ratings), kappa)
        rows.append((group, str(len(twice)), str(len(ratings)), *(_printed(one) for one in found)))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def judgements(paper: str, codings: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return {(analyst, unit_id): code groups} of each one's own data-driven codings of a paper; set aside: none."""
    rows = codings[(codings["paper"] == paper) & (codings["pass"] == DATA_DRIVEN)]
    counting = set(rows.loc[rows["counts"], "codebook_version"])
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows.to_dict("records"):
        aside = row["status"] == "set_aside"
        of_version = row["codebook_version"] in counting or (aside and not row["codebook_version"])
        if len(split_list(row["analyst"])) == 1 and of_version:
            groups = found.setdefault((row["analyst"], row["unit_id"]), set())
            groups.update(() if aside else {row["code_group_id"]} - {""})
    return found


def krippendorffs_alpha(ratings: Sequence[Sequence]) -> float | None:
    """Return Krippendorff's alpha of nominal ratings, a row per analyst, None where one did not rate; None: undefined.

    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; computed by the package `krippendorff`.
    """
    import krippendorff  # brings numpy, and few papers ask for it
    import numpy as np

    values = sorted({one for row in ratings for one in row if one is not None})
    pairable = [column for column in zip(*ratings, strict=True) if sum(one is not None for one in column) > 1]
    if len({one for column in pairable for one in column if one is not None}) < 2:
        return None
    data = np.array([[np.nan if one is None else values.index(one) for one in row] for row in ratings], dtype=float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def cohens_kappa(one: Sequence, other: Sequence) -> float | None:
    """Return Cohen's kappa of two analysts over the units that both rated; None where chance alone agrees on all.

    kappa = (p_o - p_e) / (1 - p_e); p_o: share of units rated alike, p_e: the sum over ratings of the product of both
    analysts' shares. Cohen 1960, "A coefficient of agreement for nominal scales", doi 10.1177/001316446002000104.
    """
    pairs = [pair for pair in zip(one, other, strict=True) if None not in pair]
    if not pairs:
        return None
    first, second = zip(*pairs, strict=True)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(first.count(value) * second.count(value) for value in set(first)) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _rating(groups: set[str] | None, group: str) -> int | None:
    return None if groups is None else int(group in groups)


def _printed(coefficient: float | None) -> str:
    return "" if coefficient is None else f"{coefficient:.{DIGITS}f}".replace("-0.00", "0.00")
