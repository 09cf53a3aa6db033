"""Answers as files: whole or not at all, and one file however often one is sent."""

import mailbox
from pathlib import Path

import pytest

from bot.channels.base import Deferred, Outgoing, Sent, Transport
from bot.channels.mail_out import MaildirTransport
from bot.channels.mail_out.maildir import file_name

BODY = "Subject: hällo\r\n\r\none\r\ntwo\r\n".encode()


def outgoing(message_id: str = "1.a@echopass.example", recipient: str = "kim@tidewater.example") -> Outgoing:
    return Outgoing(message_id=message_id, mail_from="", recipient=recipient, content=BODY)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_message_is_there_for_any_maildir_reader(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "outgoing"
    transport: Transport = MaildirTransport(folder)
    results = transport.send([outgoing("1@echopass.example"), outgoing("2@echopass.example")])
    transport.close()
    assert [type(result) for result in results] == [Sent, Sent]
    read = mailbox.Maildir(folder, create=False)
    assert len(read) == 2
    assert [message.get_payload() for message in read] == ["one\ntwo\n", "one\ntwo\n"]
    read.close()


def test_the_file_holds_the_content_with_unix_line_ends(tmp_path: Path) -> None:
    MaildirTransport(tmp_path).send([outgoing()])
    assert [path.read_bytes() for path in files(tmp_path)] == [BODY.replace(b"\r\n", b"\n")]
    assert [path.parent.name for path in files(tmp_path)] == ["new"]


def test_sending_again_is_the_same_file(tmp_path: Path) -> None:
    MaildirTransport(tmp_path).send([outgoing(), outgoing()])
    MaildirTransport(tmp_path).send([outgoing()])
    assert len(files(tmp_path)) == 1


def test_other_ids_and_other_recipients_are_other_files(tmp_path: Path) -> None:
    messages = [outgoing("1@a.example"), outgoing("1+a@example"), outgoing("1@a.example", "lee@tidewater.example")]
    MaildirTransport(tmp_path).send(messages)
    assert len(files(tmp_path)) == 3


@pytest.mark.parametrize(
    "message_id", ["../../etc/x@y", "a/b:2,S@y", "", "." * 300, "x" * 900 + "@y", "\x00\r\n@y", "ü@y", "\ud800@y"]
)
def test_no_id_leads_out_of_the_folder(tmp_path: Path, message_id: str) -> None:
    folder = tmp_path / "outgoing"
    assert isinstance(MaildirTransport(folder).send([outgoing(message_id)])[0], Sent)
    (written,) = files(tmp_path)
    assert written.parent == folder / "new"
    name = file_name(outgoing(message_id))
    assert name == written.name
    assert not set(name) & set("/:\0")
    assert not name.startswith(".")
    assert len(name) < 100


def test_a_folder_that_cannot_be_made_defers_all(tmp_path: Path) -> None:
    (tmp_path / "outgoing").write_text("a file is in the way", encoding="utf-8")
    results = MaildirTransport(tmp_path / "outgoing").send([outgoing(), outgoing("2@echopass.example")])
    assert [type(result) for result in results] == [Deferred, Deferred]
    assert isinstance(results[0], Deferred)
    assert str(tmp_path / "outgoing") in results[0].reason


def test_one_that_cannot_be_written_does_not_stop_the_next(tmp_path: Path) -> None:
    transport = MaildirTransport(tmp_path)
    transport.send([])
    (tmp_path / "new" / file_name(outgoing())).mkdir(parents=True)
    results = transport.send([outgoing(), outgoing("2@echopass.example")])
    assert [type(result) for result in results] == [Deferred, Sent]
    assert [path.parent.name for path in files(tmp_path)] == ["new"]
