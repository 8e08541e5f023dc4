"""Trials: the same bytes whoever works, however often the work is cut off."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orepath.core.cluster import Cluster
from orepath.errors import InputError
from orepath.stress.chain import Chain, chain_of
from orepath.stress.draw import BLOCK, hazards_of
from orepath.stress.trials import USES, YEARS, Job, Workshop, run
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

PLAN = {"smelter": 2025, "contract": 2025, "stock": 2025}
COUNT = 2 * BLOCK + 30


@pytest.fixture(scope="module")
def chain(small: Case, calibration: Calibration) -> Chain:
    return chain_of(small, calibration, {**PLAN, "project of another chain": 2025})


def job_of(small: Case, chain: Chain, folder: Path, seed: int = 7) -> Job:
    return Job((chain,), hazards_of(small, seed), COUNT, folder)


@pytest.fixture(scope="module")
def done(
    small: Case, chain: Chain, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Job, list[str]]:
    job = job_of(small, chain, tmp_path_factory.mktemp("trials"))
    told: list[str] = []
    run(job, told.append)
    return job, told


def silent(_: str) -> None:
    """Tell nobody."""


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def years(job: Job) -> pl.DataFrame:
    return pl.read_parquet(job.folder / "years-*.parquet")


def test_every_year_has_one_row(done: tuple[Job, list[str]]) -> None:
    found = years(done[0])
    assert found["trial"].to_list() == list(range(COUNT))
    assert dict(found.schema) == YEARS
    uses = pl.read_parquet(done[0].folder / "uses-*.parquet")
    assert dict(uses.schema) == USES


def test_a_year_without_a_disruption_loses_nothing(
    done: tuple[Job, list[str]],
) -> None:
    calm = years(done[0]).filter(pl.col("struck").list.len() == 0)
    assert calm.height
    assert calm.select(pl.sum_horizontal(list(YEARS)[2:]).abs().max()).item() == 0.0


def test_the_plan_protects_in_the_worst_years(done: tuple[Job, list[str]]) -> None:
    worst = years(done[0]).sort("users_without", descending=True).head(10)
    assert worst["users_with"].mean() < worst["users_without"].mean()


def test_progress_is_told_with_rate_and_time_left(
    done: tuple[Job, list[str]],
) -> None:
    assert len(done[1]) == 3
    assert done[1][-1].startswith(f"Trials: {COUNT:,} of {COUNT:,} years, ")
    assert done[1][-1].endswith(" a second, 0 s left")


def test_a_run_that_was_cut_off_goes_on_to_the_same_bytes(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path / "cut")
    run(job, silent)
    for name in ("years-000001", "uses-000001", "years-000002"):
        (job.folder / f"{name}.parquet").unlink()
    (job.folder / "years-000001.99.part").write_bytes(b"half a blo")
    kept = (job.folder / "years-000000.parquet").stat().st_mtime_ns
    told: list[str] = []
    run(job, told.append)
    assert len(told) == 2
    assert (job.folder / "years-000000.parquet").stat().st_mtime_ns == kept
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path / "two")
    run(job, silent, workers=2)
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


SLOW_RUN = """
import sys, time
from pathlib import Path
from orepath.stress.chain import chain_of
from orepath.stress.draw import hazards_of
from orepath.stress.trials import Job, run
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case

def tell(words):
    print(words, flush=True)
    time.sleep(30)

case = load_case(sys.argv[1])
chain = chain_of(case, calibrate(case), {"smelter": 2025, "contract": 2025,
                                         "stock": 2025})
run(Job((chain,), hazards_of(case, 7), int(sys.argv[3]), Path(sys.argv[2])), tell)
"""


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path / "killed")
    words = [sys.executable, "-c", SLOW_RUN, str(small.folder), str(job.folder)]
    with subprocess.Popen([*words, str(COUNT)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert len(list(job.folder.glob("years-*.parquet"))) == 1
    run(job, silent)
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


def test_a_block_can_be_worked_off_alone_and_out_of_order(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path)
    worked = Workshop(job)(1)
    assert worked.solved > 0
    assert worked.years == done[0].path("years", 1).read_bytes()
    assert worked.uses == done[0].path("uses", 1).read_bytes()
    assert not any(tmp_path.iterdir()), "who asked for it writes it"


def test_more_years_are_added_to_those_there_are(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path / "grown")
    run(replace(job, count=30), silent)
    run(replace(job, count=BLOCK + 10), silent)
    kept = job.path("years", 0).stat().st_mtime_ns
    told: list[str] = []
    run(job, told.append)
    assert len(told) == 2, "a short block is worked off anew, a whole one is kept"
    assert job.path("years", 0).stat().st_mtime_ns == kept
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


def test_fewer_years_are_found_there_and_left_there(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    job = job_of(small, chain, tmp_path / "cut")
    run(job, silent)
    for name in ("years-000000", "years-000002"):
        (job.folder / f"{name}.parquet").unlink()
    told: list[str] = []
    run(replace(job, count=30), told.append)
    assert len(told) == 1
    assert told[0].startswith("Trials: 30 of 30 years")
    assert job.path("years", 0).read_bytes() == done[0].path("years", 0).read_bytes()
    run(job, silent)
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


def test_a_spoilt_mark_is_not_taken_for_this_job(
    small: Case, chain: Chain, tmp_path: Path
) -> None:
    (tmp_path / "trials.json").write_text("half a mar", encoding="utf-8")
    with pytest.raises(InputError, match="another folder"):
        run(job_of(small, chain, tmp_path), silent)


@pytest.mark.slow
def test_a_cluster_writes_the_same_bytes(
    small: Case, chain: Chain, done: tuple[Job, list[str]], tmp_path: Path
) -> None:
    import distributed

    job = job_of(small, chain, tmp_path / "far")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as local,
        Cluster(local.scheduler_address) as cluster,
    ):
        # One of the two is killed as soon as the first block is there.
        victim = next(iter(local.workers.values())).pid

        def tell(_: str) -> None:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)

        run(job, tell, cluster)
    assert bytes_of(job.folder) == bytes_of(done[0].folder)


def test_trials_of_other_inputs_are_not_mixed(
    small: Case, chain: Chain, done: tuple[Job, list[str]]
) -> None:
    folder = done[0].folder
    for other in (
        job_of(small, chain, folder, seed=8),
        replace(job_of(small, chain, folder), chains=()),
    ):
        with pytest.raises(InputError, match="another folder"):
            run(other, silent)
