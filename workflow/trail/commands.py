"""What each `trail` command does: takes what was asked for, prints, and returns the exit code.

The first line of a docstring is what `trail --help` says of it. The parts of the package that a command needs are
imported by it: the others should not wait for them.
"""

import gc
import json
import sys
import webbrowser
from datetime import date
from pathlib import Path

from trail.faults import Fault, Faults

PROJECT = Path(__file__).parents[2]
NOT_BUILT = "Nothing is built yet: run `make`."


def check(arguments) -> int:
    """every fault of a study at once, in seconds, without running it"""
    if arguments.moved or arguments.write:
        return _moved(arguments)
    gc.disable()  # it ends in a second; looking for garbage among what is imported takes a tenth of that
    from trail import inspection

    found = inspection.inspect(Path(arguments.study), Path(arguments.configfile))
    if arguments.json:
        print(json.dumps({"faults": [vars(fault) for fault in found]}, ensure_ascii=False, indent=2))
    else:
        print(inspection.summary(found))
        print(inspection.next_step(Path(arguments.study), found), end="")
    return 1 if any(fault.level == "E" for fault in found) else 0


def _moved(arguments) -> int:
    from trail import moved

    data, found = moved.of_study(Path(arguments.study), Path(arguments.configfile))
    if arguments.write:
        print(f"{moved.write(data, found)} units: spans written into meaning_units.csv.", file=sys.stderr)
        found = [one for one in found if not one.found]
    if arguments.json:
        print(json.dumps({"moved": [one._asdict() for one in found]}, ensure_ascii=False, indent=2))
    else:
        print(moved.words(found, arguments.study))
    return 0 if all(one.found for one in found) else 1


def status(arguments) -> int:
    """what is built, stale and waiting, and the next command"""
    from trail import progress

    print(progress.status(Path(arguments.study), PROJECT))
    return 0


def open_site(arguments) -> int:
    """open the site in the browser"""
    results = Path(arguments.study) / "results"
    pages = [results / "open" / "index.html", results / "closed" / "draft" / "index.html"]
    page = next((page for page in pages if page.exists()), None)
    if page is None:
        print(NOT_BUILT, file=sys.stderr)
        return 2
    print(page)
    webbrowser.open(page.resolve().as_uri())
    return 0


def trace(arguments) -> int:
    """the chain of a claim, quote, value, unit, person or file: up to transcript lines and down to all that uses it"""
    from trail import tracing

    try:
        trail = tracing.read_trail(Path(arguments.study) / "results")
        thing = tracing.find(trail, arguments.thing)
    except FileNotFoundError:
        print(NOT_BUILT, file=sys.stderr)
        return 2
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    rests_on = tracing.tree(trail.rests_on, trail.words, thing)
    users = tracing.tree(tracing.used_by(trail), trail.words, thing)
    if arguments.json:
        tree = {"id": thing, "what": rests_on["what"], "rests_on": rests_on["below"], "used_by": users["below"]}
        print(json.dumps(tree, ensure_ascii=False, indent=2))
        return 0
    used = tracing.lines(users)[1:]
    print("\n".join([*tracing.lines(rests_on), *(["used by", *used] if used else ["used by nothing printed"])]))
    return 0


def verify(arguments) -> int:
    """re-hash and re-prove a results folder or a bundle, and hold what is printed against what was released"""
    from trail import records, verification, verify
    from trail.tables import write_json

    path = Path(arguments.path)
    if path.is_file() or (path / verify.MANIFEST).is_file():
        return verify.main([str(path), *["--json"] * arguments.json])
    results = path if (path / "closed").exists() or (path / "open").exists() else path / "results"
    zones = records.zones(results)
    if not zones:
        print(f"{results} holds no finished run: run `make`.", file=sys.stderr)
        return 2
    reports = {zone: verification.report(results, zone) for zone in zones}
    for zone, found in reports.items():
        write_json(found, results / zone / "verification.json")
    if arguments.json:
        print(json.dumps(reports, ensure_ascii=False, indent=2))
    else:
        for zone, found in reports.items():
            for one in found["checks"]:
                print(f"{zone:<6}  {'holds' if one['holds'] else 'FAILS'}  {one['shows']}")
                print("".join(f"          {line}\n" for line in one["wrong"]), end="")
    return 0 if all(found["verified"] for found in reports.values()) else 1


