"""How long proofs take: checking a bundle beside hashing the same bytes, and committing to a great many sentences.

`python tests/bench/proof.py BUNDLE [--full]`; BUNDLE is the folder of an unpacked bundle.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd

from bench import clock
from bench.figures import line, tell
from trail import commitments, verify

AIM, LINEAR, MEMORY = 5.0, 1.3, 1000
FEW, MANY = 60_000, 600_000
SENTENCE = "Jeg ringte ikke den dagen, for jeg hadde vakt og ingen andre. "


def main(words: list[str]) -> None:
    """Print a JSON line for each figure: name, ratio, aim, met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bundle", type=Path, help="folder of an unpacked bundle")
    parser.add_argument("--full", action="store_true", help="also 600,000 sentences")
    parser.add_argument("--sentences", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.sentences:
        print(json.dumps(committed(arguments.sentences)))
        return
    beside(arguments.bundle)
    if arguments.full:
        grown()


def beside(bundle: Path, times: int = 5) -> None:
    """Measure `verify.py` against `sha256sum` over all files, both without what starting them takes."""
    files = sorted(str(path) for path in bundle.rglob("*") if path.is_file())
    program = Path(verify.__file__)
    runs = {
        "verify": [sys.executable, "-S", program, bundle],
        "python": [sys.executable, "-S", program, "--help"],
        "hash": ["sha256sum", *files],
        "nothing": ["sha256sum", os.devnull],
    }
    found = clock.interleaved(
        times,
        **{
            name: lambda command=command: clock.timed(command, bundle, dict(os.environ))
            for name, command in runs.items()
        },
    )
    own, plain = found["verify"].cpu - found["python"].cpu, found["hash"].cpu - found["nothing"].cpu
    size = sum(Path(one).stat().st_size for one in files) / 1e6
    behind = f"{own:.2f} s ÷ {plain:.2f} s of processors, {size:.0f} MB"
    line("verifying a bundle ÷ sha256sum of its files", own / plain, AIM, behind)


def grown() -> None:
    """Measure committing to and checking many sentences, against a tenth of them; and the memory that it took."""
    few, many = (json.loads(afresh(size)) for size in (FEW, MANY))
    for one in (few, many):
        tell("{sentences} sentences: commit {commit:.1f} s, verify {verify:.1f} s, {memory} MB".format(**one))
    took = [one["commit"] + one["verify"] for one in (few, many)]
    line("600,000 sentences ÷ 60,000, by sentence", took[1] / took[0] / (MANY / FEW), LINEAR)
    line("600,000 sentences, MB", many["memory"], MEMORY)


def afresh(size: int) -> str:
    command = [sys.executable, __file__, ".", "--sentences", str(size)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path.cwd()).stdout


def committed(size: int) -> dict:
    """Return seconds of processors for leaves and head of so many sentences, and for checking them; MB at the most."""
    turns = pd.DataFrame({"interview_id": [f"A{one}" for one in range(size // 100)]})
    turns = turns.assign(turn=1, role="doctor", start=0, text=SENTENCE * 100)
    keyed = commitments.keys("p1", list(turns["interview_id"]), invented=True)
    began = time.process_time()
    hashes = [one.hash for one in commitments.text_leaves(commitments.stretches(turns, {}), keyed, 1)]
    listed = commitments.listed(hashes, keyed, "texts", 1)
    head = {"texts": {"n": len(listed), "root": verify.root(map(bytes.fromhex, listed)).hex()}}
    commit = time.process_time() - began
    data = verify.canonical({"texts": listed})
    began = time.process_time()
    read = verify.read_json(data, "leaves.json", strict=True)["texts"]
    assert sorted(set(read)) == read
    assert verify.root(map(bytes.fromhex, read)).hex() == head["texts"]["root"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"sentences": size, "commit": commit, "verify": time.process_time() - began, "memory": memory}


if __name__ == "__main__":
    main(sys.argv[1:])
