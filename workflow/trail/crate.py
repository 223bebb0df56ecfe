"""The bundle as a research object (RO-Crate 1.1, Provenance Run Crate): which step made which file with what."""

import mimetypes
from collections.abc import Iterable

from trail.records import INDEXES

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/provenance/0.5": ("Provenance Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
# Of the vocabulary of runs, written out: a context by address alone could not be read without a network.
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
HOMES = {
    "embedded": "https://pandoc.org/",
    "quarto": "https://quarto.org/",
    "Python": "https://www.python.org/",
    "snakemake": "https://snakemake.github.io/",
    "pandas": "https://pandas.pydata.org/",
    "matplotlib": "https://matplotlib.org/",
    "nbclient": "https://nbclient.readthedocs.io/",
    "nbconvert": "https://nbconvert.readthedocs.io/",
}
ENGINE = HOMES["snakemake"]
MAIN = "code/Snakefile"
SCRIPTS = "code/workflow/scripts"
FORMATS = {
    ".qmd": "text/markdown",
    ".smk": "text/x-python",
    ".cff": "application/yaml",
    ".jsonld": "application/ld+json",
}
NAMELESS = "text/plain"  # of files without an ending that says more
CLOSED = "results/closed/"
NEVER = "1980-01-01"  # where a study released no dated decision


def crate(settings: dict, files: dict[str, dict], steps: list[dict], commitments: dict[str, str]) -> dict:
    """Return the JSON-LD of `ro-crate-metadata.json`: the same bytes for the same run, no clock asked.

    settings: {title, invented, month (of the newest released decision, or ""), licence (text), version (of the
    program), software ({name: version})}
    files: {path in the bundle: {sha256, size}}; `MAIN` and the script of each step are among them
    steps: as `common.smk: steps` returns them, in an order in which they can run
    commitments: {paper: root of the text tree}: what stands for its transcripts; their own hashes stand nowhere
    A step of the closed zone is told once, however many jobs it had, and what it makes is one thing without a name.
    """
    from rocrate.rocrate import ROCrate  # a sixth of a second, for this alone

    made = ROCrate()  # this version of the library writes 1.1
    made.metadata.extra_terms.update(TERMS)
    actions = _actions(steps, files, commitments)
    root = made.root_dataset
    root["datePublished"] = f"{settings['month']}-01" if settings["month"] else NEVER
    root["name"] = settings["title"]
    root["description"] = _description(settings)
    _add(made, "#licence", "CreativeWork", name="Licence", text=settings["licence"])
    root["license"] = {"@id": "#licence"}
    for profile, (name, version) in PROFILES.items():
        _add(made, profile, "CreativeWork", name=name, version=version)
    root["conformsTo"] = _ids(PROFILES)
    made.metadata["conformsTo"] = _ids(["https://w3id.org/ro/crate/1.1", *list(PROFILES)[-1:]])
    root["mainEntity"] = {"@id": MAIN}
    root["mentions"] = _ids(["#run", *(action["@id"] for action in actions)])
    root["hasPart"] = _ids(sorted(files))
    for path, one in sorted(files.items()):
        if path != MAIN and not path.startswith(SCRIPTS):
            _add(made, path, "File", **_file(path, one))
    _add_inputs(made, commitments, [path for path in files if path.startswith("open/documents/")])
    _add_tools(made, settings, files, actions)
    _add_run(made, actions, commitments, files)
    return made.metadata.generate()


def month_of(decisions: list[dict]) -> str:
    """Return the newest month, YYYY-MM, of the released decisions; "" where there is none."""
    return max((decision["month"] for decision in decisions), default="")


def _actions(steps: list[dict], files: dict[str, dict], commitments: dict[str, str]) -> list[dict]:
    """What each step did, as CreateActions: one per job that makes public files, one per rule of the closed zone."""
    maker = {path: step["rule"] for step in steps for path in step["makes"]}
    actions = {}
    for step in steps:
        name = step["rule"]
        known = [path for path in map(_in_bundle, step["makes"]) if path in files]
        public = sorted({one for path in known for one in _stands_for(path, files)})
        inputs = {_in_bundle(path) for path in step["reads"]}
        given = sorted(inputs.intersection(files))
        given += sorted({f"#closed-{maker[path]}" for path in step["reads"] if path.startswith(CLOSED)})
        given += [f"#transcripts-{paper}" for paper in commitments] if step["data"] else []
        label = "-".join([name, *step["wildcards"]]) if public else name
        action = actions.setdefault(
            label, {"@id": f"#do-{label}", "rule": name, "name": name, "object": [], "result": []}
        )
        action["name"] = step["message"] if public else name
        action["object"] = list(dict.fromkeys([*action["object"], *given]))
        action["result"] = list(dict.fromkeys([*action["result"], *public]))
        if len(known) < len(step["makes"]):
            action["result"] = list(dict.fromkeys([*action["result"], f"#closed-{name}"]))
    return list(actions.values())


def _in_bundle(path: str) -> str:
    return path.removeprefix("results/")


def _stands_for(path: str, files: dict[str, dict]) -> list[str]:
    """The file itself, or all files of the folder that it stands for in rules."""
    folder, _, name = path.rpartition("/")
    return [one for one in files if one.startswith(f"{folder}/")] if name in INDEXES else [path]


