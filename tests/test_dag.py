"""The DAG as a whole: one door between the zones, and what every rule must have."""

import ast
from pathlib import Path

import pytest

import dag
import tiny_study

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    return dag.jobs(tiny_study.write(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="module")
def draft_jobs(tmp_path_factory):
    return dag.jobs(tiny_study.write(tmp_path_factory.mktemp("draft"), config={"study": {"draft": True}}))


def zone(path: str) -> str:
    parts = Path(path).parts
    return parts[1] if parts[0] == "results" else parts[0]


def test_nothing_jumps_the_door_into_the_open_zone(jobs):
    allowed = {"released", "open", "manuscript", "notebooks"}
    jumps = [
        f"{job.rule}: {path} -> {made}"
        for job in jobs
        for made in job.makes
        if zone(made) == "open" and made != "results/open/record.json"
        for path in job.reads
        if zone(path) not in allowed
        and not Path(path).is_relative_to(ROOT / "manuscript")
        and path != str(ROOT / "Snakefile")  # its text goes into the bundle
    ]
    assert jumps == []
    assert any(zone(made) == "open" for job in jobs for made in job.makes)


def test_only_the_door_makes_released_things(jobs):
    doors = {job.rule for job in jobs for made in job.makes if zone(made) == "released"}
    assert doors == {"release_document", "release_study", "pack_proofs"}


def test_nothing_is_released_before_every_gate_is_passed(jobs):
    """A file named as `ancient` would do for the order, but hide from Snakemake what else has changed below it."""
    maker = {made: job for job in jobs for made in job.makes}

    def comes_after(job) -> set[str]:
        before, front = set(), [job]
        while front:
            for path in front.pop().reads:
                if path in maker and path not in before:
                    before.add(path)
                    front.append(maker[path])
        return before

    gates = {path for path in maker if Path(path).parent == Path("results/closed/gate") and path.endswith(".json")}
    assert len(gates) > 1 and "results/closed/gate/writings.json" in gates
    for job in jobs:
        if any(zone(made) == "released" for made in job.makes):
            assert gates <= comes_after(job), job.rule
    for rules in [ROOT / "Snakefile", *(ROOT / "workflow" / "rules").glob("*.smk")]:
        assert "ancient" not in rules.read_text(encoding="utf-8"), rules.name


def test_a_draft_opens_nothing(draft_jobs):
    made = [path for job in draft_jobs for path in job.makes]
    assert {zone(path) for path in made} == {"closed"}
    assert "results/closed/draft/documents/paper1.pdf" in made


def test_every_job_has_a_log_a_message_and_its_code(jobs, draft_jobs):
    for job in [*jobs, *draft_jobs]:
        if job.rule not in ("all", "released"):
            assert job.logs, job.rule
            assert job.message, job.rule
            assert job.code, job.rule
            assert job.logs[0].startswith(f"logs/{job.rule}"), job.rule


def test_every_rule_names_the_modules_its_script_imports(jobs):
    for job in jobs:
        script = ROOT / "workflow" / "scripts" / f"{job.rule}.py"
        if not script.exists():
            assert job.rule == "all", f"{job.rule} has no script of its name"
            continue
        imported = set()
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "trail":
                imported |= {alias.name for alias in node.names}
        named = {Path(path).stem for path in job.code} | {Path(path).parent.name for path in job.code}
        assert imported <= named, job.rule


def test_the_shipped_study_is_cut_into_about_sixty_jobs_and_a_closed_notebook_reads_what_it_names():
    jobs = dag.jobs(ROOT)
    assert 30 <= len(jobs) <= 65
    read = {job.logs[0]: {Path(path).stem for path in job.reads} for job in jobs if job.rule == "run_closed_notebook"}
    assert "theme_matrix" not in read["logs/run_closed_notebook/closed_waves.log"]
    assert "wave_matrix" in read["logs/run_closed_notebook/closed_waves.log"]
    assert {"theme_matrix", "codebook", "ledger"} <= read["logs/run_closed_notebook/closed_themes.log"]
