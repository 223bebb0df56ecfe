"""Scripts of jobs in processes forked from one that has imported what they import: no job starts Python or pandas anew.

`running_scripts` is the driver's side; run as a program this file is that one process. It runs nothing itself: each
script gets a process of its own, which shares nothing with another's but modules that were imported and not used yet.
Only on Linux: elsewhere a process with libraries in it cannot be forked with confidence, and jobs run as Snakemake
runs them. Outside the package, as `drive` is.
"""

import ast
import gc
import importlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent / "scripts"
# What Snakemake sets for a job of one thread: a library that made threads when it was imported could not be forked.
THREADS = ("OMP", "GOTO", "OPENBLAS", "MKL", "NUMEXPR")
# What scripts import late, and more than one job of a run would.
LATE = {
    "run_notebook": ["trail.notebook_pages"],
    "run_closed_notebook": ["trail.notebook_pages"],
    "write_submission": ["trail.redrawing"],
}
LONGEST = 4096  # bytes of a script's name


@contextmanager
def running_scripts(study: Path, rules: set[str]) -> Iterator[None]:
    """Have Snakemake run Python scripts in forked processes while the block lasts, where the system can.

    rules: those that are to run, for whose scripts modules are imported
    The process has the folder of scripts among its words, by which `running.snakemake_at_work` knows it.
    """
    if sys.platform != "linux":
        yield
        return
    from snakemake.script import PythonScript

    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(Path(study, ".snakemake", "scripts")), str(its.fileno()), *sorted(rules)]
    alone = os.environ | {f"{name}_NUM_THREADS": "1" for name in THREADS}
    server = subprocess.Popen(command, pass_fds=[its.fileno()], cwd=study, env=alone)
    its.close()
    usual = PythonScript.execute_script

    def execute_script(script, fname, edit=False):
        if script.conda_env or script.container_img or script.env_modules or script.bench_record or script.threads > 1:
            usual(script, fname, edit)
        elif code := run(ours, fname):
            raise subprocess.CalledProcessError(code, [sys.executable, fname])

    PythonScript.execute_script = execute_script
    try:
        yield
    finally:
        PythonScript.execute_script = usual
        ours.close()
        server.wait()


def run(server: socket.socket, script: str) -> int:
    """Have a script run by the process at the other end; return its exit code, as `subprocess` gives it."""
    answer, its = os.pipe()
    with os.fdopen(answer, "rb") as answer:
        try:
            socket.send_fds(server, [script.encode()], [its])
        except OSError:  # who should fork was killed
            return -signal.SIGKILL
        finally:
            os.close(its)
        return int(answer.readline() or -signal.SIGKILL)  # a script that was killed says nothing


def serve(requests: socket.socket, rules: list[str]) -> None:
    """Fork for each script whose name comes in, until the driver is gone; the process of a script never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver has it too, and hangs up
    signal.signal(signal.SIGCHLD, reap)
    # a rule of drafts runs the script of another
    for path in sorted({path for rule in rules for path in SCRIPTS.glob(f"{rule.replace('_draft', '*')}.py")}):
        import_as(path)
    gc.freeze()
    while True:
        script, answers, _, _ = socket.recv_fds(requests, LONGEST, 1)
        if not answers:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return reap(block=True)
        if os.fork() == 0:
            requests.close()
            answer(Path(script.decode()), answers[0])
        os.close(answers[0])


def reap(*_, block: bool = False) -> None:
    """Take note of the processes that have ended, so that what they used counts as used by the run; or await all."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0 if block else os.WNOHANG)[0]:
            pass


def import_as(script: Path) -> None:
    """Import what a script imports: modules, those of the package that it takes by name, and what comes late."""
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                importlib.import_module(alias.name)
        elif isinstance(node, ast.ImportFrom):
            module = importlib.import_module(node.module)
            for alias in node.names:
                if not hasattr(module, alias.name):
                    importlib.import_module(f"{node.module}.{alias.name}")
    for name in LATE.get(script.stem, []):
        importlib.import_module(name)


def answer(script: Path, to: int) -> None:
    """Run a script as the program of this process, say how it ended, and end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.set_inheritable(to, False)
    code = 0
    try:
        sys.argv, sys.path[0] = [str(script)], str(script.parent)
        names = {"__name__": "__main__", "__file__": str(script)}
        exec(compile(script.read_bytes(), str(script), "exec"), names)
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__.tb_next)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    os.write(to, b"%d\n" % code)
    os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[2])), sys.argv[3:])