def sample(arguments) -> int:
    """an auditor's random units, with the sheet to sign; into the closed zone"""
    from trail import sampling

    made, said = sampling.draw(Path(arguments.study), arguments.seed, arguments.n)
    print("\n".join([said, *map(str, made)]))
    return 0


def commit(arguments) -> int:
    """draw keys, and record the head that a paper's texts and coding are held against from then on"""
    from trail import committing

    return _record(committing.commit(Path(arguments.study), arguments.paper, arguments.reason))


def remarks(arguments) -> int:
    """a reader's comments and tracked changes in a Word file, with claim and manuscript line; into the closed zone"""
    from trail import comments

    made, found = comments.collect(Path(arguments.file), Path(arguments.study))
    print(comments.words(found), f"\n{made}", sep="\n")
    return 0


def stamp(arguments) -> int:
    """record that a person re-read a condensate, category, translation or freeze: fills its hash"""
    from trail import recording

    return _record(recording.stamp(Path(arguments.study), arguments.ids, date.today().isoformat()))


def codebook(arguments) -> int:
    """what became of a code book between two versions, and which units to look at again"""
    from trail import codebook_changes

    found = codebook_changes.between(Path(arguments.study), arguments.paper, arguments.before, arguments.after)
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else codebook_changes.words(found))
    return 0


def diff(arguments) -> int:
    """what changed between two states of a study: units, counts, claims, release decisions, documents"""
    from trail import difference_report, differences, states

    read = []
    for name in (arguments.old, arguments.new):
        try:
            read.append(states.of(name, beside=arguments.new))
        except Faults as found:
            print(f"{name} cannot be compared:\n{found}", file=sys.stderr)
            return 2
        if count := len(read[-1].faults):
            print(f"{name} has {count} faults: what rests on them may be missing (trail check).", file=sys.stderr)
    found = differences.between(*read)
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else difference_report.words(found))
    return 0


def scan(arguments) -> int:
    """what the gate sees in any text or office file, no study needed; tells no words without --show"""
    from trail import deidentification, scanning

    study = Path(arguments.study) if arguments.study else None
    decided = scanning.lists_of(study)
    told, unreadable = [], False
    for file in arguments.files:
        try:
            findings, text = scanning.scan(Path(file), *decided)
        except Faults as found:
            print(found, file=sys.stderr)
            unreadable = True
            continue
        told += [{"file": file, **deidentification.as_json(one, arguments.show)} for one in findings]
        if not arguments.json:
            print(deidentification.told(file, findings, text if arguments.show else None), end="")
    if arguments.json:
        print(json.dumps({"findings": told}, ensure_ascii=False, indent=2))
    return 2 if unreadable else 1 if told else 0


def attest(arguments) -> int:
    """attest to transcripts that were read through and pass the gate"""
    from trail import recording

    done, left = recording.attest(Path(arguments.study), arguments.by, date.today().isoformat())
    _record(done)
    if left:
        print(
            f"{Faults(left)}\n\nNot attested. See the words: trail scan --show --study {arguments.study} FILE",
            file=sys.stderr,
        )
    return 1 if left else 0


def release(arguments) -> int:
    """what waits at the door or went stale; with --accept, record the reviewer's decision"""
    from trail import recording

    study = Path(arguments.study)
    recording.refuse_draft(study)
    for line in recording.draw_labels(study):
        print(line, file=sys.stderr)
    if not recording.doors(study):
        print("Nothing has come to the door yet: run `make`.", file=sys.stderr)
        return 2
    if not arguments.accept:
        waiting = recording.waiting(study)
        if arguments.json:
            print(json.dumps(waiting, ensure_ascii=False, indent=2))
        else:
            print(
                recording.waiting_words(waiting, arguments.study),
                recording.noted_words(recording.noted(study)),
                sep="\n",
            )
        return 1 if waiting else 0
    return _record(recording.accept(study, arguments.accept, arguments.by, date.today().isoformat()))


