"""What `make report` displays. Nothing is made here and nothing reads the report: it lies in the closed zone, unrecorded."""

PLACE = f"results/{MADE}"  # where documents, figures and notebooks lie
TABLES = "{document}/candidates/tables/{table}.csv" if DRAFT else "{document}/tables/{table}.csv"


rule report:
    input:
        DRAFTED if DRAFT else PUBLISHED,
        displayed(
            f"{PLACE}/documents",
            "documents",
            category="Documents",
            labels={"document": "{document}", "format": "{format}"},
            patterns=["{document}.{format}"],
        ),
        displayed(
            f"{PLACE}/figures",
            "figures",
            category="Figures",
            subcategory="{document}",
            labels={"figure": "{figure}"},
            patterns=["{document}/{figure}.svg"],
        ),
        displayed(
            "results/closed" if DRAFT else "results/released",
            "candidates" if DRAFT else "tables",
            category="Tables",
            subcategory="{document}",
            labels={"table": "{table}"},
            patterns=[TABLES],
        ),
        displayed(
            f"{PLACE}/notebooks",
            "notebooks",
            category="Notebooks",
            labels={"notebook": "{notebook}"},
            patterns=["{notebook}.html"],
        ),
        displayed(
            "results/closed/figures",
            "closed_figures",
            category="Closed figures",
            subcategory="{notebook}",
            labels={"figure": "{figure}"},
            patterns=["{notebook}/{figure}.svg"],
        ),
        displayed(
            f"{PLACE}/index.html",
            "index",
            category="Sites",
            labels={"site": "draft" if DRAFT else "public"},
        ),
        displayed(
            "results/closed/audit/index.html",
            "audit",
            category="Sites",
            labels={"site": "closed, with transcripts"},
        ),
    message:
        "Everything is made that the report displays"
