"""What a journal asks of a manuscript, and how it is told where it falls short."""

import pytest
import yaml

import tiny_study
from trail import inspection, profiles
from trail.faults import Faults

PROFILE = {
    "journal": "J",
    "source": "invented",
    "main_text": {"words": 10},
    "abstract": {"words": 4, "language": "en", "headings": ["Aim | Objective"]},
    "keywords": {"at_least": 1, "at_most": 2},
    "sections": [{"heading": "Funding | Paid by", "says": "who paid"}, {"heading": "Summary", "characters": 12}],
}
SOUND = """\
---
title: "T"
lang: en
profile: mine
keywords: [one]
abstract: |
  **Aim.** To know.
---

# Methods

We asked []{.value of="paper1.n"} people once and then again.

# Paid by {.unnumbered}

Nobody.

# Summary {.unnumbered}

Ja, det er.
"""
EVIDENCE = {"values": {"paper1.n": {"text": "13"}}, "quotes": {}}
CHANGES = {
    "sound": ("", "", []),
    "main text": ("again.", "again, and once more.", [("too_long", "line 10")]),
    "abstract long": ("To know.", "To know more of it.", [("too_long", "line 6")]),
    "abstract gone": ("abstract: |\n  **Aim.** To know.\n", "", [("no_abstract", "line 1")]),
    "abstract in Norwegian": ("lang: en", "lang: nb", [("no_abstract", "line 6")]),
    "abstract unstructured": ("**Aim.**", "", [("abstract_heading", "line 6")]),
    "keywords": ("[one]", "[one, two, three]", [("keywords_few_or_many", "line 5")]),
    "statement gone": ("# Paid by", "# Money", [("section_missing", "line 20")]),
    "statement empty": ("Nobody.", "", [("section_missing", "line 14")]),
    "summary long": ("Ja, det er.", "Ja, det er det.", [("too_long", "line 18")]),
    "unknown profile": ("profile: mine", "profile: minn", [("unknown_profile", "line 4")]),
    "no profile": ("profile: mine\n", "", []),
}


def written(folder, profile=PROFILE):
    (folder / "profiles").mkdir(parents=True)
    (folder / "profiles" / "mine.yaml").write_text(yaml.safe_dump(profile))
    return folder


@pytest.mark.parametrize("name", CHANGES)
def test_each_demand_is_held_where_it_is_broken(tmp_path, name):
    old, new, due = CHANGES[name]
    source = SOUND.replace(old, new, 1)
    found = profiles.check("paper1", source, written(tmp_path), EVIDENCE)
    assert [(fault.check, fault.place) for fault in found] == due
    assert all(fault.level == "E" and fault.file == "manuscript/paper1/index.qmd" for fault in found)


def test_draft_is_only_warned(tmp_path):
    found = profiles.check("paper1", SOUND.replace("Nobody.", ""), written(tmp_path), EVIDENCE, draft=True)
    assert [fault.level for fault in found] == ["W"]


def test_alternative_heading_is_named_in_the_cure(tmp_path):
    [fault] = profiles.check("paper1", SOUND.replace("# Paid by", "# Money"), written(tmp_path), EVIDENCE)
    assert fault.message == "has no 'Funding' or 'Paid by' for J: add a heading of that name with its text (who paid)."


def test_profile_that_departs_from_its_schema_is_told(tmp_path):
    folder = written(tmp_path, PROFILE | {"keyword": {}})
    [fault] = profiles.check("paper1", SOUND, folder, EVIDENCE)
    assert fault.file == "manuscript/profiles/mine.yaml" and "did you mean 'keywords'" in fault.message


@pytest.mark.parametrize("path", sorted(profiles.FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_profiles_follow_their_schema_and_name_their_source(path, tmp_path):
    found = profiles.read(path.stem, tmp_path)
    assert "ead" in found["source"]  # read again before you submit


def test_unreadable_profile_is_told(tmp_path):
    (written(tmp_path) / "profiles" / "mine.yaml").write_text("journal: [")
    with pytest.raises(Faults, match="not YAML"):
        profiles.read("mine", tmp_path)


def test_trail_check_holds_a_manuscript_against_its_profile(tmp_path):
    paper = tiny_study.MANUSCRIPTS["paper2"].replace("lang: en\n", "lang: en\nprofile: plain\n")
    study = tiny_study.write(tmp_path, files={"manuscript/paper2/index.qmd": paper})
    found = [fault for fault in inspection.inspect(study) if fault.file.endswith("paper2/index.qmd")]
    assert [fault.check for fault in found] == ["no_abstract", *["section_missing"] * 5]


def test_only_a_document_with_a_submission_profile_is_submitted(tmp_path):
    for document, profile in (("a", "plain"), ("b", "thesis"), ("c", "nowhere")):
        (tmp_path / document).mkdir()
        (tmp_path / document / "index.qmd").write_text(f"---\ntitle: T\nprofile: {profile}\n---\n")
    assert [profiles.submitted(name, tmp_path) for name in ("a", "b", "c", "d")] == [True, False, False, False]
