"""Early cut-off: a job that would run only because one before it ran is spared where that came out the same.

Snakemake decides before a run which jobs are to be done, and does whatever lies below a job that ran. Here each is
looked at again when its turn comes, by the same things that Snakemake decides by: its inputs by the checksums that
were recorded when its results were made, its settings, its code, and whether its results are there. Parts of the engine
that are pinned with its version.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from snakemake.executors.local import Executor


@contextmanager
def early_cut_off(spared: Callable[[int], None]) -> Iterator[None]:
    """Have Snakemake spare jobs while the block lasts; `spared` is told the number of each before the engine says it.

    A spared job counts as done: its results are as new as if they had been made, and stay as they are.
    """
    announce, run = Executor.run_job_pre, Executor.run_single_job
    done = set()

    def run_job_pre(executor, job):
        if not job.is_group() and executor.workflow.async_run(is_as_it_was(job)):
            done.add(job)
            spared(job.jobid)
        return announce(executor, job)

    def run_single_job(executor, job):
        return executor.pool.submit(bool) if job in done else run(executor, job)

    Executor.run_job_pre, Executor.run_single_job = run_job_pre, run_single_job
    try:
        yield
    finally:
        Executor.run_job_pre, Executor.run_single_job = announce, run


async def is_as_it_was(job) -> bool:
    """Return whether the results of a job are there, finished, and made of what would be read now, in the same way."""
    workflow = job.dag.workflow
    kept, largest, reason = workflow.persistence, workflow.dag_settings.max_checksum_file_size, job.dag.reason(job)
    if reason.forced or not job.output or job.is_checkpoint:
        return False
    if [file async for file in job.outputs_older_than_script_or_notebook()] or await kept.incomplete(job):
        return False
    if not all([await file.exists() for file in job.output]):
        return False
    if not kept.has_metadata(job) or kept.has_outdated_metadata(job) or kept.params_changed(job):
        return False
    if any(any(changed(job)) for changed in (kept.input_changed, kept.code_changed, kept.software_stack_changed)):
        return False
    for file in job.input:
        recorded = kept.input_checksums(job, file)
        if not file.is_ancient and (len(recorded) != 1 or not await file.is_same_checksum(recorded.pop(), largest)):
            return False
    return True
