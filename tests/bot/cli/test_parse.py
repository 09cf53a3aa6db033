"""``echodesk parse``: one JSON object a message, whatever the files hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.root import app
from parsers.vocabulary import FieldName
from tests.builders import raw_mail

_KEYS = ["id", "kind", "severity", *(str(name) for name in FieldName), "thread"]
_SLACK = {
    "type": "message",
    "text": "agents cant log in since 9:15 this morning, 25 users affected",
    "ts": "1790000000.000100",
    "user": "U1",
    "user_profile": {"real_name": "Kim Aldous", "email": "kim@bluefern.example", "tz_offset": -25200},
}


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither configuration nor database: the command needs none. The rules read: they load in no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHODESK_DESK__READER", "rules")


def parse(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(app, ["parse", *arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_mail_gives_exactly_the_keys_of_the_contract() -> None:
    Path("b-016.eml").write_bytes(
        raw_mail("Users: 25\nProduction. Agents cannot log in.", Subject="Re: EP-104233 login")
    )
    result = parse("b-016.eml")
    assert result.exit_code == 0
    (row,) = rows(result)
    assert list(row) == _KEYS
    assert (row["id"], row["users_affected"], row["thread"]) == ("b-016", 25, "EP-104233")
    assert list(Path().iterdir()) == [Path("b-016.eml")]


@pytest.mark.parametrize(
    ("name", "content", "ids"),
    [
        ("c-1.json", json.dumps(_SLACK), ["c-1"]),
        ("c-2.json", json.dumps({"type": "event_callback", "event": _SLACK}), ["c-2"]),
        ("c-3.json", json.dumps([_SLACK, _SLACK], indent=1), ["c-3-1", "c-3-2"]),
        ("c-4.jsonl", f"{json.dumps(_SLACK)}\n\n{json.dumps(_SLACK)}\n", ["c-4-1", "c-4-2"]),
        ("c-5.JSON", "\ufeff" + json.dumps(_SLACK), ["c-5"]),
    ],
)
def test_slack_messages(name: str, content: str, ids: list[str]) -> None:
    Path(name).write_text(content, encoding="utf-8")
    result = parse(name)
    assert result.exit_code == 0, result.stderr
    assert [(row["id"], row["users_affected"]) for row in rows(result)] == [(identity, 25) for identity in ids]


@pytest.mark.parametrize("data", [raw_mail("Users: 25"), json.dumps(_SLACK).encode()], ids=["mail", "slack"])
def test_standard_input(data: bytes) -> None:
    (row,) = rows(parse("-", stdin=data))
    assert (row["id"], row["users_affected"]) == ("stdin", 25)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"{", b"no header at all", b"From: \xff\r\n\r\n\xff" * 50])
def test_any_bytes_are_a_mail(data: bytes) -> None:
    Path("odd.eml").write_bytes(data)
    result = parse("odd.eml")
    assert result.exit_code == 0, result.stderr
    assert [row["id"] for row in rows(result)] == ["odd"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.json", b"{", "x.json: line 1 is not JSON"),
        ("x.json", b"[]", "x.json: holds no Slack message"),
        ("x.json", b"", "x.json: holds no Slack message"),
        ("x.json", b"7", "x.json: holds something else than Slack messages"),
        ("x.json", b'{"text": null}', "x.json: holds something else than Slack messages"),
        ("x.json", b'{"text": "\xff"}', "x.json: is not UTF-8"),
        ("x.jsonl", json.dumps(_SLACK).encode() + b"\nno", "x.jsonl: line 2 is not JSON"),
        ("x.json", b"[" * 100_000, "x.json: line 1 is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_printed(
    name: str, content: bytes, expected: str
) -> None:
    Path(name).write_bytes(content)
    for other in ("a.eml", "z.eml"):
        Path(other).write_bytes(raw_mail())
    result = parse("a.eml", name, "none.eml", ".", "z.eml")
    assert result.exit_code == 1
    assert [row["id"] for row in rows(result)] == ["a", "z"]
    assert expected in result.stderr
    assert "none.eml: cannot be read: No such file or directory" in result.stderr
    assert ".: cannot be read: Is a directory" in result.stderr


def test_a_page_for_people_shows_the_evidence() -> None:
    Path("a.eml").write_bytes(raw_mail("Users: 25\x1b[31m\nProduction."))
    result = parse("--pretty", "a.eml")
    assert result.exit_code == 0
    for words in ("Kind", "Users affected", "25", "kim@bluefern.example", "Calls drop"):
        assert words in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_the_prefix_of_tickets_comes_from_the_configuration() -> None:
    Path("echodesk.toml").write_text('[desk]\nticket_prefix = "HD-"\n', encoding="utf-8")
    Path("a.eml").write_bytes(raw_mail(Subject="Re: HD-104233"))
    assert rows(parse("a.eml"))[0]["thread"] == "HD-104233"
