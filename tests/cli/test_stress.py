"""The command of stress: years drawn, things taken away, and what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import orepath.study.trials as room
from orepath.cli.app import app

SMALL = Path(__file__).parents[1] / "cases" / "small"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder: trials are written beside the user."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def plan(tmp_path):
    """Return a folder as a run leaves it."""
    folder = tmp_path / "ran"
    folder.mkdir()
    told = {"case": "small", "scenario": "", "inputs": {}, "plan": {"stock": 2025}}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf8")
    return folder


def call(*words):
    return CliRunner().invoke(app, ["stress", *(str(word) for word in words)])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


def test_years_are_drawn_into_a_folder_of_the_case(here):
    done = call(SMALL, "--trials", 300)
    assert done.exit_code == 0, done.output
    for words in (
        "What 300 drawn years cost India, without and with the plan",
        "What runs short, by how dearly it is missed",
        "What it costs if it strikes",
        "• In the mean year users in India lose USD",
        "Every year stands in small-trials.",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert " of 300 years, " in done.stderr
    assert len(list((here / "small-trials").glob("years-*.parquet"))) == 2


def test_a_second_run_goes_on_without_another_search():
    first = document(SMALL, "--trials", 300)
    done = call(SMALL, "--trials", 300)
    assert "Searching" not in done.stderr
    assert document(SMALL, "--trials", 300) == first
    assert (first["trials"], first["seed"]) == (300, 7)
    assert "stock" in first["starts"]


def test_more_years_are_added_and_fewer_read(here, plan):
    words = (SMALL, "--plan", plan, "--trials")
    few = document(*words, 260)
    first = here / "small-trials" / "years-000000.parquet"
    kept = first.stat().st_mtime_ns
    more = document(*words, 600)
    assert (few["trials"], more["trials"]) == (260, 600)
    assert first.stat().st_mtime_ns == kept
    assert document(*words, 260) == few
    assert document(*words, 600, "--into", "anew")["losses"] == more["losses"]


def test_another_seed_in_the_same_folder_is_refused(plan):
    words = (SMALL, "--plan", plan, "--trials", 5)
    assert call(*words).exit_code == 0
    done = call(*words, "--seed", 8)
    assert done.exit_code == 2
    assert "another case, plan or seed" in done.stderr
    assert "give another folder" in done.stderr
    assert call(*words, "--seed", 8, "--into", "other").exit_code == 0


def test_a_plan_is_read_and_what_changed_since_is_told(plan):
    told = document(SMALL, "--plan", plan, "--trials", 5)
    assert told["starts"] == {"stock": 2025}
    assert told["cautions"][0].startswith("The case has changed since the plan")
    done = call(SMALL, "--plan", plan, "--trials", 5)
    assert "• The case has changed since the plan was made" in done.stdout


def test_a_plan_of_another_case_is_refused(plan):
    done = call("india-titanium", "--plan", plan)
    assert done.exit_code == 2
    assert "holds a plan of the case 'small', not of 'india-titanium'" in done.stderr


def test_things_are_taken_away_without_drawing_years(here, plan):
    words = (SMALL, "--plan", plan, "--n1", "suppliers,stops", "--n2")
    done = call(*words, "--report", "page.html")
    assert done.exit_code == 0, done.output
    for told in ("(N-1)", "(N-2)", "Slag from China", "Wrote page.html."):
        assert told in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "<svg" in (here / "page.html").read_text(encoding="utf8")
    assert not (here / "small-trials").exists()
    told = document(*words)
    assert {row["what"] for row in told["n1"]} == {"suppliers", "stops"}
    assert "losses" not in told


def test_pairs_are_of_suppliers_where_nothing_else_is_named(plan):
    assert {row["what"] for row in document(SMALL, "--plan", plan, "--n2")["n1"]} == {
        "suppliers"
    }


def test_only_named_disruptions_strike(plan):
    told = document(SMALL, "--plan", plan, "--trials", 400, "--events", "hormuz")
    assert [row["shock"] for row in told["culprits"]] == ["hormuz"]


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--events", "hormus"), "did you mean 'hormuz'?"),
        (("--n1", "suplier"), "did you mean 'suppliers'?"),
        (("--plan", "nowhere"), "make one: orepath run small -o nowhere"),
        (("--into", "."), "give another folder"),
        (("--report", "page.pdf"), "end the name in .html"),
        (("--scheduler", "localhost"), "give one such as tcp://localhost:8786"),
        (("--scheduler", "tcp://a:1", "--workers", "2"), "leave it out, or"),
    ],
)
def test_slips_are_told_before_anything_is_searched(here, words, fix):
    (here / "letter.txt").write_text("dear", encoding="utf8")
    done = call(SMALL, *words)
    assert done.exit_code == 2
    assert fix in done.stderr
    assert "Making ready" not in done.stderr
    assert fix in document(SMALL, *words, code=2)["problems"][0]["fix"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_workers_of_a_scheduler_find_the_same(here, plan):
    import distributed

    words = (SMALL, "--plan", plan, "--trials", 600, "--n1", "stops")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as local:
        far = document(*words, "--scheduler", local.scheduler_address, "--into", "far")
    assert document(*words, "--into", "far") == far
    near = document(*words, "--workers", "1", "--into", "near")
    assert {**near, "folder": "far"} == far
    for path in (here / "near").iterdir():
        assert (here / "far" / path.name).read_bytes() == path.read_bytes()


def test_no_years_at_all_are_refused():
    done = call(SMALL, "--trials", 0)
    assert done.exit_code == 2
    assert "--trials" in done.stderr


def test_a_stopped_run_says_how_to_go_on(plan, monkeypatch):
    words = (SMALL, "--plan", plan, "--trials", 600)

    def stopped(job, tell, workers):
        room.run(job, tell, workers)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(room, "drawn", stopped)
        done = call(*words)
    assert done.exit_code == 130
    told = " ".join(done.stderr.split())
    assert "Stopped. 600 years are kept in small-trials; the same command" in told
    assert call(*words).exit_code == 0


def test_a_run_stopped_before_the_first_year_says_so(plan, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(room, "chains_of", stopped)
    done = call(SMALL, "--plan", plan)
    assert done.exit_code == 130
    assert "Nothing is kept; the same command begins again." in done.stderr


def test_the_help_tells_how():
    assert "Example: orepath stress india-titanium --trials" in call("-h").output


OWN = (
    "shock,name,kind,place,commodity,rate,severity,months,probability,year,source,grade"
    "\nglut,Slag is dear,price,,slag,0.5,1,12,0.3,2030,mine,C"
    "\nfull,No slag from China,quota,CHN,slag,,0.9,12,0.3,2030,mine,C\n"
)


def test_shocks_of_a_file_strike_in_place_of_the_cases_own(here, plan):
    own = here / "own.csv"
    own.write_text(OWN, encoding="utf8")
    told = document(SMALL, "--plan", plan, "--shocks", own, "--trials", 250)
    assert {row["shock"] for row in told["culprits"]} == {"glut", "full"}
    assert told["losses"][0]["mean"] > 0.0
    other = call(SMALL, "--plan", plan, "--trials", 250)
    assert other.exit_code == 2
    assert "of another case, plan, seed or number" in other.stderr or (
        "another" in other.stderr
    )


def test_shocks_that_make_no_sense_are_refused_before_anything_is_searched(here):
    own = here / "own.csv"
    bad = OWN.replace("price,,slag,0.5,1,", "price,,slag,0.5,1.5,")
    own.write_text(bad.replace("CHN", "CNH"), encoding="utf8")
    done = call(SMALL, "--shocks", own)
    assert done.exit_code == 2
    assert "own.csv:2:severity" in done.stderr
    assert "expected 1 or less" in done.stderr
    assert "own.csv:3:place" in done.stderr
    assert "did you mean 'CHN'?" in done.stderr
    assert call(SMALL, "--shocks", here / "none.csv").exit_code == 2


def test_legs_are_taken_away_one_at_a_time(plan):
    told = document(SMALL, "--plan", plan, "--n1", "legs")
    assert all(row["name"].startswith("leg ") for row in told["n1"])
    assert told["n1"]


def test_fixes_are_told_without_drawing_years(here, plan):
    done = call(SMALL, "--plan", plan, "--fix", "--report", here / "page.html")
    assert done.exit_code == 0, done.output
    for words in (
        "What still hurts with the plan, and what would fix it cheapest",
        "Which measures avoid most harm for what they cost a year",
        "disruptions still hurt with the plan: a single measure takes away 50 %",
    ):
        assert words in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Looking for the cheapest fixes" in done.stderr
    assert not (here / "small-trials").exists()
    page = (here / "page.html").read_text(encoding="utf-8")
    assert "What would fix it cheapest?" in page


def test_fixes_of_losses_are_found_too(plan):
    told = document(SMALL, "--plan", plan, "--least", "0.4", "--n1", "suppliers")
    assert told["least"] == 0.4
    assert {row["what"] for row in told["fixes"]} == {"shock", "suppliers"}
    assert told["n1"]
    assert told["fix_ranking"]
    assert len(told["fixes_tried"]) > len(told["fixes"])


def test_fixes_and_years_may_be_asked_together(plan):
    told = document(SMALL, "--plan", plan, "--fix", "--trials", 50)
    assert told["trials"] == 50
    assert told["fixes"]


def test_fixes_of_own_shocks_draw_no_years(here, plan):
    own = here / "mine.csv"
    own.write_text((SMALL / "shocks.csv").read_text(encoding="utf-8"), encoding="utf-8")
    told = document(SMALL, "--plan", plan, "--fix", "--shocks", own)
    assert "trials" not in told
    assert told["fixes"]


def test_a_part_of_harm_above_one_is_refused(plan):
    done = call(SMALL, "--plan", plan, "--fix", "--least", "1.5")
    assert done.exit_code == 2
