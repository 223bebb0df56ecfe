"""A Slurm of one node on this machine: a real one, started for a test and gone after it.

It runs in namespaces of its own where the machine has them: its settings lie in an /etc/slurm that nobody else sees,
and the end of its first process is the end of all others, whatever became of the test. Else it runs beside
everything else, on ports that were free.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

CONF = Path("/etc/slurm/slurm.conf")  # the executor passes no SLURM_CONF on
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "sinfo", "scontrol")
ALONE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
SETTINGS_OF_ITS_OWN = f'mkdir -p {CONF.parent} && mount -t tmpfs tmpfs {CONF.parent} && exec "$@"'
PATIENCE = 60  # seconds in which a daemon comes up on a busy machine
READY = "ready"
SETTINGS = """
ClusterName=trail
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
MpiDefault=none
MinJobAge=600
NodeName={host} NodeAddr=127.0.0.1 CPUs=16 RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def why_not() -> str:
    """Return why no Slurm can be started here, "" where it can."""
    if os.name != "posix" or os.geteuid():
        return "a Slurm of its own needs root"
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        return f"a Slurm of its own needs slurm-wlm and munge: {', '.join(missing)} missing"
    return f"{CONF} is somebody's: no second Slurm can be started" if CONF.exists() and not namespaces() else ""


def namespaces() -> list[str]:
    """Return the words before a command that give it namespaces of its own, [] where there are none."""
    words = [*ALONE, "sh", "-c", SETTINGS_OF_ITS_OWN, "sh"]
    able = shutil.which("unshare") and shutil.which("nsenter")
    tried = able and subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried and tried.returncode == 0 else []


@contextmanager
def running() -> Iterator[list[str]]:
    """Keep a Slurm at work while the block lasts; yield the words that begin a command in it."""
    apart = namespaces()
    with tempfile.TemporaryDirectory(prefix="slurm-") as name:  # short: a socket's path may have 107 characters
        command = [*apart, sys.executable, __file__, name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as keeper:
            try:
                said = keeper.stdout.readline().strip()
                assert said == READY, f"no Slurm came up: {said}{logs(Path(name))}"
                inside = psutil.Process(keeper.pid).children()[0].pid if apart else 0
                yield ["nsenter", f"--target={inside}", "--mount", "--pid"] if apart else []
            finally:
                keeper.stdin.close()
                try:
                    keeper.wait(2 * PATIENCE)
                except subprocess.TimeoutExpired:
                    keeper.kill()


def logs(folder: Path) -> str:
    """Return the last lines of what the daemons wrote."""
    texts = {path.name: path.read_text(errors="replace").splitlines()[-8:] for path in sorted(folder.glob("*.log"))}
    return "".join(f"\n--- {name}\n" + "\n".join(lines) for name, lines in texts.items())


def keep(folder: Path) -> None:
    """Start the daemons, say that they are ready, and stop them once nobody listens any more."""
    host = socket.gethostname().split(".")[0]
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    names = {"key-file": "munge.key", "socket": "munge.sock", "pid-file": "munged.pid"}
    names |= {"log-file": "munged.log", "seed-file": "seed"}
    munged = [f"--{option}={folder / name}" for option, name in names.items()]
    started = []
    with CONF.open("x", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(host=host, folder=folder, ports=free_ports(2)))
    try:
        started.append(quietly(["munged", "--foreground", "--force", *munged]))
        until((folder / "munge.sock").exists, started)
        started += [quietly(["slurmctld", "-D"]), quietly(["slurmd", "-D", "-N", host])]
        until(lambda: "idle" in said("sinfo", "-h"), started)
        print(READY, flush=True)
        sys.stdin.read()
        said("scancel", "--user=root")
        until(lambda: not said("squeue", "-h"), started)  # else its steps would outlive it
    finally:
        CONF.unlink()
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_ports(number: int) -> list[int]:
    """Return ports of the loopback that nobody listens on."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports


def quietly(command: list[str]) -> subprocess.Popen:
    """Start a daemon that is not heard: what it has to say, it writes into its log."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def said(*command: str) -> str:
    """Return what a command of Slurm printed, "" where it could not be asked yet."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def until(true, started: list[subprocess.Popen]) -> None:
    """Wait until something is true; an end of a daemon, or of patience, ends this program with its words."""
    end = time.monotonic() + PATIENCE
    while not true():
        dead = [process.args[0] for process in started if process.poll() is not None]
        if dead or time.monotonic() > end:
            sys.exit(print(f"{dead[0]} ended at once" if dead else "no node came up in time", flush=True))
        time.sleep(0.2)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    keep(Path(sys.argv[1]))