def _description(settings: dict) -> str:
    kind = "An invented study: interviews that nobody gave. " if settings["invented"] else ""
    return (
        f"{kind}Documents, figures and released data of an interview study, with the steps that made them. Transcripts "
        "are not in it: the root of a tree of salted hashes stands for those of each paper. The date is the month of "
        "the newest released decision, not that of the run."
    )


def _add_inputs(made, commitments: dict[str, str], documents: list[str]) -> None:
    parameters = {"#transcripts": ("PropertyValue", "Transcripts"), "#documents": ("File", "Documents")}
    examples = {"#transcripts": [f"#transcripts-{paper}" for paper in commitments], "#documents": sorted(documents)}
    for identity, (kind, name) in parameters.items():
        if examples[identity]:
            _add(
                made, identity, "FormalParameter", additionalType=kind, name=name, workExample=_ids(examples[identity])
            )
    for paper, root in commitments.items():
        _add(
            made,
            f"#transcripts-{paper}",
            "PropertyValue",
            name=f"Transcripts of {paper}, kept closed",
            description="Root of a tree of salted hashes over their sentences: see the head of the paper's proof.",
            value=root,
            exampleOfWork={"@id": "#transcripts"},
        )
    for path in documents:
        made.dereference(path)["exampleOfWork"] = {"@id": "#documents"}


def _add_tools(made, settings: dict, files: dict[str, dict], actions: list[dict]) -> None:
    """The workflow, its steps in order, the script of each, and the programs under them."""
    rules = list(dict.fromkeys(action["rule"] for action in actions))
    for name, version in settings["software"].items():
        _add(made, HOMES[name], "SoftwareApplication", name=name, version=version, url=HOMES[name])
    _add(made, "#snakemake-language", "ComputerLanguage", name="Snakemake", url=ENGINE, identifier={"@id": ENGINE})
    known = {parameter for parameter in ("#transcripts", "#documents") if made.dereference(parameter)}
    _add(
        made,
        MAIN,
        ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
        **_file(MAIN, files[MAIN]) | {"name": "The whole study, from de-identified transcripts to papers"},
        version=settings["version"],
        conformsTo={"@id": BIOSCHEMAS},
        programmingLanguage={"@id": "#snakemake-language"},
        softwareRequirements=_ids(HOMES[name] for name in settings["software"]),
        hasPart=_ids(f"{SCRIPTS}/{rule}.py" for rule in rules),
        step=_ids(f"{MAIN}#{rule}" for rule in rules),
        input=_ids(known & {"#transcripts"}),
        output=_ids(known & {"#documents"}),
    )
    for position, rule in enumerate(rules, start=1):
        script = f"{SCRIPTS}/{rule}.py"
        _add(made, f"{MAIN}#{rule}", "HowToStep", position=str(position), name=rule, workExample={"@id": script})
        _add(made, script, ["File", "SoftwareSourceCode"], **_file(script, files[script]), version=settings["version"])


def _add_run(made, actions: list[dict], commitments: dict[str, str], files: dict[str, dict]) -> None:
    """What happened: the run, and each step's action with what went in and came out."""
    for action in actions:
        identity, rule = action["@id"], action["rule"]
        control = identity.replace("#do-", "#control-", 1)
        _add(
            made,
            identity,
            "CreateAction",
            name=action["name"],
            description=f"Rule {rule} of the workflow",
            instrument={"@id": f"{SCRIPTS}/{rule}.py"},
            object=_ids(action["object"]),
            result=_ids(action["result"]),
        )
        _add(made, control, "ControlAction", instrument={"@id": f"{MAIN}#{rule}"}, object={"@id": identity})
    closed = {one for action in actions for one in [*action["object"], *action["result"]] if one.startswith("#closed-")}
    for one in sorted(closed):
        rule = one.removeprefix("#closed-")
        _add(made, one, "PropertyValue", name=f"What {rule} makes in the closed zone", value="not in the bundle")
    _add(
        made,
        "#run",
        "CreateAction",
        name="The run that made this bundle",
        description="The whole workflow; when and how long is written down in the closed logs alone",
        instrument={"@id": MAIN},
        object=_ids(f"#transcripts-{paper}" for paper in commitments),
        result=_ids(sorted(path for path in files if path.startswith("open/documents/"))),
    )
    _add(
        made,
        "#engine",
        "OrganizeAction",
        name="Snakemake ran the workflow",
        instrument={"@id": ENGINE},
        object=_ids(action["@id"].replace("#do-", "#control-", 1) for action in actions),
        result={"@id": "#run"},
    )


def _add(made, identity: str, kind: str | list[str], **properties) -> None:
    from rocrate.model.contextentity import ContextEntity

    kept = {name: value for name, value in properties.items() if value not in ([], "")}
    made.add(ContextEntity(made, identity, properties={"@type": kind} | kept))


def _file(path: str, one: dict) -> dict:
    suffix = path[path.rfind(".") :] if "." in path.rpartition("/")[2] else ""
    kind = FORMATS.get(suffix) or mimetypes.guess_type(path)[0] or NAMELESS
    name = path.rpartition("/")[2]
    return {"name": name, "encodingFormat": kind, "contentSize": str(one["size"]), "sha256": one["sha256"]}


def _ids(identities: Iterable[str]) -> dict | list[dict]:
    """References; one by itself is no list, as RO-Crate recommends."""
    listed = [{"@id": identity} for identity in identities]
    return listed[0] if len(listed) == 1 else listed
