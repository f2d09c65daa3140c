"""`workbench report` prints the page's figures, and one sentence on standard error when it cannot."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from tests.reports.world import tell
from workbench.cli.report import report as command
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.programme.programme import Programme
from workbench.reports.programme_report import report
from workbench.web.formats import json_value

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def world(app):
    return tell()


@pytest.fixture
def run(app, monkeypatch):
    """Return a way to run the command on the test's database."""
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("WORKBENCH_INSTANCE", settings.instance)
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "only for tests")

    def invoke(*arguments):
        db.session.remove()
        return CliRunner().invoke(command, list(arguments))

    return invoke


def test_the_json_is_the_reports_own(world, run):
    expected = json.loads(json.dumps(report(world.programme).as_dict(), default=json_value))
    done = run("--programme", "feito", "--format", "json")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout) == expected


def test_an_earlier_day_gives_that_days_figures(world, run):
    done = run("--programme", "feito", "--as-of", "2020-10-05", "--format", "json")
    told = json.loads(done.stdout)
    assert told["as_of"] == "2020-10-05"
    assert told["services"]["digitized"] == 2
    assert told["services"]["total"] == 4
    assert told["services"]["digitized_share"] == 0.5


def test_the_only_programme_needs_no_name(world, run):
    assert run("--format", "json").exit_code == 0


def test_the_spreadsheet_is_plain_text(world, run):
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    (digitized,) = [
        r for r in rows if (r["section"], r["item"], r["figure"]) == ("services", "", "digitized")
    ]
    assert digitized["value"] == "2"


def test_a_table_is_printed_for_people(world, run):
    told = " ".join(run().stdout.split())
    assert "Feito (São Lourenço), as of" in told
    assert "Digitized share 40%" in told
    assert "workshops not stated" in told
    assert "computed 2, differs" in told


def test_two_programmes_need_a_name_and_are_listed(world, run):
    Programme.found(world.city, slug="outro", title="Outro", by=None, starts_on=date(2026, 1, 1))
    commit()
    done = run()
    assert done.exit_code != 0
    assert done.stdout == ""
    assert done.stderr == "Name one of the programmes with --programme: feito, outro.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--programme", "nenhum"), "There is no programme “nenhum”. There are: feito.\n"),
        (
            ("--as-of", "31/12/2020"),
            "“31/12/2020” is not a date. Write the year, month and day, as in 2020-12-31.\n",
        ),
        (("--as-of", "2999-01-01"), "This day has not come yet. Choose today or an earlier day.\n"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(world, run, arguments, sentence):
    done = run(*arguments)
    assert done.exit_code != 0
    assert (done.stdout, done.stderr) == ("", sentence)


def test_a_database_without_a_programme_says_so(app, run):
    done = run()
    assert done.exit_code != 0
    assert done.stderr == "There is no programme yet.\n"
