"""The smallest complete study: three people, five interviews, two papers and a brief, all four steps of the method."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml

from trail import stamps, study
from trail.tables import sha256

ROOT = Path(__file__).parents[1]
DATA = "data/tiny"

CONFIG = {
    "study": {"title": "Tiny invented study", "data": DATA, "language": "nb", "invented": True, "draft": False},
    "services": {"villa_sana": "Villa Sana", "stottekollega": "Støttekollegaordningen"},
    "speakers": {"I": "interviewer", "D": "doctor"},
    "interview_sets": {
        "VS2018": {"service": "villa_sana", "window_days": [0, 10], "expected": 2},
        "VS2019": {"service": "villa_sana", "window_days": [335, 395], "follows": "VS2018", "expected": 2},
        "SK2020": {"service": "stottekollega", "window_days": [335, 395], "expected": 1},
    },
    "papers": {
        "paper1": {
            "interview_sets": ["VS2018", "SK2020"],
            "method": "stc",
            "facets": {"aspect": ["when_and_why", "barriers"]},
        },
        "paper2": {"interview_sets": ["VS2018", "VS2019"], "method": "stc", "paired": True, "lenses": ["schein"]},
    },
    "documents": ["paper1", "paper2", "brief"],
    "disclosure": {"threshold": 3},
}

TRANSCRIPTS = {
    "VS2018-01": """\
I: Kan du si litt om hva som gjorde at du tok kontakt?

D: Ja, altså, det var vel egentlig en kollega som ringte for meg. (ler litt) Jeg hadde ikke tenkt det sånn selv. Jeg \
gikk jo på jobb. Men en natt på [sykehus] ble jeg stående i gangen og visste ikke hvem jeg skulle til, og da ble jeg \
redd.

I: Mm. Hva var du redd for?

D: For at det skulle gå galt for noen andre. Meg selv, nei, det tenkte jeg ikke så mye på. Man skal jo tåle litt. \
Parkeringen der nede var forresten grei.
""",
    "VS2018-02": """\
I: Hvordan var det å komme hit?

D: Det satt langt inne. Jeg kjørte forbi innkjøringen to ganger. Jeg tenkte at dette er for de som er ordentlig syke, \
og jeg var jo bare sliten. Det skrives ingenting ned her, og det hadde mye å si for meg.

I: Hva hadde det å si?

D: Nei, at jeg kunne si det som det var. Hjemme i [by] kjenner alle alle.
""",
    "VS2019-01": """\
I: Nå er det et år siden. Hvordan er det nå?

D: Jo, det er … bedre, tror jeg. Jeg sa nei til en ekstravakt i forrige uke. Uten å finne på noe. Det hadde jeg ikke \
gjort før, da ville jeg ligget våken og kommet på en unnskyldning.

I: Hva er annerledes?

D: At jeg får lov, på en måte. Det er ingen andre som har gitt meg den loven, det er vel det som er rart.
""",
    "VS2019-02": """\
I: Hvordan har året vært?

D: Jeg er i samme jobb og har det omtrent som før. Det hjalp å snakke, det gjorde det, men vakta er jo den samme. \
Jeg venter litt på å bli en annen, og så skjer ikke det.
""",
    "SK2020-01": """\
I: Hvordan kom du i kontakt med støttekollegaen?

D: Jeg sendte en melding en søndag kveld og angret med en gang. Hun svarte at vi kunne gå en tur. Da vi gikk der, ved \
siden av hverandre, var det lettere å si ting. Det var ikke noe kontor, ikke noe skjema, bare to som gikk.
""",
}

# table: a header and rows, cells parted by " | "; a row shorter than its header is filled up with empty cells.
# Spans "*" are computed from the text, " […] " parting them; stamps, attestations, readings and releases as well.
TABLES = {
    "participants": """
participant_id | service | gender | age_band | workplace | status | loss_reason | consent_version | consent_scope
P01 | villa_sana | woman | 30-44 | hospital | complete |  | 1 | study
P02 | villa_sana | man | 45-59 | primary_care | complete |  | 1 | study
P03 | stottekollega | woman | 45-59 | hospital | complete |  | 1 | study
""",
    "interviews": """
