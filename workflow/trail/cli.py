"""The `trail` command: its words, its help, and the way to what it does (`commands.py`)."""

import argparse
import atexit
import difflib
import gc
import sys

from trail import commands
from trail.faults import Faults

# name: (function, arguments, example); groups in the order in which a study needs them
STUDY = ("study", {"nargs": "?", "default": ".", "help": "folder of the study (with config.yaml), or its data folder"})
JSON = ("--json", {"action": "store_true", "help": "for programs"})
CONFIG = ("--configfile", {"default": "config.yaml", "help": "config of a data folder (default: ./config.yaml)"})
MOVED = ("--moved", {"action": "store_true", "help": "units that a corrected transcript moved, with their words"})
WRITE = ("--write", {"action": "store_true", "help": "write the spans of those found by their words"})
IDS = ("ids", {"nargs": "+", "metavar": "ID", "help": "condensates, categories, quotes or freezes"})
READER = ("--by", {"required": True, "metavar": "NAME", "help": "who read them through"})
ACCEPTED = "what the reviewer accepts: one thing, all of a kind (DOCUMENT:KIND), or all of a document (DOCUMENT)"
THING = ("thing", {"help": "an id, or a file that the run made"})
OLD = ("old", {"metavar": "OLD", "help": "folder of a study or of results; or a revision of NEW in Git"})
NEW = ("new", {"metavar": "NEW", "help": "folder of a study or of results"})
REMARKED = ("file", {"metavar": "FILE.docx", "help": "a rendered document that came back with comments"})
HOME = ("--study", {"default": ".", "help": "folder of the study"})
BOOKS = ("study", {"nargs": "?", "default": ".", "help": "folder of the study, or of code books exported as CSV"})
VERSIONS = (
    ("--paper", {"default": "", "help": "whose code book, where the study has several papers"}),
    ("--from", {"dest": "before", "default": "", "metavar": "VERSION", "help": "default: the first"}),
    ("--to", {"dest": "after", "default": "", "metavar": "VERSION", "help": "default: the newest"}),
)
RESULTS = (
    "path",
    {"nargs": "?", "default": "results", "help": "a study, its results folder, or a bundle (folder or zip)"},
)
PROJECT_FILE = ("project", {"metavar": "PROJECT", "help": "project (file or folder), code book or exported table"})
INTO = ("--into", {"required": True, "metavar": "DIR", "help": "folder for the tables"})
TEXTS = ("--texts", {"metavar": "DIR", "help": "transcripts that go with a table which holds none"})
NAMES = ("--names", {"action": "store_true", "help": "coders' names too, in coding/analysts.csv: personal data"})
CODED = ("dir", {"metavar": "DIR", "help": "folder of an import or a study, or a project file"})
BY = ("--by", {"choices": ("interview", "participant"), "default": "interview", "help": "what a column is"})
PRESENCE = ("--presence", {"action": "store_true", "help": "0 and 1 instead of how many"})
CHOSEN = (
    "--project",
    {"dest": "chosen", "default": "", "metavar": "NAME", "help": "of several in a Taguette database"},
)
OUT = ("--out", {"metavar": "FILE", "help": ".csv or .xlsx (default: CSV to the terminal)"})
PAPER = ("--paper", {"default": "", "help": "one paper of a study"})
SEED = ("--seed", {"type": int, "required": True, "help": "a number of the auditor's own choice"})
DRAWN = ("--n", {"type": int, "default": 20, "help": "how many units (default: 20)"})
GROUPS = {
    "Researchers, while the study grows": {
        "import": (
            commands.import_project,
            [PROJECT_FILE, INTO, TEXTS, NAMES, CHOSEN, JSON],
            "trail import project.qdpx --into imported",
        ),
        "new": (
            commands.new,
            [
                ("dir", {"metavar": "DIR", "help": "folder of the new study, which is not there yet"}),
                ("--from", {"dest": "source", "metavar": "PROJECT", "help": "project file, code book or table"}),
                TEXTS,
                CHOSEN,
                ("--title", {"default": "", "help": "of the study (default: the folder's name)"}),
                ("--language", {"default": "", "choices": ("en", "nb"), "help": "of the interviews"}),
            ],
            "trail new my-study --from project.qdpx",
        ),
        "matrix": (
            commands.matrix,
            [CODED, BY, PRESENCE, OUT, PAPER, CHOSEN, CONFIG],
            "trail matrix imported --out matrix.xlsx",
        ),
        "export": (
            commands.export_study,
            [
                ("study", {"help": "folder of the study"}),
                ("--to", {"required": True, "metavar": "FILE", "help": ".qdpx, .qdc, .csv or .xlsx"}),
            ],
            "trail export . --to study.qdpx",
        ),
        "check": (commands.check, [STUDY, CONFIG, JSON, MOVED, WRITE], "trail check"),
        "status": (commands.status, [STUDY], "trail status"),
        "stamp": (commands.stamp, [STUDY, IDS], "trail stamp . CD07 CAT1_2"),
        "diff": (commands.diff, [OLD, NEW, JSON], "trail diff HEAD~1 ."),
        "codebook": (commands.codebook, [BOOKS, *VERSIONS, JSON], "trail codebook . --paper paper1 --from 1 --to 3"),
    },
    "Whoever answers for confidentiality": {
        "scan": (
            commands.scan,
            [
                ("files", {"nargs": "+", "metavar": "FILE", "help": "any text or office file"}),
                JSON,
                ("--show", {"action": "store_true", "help": "with the words that were found"}),
                ("--study", {"default": "", "metavar": "DIR", "help": "by the lists and decisions of this study"}),
            ],
            "trail scan interview.docx --show",
        ),
        "attest": (commands.attest, [STUDY, READER], "trail attest . --by A1"),
        "release": (
            commands.release,
            [
                STUDY,
                ("--accept", {"nargs": "+", "metavar": "DOCUMENT:KIND:ID", "help": ACCEPTED}),
                ("--by", {"default": "", "metavar": "NAME", "help": "the reviewer"}),
                JSON,
            ],
            "trail release . --by A3 --accept paper1:value paper1:quote_original:Q014",
        ),
        "commit": (
            commands.commit,
            [
                STUDY,
                ("--paper", {"nargs": "+", "default": [], "help": "these papers (default: all)"}),
                ("--reason", {"default": "", "help": "why a recorded head is replaced; it stands in the new one"}),
            ],
            'trail commit . --paper paper1 --reason "a transcript was corrected"',
        ),
        "withdraw": (
            commands.withdraw,
            [
                ("study", {"help": "folder of the study"}),
                ("person", {"metavar": "PERSON", "help": "participant_id"}),
                ("--remove", {"action": "store_true", "help": "take their rows and files away, and all results"}),
                JSON,
            ],
            "trail withdraw . P07",
        ),
    },
    "Readers and reviewers": {
        "open": (commands.open_site, [STUDY], "trail open"),
        "trace": (commands.trace, [THING, HOME, JSON], "trail trace paper1.Q001"),
        "verify": (commands.verify, [RESULTS, JSON], "trail verify"),
        "sample": (commands.sample, [STUDY, SEED, DRAWN], "trail sample . --seed 7"),
        "comments": (commands.remarks, [REMARKED, HOME], "trail comments paper1-read.docx"),
    },
}


