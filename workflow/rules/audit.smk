"""Audit: one row per claim printed anywhere, the page that leads to all of it, and the record of every file made."""

import platform
from importlib.metadata import version

# Named on the index page; what a version changes is made anew with it.
SOFTWARE = {"Python": platform.python_version()} | {
    name: version(name) for name in ("snakemake", "pandas", "matplotlib", "nbclient", "nbconvert")
}
SITE = {
    "title": CONFIG["study"]["title"],
    "language": CONFIG["study"]["language"],
    "documents": DOCUMENTS,
    "papers": PAPERS,
    "drawn": DRAWN,
    "renderer": RENDERER,
    "software": SOFTWARE,
    "invented": CONFIG["study"]["invented"],
}
MADE = "closed/draft" if DRAFT else "open"  # where documents, figures and notebooks lie
PAGES = sorted(str(path) for path in (PACKAGE / "pages").iterdir())


rule write_supplements:
    input:
        documents=expand("results/open/documents/{document}.html", document=DOCUMENTS),
        claims=expand("results/open/claims/{document}.json", document=DOCUMENTS),
        released=RELEASED,
        method=expand(
            "results/released/study/{kind}.json", kind=["codebook", "decisions", "reporting"]
        ),
        figures=expand("results/open/figures/{document}/figures.json", document=DRAWN),
        reference=str(PROJECT / "manuscript/_extensions/trail/reference.docx"),
        code=modules("ledger", "supplements"),
        pages=PAGES,
    output:
        index="results/open/supplements/supplements.json",
    log:
        "logs/write_supplements.log",
    conda:
        "../../environment.yml"
    params:
        settings=SITE | {"draft": False},
    message:
        "Checklists and annotated quotations"
    script:
        "../scripts/write_supplements.py"


rule write_ledger:
    input:
        documents=expand("results/open/documents/{document}.html", document=DOCUMENTS),
        claims=expand("results/open/claims/{document}.json", document=DOCUMENTS),
        released=RELEASED,
        figures=expand("results/open/figures/{document}/figures.json", document=DRAWN),
        supplements="results/open/supplements/supplements.json",
        method=expand(
            "results/released/study/{kind}.json", kind=["codebook", "decisions", "reporting"]
        ),
        proofs=expand("results/released/proofs/{paper}/head.json", paper=PROVED),
        proved=PROOFS,
        code=modules("ledger", "supplements", "site.writing"),
        pages=PAGES,
    output:
        ledger="results/open/ledger.csv",
        index="results/open/index.html",
        pages="results/open/audit/index.json",
    log:
        "logs/write_ledger.log",
    conda:
        "../../environment.yml"
    params:
        settings=SITE | {"draft": False},
        rules=lambda wildcards: rule_graph(),
    message:
        "Ledger, and the public edition of the audit site"
    script:
        "../scripts/write_ledger.py"


rule write_closed_ledger:
    input:
        ledger="results/closed/draft/ledger.csv" if DRAFT else "results/open/ledger.csv",
        evidence=expand("results/closed/{document}/candidates/evidence.json", document=DOCUMENTS),
        code=modules("ledger"),
    output:
        ledger="results/closed/ledger.csv",
    log:
        "logs/write_closed_ledger.log",
    conda:
        "../../environment.yml"
    message:
        "Ledger with internal ids"
    script:
        "../scripts/write_closed_ledger.py"