interview_id | participant_id | interview_set | days_after_support | mode | minutes | interviewer | others_present \
| recorded | written_form | guide | transcript
VS2018-01 | P01 | VS2018 | 3 | in_person | 40 | A1 |  | yes | nb | g1 | VS2018-01.txt
VS2018-02 | P02 | VS2018 | 8 | in_person | 35 | A1 |  | yes | nb | g1 | VS2018-02.txt
VS2019-01 | P01 | VS2019 | 360 | in_person | 30 | A1 |  | yes | nb | g1 | VS2019-01.txt
VS2019-02 | P02 | VS2019 | 371 | phone | 25 | A1 |  | yes | nb | g1 | VS2019-02.txt
SK2020-01 | P03 | SK2020 | 365 | video | 30 | A2 |  | yes | nb | g1 | SK2020-01.txt
""",
    "analysts": """
analyst | role | credentials | relation_to_service
A1 | analyst and interviewer | physician | invented
A2 | analyst and interviewer | physician | none
A3 | language editor | linguist | none
""",
    "deidentification_log": """
interview_id | placeholder | category | occurrences | decided_by | decided_on
VS2018-01 | [sykehus] | workplace | 1 | A1 | 2018-10-01
VS2018-02 | [by] | place | 1 | A1 | 2018-10-01
""",
    "placeholders": """
word | reason | decided_by
sykehus | a hospital | A1
by | a town | A1
kollega | a colleague | A1
""",
    "preliminary_themes": """
theme_id | paper | analyst | round | label | note
T01 | paper1 | A1 | 1 | Somebody else called
T02 | paper1 | A1 | 1 | Afraid for others
T03 | paper1 | A1 | 1 | Not ill enough
T04 | paper1 | A1 | 1 | Nothing written down
T05 | paper1 | A2 | 1 | Patients first
T06 | paper1 | A2 | 1 | The threshold
T07 | paper1 | A2 | 1 | A walk
T08 | paper1 | A2 | 1 | One ought to stand it
T11 | paper2 | A1 | 1 | Being allowed
T12 | paper2 | A1 | 1 | Saying no
T13 | paper2 | A1 | 1 | As before
T14 | paper2 | A1 | 1 | Standing it
T15 | paper2 | A2 | 1 | Permission
T16 | paper2 | A2 | 1 | The same duty
T17 | paper2 | A2 | 1 | Others first
T18 | paper2 | A2 | 1 | Still waiting
""",
    "codebook_versions": """
paper | version | dated_on | decision_id
paper1 | 1 | 2020-09-01 | D001
paper1 | 2 | 2020-10-01 | D002
paper2 | 1 | 2020-11-01 | D003
""",
    "codebook": """
paper | code_group_id | version | name | code_path | definition | include | exclude | example_unit | origin | lens \
| change | derived_from | decision_id
paper1 | CG1 | 1 | Threshold | threshold | What stood in the way and what let them through. | Both. | The meeting \
itself. | U001 | data | stc | new | T01;T06 | D001
paper1 | CG1 | 2 | Permission to seek help | permission | What had to be in place before the doctor felt entitled \
to ask. | Reasons that made it legitimate. | Practical matters. | U002 | data | stc | redefined | CG1 | D002
paper1 | CG2 | 2 | A safe place | safe_place | What made it possible to speak openly. | Form and setting of the \
support. | Reasons for coming. | U006 | data | stc | split | CG1 | D002
paper2 | CG3 | 1 | Being allowed | being_allowed | What the doctors let themselves do, then and now. | Limits, \
illness, rest. | What others did. | U007 | data | stc | new | T11;T15 | D003
""",
    "meaning_units": """
