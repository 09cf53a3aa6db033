"""Logs: nobody's full address, nobody's words at length, and no line that a text has written itself."""

import io
import json
import logging
import sys
import traceback
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.errors import PermanentError

_KIM = "kim.aldous@bluefern.example"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


def log_lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_for_machines() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    structlog.get_logger("x").info("arrival_done", arrival=7, told=True)
    (line,) = log_lines(stream)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "arrival_done", "level": "info", "arrival": 7, "told": True}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (_KIM, "k***@bluefern.example"),
        (f"login of {_KIM} refused", "login of k***@bluefern.example refused"),
        ([_KIM, {"to": f"<{_KIM}>"}], ["k***@bluefern.example", {"to": "<k***@bluefern.example>"}]),
        (b"raw bytes of a mail", "19 bytes"),
        ("two\nlines\x1b[31m", "two lines[31m"),
        ("a" * 900, "a" * 499 + "…"),
        (ValueError(f"no {_KIM}"), "no k***@bluefern.example"),
        (None, None),
    ],
)
def test_what_a_value_shows(value: object, shown: object) -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    structlog.get_logger().info("event", value=value)
    assert log_lines(stream)[0]["value"] == shown


def test_a_traceback_keeps_its_lines_and_loses_its_words() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    try:
        int(_KIM)
    except ValueError:
        structlog.get_logger().exception("intake_failed")
    trace = str(log_lines(stream)[0]["exception"])
    assert trace.startswith("Traceback (most recent call last):\n  File")
    assert trace.endswith("    int(_KIM)\nValueError")


def fail_twice(words: str) -> None:
    """An error of ours because of one that quotes a mail."""
    known: dict[str, str] = {}
    try:
        known[words]
    except KeyError as error:
        raise PermanentError(f"the relay refuses {_KIM}; see mail_out.user") from error


def test_what_an_error_says_may_be_a_customers_words_and_is_not_logged() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    words = "the marma" + "lade\n  jams\nTraceback of jam"
    try:
        fail_twice(words)
    except PermanentError:
        structlog.get_logger().exception("outbox_failed", traceback=traceback.format_exc())
    (line,) = log_lines(stream)
    for name in ("exception", "traceback"):
        trace = str(line[name])
        assert "marmalade" not in trace
        assert "jam" not in trace
        assert "\nKeyError\nThe above exception was the direct cause" in trace
        assert trace.endswith("\nbot.errors.PermanentError: the relay refuses k***@bluefern.example; see mail_out.user")


@pytest.mark.parametrize("form", ["console", "json"])
def test_nothing_below_the_level(form: str) -> None:
    stream = io.StringIO()
    logs.configure("WARNING", form, stream)
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud", to=_KIM)
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()
    assert _KIM not in stream.getvalue()


def test_what_libraries_say_goes_the_same_way() -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", "json", stream)
    logging.getLogger("library").info("peer connected")
    logging.getLogger("library").warning("refused %s", _KIM)
    (line,) = log_lines(stream)
    assert (line["event"], line["logger"], line["level"]) == ("refused k***@bluefern.example", "library", "warning")


def test_configuring_twice_logs_once() -> None:
    first, second = io.StringIO(), io.StringIO()
    logs.configure("INFO", "json", first)
    logs.configure("INFO", "json", second)
    structlog.get_logger().info("one")
    logging.getLogger("library").warning("two")
    assert first.getvalue() == ""
    assert [line["event"] for line in log_lines(second)] == ["one", "two"]


def test_without_a_stream_standard_error_is_asked_for_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    logs.configure("INFO", "json")
    streams = [io.StringIO(), io.StringIO()]
    for stream in streams:
        monkeypatch.setattr(sys, "stderr", stream)
        structlog.get_logger().info("one")
        logging.getLogger("library").warning("two")
    assert [[line["event"] for line in log_lines(stream)] for stream in streams] == [["one", "two"], ["one", "two"]]
