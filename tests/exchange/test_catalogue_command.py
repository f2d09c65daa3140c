"""`workbench catalogue` prints the figures of a day, and says from when on there are any."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from workbench.cli.catalogue import catalogue
from workbench.extensions import db


@pytest.fixture
def run(app, city, monkeypatch):
    """Return a way to run the command on the test's database."""
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("WORKBENCH_INSTANCE", settings.instance)
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "only for tests")

    def invoke(*arguments):
        db.session.remove()
        return CliRunner().invoke(catalogue, ["--city", "vila", *arguments])

    return invoke


def test_the_command_tells_of_a_day_in_three_forms(city, run):
    today = city.city.today().isoformat()
    assert json.loads(run("--format", "json").stdout)["total"] == 1
    (row,) = csv.DictReader(io.StringIO(run("--format", "csv").stdout))
    assert (row["as_of"], row["total"], row["digital"], row["share"]) == (today, "1", "0", "0.0")
    assert "digital: 0, share 0.0%, by chile" in run().stdout
    assert f"not known before {today}" in run("--as-of", "2001-01-01").stdout
    early = json.loads(run("--as-of", "2001-01-01", "--format", "json").stdout)
    assert early["total"] is None
    refused = run("--as-of", "2999-01-01")
    assert (refused.exit_code, "not come yet" in refused.stderr) == (1, True)