unit_id | interview_id | spans | text | analyst
U001 | VS2018-01 | * | det var vel egentlig en kollega som ringte for meg. | A1
U002 | VS2018-01 | * | Men en natt på [sykehus] ble jeg stående i gangen og visste ikke hvem jeg skulle til, og da \
ble jeg redd. […] For at det skulle gå galt for noen andre. | A1
U003 | VS2018-01 | * | Meg selv, nei, det tenkte jeg ikke så mye på. Man skal jo tåle litt. | A2
U004 | VS2018-01 |  | Parkeringen der nede var forresten grei. | A1
U005 | VS2018-02 | * | Jeg tenkte at dette er for de som er ordentlig syke, og jeg var jo bare sliten. | A2
U006 | VS2018-02 | * | Det skrives ingenting ned her, og det hadde mye å si for meg. | A1
U007 | VS2019-01 | * | Jeg sa nei til en ekstravakt i forrige uke. Uten å finne på noe. | A1
U008 | VS2019-01 |  | At jeg får lov, på en måte. | A2
U009 | VS2019-02 | * | Jeg er i samme jobb og har det omtrent som før. | A1
U010 | SK2020-01 | * | Jeg sendte en melding en søndag kveld og angret med en gang. | A2
U011 | SK2020-01 | * | Det var ikke noe kontor, ikke noe skjema, bare to som gikk. | A1
""",
    "codings": """
unit_id | paper | pass | code_group_id | subgroup_id | codebook_version | analyst | coded_on | status | \
set_aside_reason
U001 | paper1 | data_driven | CG1 | SG1 | 2 | A1 | 2020-10-05 | agreed
U002 | paper1 | data_driven | CG1 | SG1 | 2 | A1 | 2020-10-05 | agreed
U003 | paper1 | data_driven | CG1 | SG2 | 2 | A1 | 2020-10-05 | agreed
U004 | paper1 | data_driven |  |  |  | A1 | 2020-10-05 | set_aside | About parking, not about help.
U005 | paper1 | data_driven | CG1 | SG2 | 2 | A2 | 2020-10-05 | agreed
U006 | paper1 | data_driven | CG2 | SG3 | 2 | A1 | 2020-10-06 | agreed
U010 | paper1 | data_driven | CG1 | SG2 | 2 | A2 | 2020-10-06 | agreed
U011 | paper1 | data_driven | CG2 | SG4 | 2 | A1 | 2020-10-06 | agreed
U003 | paper2 | data_driven | CG3 | SG5 | 1 | A2 | 2020-11-05 | agreed
U005 | paper2 | data_driven | CG3 | SG5 | 1 | A2 | 2020-11-05 | agreed
U007 | paper2 | data_driven | CG3 | SG6 | 1 | A1 | 2020-11-05 | agreed
U008 | paper2 | data_driven | CG3 | SG6 | 1 | A2 | 2020-11-05 | agreed
U009 | paper2 | data_driven | CG3 | SG5 | 1 | A1 | 2020-11-05 | agreed
""",
    "facets": """
unit_id | paper | facet | value
U001 | paper1 | aspect | when_and_why
U002 | paper1 | aspect | when_and_why
U005 | paper1 | aspect | barriers
""",
    "subgroups": """
subgroup_id | paper | code_group_id | version | name | derived_from
SG1 | paper1 | CG1 | 2 | Allowed for the sake of others
SG2 | paper1 | CG1 | 2 | Not ill enough to come
SG3 | paper1 | CG2 | 2 | Nothing is written down
SG4 | paper1 | CG2 | 2 | Side by side
SG5 | paper2 | CG3 | 1 | Standing it
SG6 | paper2 | CG3 | 1 | Giving oneself leave
""",
    "condensates": """
condensate_id | subgroup_id | version | text | unit_ids | units_sha256 | author | written_on
CD1 | SG1 | 1 | Det var andre som måtte si fra. Først da det kunne ramme noen, ble det alvor. | U001;U002 |  | A1 | \
2020-10-20
CD2 | SG2 | 1 | Jeg synes ikke jeg er syk nok til å bry noen, og jeg angrer når jeg har gjort det. | U003;U005;U010 \
|  | A2 | 2020-10-20
CD3 | SG3 | 1 | Når ingen skriver, kan jeg snakke. | U006 |  | A1 | 2020-10-20
CD4 | SG4 | 1 | Vi gikk, og det var nok. | U011 |  | A1 | 2020-10-20
CD5 | SG5 | 1 | Jeg står i det jeg alltid har stått i. | U003;U005;U009 |  | A2 | 2020-11-20
CD6 | SG6 | 1 | Jeg sier nei nå, og loven kom fra meg selv. | U007;U008 |  | A1 | 2020-11-20
""",
    "categories": """
