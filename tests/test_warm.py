"""Scripts in processes forked from one that has imported what they need: each alone, and no death goes unnoticed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from snakemake.script import PythonScript

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))

import warm

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forked on Linux alone")
JOB = SimpleNamespace(conda_env=None, container_img=None, env_modules=None, bench_record=None, threads=1)


@pytest.fixture()
def run(tmp_path):
    """A function that runs a script as a job of the engine would."""

    def run(words: str) -> None:
        (tmp_path / "script.py").write_text(words, encoding="utf-8")
        PythonScript.execute_script(JOB, str(tmp_path / "script.py"))

    with warm.running_scripts(tmp_path, {"write_record"}):
        yield run


def server() -> psutil.Process:
    return next(one for one in psutil.Process().children() if any("warm.py" in word for word in one.cmdline()))


def test_script_finds_its_imports_made_and_shares_nothing_with_another(run, tmp_path):
    made = tmp_path / "made"
    run(f"import sys; assert 'trail.records' in sys.modules; sys.left = 1; open({str(made)!r}, 'w').close()")
    assert made.exists()
    run("import sys; assert not hasattr(sys, 'left'); assert __name__ == '__main__'; assert not sys.argv[1:]")


def test_script_that_fails_is_a_failed_job_whose_log_names_its_own_lines(run, tmp_path):
    log = tmp_path / "failed.log"
    with pytest.raises(subprocess.CalledProcessError):
        run(f"from trail import faults\nfaults.report_to([{str(log)!r}])\nraise ValueError('never told')")
    assert log.read_text(encoding="utf-8").splitlines()[0] == "  script.py, line 3, in <module>"
    assert "never told" not in log.read_text(encoding="utf-8")
    for ending, code in {"raise SystemExit(3)": 3, "raise SystemExit('no')": 1, "os.kill(os.getpid(), 9)": -9}.items():
        with pytest.raises(subprocess.CalledProcessError) as error:
            run(f"import os; {ending}")
        assert error.value.returncode == code
    run("raise SystemExit(0)")


def test_scripts_run_beside_each_other(run, tmp_path):
    def other(number: int) -> str:
        here, there = (str(tmp_path / str(one)) for one in (number, 1 - number))
        wait = f"while not pathlib.Path({there!r}).exists(): time.sleep(0.01)"
        return f"import pathlib, time\npathlib.Path({here!r}).touch()\n{wait}"

    (tmp_path / "other.py").write_text(other(1), encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(PythonScript.execute_script, JOB, str(tmp_path / "other.py"))
        run(other(0))
        waiting.result(timeout=10)


def test_a_killed_process_fails_its_job_and_every_later_one(run):
    with ThreadPoolExecutor() as pool:
        at_work = pool.submit(run, "import time; time.sleep(60)")
        while not server().children():
            time.sleep(0.01)
        (child,), forker = server().children(), server()
        forker.kill()
        child.kill()
        with pytest.raises(subprocess.CalledProcessError):
            at_work.result(timeout=10)
    with pytest.raises(subprocess.CalledProcessError):
        run("pass")


def test_seconds_of_processors_are_counted_and_nothing_is_left_behind(tmp_path):
    (tmp_path / "script.py").write_text("sum(range(20_000_000))", encoding="utf-8")
    before = os.times().children_user
    usual = PythonScript.execute_script
    with warm.running_scripts(tmp_path, set()):
        PythonScript.execute_script(JOB, str(tmp_path / "script.py"))
    assert os.times().children_user - before > 0.1
    assert PythonScript.execute_script is usual
    assert not any("warm.py" in word for one in psutil.Process().children() for word in one.cmdline())


def test_an_interrupt_reaches_the_script_and_not_its_maker(run):
    with ThreadPoolExecutor() as pool:
        at_work = pool.submit(run, "import time; time.sleep(60)")
        while not server().children():
            time.sleep(0.01)
        for one in (server(), *server().children()):
            one.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.CalledProcessError):
            at_work.result(timeout=10)
    run("pass")