def withdraw(arguments) -> int:
    """what falls when a person withdraws, and what was published and cannot be recalled"""
    from trail import running, withdrawal

    study = Path(arguments.study)
    found = withdrawal.find(study, arguments.person)
    if arguments.remove:
        with running.alone(study.resolve()) as in_the_way:
            if in_the_way:
                print(in_the_way, file=sys.stderr)
                return 1
            withdrawal.remove(study, found)
    if arguments.json:
        print(json.dumps(found._asdict() | {"removed": arguments.remove}, ensure_ascii=False, indent=2))
    else:
        print(withdrawal.words(found, arguments.study, arguments.remove))
    return 0


def _import(path: Path, texts: str | None = None, made=None, chosen: str = "") -> tuple:
    """Return the project of a file and what is made of it: its tables, or `made`. Raises Faults for what it holds."""
    from trail.importers import formats, units

    try:
        project = formats.read(path, texts, chosen)
        return project, (made or units.tables)(project)
    except (Faults, OSError):
        raise
    except Exception as error:  # a stranger's file can hold what no importer foresaw; the message might repeat it
        message = f"cannot be read ({type(error).__name__}), for a reason that was not foreseen. Export it again."
        raise Faults([Fault(path.name, "", message, "unforeseen")]) from None


def import_project(arguments) -> int:
    """a coding tool's project as tables: transcripts, code book, meaning units, codings, and what was left behind"""
    from trail.importers import folder

    path = Path(arguments.project)
    project, tables = _import(path, arguments.texts, chosen=arguments.chosen)
    made = folder.files(project, tables, path.name, arguments.names)
    folder.write(made, arguments.into)
    if arguments.json:
        print(made[folder.REPORT].decode(), end="")
    else:
        print(folder.summary(json.loads(made[folder.REPORT]), arguments.into))
    return 0


def new(arguments) -> int:
    """a study that runs at once: empty, or with the transcripts and the coding of a coding tool's project"""
    from trail import new_study

    folder = Path(arguments.dir)
    tables = _import(Path(arguments.source), arguments.texts, chosen=arguments.chosen)[1] if arguments.source else None
    title = arguments.title or folder.resolve().name.replace("_", " ").replace("-", " ").strip().capitalize() or "Study"
    made = new_study.files(title, arguments.dir, tables, arguments.language)
    new_study.write(made, folder)
    if tables:
        print(f"{len(tables.texts)} transcripts, {len(tables.codebook)} codes, {len(tables.codings)} codings")
    print(f"{folder / 'README.md'} leads through it.\nNext: trail check {folder}, then make STUDY={folder}")
    return 0


def matrix(arguments) -> int:
    """how many meaning units each document has under each code, of an import, a study or a project file"""
    gc.disable()  # a project of a hundred thousand codings would be walked again and again
    from trail import code_matrix
    from trail.importers import formats

    given = Path(arguments.dir)
    if given.is_file() or formats.file_of(given):
        coded = _import(given, made=code_matrix.of_project, chosen=arguments.chosen)[1]
    elif (given / "import_report.json").exists() and not (given / "config.yaml").exists():
        coded = code_matrix.of_import(given)
    elif (given / "config.yaml").exists() or (given.is_dir() and Path(arguments.configfile).exists()):
        coded = code_matrix.of_study(given, Path(arguments.configfile), arguments.paper)
    else:
        coded = code_matrix.of_import(given)
    if arguments.by == "participant":
        coded = code_matrix.by_participant(coded)
    table = code_matrix.matrix(coded, arguments.presence)
    if arguments.out:
        code_matrix.write(table, Path(arguments.out))
        print(f"{len(table) - 1} codes × {len(table[0]) - 1} {arguments.by}s → {arguments.out}")
    else:
        print(code_matrix.text(table), end="")
    return 0


def export_study(arguments) -> int:
    """a study's coding for other programs: REFI-QDA, or a wide table with a row for each unit and code"""
    from trail import export

    print(export.write(Path(arguments.study), Path(arguments.to)))
    return 0


def _record(done: list[str]) -> int:
    print("\n".join(done) or "Nothing to record.")
    return 0
