"""The tiny study as plain thematic analysis: its first paper alone, categories on code groups, no condensates."""

import tiny_study
from tiny_study import DATA, change
from trail import study

CONDENSED = ("preliminary_themes", "subgroups", "condensates", "interpretations", "changes", "freezes")
OF_PAPER2 = {"U007", "U008", "U009", "D003", "Q3"}
GROUPS = {"CAT1_1": "CG1", "CAT1_2": "CG2"}


def changes(method: str = "thematic", **more) -> dict:
    """Return the changes that `tiny_study.write` takes; more: further ones, `files` and `config` among them."""
    left_out = [f"{DATA}/{study.TABLES[name]}" for name in CONDENSED]
    left_out += [f"manuscript/{name}/index.qmd" for name in ("paper2", "brief")]
    page = tiny_study.MANUSCRIPTS["paper1"].replace("CAT1_1;CD1", "CAT1_1")
    rows = {name: _of_paper1 for name in tiny_study.tables() if name not in CONDENSED}
    rows |= {name: [] for name in CONDENSED} | {"categories": _on_groups, "codings": _whole_groups}
    rows["codebook"] = lambda old: change(_of_paper1(old), "T01;T06", derived_from="")
    files = dict.fromkeys(left_out) | {"manuscript/paper1/index.qmd": page} | more.pop("files", {})
    draft = more.pop("draft", False)
    return rows | {"config": lambda config: _config(config, method, draft), "files": files} | more


def _config(config: dict, method: str, draft: bool) -> dict:
    config["papers"] = {"paper1": config["papers"]["paper1"] | {"method": method}}
    config["study"]["draft"] = draft
    return config | {"documents": ["paper1"]}


def _of_paper1(rows: list[dict]) -> list[dict]:
    own = [row for row in rows if row.get("paper", row.get("document", "paper1")) in ("paper1", "study")]
    return [row for row in own if OF_PAPER2.isdisjoint(row.values()) and row.get("kind") != "condensate"]


def _whole_groups(rows: list[dict]) -> list[dict]:
    return [row | {"subgroup_id": ""} for row in _of_paper1(rows)]


def _on_groups(rows: list[dict]) -> list[dict]:
    unstamped = {"condensates": "", "validated_by": "", "validated_on": "", "validated_against": ""}
    return [row | unstamped | {"code_group_ids": GROUPS[row["category_id"]]} for row in _of_paper1(rows)]
