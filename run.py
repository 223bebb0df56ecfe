"""Set up and run everything with nothing but Python: what `make` and `make test` call."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

USAGE = """python run.py [STUDY=DIR]   set up, run the study in DIR (this folder unless you say), verify it
python run.py report [STUDY=DIR]  the same, and put it on one page: results/closed/report.html
python run.py test          set up, run all tests; words after it go to pytest
python run.py bench         set up, measure speed; with --full how it grows with the study, for hours
python run.py wheelhouse    collect in wheels/ what a machine of this kind without a network needs to set up"""
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS, SUFFIX = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON, UV = SCRIPTS / ("python" + SUFFIX), SCRIPTS / ("uv" + SUFFIX)
OLDEST = (3, 11)
WHEELS = ROOT / "wheels"  # where it is, set-up takes packages from it and asks no registry
LOCKS = ("requirements-uv.lock", "requirements.lock", "pyproject.toml")


def main(words):
    """Do what the words ask for; return the exit code."""
    if words[:1] == ["test"]:
        command = ["-m", "pytest", *words[1:]]
    elif words[:1] == ["bench"]:
        command = [ROOT / "tests" / "bench", *words[1:]]
    elif words[:1] == ["wheelhouse"]:
        shutil.rmtree(WHEELS, ignore_errors=True)
        command = ["-m", "pip", "download", "--require-hashes", "--no-deps", "--dest", WHEELS]
        command += [word for lock in LOCKS[:2] for word in ("-r", ROOT / lock)]
    else:
        wish = [word for word in words[:1] if word == "report"]
        name, _, study = "=".join(words[len(wish) :] or ["STUDY="]).partition("=")
        if name not in ("STUDY", "--study"):
            print(USAGE)
            return 0 if name in ("-h", "--help") else 2
        command = [ROOT / "workflow" / "drive.py", Path(study).resolve() if study else ROOT, *wish]
    try:
        set_up()
    except (subprocess.CalledProcessError, OSError) as error:
        said = " ".join(error.cmd) if isinstance(error, subprocess.CalledProcessError) else str(error)
        wheels = " Are wheels/ those of this lock and this Python? Else collect them anew." if WHEELS.is_dir() else ""
        print(f"\nSet-up stopped at: {said}\nThe lines above say why. Once that is mended, run it again.{wheels}")
        return 1
    os.chdir(ROOT)
    return hand_over(PYTHON, *command)


def set_up():
    """Make `.venv` as the locks say unless it is so already. Only here the network is used, and not where WHEELS is."""
    stamp = VENV / "set-up.txt"
    state = [str(ROOT), hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in LOCKS)).hexdigest()]
    found = stamp.read_text(encoding="utf-8").split("\n") if stamp.exists() else state[:1]
    if found == state and PYTHON.exists():
        return
    print("Setting up .venv: a minute or two, this once.", flush=True)
    stamp.unlink(missing_ok=True)
    closed = ["--no-index", "--find-links", WHEELS] if WHEELS.is_dir() else []
    if found[0] != str(ROOT) or not PYTHON.exists() or not UV.exists():  # moved here, new, or half made
        do(sys.executable, "-m", "venv", "--clear", VENV)
        install = [PYTHON, "-m", "pip", "--quiet", "install", *closed, "--require-hashes", "--only-binary", ":all:"]
        do(*install, "-r", LOCKS[0])
    install = [UV, "pip", "install", "--python", PYTHON, "--compile-bytecode", *closed]
    install += [] if sys.stderr.isatty() else ["--quiet"]
    # What has no wheel is built by the setuptools of the lock: a constraint that is held to its hash.
    do(*install, "--require-hashes", "--build-constraint", LOCKS[1], "-r", LOCKS[1])
    do(*install, "--offline", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text("\n".join(state), encoding="utf-8")


def surroundings():
    """Return the environment of all that is started here: UTF-8 on every console, no packages from elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    path = os.pathsep.join([str(SCRIPTS), kept.get("PATH", "")])
    return dict(kept, PATH=path, VIRTUAL_ENV=str(VENV), PYTHONUTF8="1", PYTHONNOUSERSITE="1")


def do(*command):
    """Run one step of the set-up in the project's folder; any exit code but 0 raises."""
    subprocess.run([str(word) for word in command], cwd=ROOT, env=surroundings(), check=True)


def hand_over(*command):
    """Run the last command: on POSIX in this process's place, so that signals and exit codes are its own."""
    command = [str(word) for word in command]
    if os.name == "posix":
        os.execve(command[0], command, surroundings())
    child = subprocess.Popen(command, env=surroundings())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the console sent it to the child too, which ends in order
            continue


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try `python3.12 run.py`.")
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped at your wish. Run it again to go on from there.")
