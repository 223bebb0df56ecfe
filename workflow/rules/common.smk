"""What the rules share: the study's config, and functions that find files. The only functions outside the package."""

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from snakemake.exceptions import WorkflowError

from trail import documents, profiles, records, study
from trail.faults import Faults

PROJECT = Path(workflow.basedir)
PACKAGE = Path(study.__file__).parent
IMPORT = re.compile(r"^ *from trail([\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
NAME = re.compile(r"(\w+)(?: as \w+)?")

try:
    CONFIG = study.load_config(Path("config.yaml"))
    INTERVIEWS = study.interviews(Path(CONFIG["study"]["data"]), CONFIG)
except Faults:  # jobs cannot be cut: say everything that is wrong with the study, not this alone
    from trail import inspection  # pandas is not needed to read a sound DAG

    raise WorkflowError(inspection.summary(inspection.inspect(Path.cwd()))) from None

DATA = CONFIG["study"]["data"]
DRAFT = CONFIG["study"]["draft"]
SETS = list(CONFIG["interview_sets"])
PAPERS = list(CONFIG["papers"])
COMPARED = [name for name in PAPERS if CONFIG["papers"][name]["agreement"]]
FRAMEWORK = [name for name in PAPERS if CONFIG["papers"][name]["method"] == "framework"]
PAIRED = [paper for paper in PAPERS if CONFIG["papers"][paper]["paired"]]
DOCUMENTS = CONFIG["documents"]
PROVED = [name for name in DOCUMENTS if name in PAPERS]
DRAWN = [name for name in DOCUMENTS if Path(f"notebooks/{name}.ipynb").exists()]
SUBMITTED = [name for name in DOCUMENTS if profiles.submitted(name, Path("manuscript"))]
CLOSED_NOTEBOOKS = sorted(path.stem for path in Path("notebooks").glob("closed_*.ipynb"))
# What stands for the coding of a study that is coded in another tool.
CODED = study.projects(Path(DATA))
IMPORTED = (
    [f"results/closed/imported/{name}" for name in ("passages.csv", "report.json")] if CODED else []
)
# What pages and figures look like: not code, but what they are made anew for.
LOOK = sorted(str(path) for name in ("fonts", "templates") for path in (PACKAGE / name).iterdir())
RENDERER = documents.renderer(CONFIG["renderer"])  # asked once: to answer, Quarto must start
# Lists of names, places and harmless words: not code, but what the gate reads by.
WORDS = sorted(map(str, (PACKAGE / "words").glob("*.txt")))
GATE = {
    "data": DATA,
    "draft": DRAFT,
    "speakers": CONFIG["speakers"],
    "invented": CONFIG["study"]["invented"],
}
READING = {
    "data": DATA,
    "speakers": CONFIG["speakers"],
    "strict_speakers": CONFIG["strict_speakers"],
}
NOTEBOOK = {"invented": CONFIG["study"]["invented"], "project": CONFIG["study"]["title"]}


wildcard_constraints:
    set="|".join(SETS),
    paper="|".join(PAPERS) or "none",
    document="|".join(DOCUMENTS) or "none",
    notebook="|".join(CLOSED_NOTEBOOKS) or "none",
    shard=r"\d{4}",


def modules(*names):
    """Return the package's files that the named modules need: themselves and what they import inside the package.

    Snakemake does not notice an edit to an imported module, so every rule names its code as an input.
    """
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        path = PACKAGE.joinpath(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if path not in found and path.exists():
            found.add(path)
            waiting += imports(path)
    return sorted(map(str, found))


@cache
def imports(path):
    """Return what a file imports inside the package. Found as text: parsing all files takes a tenth of an idle run."""
    found = []
    for inside, names in IMPORT.findall(path.read_text(encoding="utf-8")):
        inside = inside.strip(".")
        found += [inside] if inside else []
        found += [".".join(filter(None, [inside, name])) for name in NAME.findall(names)]
    return found


def transcripts(wildcards):
    """Return the transcript files of one interview set."""
    return [
        f"{DATA}/transcripts/{row['transcript']}"
        for row in INTERVIEWS
        if row["interview_set"] == wildcards.set and row["transcript"]
    ]


def shards(kind):
    """Return an input function: the parts that the reading of an interview set, or of all, is cut into; [] for one."""

    def of(wildcards):
        sets = [wildcards.set] if "set" in wildcards.keys() else SETS
        return [
            f"results/closed/shards/{name}/{number:04}.{kind}"
            for name in sets
            for number in range(len(cut(name)) if CONFIG["shards"] > 1 else 0)
        ]

    return of


def paper_shards(wildcards):
    """Return the parts that a paper's commitment is cut into; [] for one."""
    return [
        f"results/closed/shards/{wildcards.paper}/{name}-{number:04}.hashes.json"
        for name in CONFIG["papers"][wildcards.paper]["interview_sets"]
        for number in range(len(cut(name)) if CONFIG["shards"] > 1 else 0)
    ]


def cut(name):
    """Return the interviews of a set by shard, in the order of their ids; no shard is empty."""
    of_set = sorted(row["interview_id"] for row in INTERVIEWS if row["interview_set"] == name)
    number = min(CONFIG["shards"], len(of_set))
    return [
        of_set[len(of_set) * one // number : len(of_set) * (one + 1) // number]
        for one in range(number)
    ]


def of_shard(wildcards):
    """Return the ids of the interviews of one shard."""
    parts = cut(wildcards.set)
    return parts[int(wildcards.shard)] if int(wildcards.shard) < len(parts) else []


def shard_files(wildcards):
    """Return the transcript files of one shard."""
    names = set(of_shard(wildcards))
    return [
        f"{DATA}/transcripts/{row['transcript']}"
        for row in INTERVIEWS
        if row["interview_id"] in names and row["transcript"]
    ]


def data_files(*patterns):
    """Return the files of the data folder that match, sorted."""
    return sorted(
        str(path) for pattern in patterns for path in Path(DATA).glob(pattern) if path.is_file()
    )


def recorded(*patterns):
    """Return an input function: what was recorded with a paper's newest head, or of all its heads for `*.json`."""
    return lambda wildcards: data_files(
        *(f"coding/commitments/{wildcards.paper}/{one}" for one in patterns)
    )


def project_files():
    """Return the files of the coding tools' projects in coding/, sorted; not those that say a program is open."""
    inside = [path for project in CODED for path in [project, *project.rglob("*")]]
    return sorted(str(path) for path in inside if path.is_file() and path.suffix != ".lock")


def papers_of(document):
    """Return the papers whose things a document may borrow: none for a paper, all for others."""
    return [] if document in PAPERS else PAPERS


def heads_of(document):
    """Return the heads that a document prints: of a paper its own, of others those of all papers."""
    papers = [document] if document in PROVED else PROVED
    return [f"results/released/proofs/{paper}/head.json" for paper in papers]


def things(folder, *documents):
    """Return the files by which rules know a folder of released things or candidates."""
    names = ["values.json", "quotes.json", "chain.json", "tables/notes.json", "tables/index.json"]
    folders = [folder.format(document=document) for document in documents]
    return [f"{place}/{name}" for place in folders for name in names]


def manuscript_files(wildcards):
    """Return the sources of one document: its own folder, and what all documents share."""
    shared = ["_quarto.yml", "references.bib", "_extensions/**/*"]
    own = [path for path in Path("manuscript", wildcards.document).rglob("*")]
    own += [path for pattern in shared for path in Path("manuscript").glob(pattern)]
    own += [path for kind in ("*.csl", "profiles/*.yaml") for path in Path("manuscript").glob(kind)]
    extension = (PROJECT / "manuscript/_extensions").rglob("*")
    profiles_of_all = (PROJECT / "manuscript/profiles").glob("*.yaml")
    return sorted({str(path) for path in [*own, *extension, *profiles_of_all] if path.is_file()})


def manuscript_of(document):
    """Return the source of a document, where it is there: the renderer tells of one that is not."""
    return [str(path) for path in Path("manuscript", document).glob("index.qmd")]


def figures_of(folder):
    """Return an input function: figures.json of a document whose notebook draws figures."""
    return lambda wildcards: (
        [f"{folder}/{wildcards.document}/figures.json"] if wildcards.document in DRAWN else []
    )


def names(notebook, path):
    """Return a file of results/ where the source of a notebook names it."""
    return [f"results/{path}"] if path in Path(notebook).read_text(encoding="utf-8") else []


def named(notebook, *tables):
    """Return the tables whose name stands in the source of a notebook; all where none does, or it takes `*.csv`."""
    source = Path(notebook).read_text(encoding="utf-8")
    found = [path for path in tables if Path(path).stem in source]
    return found if found and "*.csv" not in source else list(tables)


def steps(targets):
    """Return the jobs behind these files in an order in which they can run: what the crate tells of the run.

    Each: rule, wildcards (their values), message, data (whether it reads the data folder), reads (what lies in
    results/ alone), makes. Asked of the rules themselves, through parts of the engine that are pinned with its version.
    """
    found = {}

    def visit(path):
        maker = next((one for one in workflow.rules if one.output and one.is_producer(path)), None)
        if maker is None:
            return
        wildcards = maker.get_wildcards(path)
        made = tuple(map(str, maker.expand_output(wildcards)[0]))
        if made in found:
            return
        found[made] = {}
        reads = list(map(str, maker.expand_input(wildcards)[0]))
        # Into how many shards the reading was cut is no fact of the study: the crate tells of the whole.
        results = [
            one
            for one in reads
            if one.startswith("results/") and not one.startswith("results/closed/shards/")
        ]
        for one in results:
            visit(one)
        found[made] = {
            "rule": maker.name,
            "wildcards": list(map(str, wildcards.values())),
            "message": maker.message.format(wildcards=SimpleNamespace(**wildcards)),
            "data": any(one.startswith(f"{DATA}/") for one in reads),
            "reads": results,
            "makes": list(made),
        }
        found[made] = found.pop(made)  # after what it reads

    for path in targets:
        visit(path)
    return list(found.values())


def rule_graph():
    """Return {rule: rules whose files it reads} of a whole run, in an order in which they can run."""
    found = steps(DRAFTED if DRAFT else PUBLISHED)
    maker = {path: step["rule"] for step in found for path in step["makes"]}
    graph = {step["rule"]: set() for step in found}
    for step in found:
        graph[step["rule"]].update(maker[path] for path in step["reads"] if path in maker)
    return {name: sorted(of - {name}) for name, of in graph.items()}


def displayed(path, caption, **how):
    """Return a file or folder of results/ as `make report` displays it; [] where this study has none.

    caption: a file of workflow/report/; how: category, labels, patterns ... of the engine's `report`
    """
    there = Path(path).exists()
    return [report(path, caption=f"../report/{caption}.rst", **how)] if there else []


CANDIDATES = things("results/closed/{document}/candidates", *DOCUMENTS)
RELEASED = [
    *things("results/released/{document}", *DOCUMENTS),
    *expand("results/released/study/{kind}.json", kind=["codebook", "decisions", "reporting"]),
]
PROOFS = expand(
    "results/released/proofs/{paper}/{name}.json",
    paper=PROVED,
    name=["head", "earlier", "leaves", "openings"],
)
WAVES = expand(
    "results/closed/{paper}/{table}.csv",
    paper=PAIRED,
    table=["pairs", "wave_matrix", "change_matrix", "timelines"],
)
# Asked for one by one: the engine leaves a lost file alone as long as nothing newer needs it.
ANALYSED = [
    *expand("results/closed/study/{table}.csv", table=study.TABLES),
    *expand("results/closed/{kind}/{set}.parquet", kind=["texts", "turns"], set=SETS),
    *expand("results/closed/gate/{set}.json", set=[*SETS, "writings"]),
    *IMPORTED,
    "results/closed/warnings.json",
    "results/closed/turns.parquet",
    "results/closed/meaning_units.parquet",
    "results/closed/codings.parquet",
    "results/closed/code_by_interview.csv",
    *expand(
        "results/closed/{paper}/{table}.csv",
        paper=PAPERS,
        table=["categories", "condensates", "theme_matrix"],
    ),
    *WAVES,
    *expand("results/closed/{paper}/framework_matrix.csv", paper=FRAMEWORK),
    *expand("results/closed/{paper}/agreement.csv", paper=COMPARED),
    *CANDIDATES,
    *expand("results/closed/{document}/candidates/evidence.json", document=DOCUMENTS),
    *expand("results/closed/notebooks/{notebook}.html", notebook=CLOSED_NOTEBOOKS),
    *expand("results/closed/figures/{notebook}/figures.json", notebook=CLOSED_NOTEBOOKS),
    "results/closed/ledger.csv",
    "results/closed/web_annotations.json",
]
PUBLISHED = [
    *ANALYSED,
    *RELEASED,
    *PROOFS,
    *expand("results/closed/{document}/door.csv", document=DOCUMENTS),
    "results/closed/linkage_budget.csv",
    *expand(
        "results/open/documents/{document}.{form}",
        document=DOCUMENTS,
        form=["html", "docx", "pdf"],
    ),
    *expand("results/open/claims/{document}.json", document=DOCUMENTS),
    *expand("results/open/notebooks/{document}.html", document=DRAWN),
    *expand("results/open/figures/{document}/figures.json", document=DRAWN),
    *expand("results/open/submissions/{document}/index.json", document=SUBMITTED),
    "results/open/supplements/supplements.json",
    "results/open/ledger.csv",
    "results/open/audit_trail.html",
    "results/open/web_annotations.json",
    "results/open/index.html",
    "results/open/audit/index.json",
    "results/closed/audit/index.html",
    "results/closed/audit/index.json",
]
PUBLIC = [path for path in PUBLISHED if not path.startswith("results/closed")]
PUBLISHED += [] if DRAFT else ["results/open/bundle.zip"]
DRAFTED = [
    *ANALYSED,
    *expand(
        "results/closed/draft/documents/{document}.{form}",
        document=DOCUMENTS,
        form=["html", "docx", "pdf"],
    ),
    *expand("results/closed/draft/claims/{document}.json", document=DOCUMENTS),
    *expand("results/closed/draft/notebooks/{document}.html", document=DRAWN),
    *expand("results/closed/draft/figures/{document}/figures.json", document=DRAWN),
    "results/closed/draft/supplements/supplements.json",
    "results/closed/draft/ledger.csv",
    "results/closed/draft/index.html",
    "results/closed/draft/audit/index.json",
    "results/closed/audit/index.html",
    "results/closed/audit/index.json",
]