rule write_closed_site:
    input:
        documents=expand(f"results/{MADE}/documents/{{document}}.html", document=DOCUMENTS),
        claims=expand(f"results/{MADE}/claims/{{document}}.json", document=DOCUMENTS),
        candidates=CANDIDATES,
        figures=expand(f"results/{MADE}/figures/{{document}}/figures.json", document=DRAWN),
        supplements=f"results/{MADE}/supplements/supplements.json",
        method=[
            "results/closed/study/codebook.csv",
            "results/closed/study/decisions.csv",
            *data_files("reporting/*.yaml"),
        ],
        ledger="results/closed/ledger.csv",
        analysed=[path for path in ANALYSED if not path.startswith("results/closed/texts")],
        judged=(
            []
            if DRAFT
            else ["results/closed/small_cells.csv", "results/closed/linkage_budget.csv"]
        ),
        memos=data_files("memos/*.md"),
        proofs=[] if DRAFT else expand("results/released/proofs/{paper}/head.json", paper=PROVED),
        proved=[] if DRAFT else PROOFS,
        code=modules("ledger", "supplements", "site.writing", "site.closed"),
        pages=PAGES,
    output:
        index="results/closed/audit/index.html",
        pages="results/closed/audit/index.json",
    log:
        "logs/write_closed_site.log",
    conda:
        "../../environment.yml"
    params:
        settings=SITE | {"draft": DRAFT},
        rules=lambda wildcards: rule_graph(),
    message:
        "Closed edition of the audit site"
    script:
        "../scripts/write_closed_site.py"


rule write_audit_trail:
    input:
        released=expand("results/released/{document}/values.json", document=DOCUMENTS),
        rest=RELEASED,
        method=expand(
            "results/released/study/{kind}.json", kind=["codebook", "decisions", "reporting"]
        ),
        figures=expand("results/open/figures/{document}/figures.json", document=DRAWN),
        code=modules("audit_trail", "release"),
        pages=PAGES,
    output:
        page="results/open/audit_trail.html",
    log:
        "logs/write_audit_trail.log",
    conda:
        "../../environment.yml"
    params:
        settings=SITE,
    message:
        "Audit trail in Halpern's categories, public edition"
    script:
        "../scripts/write_audit_trail.py"


rule write_closed_audit_trail:
    input:
        data=data_files("**/*"),
        made=[path for path in ANALYSED if "/study/" not in path],
        code=modules("audit_trail", "beside"),
        pages=PAGES,
    output:
        page="results/closed/audit_trail.html",
    log:
        "logs/write_closed_audit_trail.log",
    conda:
        "../../environment.yml"
    params:
        settings=SITE | {"data": DATA},
    message:
        "Audit trail in Halpern's categories, every file"
    script:
        "../scripts/write_closed_audit_trail.py"


rule build_linkage_budget:
    input:
        quotes=expand("results/released/{document}/quotes.json", document=DOCUMENTS),
        evidence=expand("results/closed/{document}/candidates/evidence.json", document=DOCUMENTS),
        tables=expand(
            "results/closed/study/{table}.csv",
            table=["participants", "interviews", "release"],
        ),
        code=modules("linkage", "disclosure"),
    output:
        budget="results/closed/linkage_budget.csv",
    log:
        "logs/build_linkage_budget.log",
    conda:
        "../../environment.yml"
    params:
        settings={"public_columns": CONFIG["public_columns"].get("participants", [])},
    message:
        "Linkage budget of each person"
    script:
        "../scripts/build_linkage_budget.py"


rule check_leaks:
    input:
        public=[path for path in PUBLISHED if not path.startswith("results/closed")],
        turns="results/closed/turns.parquet",
        texts=expand("results/closed/texts/{set}.parquet", set=SETS),
        tables=expand(
            "results/closed/study/{table}.csv",
            table=["interviews", "participants", "meaning_units", "quotes"],
        ),
        quotes=expand("results/released/{document}/quotes.json", document=DOCUMENTS),
        guides=data_files("guides/*"),
        code=modules("looked_into", "records", "release"),
    output:
        looked="results/closed/leaks.json",
    log:
        "logs/check_leaks.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Leak test of everything public"
    script:
        "../scripts/check_leaks.py"


rule write_record:
    input:
        made=DRAFTED if DRAFT else [*PUBLISHED, "results/closed/leaks.json"],
        trail="results/closed/audit_trail.html",
        code=modules("records"),
    output:
        closed="results/closed/record.json",
        public=[] if DRAFT else "results/open/record.json",
    log:
        "logs/write_record.log",
    conda:
        "../../environment.yml"
    message:
        "Record of every file made"
    script:
        "../scripts/write_record.py"
