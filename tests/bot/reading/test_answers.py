"""Only our own values come out of what a reader says, whatever it says."""

import os
import pickle
import subprocess
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.answers import Answer, packed, unpacked
from bot.reading.process import ReadingProcess
from parsers.message import Attachment, DeliveryReport, Protection, RecipientStatus
from parsers.verdict import Check, Verdict
from parsers.vocabulary import Authenticity, AutomaticKind, FieldName
from tests.builders import extraction, found, message


class Evil:
    """Whoever unpickles it runs a command."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.system, ("true",)


AT = datetime(2026, 11, 16, 5, tzinfo=ZoneInfo("America/Denver"))
VALUES: list[Answer] = [
    "IndexError in parsers.mail.words, line 7",
    message(automatic=AutomaticKind.BOUNCE, sent_at=AT, to=("help@echopass.example",)),
    message(
        attachments=(Attachment(name="a.txt", media_type="text/plain", content=b"x" * 100, sha256="0" * 64),),
        report=DeliveryReport(recipients=(RecipientStatus(recipient="a@b.example", action="failed"),)),
        protections=(Protection(scheme="PGP", state="encrypted"),),
    ),
    Verdict(result=Authenticity.PASS, checks=(Check(method="spf", result="pass", aligned=True),), direct=True),
    extraction(fields={FieldName.STARTED_AT: (found(AT, "since five"),), FieldName.USERS_AFFECTED: (found(25),)}),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_our_values_come_through(value: Answer) -> None:
    assert unpacked(packed(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        *(Evil(), os.system, subprocess.Popen, eval, print, open, object, Exception("x")),
        *(ReadingProcess, message, packed, pickle.loads, ZoneInfo),
        *(None, 7, b"bytes", {"a": 1}, [message()], Check(method="spf", result="pass")),
    ],
    ids=repr,
)
def test_nothing_else_does(value: object) -> None:
    with pytest.raises(ValueError, match="no answer"):
        unpacked(pickle.dumps(value))


@pytest.mark.parametrize(
    "data",
    [
        b"cparsers.message\ndataclass\n.",
        b"cparsers.message\nMessage.__init__\n.",
        b"\x80\x04\x8c\x0fparsers.message\x8c\x10Message.__init__\x93.",
        b"cparsers.message\ndatetime\n.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"",
        b"\x80\x05",
    ],
)
def test_no_way_around_by_hand(data: bytes) -> None:
    with pytest.raises(ValueError, match="no answer"):
        unpacked(data)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_damaged_bytes_are_no_answer_or_one_of_ours(noise: bytes, at: int) -> None:
    whole = packed(VALUES[1])
    for data in (noise, whole[:at], whole[:at] + noise + whole[at + len(noise) :]):
        try:
            unpacked(data)
        except ValueError:
            continue
