"""A Slurm of one node on this machine: a real one, started for a test and stopped after it."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONF = Path("/etc/slurm/slurm.conf")  # the executor passes no SLURM_CONF on
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")
SETTINGS = """
ClusterName=trail
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
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


def possible() -> bool:
    """Return whether a Slurm can be started here: its programs are there, nobody configured one, and one is root."""
    return os.name == "posix" and os.geteuid() == 0 and all(map(shutil.which, PROGRAMS)) and not CONF.exists()


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Keep a Slurm at work while the block lasts; its files lie in `folder`."""
    host = socket.gethostname().split(".")[0]
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    CONF.parent.mkdir(exist_ok=True)
    CONF.write_text(SETTINGS.format(host=host, folder=folder), encoding="utf-8")
    names = {"key-file": "munge.key", "socket": "munge.sock", "pid-file": "munged.pid"}
    names |= {"log-file": "munged.log", "seed-file": "seed"}
    munged = [f"--{option}={folder / name}" for option, name in names.items()]
    commands = [["munged", "--foreground", "--force", *munged], ["slurmctld", "-D"], ["slurmd", "-D", "-N", host]]
    started = []
    try:
        for command in commands:
            started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(1)
        end = time.monotonic() + 30
        while "idle" not in subprocess.run(["sinfo", "-h"], capture_output=True, text=True, check=False).stdout:
            assert time.monotonic() < end, "no node came up"
            time.sleep(0.5)
        yield
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)
        CONF.unlink(missing_ok=True)
