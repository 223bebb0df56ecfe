"""Figures drawn anew from another form of their table, for files that may not say what the table says."""

import io

import pandas as pd

from trail import figure_files, figures

# table: the function that draws it, for the tables that name services.
DRAWN_BY = {"flow": figures.participant_flow, "interview_sets": figures.interview_windows}


def png(table: str, columns: list[str], rows: list[list[str]]) -> bytes | None:
    """Return the PNG of a table's figure, without provenance; None where it is not known how the table is drawn.

    table: its name as a manuscript cites it: "flow", or "paper1.flow"
    """
    draw = DRAWN_BY.get(table.rpartition(".")[2])
    if draw is None:
        return None
    buffer = io.BytesIO()
    frame = pd.DataFrame(rows, columns=columns, dtype=str)
    draw(frame).savefig(buffer, format="png", dpi=figure_files.DPI, metadata={"Software": None})
    return buffer.getvalue()
