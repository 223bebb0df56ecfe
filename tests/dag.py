"""The edges of a study's DAG, read through Snakemake's API; its private parts are pinned with its version."""

from pathlib import Path
from typing import NamedTuple

from snakemake.api import SnakemakeApi
from snakemake.settings.types import DAGSettings, OutputSettings, Quietness, ResourceSettings, StorageSettings

ROOT = Path(__file__).parents[1]


class Job(NamedTuple):
    """One job: its rule, the files it reads and the files it makes, relative to the study; its log and message."""

    rule: str
    reads: list[str]
    makes: list[str]
    logs: list[str]
    message: str
    code: list[str]


def jobs(study: Path, targets: frozenset[str] = frozenset()) -> list[Job]:
    """Return every job that a fresh run of the study has, without running any."""
    return sorted(_job(job) for job in engine_jobs(study, targets))


def engine_jobs(study: Path, targets: frozenset[str] = frozenset()) -> list:
    """Return the engine's own objects for every job of a fresh run, in an order in which they can run."""
    quiet = OutputSettings(quiet={Quietness.ALL})
    with SnakemakeApi(quiet) as api:
        workflow_api = api.workflow(
            resource_settings=ResourceSettings(cores=2),
            storage_settings=StorageSettings(),
            snakefile=ROOT / "Snakefile",
            workdir=study,
        )
        dag_api = workflow_api.dag(DAGSettings(targets=set(targets), forceall=True))
        workflow = dag_api.workflow_api._workflow
        workflow._prepare_dag(forceall=True, ignore_incomplete=True, lock_warn_only=True)
        workflow._build_dag()
        levels = workflow.dag.toposorted()
        return [job for level in levels for job in sorted(level, key=lambda job: (job.rule.name, str(job.output)))]


def _job(job) -> Job:
    code = {str(path) for path in job.input if Path(path).is_relative_to(ROOT / "workflow")}
    reads = [str(path) for path in job.input if str(path) not in code]
    message = job.rule.message or ""
    makes, logs = ([str(path) for path in paths] for paths in (job.output, job.log))
    return Job(job.rule.name, reads, makes, logs, message, sorted(code))