category_id | paper | order | heading | parent | condensates | code_group_ids | analytic_text | validated_sha256 | \
validated_by | validated_on | validated_against | contradiction_search | contradicting_units
CAT1_1 | paper1 | 1 | Allowed for the sake of others |  | CD1@1;CD2 |  | The doctors made contact when their state \
could harm others, or let others make it for them. |  | A1 | 2020-12-01 | VS2018-01;VS2018-02;SK2020-01 | found | \
U010
CAT1_2 | paper1 | 2 | A place without a record |  | CD3;CD4 |  | That nothing was written down, and that they \
walked, made it possible to speak. |  | A2 | 2020-12-01 | VS2018-02;SK2020-01 | none_found
CAT2_1 | paper2 | 1 | From standing it to being allowed |  | CD5;CD6 |  | A year on, one doctor declined work \
without an excuse; another found little changed. |  | A1 | 2020-12-10 | VS2018-01;VS2019-01;VS2018-02;VS2019-02 | \
found | U009
""",
    "interpretations": """
interpretation_id | paper | lens | level | category_ids | change_ids | unit_ids | text | author | dated_on
INT1 | paper2 | schein | basic_assumption | CAT2_1 | CH1 | U007 | That a doctor needs a reason to rest is \
questioned. | A1 | 2021-01-15
""",
    "changes": """
change_id | participant_id | category_id | before | after | change_type | before_units | after_units
CH1 | P01 | CAT2_1 | one ought to stand it | says no without an excuse | increase | U003 | U007;U008
CH2 | P02 | CAT2_1 | not ill enough | as before | constant | U005 | U009
""",
    "freezes": """
freeze_id | paper | kind | codebook_version | frozen_on | sha256
FR1 | paper1 | data_driven | 2 | 2020-12-15
FR2 | paper2 | data_driven | 1 | 2020-12-15
""",
    "decisions": """
decision_id | decided_on | step | what | why | affects | decided_by | supersedes | public_text
D001 | 2020-09-01 | codebook | First code book of paper 1 | Themes compared | CG1 | A1;A2 |  | First code book, \
after both analysts had compared their themes.
D002 | 2020-10-01 | codebook | CG1 split | Two things were coded together | CG1;CG2 | A1;A2 |  | Two things were \
coded together: what let them come, and what let them speak.
D003 | 2020-11-01 | codebook | First code book of paper 2 | Themes compared | CG3 | A1;A2
""",
    "quotes": """
quote_id | paper | unit_ids | original | source_language | edits | translation | target_language | original_sha256 \
| translator | translated_on | checked_by | checked_on
Q1 | paper1 | U001 | det var vel egentlig en kollega som ringte for meg. | nb |  | it was really a colleague who \
called for me. | en |  | A1 | 2021-02-01 | A3 | 2021-02-10
Q2 | paper1 | U011 | ikke noe kontor, […] bare to som gikk. | nb | omission | no office, […] just two people \
walking. | en |  | A1 | 2021-02-01 | A3 | 2021-02-10
Q3 | paper2 | U007 | Jeg sa nei til en ekstravakt i forrige uke. | nb |  | I said no to an extra shift last week. | \
en |  | A1 | 2021-02-01 | A3 | 2021-02-10
""",
    "labels": """
paper | interview_id | label
paper1 | VS2018-01 | Invented interview 2
paper1 | VS2018-02 | Invented interview 3
paper1 | SK2020-01 | Invented interview 1
paper2 | VS2018-01 | Invented interview 4
paper2 | VS2018-02 | Invented interview 1
paper2 | VS2019-01 | Invented interview 3
paper2 | VS2019-02 | Invented interview 2
""",
    "recruitment": """
interview_set | approached | declined | interviewed
VS2018 | 4 | 2 | 2
VS2019 | 2 | 0 | 2
SK2020 | 2 | 1 | 1
""",
}

MEMO = """\
---
date: 2018-01-05
author: A1
kind: preconception
paper: paper1;paper2
about: What we expect: late, and for the sake of others
---

We expect them to come late.
"""

OF_PAPERS = ("quote_original", "quote_translation", "value", "table", "category", "condensate", "codebook")
RELEASED = {
    "paper1": OF_PAPERS,
    "paper2": OF_PAPERS,
    "brief": ("value", "table"),
    "study": ("codebook", "decisions", "reporting"),
}

MANUSCRIPTS = {
    "paper1": """\
