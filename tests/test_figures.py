"""Figures: what they print, that nothing is cut or overlaps, that they are readable in grey, and their files."""

import io
import json
import re
import subprocess
import sys
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from PIL import Image

from trail import drawing, figure_files, figures, spread_figures, wave_alt_texts

PROVENANCE = {
    "document": "paper1",
    "notebook": "paper1",
    "cell": 4,
    "table": "themes",
    "table_sha256": "0" * 64,
    "project": "Støtte (et «eksempel»)",
}


def table(columns: str, *rows: str) -> pd.DataFrame:
    """A table of texts from lines whose cells are parted by '|'."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return pd.DataFrame(cells, columns=[name.strip() for name in columns.split("|")], dtype=str)


FLOW = table(
    "set|service|follows|approached|declined|returned|lost|people|interviews",
    "VS2018|Villa Sana||20|7|||13|13",
    "VS2019|Villa Sana|VS2018|||12|1|12|12",
    "SK2020|Støttekollegaordningen||||||12|12",
    "In all|||||||25|37",
)
BRANCHED = table(
    "set|service|follows|returned|lost|people|interviews",
    "First|A service with a name that goes on||||40|41",
    "Second|A service with a name that goes on|First|30|10|31|31",
    "Other|A service with a name that goes on|First|9|31|9|9",
    "Third|A service with a name that goes on|Second|25|6|25|25",
    "Alone|Donaudampfschifffahrtsgesellschaftskapitän||||3|3",
    "In all|||||44|109",
)
ONE_SET = table("set|service|follows|returned|lost|people|interviews", "groups|Focus groups||||90|17")
WINDOWS = table(
    "set|service|follows|from day|to day|people|interviews",
    "VS2018|Villa Sana||0|10|13|13",
    "VS2019|Villa Sana|VS2018|335|395|12|12",
    "SK2020|Støttekollegaordningen||335|395|12|12",
)
NO_WINDOW = table("set|service|follows|from day|to day|people|interviews", "groups|Focus groups||||90|17")
TREE = table(
    "code group|subgroup|units|people",
    "Permission to seek help, in their own eyes and in those of others at work||34|12",
    "Permission to seek help, in their own eyes and in those of others at work|Allowed for the patients' sake|8|7",
    "Permission to seek help, in their own eyes and in those of others at work"
    "|A note on the kitchen counter: an invitation that lay there for weeks before anyone used it|9|<5",
    "Getting there||50|11",
    "Getting there|The telephone that weighs a ton|12|<5",
    "Getting there|Finding the time between two night shifts|21|7",
)
FLAT_TREE = table(
    "code group|subgroup|units|people",
    *(f"Code {n}: a name of some length, which wraps or does not||{n * 13}|{n % 17 + 1}" for n in range(22)),
)
THEMES = table(
    "category|subcategory|people|of|units",
    "Needs||12|12|90",
    "Needs|Something other than a doctor–patient meeting, with someone who knows the work|9|12|40",
    "Qualities||12|12|80",
    "Qualities|Practice|<5|12|8",
)
PLAIN_THEMES = table("category|people", "Getting permission|9", "Contradicting voices|0")


GROUPS_1, GROUPS_2 = "code group, version 1", "code group, version 2"
THEME_FLOW = table(
    "from level|from|became|to level|to|decision",
    f"preliminary theme|Afraid of doing harm to somebody (A1)|new|{GROUPS_1}|Threshold|",
    f"preliminary theme|Permission (A2)|new|{GROUPS_1}|Threshold|",
    f"preliminary theme|Donaudampfschifffahrtsgesellschaftskapitän (A2)|new|{GROUPS_1}|Home|",
    "preliminary theme|Weather (A2)|not carried on|||",
    f"{GROUPS_1}|Threshold|split|{GROUPS_2}|What held them back|2019-03: Two in one.",
    f"{GROUPS_1}|Threshold|split|{GROUPS_2}|What let them through|2019-03: Two in one.",
    f"{GROUPS_1}|Home|dropped|||",
    f"|||{GROUPS_2}|Out of nothing that is known|",
    f"{GROUPS_2}|What held them back|condensed|category|Being a doctor stood in the way, and had always done so|",
    f"{GROUPS_2}|What let them through|condensed|category|Let in by a side door|",
)
WIDE_FLOW = table(
    "from level|from|became|to level|to|decision",
    *(f"preliminary theme|Theme {n}|new|{GROUPS_1}|Group {n * 7 % 11}|" for n in range(60)),
)


def matrix(people: int) -> pd.DataFrame:
    rows = [
        f"CAT{category}|P{person}|{';'.join(f'U{person}_{n}' for n in range(person * category % 13))}"
        for category in (1, 2, 3)
        for person in range(1, people + 1)
        if person * category % 13
    ]
    return table("category_id|participant_id|unit_ids", *rows)


PAIRS = table(
    "participant_id|first_set|first_day|first_window|second_set|second_day|second_window|days_between|said",
    "P2|V1|4|0–10|V2|362|335–395|358|pair",
    "P10|V1|10|0–10|V2|402|335–395|392|pair, outside the window of V2",
    "P11|V1|no day given|0–10|V2|370|335–395|no day given|pair",
    "P12|V1|9|0–10|V2|no interview|335–395|no pair|no interview in V2",
)
NO_WINDOWS = PAIRS.assign(first_window="no window", second_window="no window")


def two_waves(people: int, categories: int = 3, sets=("VS2018", "VS2019")) -> pd.DataFrame:
    """A wave matrix in which the last person has no interview in the last set."""
    rows = []
    for person in range(1, people + 1):
        for category in range(1, categories + 1):
            for wave, name in enumerate(sets, 1):
                interview = "" if person == people > 1 and wave == len(sets) else f"{name}-{person}"
                units = person * category * wave % 14 if interview and (category + wave) % 3 else 0
                said = f"{units} units" if units else f"no {'unit' if interview else 'interview'} in {name}"
                rows.append((f"P{person}", f"Category {category}, of a name that wraps or does not", name, interview,
                             said, str(units)))  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["participant_id", "category", "interview_set", "interview_id", "said", "units"], dtype=str
    )
    return frame.assign(category_id=frame["category"].str.split(",").str[0].str.replace("ategory ", ""))


def places(wave_matrix: pd.DataFrame) -> pd.DataFrame:
    """Two units of each filled cell: one at the start, one at the very end."""
    said = wave_matrix[wave_matrix["units"] != "0"]
    edges = [("a", "0.0", "3.5"), ("b", "99.9", "100.0")]
    return pd.concat(
        said.assign(unit_id=said.index.astype(str) + unit, from_percent=start, to_percent=end)
        for unit, start, end in edges
    )


BOOKS = table(
    "version|dated|code groups|came|went",
    "1|2019-01|120|120|0",
    "2|2019-03|80|9|49",
    "3||80|0|0",
)


def met(groups: int) -> pd.DataFrame:
    """Code groups with long names that meet more or less often."""
    rows = [
        (f"G{one}", f"G{other}", one * other % 7, one * other % 12, f"Group {one} that has a name of some length")
        for one in range(groups)
        for other in range(groups)
    ]
    return pd.DataFrame(rows, columns=["code_group_id", "other_id", "units", "interviews", "code group"])


def quoted(*numbers: int) -> pd.DataFrame:
    return pd.DataFrame([(f"P{place:02}", number) for place, number in enumerate(numbers)]).set_axis(
        ["participant_id", "quotes"], axis=1
    )


DRAWN = {
    "code book": lambda: figures.codebook_history(BOOKS),
    "flow": lambda: figures.participant_flow(FLOW),
    "flow of two sets": lambda: figures.participant_flow(FLOW.drop(columns=["approached", "declined"])[:2]),
    "branched flow": lambda: figures.participant_flow(BRANCHED),
    "flow of one set": lambda: figures.participant_flow(ONE_SET),
    "windows": lambda: figures.interview_windows(WINDOWS),
    "no window": lambda: figures.interview_windows(NO_WINDOW),
    "code tree": lambda: figures.code_tree(TREE),
    "code tree without counts": lambda: figures.code_tree(TREE[["code group", "subgroup"]]),
    "22 code groups": lambda: figures.code_tree(FLAT_TREE),
    "themes": lambda: figures.themes(THEMES),
    "plain themes": lambda: figures.themes(PLAIN_THEMES),
    "theme flow": lambda: figures.theme_flow(THEME_FLOW),
    "theme flow of sixty themes": lambda: figures.theme_flow(WIDE_FLOW),
    "six groups that meet": lambda: spread_figures.co_occurrence(met(6)),
    "18 groups that meet": lambda: spread_figures.co_occurrence(met(18)),
    "quotes of each": lambda: spread_figures.quote_spread(quoted(9, 4, 1, 0, 0)),
    "many quotes of one": lambda: spread_figures.quote_spread(quoted(60)),
    "heat map of 13": lambda: figures.theme_heatmap(matrix(13)),
    "heat map of 40": lambda: figures.theme_heatmap(matrix(40)),
    "pairs": lambda: figures.pair_timeline(PAIRS),
    "pairs without windows": lambda: figures.pair_timeline(NO_WINDOWS),
    "waves of 13": lambda: figures.wave_heatmap(two_waves(13)),
    "three waves of 20": lambda: figures.wave_heatmap(two_waves(20, sets=("V1", "V2", "V3"))),
    "flow of waves": lambda: figures.wave_flow(two_waves(13, 8), "VS2018", "VS2019"),
    "flow of waves without a word": lambda: figures.wave_flow(
        two_waves(3).assign(units="0", said="no unit in V"), "VS2018", "VS2019"
    ),
    "timelines": lambda: figures.interview_timelines(places(two_waves(4, 7)), two_waves(4, 7)),
}


@pytest.fixture(scope="module", params=DRAWN)
def figure(request):
    return DRAWN[request.param]()


def texts(figure) -> list:
    return [text for text in figure.axes[0].texts if text.get_text()]


def words(figure) -> str:
    return " ".join(text.get_text() for text in texts(figure))


def bars(figure) -> list[float]:
    return [patch.get_width() for patch in rectangles(figure) if to_hex(patch.get_facecolor()) == drawing.STRONG]


def rectangles(figure) -> list[Rectangle]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def test_no_text_is_cut_or_overlaps_another(figure):
    figure.dpi = 300
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    edge = figure.bbox
    cut = [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > edge.x1 or box.y1 > edge.y1]
    assert not cut
    assert not [(one, other) for (one, box), (other, its_box) in combinations(boxes, 2) if box.overlaps(its_box)]


def test_text_is_legible_at_the_width_of_a_column(figure):
    assert round(figure.get_figwidth() * 25.4) in (drawing.ONE_COLUMN, drawing.TWO_COLUMNS)
    assert min(text.get_fontsize() for text in texts(figure)) >= 7


def test_text_and_bars_stand_out_by_luminance_alone(figure):
    for text in texts(figure):
        under = [
            patch
            for patch in rectangles(figure)
            if patch.contains_point(figure.axes[0].transData.transform(text.get_position()))
        ]
        ground = to_hex(under[-1].get_facecolor()) if under else drawing.PAPER
        assert drawing.contrast(to_hex(text.get_color()), ground) >= 4.5, text.get_text()
    assert drawing.contrast(drawing.STRONG, drawing.PALE) >= 4.5


def test_shades_of_a_heat_map_grow_darker_with_every_unit():
    shades = [drawing.luminance(drawing.shade(units / 12)) for units in range(13)]
    assert shades == sorted(shades, reverse=True) and len(set(shades)) == 13
    assert all(
        drawing.contrast(drawing.readable_on(drawing.shade(n / 50)), drawing.shade(n / 50)) >= 4.5 for n in range(51)
    )


def test_flow_prints_every_set_who_was_lost_and_all_together():
    printed = words(figures.participant_flow(FLOW))
    assert "VS2018: 13 people, 13 interviews" in printed
    assert "12 came back 1 did not" in printed
    assert "20 people approached" in printed and "7 declined" in printed
    assert "In all 25 people, 37 interviews" in printed


def test_flow_of_one_column_is_narrow_and_of_several_wide():
    assert round(figures.participant_flow(ONE_SET).get_figwidth() * 25.4) == drawing.ONE_COLUMN
    assert round(figures.participant_flow(FLOW).get_figwidth() * 25.4) == drawing.TWO_COLUMNS


def test_window_bars_are_as_long_as_their_days():
    ten, sixty, again = bars(figures.interview_windows(WINDOWS))
    assert sixty == pytest.approx(6 * ten) and again == sixty


def test_coarsened_count_is_printed_without_a_bar():
    figure = figures.themes(table("category|people|of", "One|<5|13", "Two|13|13"))
    assert "<5" in words(figure)
    assert sorted(bars(figure)) == [0, 26]


def test_code_tree_prints_the_counts_of_groups_and_of_subgroups():
    printed = words(figures.code_tree(TREE))
    assert "34 units, 12 people" in printed and "50 units, 11 people" in printed
    assert "The telephone that weighs a ton 12 <5" in printed


def test_unit_in_two_subgroups_of_a_category_counts_once_in_the_heat_map():
    twice = table("category_id|participant_id|unit_ids", "CAT1|P1|U1;U2", "CAT1|P1|U2;U3", "CAT1|P2|U4")
    assert "P1 P2 CAT1 3 1" in words(figures.theme_heatmap(twice))


def test_people_of_a_heat_map_stand_in_the_order_of_their_numbers():
    assert words(figures.theme_heatmap(matrix(12))).startswith("P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12")


def test_pair_is_drawn_in_its_windows_and_what_is_missing_is_written():
    figure = figures.pair_timeline(PAIRS)
    printed = words(figure)
    assert "window: day 335–395" in printed and "no interview" in printed and "no pair" in printed
    assert "no day given" in printed
    assert figure.alt.endswith(
        "3 pairs, 358 to 392 days apart. P10: outside the window of V2; P12: no interview in V2."
    )
    hollow = [
        mark for mark in rectangles(figure) if mark.get_width() == 1.8 and to_hex(mark.get_facecolor()) == "#ffffff"
    ]
    assert len(hollow) == 1


def test_people_stand_in_the_order_of_their_numbers_in_every_figure_of_two_waves():
    people = ["P1", "P2", "P10"]
    for figure in (
        figures.wave_heatmap(two_waves(10)),
        figures.interview_timelines(places(two_waves(10)), two_waves(10)),
    ):
        printed = [text.get_text() for text in texts(figure)]
        assert sorted(people, key=printed.index) == people


def test_ribbon_is_as_wide_as_its_people_and_dark_where_both_interviews_speak():
    both = table(
        "participant_id|category|interview_set|interview_id|said|units",
        "P1|A|V1|V1-1|2 units|2", "P1|A|V2|V2-1|1 unit|1",
        "P2|A|V1|V1-2|1 unit|1", "P2|A|V2|V2-2|1 unit|1",
        "P3|A|V1|V1-3|1 unit|1", "P3|A|V2||no interview in V2|0",
    )  # fmt: skip
    figure = figures.wave_flow(both, "V1", "V2")
    ribbons = [patch for patch in figure.axes[0].patches if not isinstance(patch, Rectangle)]
    wide = {
        to_hex(one.get_facecolor()): one.get_path().vertices[7, 1] - one.get_path().vertices[0, 1] for one in ribbons
    }
    assert wide[drawing.STRONG] == pytest.approx(2 * wide[drawing.MIDDLE])
    assert "A: 2 in both, 1 in V1 alone, 0 in V2 alone. P3: no interview in V2." in figure.alt
    assert "no interview in V2" in words(figure)


def test_interview_that_is_missing_is_crossed_and_told():
    figure = figures.wave_heatmap(two_waves(3))
    assert len(figure.axes[0].lines) == 2 * 3
    assert "P3: no interview in VS2019." in figure.alt and "Crossed: no interview." in words(figure)
    assert "no interview in VS2019" in words(figures.interview_timelines(places(two_waves(3)), two_waves(3)))


def test_figure_of_many_who_did_not_come_back_names_some_and_counts_the_others():
    many = two_waves(wave_alt_texts.NAMED + 3, 1)
    lost = many["interview_set"] == "VS2019"
    many.loc[lost, ["interview_id", "said", "units"]] = ["", "no interview in VS2019", "0"]
    figure = figures.wave_flow(many, "VS2018", "VS2019")
    assert figure.alt.count(": no interview in VS2019") == wave_alt_texts.NAMED
    assert figure.alt.endswith("; and 3 more without an interview.")


def test_mark_of_a_unit_stays_within_its_strip():
    figure = figures.interview_timelines(places(two_waves(2)), two_waves(2))
    strips = [one for one in rectangles(figure) if to_hex(one.get_facecolor()) == drawing.PALE]
    marks = [one for one in rectangles(figure) if to_hex(one.get_facecolor()) == drawing.STRONG]
    assert marks
    for mark in marks:
        assert any(
            strip.get_y() == mark.get_y()
            and strip.get_x() - 0.01 <= mark.get_x()
            and mark.get_x() + mark.get_width() <= strip.get_x() + strip.get_width() + 0.01
            for strip in strips
        )


def test_alt_text_tells_the_numbers():
    assert "VS2019 (Villa Sana), following VS2018 (12 came back, 1 did not): 12 people, 12 interviews." in (
        figures.participant_flow(FLOW).alt
    )
    assert "day 335–395, 12 interviews" in figures.interview_windows(WINDOWS).alt
    assert (
        "2 code groups" in figures.code_tree(TREE).alt
        and "(2 subgroups, 50 units, 11 people)" in figures.code_tree(TREE).alt
    )
    assert "of 12 interviewed" in figures.themes(THEMES).alt and "Practice: <5" in figures.themes(THEMES).alt


def test_word_wider_than_its_column_is_broken_and_nothing_of_it_lost():
    lines = drawing.wrap("Donaudampfschifffahrtsgesellschaftskapitän an Bord", 20)
    assert max(map(drawing.text_width, lines)) <= 20
    assert "".join(lines).replace(" ", "") == "DonaudampfschifffahrtsgesellschaftskapitänanBord"


@pytest.mark.filterwarnings("error")
def test_letters_that_the_font_lacks_are_drawn_in_another():
    drawn = figures.themes(table("category|people", "Помощь 👩|3"))
    figure_files.render(drawn, "themes", PROVENANCE)


@pytest.mark.parametrize("kind", figure_files.FORMATS)
def test_every_format_carries_its_provenance(kind, tmp_path):
    path = tmp_path / f"themes.{kind}"
    path.write_bytes(figure_files.render(figures.themes(THEMES), "themes", PROVENANCE)[kind])
    assert figure_files.read_provenance(path) == {"figure": "themes", **PROVENANCE}


def test_file_of_another_program_has_no_provenance(tmp_path):
    for kind in figure_files.FORMATS:
        (tmp_path / f"other.{kind}").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        assert figure_files.read_provenance(tmp_path / f"other.{kind}") is None
    assert figure_files.read_provenance(tmp_path / "absent.png") is None


def test_pixels_are_found_again_after_a_re_save_without_metadata_and_without_alpha():
    drawn = figures.themes(THEMES)
    rendered = figure_files.render(drawn, "themes", PROVENANCE)
    entry = figure_files.entry(drawn, rendered, PROVENANCE)
    stripped = io.BytesIO()
    Image.open(io.BytesIO(rendered["png"])).convert("RGB").save(stripped, "PNG", compress_level=1)
    assert entry["files"]["png"] != figure_files.sha256(stripped.getvalue())
    assert entry["pixels_sha256"] == figure_files.pixels_sha256(stripped)


def test_letters_that_two_figures_share_by_id_are_the_same_shapes():
    """Two SVGs inlined in one page share ids; a letter must not take another's shape."""
    shapes = [
        dict(
            re.findall(
                r'<path id="(.+?)" d="(.+?)"', figure_files.render(drawn, name, PROVENANCE)["svg"].decode(), re.DOTALL
            )
        )
        for name, drawn in (("flow", figures.participant_flow(FLOW)), ("themes", figures.themes(THEMES)))
    ]
    shared = shapes[0].keys() & shapes[1].keys()
    assert shared and all(shapes[0][name] == shapes[1][name] for name in shared)


