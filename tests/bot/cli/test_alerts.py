"""Alerts on the command line: listed, cleared, and raised anew."""

import pytest

from store import alerts
from tests.bot.cli.conftest import NOW, Cli


@pytest.fixture
def alarmed(cli: Cli) -> Cli:
    """A desk with two open alerts, one of which came twice."""
    with cli.store.write() as session:
        for kind, key in (("bounce", "kim@bluefern.example"), ("loop", "robot@x.example"), ("loop", "robot@x.example")):
            alerts.raise_alert(session, kind=kind, key=key, text=f"see to {key}", now=NOW)
    return cli


def test_open_alerts_are_listed(alarmed: Cli) -> None:
    rows = [line.split("\t") for line in alarmed.ok("alerts", "list").splitlines()]
    assert rows[0] == ["id", "kind", "about", "text", "ticket", "arrival", "since", "last", "times"]
    assert [(row[1], row[2], row[3], row[8]) for row in rows[1:]] == [
        ("bounce", "kim@bluefern.example", "see to kim@bluefern.example", "1"),
        ("loop", "robot@x.example", "see to robot@x.example", "2"),
    ]
    assert [(one["kind"], one["times"], one["ticket"]) for one in alarmed.json("alerts", "list")] == [
        ("bounce", 1, None),
        ("loop", 2, None),
    ]


def test_nothing_to_list(cli: Cli) -> None:
    result = cli.run("alerts", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no alerts are open" in result.stderr
    assert cli.json("alerts", "list") == []


def test_one_is_cleared_and_the_same_again_is_a_new_one(alarmed: Cli) -> None:
    first = alarmed.json("alerts", "list")[0]["alert_id"]
    assert alarmed.ok("alerts", "clear", str(first), "--by", "Ada") == "cleared: 1\n"
    assert f"not open: {first}" in alarmed.refused("alerts", "clear", str(first))
    with alarmed.store.write() as session:
        again = alerts.raise_alert(session, kind="bounce", key="kim@bluefern.example", text="again", now=NOW)
    assert again not in (None, first)


def test_where_one_is_not_open_none_is_cleared(alarmed: Cli) -> None:
    first = alarmed.json("alerts", "list")[0]["alert_id"]
    assert "not open: 999" in alarmed.refused("alerts", "clear", str(first), "999")
    assert len(alarmed.json("alerts", "list")) == 2


def test_all_are_cleared(alarmed: Cli) -> None:
    assert alarmed.ok("alerts", "clear", "--all", "--by", "Ada") == "cleared: 2\n"
    assert alarmed.json("alerts", "list") == []


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_what_to_clear_must_be_said(alarmed: Cli, arguments: tuple[str, ...]) -> None:
    assert "name the alerts, or say --all" in alarmed.refused("alerts", "clear", *arguments)


@pytest.mark.parametrize(("clear", "expected"), [(False, "2 open"), (True, "none is open")])
def test_the_check_counts_them(alarmed: Cli, clear: bool, expected: str) -> None:
    if clear:
        alarmed.ok("alerts", "clear", "--all", "--by", "Ada")
    lines = [line for line in alarmed.run("check").stdout.splitlines() if "alerts" in line.split("\t")[:2]]
    assert [expected in line for line in lines] == [True]