---
title: "Tiny paper 1"
lang: en
---

# Introduction

Doctors seek help late.

# Methods

We interviewed []{.value of="paper1.participants"} doctors. The interviews are invented.

# Results {#sec-results}

::: {#tbl-flow of="flow"}
Interviews by set.
:::

[The doctors made contact when their state could harm others.]{.claim of="CAT1_1;CD1"} One said:
[]{.quote of="Q1"} The interview sets are in @tbl-flow.

[That nothing was written down made it possible to speak.]{.claim of="CAT1_2"} []{.quote of="Q2"}

# Discussion

Invented data show nothing about the world.
""",
    "paper2": """\
---
title: "Tiny paper 2"
lang: en
---

# Methods

[]{.value of="paper2.participants"} doctors were interviewed twice. The interviews are invented.

# Results {#sec-results}

[A year on, one doctor declined work without an excuse.]{.claim of="CAT2_1"} []{.quote of="Q3"}

# Discussion

Invented data show nothing about the world.
""",
    "brief": """\
---
title: "Kort sagt"
lang: nb
---

# Resultater {#sec-results}

[Legene tok kontakt når det kunne gå ut over andre.]{.claim of="paper1.CAT1_1"} []{.quote of="paper1.Q1"}
Intervjuene er oppdiktet. Vi snakket med []{.value of="paper1.participants"} leger i den første artikkelen.
""",
}

# With `figures=True`: what is drawn for paper 1, and where it stands in the paper.
CELLS = {
    "tools": "from trail import figures\nfrom trail.cells import read, save",
    "tree": """\
tree = read("released/paper1/tables/code_tree.csv")
save(figures.code_tree(tree), "code_tree", table="released/paper1/tables/code_tree.csv")""",
}
FIGURE = """\
![Code groups and their subgroups.](){#fig-codes of="code_tree"}

# Discussion
"""


def write(folder: Path, **changes) -> Path:
    """Write the study to `folder` and return it.

    changes: `config`: a dict merged into the config, or a function of it; a table's name: its rows as dicts, or a
    function from rows to rows; `later`: the same by table, after every empty stamp was filled, so that stamps go
    stale; `figures`: True for a notebook and a figure in paper 1; `files`: {path within the study: text, bytes or
    None to leave it out}, written last.
    """
    folder = Path(folder)
    config = _changed_config(changes.pop("config", {}))
    files = (_drawn() if changes.pop("figures", False) else {}) | changes.pop("files", {})
    later = changes.pop("later", {})
    rows = tables(**changes)
    rows |= {name: _changed(rows.get(name, []), change) for name, change in later.items()}
    for interview_id, text in TRANSCRIPTS.items():
        _write(folder / DATA / "transcripts" / f"{interview_id}.txt", text)
    for name, of_table in rows.items():
        _write(folder / DATA / study.TABLES[name], csv_text(of_table))
    _write(folder / DATA / "guides" / "g1.md", "# Guide 1\n\nHvorfor tok du kontakt?\n")
    _write(folder / DATA / "memos" / "2018-01-05-before.md", MEMO)
    _write(folder / DATA / "transcription_convention.md", "# Convention\n\n`I:` interviewer, `D:` doctor.\n")
    _write(folder / "config.yaml", yaml.safe_dump(config, allow_unicode=True, sort_keys=False))
    for document, text in MANUSCRIPTS.items():
        _write(folder / "manuscript" / document / "index.qmd", text)
    _shared_manuscript(folder / "manuscript")
    for path, text in files.items():
        if text is None:
            (folder / path).unlink()
        else:
            _write(folder / path, text)
    return folder


def restamp(folder: Path) -> None:
    """Record in release.csv that what stands in the study's candidates is what was reviewed."""
    from trail import release

    path = folder / DATA / "release.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        candidates = folder / "results" / "closed" / row["document"] / "candidates"
        if candidates.is_dir():
            row["content_sha256"] = release.content_sha256(release.read_things(candidates).get(row["kind"], {}))
    _write(path, csv_text(rows))


def tables(**changes: list[dict] | Callable[[list[dict]], list[dict]]) -> dict[str, list[dict]]:
    """Return every table of the study as rows of text cells, with the changes, stamps filled where they are empty."""
    rows = {name: _rows(text) for name, text in TABLES.items()}
    for unit in rows["meaning_units"]:
        unit["spans"] = unit["spans"] and _spans(unit["interview_id"], unit["text"])
    rows["readings"] = [
        {"analyst": analyst, "interview_id": interview, "paper": paper, "step": "total_impression"}
        | {"read_on": "2020-08-01"}
        for paper, of_paper in CONFIG["papers"].items()
        for analyst in ("A1", "A2")
        for interview in TRANSCRIPTS
        if interview.startswith(tuple(of_paper["interview_sets"]))
    ]
    rows["release"] = [
        {"document": document, "kind": kind, "id": "*", "decision": "release", "content_sha256": ""}
        | {"recognisable_to": "none", "third_party": "no", "reviewed_by": "A3", "reviewed_on": "2021-03-01", "note": ""}
        for document, kinds in RELEASED.items()
        for kind in kinds
    ]
    rows["attestations"] = [
        {"transcript": f"{name}.txt", "sha256": sha256(text), "attested_by": "A1", "attested_on": "2020-07-01"}
        | {"replaces_sha256": "", "reason": ""}
        for name, text in TRANSCRIPTS.items()
    ]
    for name, change in changes.items():
        rows[name] = _changed(rows.get(name, []), change)
    _stamp(rows)
    return rows


def csv_text(rows: list[dict], delimiter: str = ",") -> str:
    """Return rows as CSV with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["empty"], delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def change(rows: list[dict], key: str, **cells: str) -> list[dict]:
    """Return the rows with the cells changed in those where any cell equals `key`."""
    return [row | cells if key in row.values() else row for row in rows]


def _changed(rows: list[dict], change) -> list[dict]:
    return change(rows) if callable(change) else change


def _rows(text: str) -> list[dict]:
    header, *lines = [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]
    return [dict(zip(header, (*line, *[""] * (len(header) - len(line))), strict=True)) for line in lines]


def _spans(interview_id: str, text: str) -> str:
    whole = TRANSCRIPTS[interview_id]
    return ";".join(f"{whole.index(part)}-{whole.index(part) + len(part)}" for part in text.split(" […] "))


def _stamp(rows: dict[str, list[dict]]) -> None:
    texts = {row["unit_id"]: row["text"] for row in rows["meaning_units"]}
    for row in rows["condensates"]:
        row["units_sha256"] = row["units_sha256"] or stamps.of_condensate(row, texts)
    for row in rows["categories"]:
        row["validated_sha256"] = row["validated_sha256"] or stamps.of_category(row, rows["condensates"])
    for row in rows["quotes"]:
        row["original_sha256"] = row["original_sha256"] or stamps.original_sha256(row["original"])
    changes = {row["change_id"]: row for row in rows["changes"]}
    for row in rows.get("cross_case", []):
        row["changes_sha256"] = row.get("changes_sha256") or stamps.of_cross_case(row, changes)


def _changed_config(changes) -> dict:
    config = json.loads(json.dumps(CONFIG))
    return changes(config) if callable(changes) else _merged(config, changes)


def _merged(config: dict, changes: dict) -> dict:
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(config.get(key), dict)
        config[key] = _merged(config[key], value) if both else value
    return config


def _drawn() -> dict[str, str]:
    """Return a notebook for paper 1, and its manuscript with the figure."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Paper 1"}]
    cells += [cell | {"id": name, "source": source} for name, source in CELLS.items()]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    paper = MANUSCRIPTS["paper1"].replace("# Discussion\n", FIGURE)
    return {"notebooks/paper1.ipynb": json.dumps(notebook), "manuscript/paper1/index.qmd": paper}


def _shared_manuscript(folder: Path) -> None:
    """What every study's manuscripts share comes from the shipped one, as far as it is there."""
    shared = ROOT / "manuscript"
    _write(folder / "references.bib", "")
    for name in ("_quarto.yml", "_extensions"):
        if (shared / name).is_dir():
            shutil.copytree(shared / name, folder / name, dirs_exist_ok=True)
        elif (shared / name).exists():
            shutil.copyfile(shared / name, folder / name)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
