"""From de-identified transcripts to papers: the whole study, room by room, in reading order."""

from snakemake.utils import min_version

min_version("9.27")


configfile: "config.yaml"


report: "workflow/report/study.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/transcripts.smk"
include: "workflow/rules/coding.smk"
include: "workflow/rules/analysis.smk"
include: "workflow/rules/release.smk"
include: "workflow/rules/documents.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/bundle.smk"
include: "workflow/rules/draft.smk"
include: "workflow/rules/report.smk"


onstart:
    # From here on the results are no longer what their record says.
    records.forget(Path("results"))


rule all:
    default_target: True
    input:
        DRAFTED if DRAFT else PUBLISHED,
        "results/closed/record.json",


rule released:
    input:
        CANDIDATES if DRAFT else [*RELEASED, *PROOFS],
    message:
        "Everything up to the door is made"