def help_text() -> str:
    """Return the help: commands grouped by who needs them, one example each."""
    text = "usage: trail COMMAND …\n\nFrom interview transcripts to papers, every claim traceable to its source.\n"
    for title, group in GROUPS.items():
        text += f"\n{title}\n"
        for name, (function, _, example) in group.items():
            text += f"  {name:<9} {function.__doc__}\n            $ {example}\n"
    return text + "\nThe whole study: make   ·   one command: trail COMMAND --help\n"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="trail", add_help=False)
    commands = top.add_subparsers(dest="command")
    for group in GROUPS.values():
        for name, (function, arguments, example) in group.items():
            one = commands.add_parser(name, description=function.__doc__, epilog=f"example: {example}")
            for flag, options in arguments:
                one.add_argument(flag, **options)
            one.set_defaults(run=function)
    return top


def main(words: list[str] | None = None) -> int:
    """Run one command. Returns 0 done, 1 faults found and listed, 2 usage, unreadable or not checkable."""
    words = sys.argv[1:] if words is None else words
    atexit.register(gc.freeze)  # looking for garbage on the way out takes a tenth of a second for nothing
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console may not know «…»
    known = [name for group in GROUPS.values() for name in group]
    if not words or words[0] in ("-h", "--help", "help"):
        print(help_text(), end="")
        return 0
    if words[0] not in known:
        near = difflib.get_close_matches(words[0], known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        print(f"trail has no command '{words[0]}'.{hint} `trail --help` lists them.", file=sys.stderr)
        return 2
    arguments = parser().parse_args(words)
    try:
        return arguments.run(arguments)
    except Faults as found:
        print(found, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