def test_same_table_gives_the_same_bytes_in_another_process(tmp_path):
    rendered = figure_files.render(figures.themes(THEMES), "themes", PROVENANCE)
    THEMES.to_csv(tmp_path / "themes.csv", index=False)
    code = (
        "import json, sys; from trail import figures, figure_files, tables\n"
        "drawn = figures.themes(tables.read('themes.csv'))\n"
        "rendered = figure_files.render(drawn, 'themes', json.loads(sys.argv[1]))\n"
        "print(json.dumps({kind: tables.sha256(data) for kind, data in rendered.items()}))"
    )
    environment = {
        "PATH": "",
        "HOME": str(tmp_path),
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "MPLCONFIGDIR": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", code, json.dumps(PROVENANCE)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout) == {kind: figure_files.sha256(data) for kind, data in rendered.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "theme flow",
            {
                (row[level], row[end])
                for level, end in (("from level", "from"), ("to level", "to"))
                for row in THEME_FLOW.to_dict("records")
                if row[end]
            },
        ),
        ("flow", {("interview set", name) for name in ("VS2018", "VS2019", "SK2020")}),
        (
            "code tree",
            {
                (level, name)
                for level, column in (("code group", "code group"), ("subgroup", "subgroup"))
                for name in TREE[column]
                if name
            },
        ),
        ("themes", {("category", row["subcategory"] or row["category"]) for row in THEMES.to_dict("records")}),
    ],
)
def test_marks_are_the_things_of_the_table_each_where_it_is_drawn(name, expected):
    drawn = DRAWN[name]()
    marks = figure_files.entry(drawn, figure_files.render(drawn, "one", PROVENANCE), PROVENANCE)["marks"]
    assert {(one["level"], one["name"]) for one in marks} == expected
    width, height = (inches * 25.4 for inches in drawn.get_size_inches())
    for one in marks:
        assert 0 <= one["x"] and one["x"] + one["width"] <= width + 0.01, one
        assert 0 <= one["y"] and one["y"] + one["height"] <= height + 0.01, one
        at = [text.get_position() for text in texts(drawn) if text.get_text().startswith(one["name"][:6])]
        assert any(
            one["x"] <= x <= one["x"] + one["width"] and one["y"] <= y <= one["y"] + one["height"] for x, y in at
        )
    for one, other in combinations(marks, 2):
        apart = one["x"] + one["width"] <= other["x"] + 0.02 or other["x"] + other["width"] <= one["x"] + 0.02
        assert apart or one["y"] + one["height"] <= other["y"] + 0.02 or other["y"] + other["height"] <= one["y"] + 0.02
