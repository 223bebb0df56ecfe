"""A study of two steps, one on each side of the door, whose words.txt says what its first step does."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DRIVE = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT / "workflow")!r})
import drive
import engine
sys.exit(drive.in_peace(Path.cwd(), lambda study: engine.run(study, study / "Snakefile")[0]))
"""
SNAKEFILE = """
from snakemake.exceptions import WorkflowError
configfile: "config.yaml"
if config["title"] == "fault":
    raise WorkflowError("config.yaml\\n  papers.paper1  'VS2O18' is not an interview set (did you mean 'VS2018'?)")
rule all:
    default_target: True
    input: "results/open.txt"
rule released:
    input: "results/released.txt"
rule release_words:
    message: "The door"
    input: "words.txt"
    output: "results/released.txt"
    params: settings={"title": config["title"]}
    log: "logs/release_words.log"
    script: "release_words.py"
rule render_words:
    message: "The document"
    input: "results/released.txt", note=[]
    output: "results/open.txt"
    params: setting="as it was"
    log: "logs/render_words.log"
    script: "release_words.py"
"""
SCRIPT = """
import os, signal, time
from pathlib import Path
from trail import faults, tables
faults.report_to(snakemake.log)
word = Path(snakemake.input[0]).read_text().strip()
if word == "fault":
    faults.refuse([faults.Fault("coding/codings.csv", "row 31", "'TRUST-2' is unknown (did you mean 'TRUST_2'?)")])
if word == "bug":
    {}["secret words"]
if word == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if word == "full":
    Path("/dev/full").write_text(word)
with tables.replacing(snakemake.output[0]) as beside:
    beside.write_text(word.lower() * (500_000 if word == "large" else 1))
    while word == "wait" and not Path("go").exists():
        Path("waiting").touch()
        time.sleep(0.02)
"""
COMMAND = [sys.executable, "-c", DRIVE]


def write(folder: Path) -> Path:
    """Write the study to `folder` and return it."""
    folder.mkdir(parents=True)
    for name, text in {
        "Snakefile": SNAKEFILE,
        "release_words.py": SCRIPT,
        "config.yaml": "title: toy\n",
        "words.txt": "word",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def drive(folder: Path, *before: str) -> subprocess.CompletedProcess:
    """Run the study as `make` does and return what came of it; before: words before the command."""
    return subprocess.run(
        [*before, *COMMAND], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
