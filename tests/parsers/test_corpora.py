"""Every mail of a folder of public test messages is read: none lost, none slow. Skipped where the folder is not there."""

import os
import time
from pathlib import Path

import pytest

from parsers.mail import identity, read_mail
from parsers.mail.headers import split_headers
from tests.parsers.mail.test_hostile import check

FOLDER = Path(os.environ.get("ECHODESK_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
FILES = sorted(FOLDER.rglob("*.eml")) if FOLDER.is_dir() else []
NEEDS = pytest.mark.skipif(not FILES, reason="no folder of test messages; set ECHODESK_CORPORA to one with .eml files")


@NEEDS
def test_every_mail_is_read() -> None:
    for path in FILES:
        raw = path.read_bytes()
        start = time.perf_counter()
        message = read_mail(raw)
        identity(raw)
        assert time.perf_counter() - start < 2.0, path.name
        check(message)
        _, body = split_headers(raw)
        assert message.text or message.attachments or not raw[body:].strip(), path.name


@NEEDS
def test_nearly_every_bounce_is_automatic() -> None:
    bounces = [path for path in FILES if path.parent.name == "bounces"]
    if not bounces:
        pytest.skip("no folder named bounces among the test messages")
    missed = [path.name for path in bounces if read_mail(path.read_bytes()).automatic is None]
    assert len(missed) <= len(bounces) * 0.03, missed
