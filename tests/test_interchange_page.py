"""docs/interchange.md says of each format what the importers' own tests saw of it."""

import interchange_table


def test_tables_of_the_page_are_what_the_tests_of_the_importers_saw():
    page = interchange_table.PAGE.read_text(encoding="utf-8")
    assert page == interchange_table.made(), f"Mend it: {interchange_table.COMMAND}"


def test_every_format_is_imported_by_a_test_that_sees_what_it_holds():
    rows = interchange_table.PAGE.read_text(encoding="utf-8").partition("<!-- end of what is read")[0].splitlines()
    of_formats = [row for row in rows if row.startswith("| ") and "✓" not in row and row.count("|") > 9]
    assert [row for row in of_formats if not row.startswith(("| format", "| ---"))] == []
