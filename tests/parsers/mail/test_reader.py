"""From raw bytes to a message: headers, parts, files, forwards and limits."""

import hashlib

import pytest

from parsers.limits import ReadLimits
from parsers.mail import read_mail, with_envelope
from parsers.message import Message
from parsers.vocabulary import AutomaticKind, Channel, ZoneKind
from tests.parsers.mail.letters import file, html, joined, mail, multipart, plain

STUB = "This message needs an HTML viewer."


def names(message: Message) -> list[str]:
    return [attachment.name for attachment in message.attachments]


def test_a_plain_mail() -> None:
    raw = (
        b"Received: from a\r\nReceived: from b\r\nFrom: =?utf-8?q?J=C3=B6rg?= <joerg@FIRM.example>\r\n"
        b"To: help@desk.example, Ann <ann@firm.example>\r\nCc: bob@firm.example\r\nReply-To: other@firm.example\r\n"
        b"Subject: =?utf-8?q?Queue_h=C3=A4ngt?=\r\nDate: Mon, 4 May 2026 10:00:00 +0200\r\nMessage-ID: <1@firm.example>\r\n"
        b"In-Reply-To: <0@desk.example>\r\nReferences: <a@desk.example> <0@desk.example>\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Die Warteschlange h=C3=A4ngt =\r\nseit neun.\r\n"
    )
    message = read_mail(raw, channel=Channel.IMAP)
    assert message.channel is Channel.IMAP
    assert (message.sender.address, message.sender.name) == ("joerg@firm.example", "Jörg")
    assert message.subject == "Queue hängt"
    assert message.text == "Die Warteschlange hängt seit neun."
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-05-04T10:00:00+02:00"
    assert message.message_id == "1@firm.example"
    assert message.in_reply_to == ("0@desk.example",)
    assert message.references == ("a@desk.example", "0@desk.example")
    assert message.to == ("help@desk.example", "ann@firm.example")
    assert message.cc == ("bob@firm.example",)
    assert message.reply_to == ("other@firm.example",)
    assert message.received_hops == 2
    assert message.damages == ()
    assert message.automatic is None


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([plain("Plain words."), html("<p>Plain words.</p>")], "Plain words."),
        ([html("<p>Rich words.</p>"), plain("Plain words.")], "Plain words."),
        ([plain("   \n"), html("<p>Only here.</p>")], "Only here."),
        ([plain(STUB), html("<p>All agents in Reno lost the toolbar.</p>")], "All agents in Reno lost the toolbar."),
        ([plain("Hi"), html("<p>Hi</p>")], "Hi"),
        (
            [plain("[cid:1]"), html("<p>All agents in Reno lost the toolbar at nine.</p>")],
            "All agents in Reno lost the toolbar at nine.",
        ),
        ([html("<p>No plain part.</p>")], "No plain part."),
        ([plain("Words."), "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"], "Words."),
    ],
)
def test_alternatives(parts: list[str], text: str) -> None:
    assert read_mail(multipart("alternative", *parts)).text == text


def test_several_text_parts_are_joined() -> None:
    message = read_mail(multipart("mixed", plain("First."), file("log.txt", b"x", kind="text/plain"), plain("Second.")))
    assert message.text == "First.\n\nSecond."
    assert names(message) == ["log.txt"]


def test_plain_and_html_sent_as_mixed_are_shown_once() -> None:
    assert read_mail(multipart("mixed", plain("Same words."), html("<p>Same words.</p>"))).text == "Same words."


def test_files_are_kept_with_their_hash() -> None:
    content = b"%PDF-1.7 \x00\xff" * 50
    message = read_mail(multipart("mixed", plain("See file."), file("report.pdf", content)))
    (attachment,) = message.attachments
    assert attachment.content == content
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert (attachment.name, attachment.media_type, attachment.inline, attachment.size) == (
        "report.pdf",
        "application/pdf",
        False,
        len(content),
    )


def test_an_inline_image_is_told_from_a_file() -> None:
    image = file("pic.png", b"\x89PNG", kind="image/png", more="Content-ID: <pic@x>\n").replace("attachment", "inline")
    message = read_mail(multipart("related", html('<p>See <img src="cid:pic@x"></p>'), image))
    (attachment,) = message.attachments
    assert (attachment.inline, attachment.content_id) == (True, "pic@x")
    assert message.text == "See"


def test_a_calendar_is_a_file() -> None:
    message = read_mail(multipart("alternative", plain("Invite."), "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"))
    assert names(message) == ["attachment-1.ics"]


INNER = (
    "From: Bob <bob@vendor.example>\nDate: Mon, 4 May 2026 08:00:00 +0000\nSubject: Outage\n"
    "Content-Type: multipart/mixed; boundary=i\n\n"
)


def test_a_forwarded_message_is_shown_as_one() -> None:
    inner = INNER + joined("i", plain("The trunk is down."), file("trace.pcap", b"pcap"))
    message = read_mail(
        multipart("mixed", plain("Please look."), "Content-Type: message/rfc822\n\n" + inner, plain("Ann"))
    )
    forwarded = message.zone_text(ZoneKind.FORWARD)
    assert forwarded.startswith(
        "---------- Forwarded message ----------\nFrom: Bob <bob@vendor.example>\nDate: Mon, 4 May"
    )
    assert "Subject: Outage" in forwarded
    assert "The trunk is down." in forwarded
    assert message.zone_text(ZoneKind.OWN) == "Please look.\n\nAnn"
    assert names(message) == ["trace.pcap"]


def test_a_base64_encoded_forward_is_opened() -> None:
    inner = file("x.eml", (INNER + joined("i", plain("Inside."))).encode(), kind="message/rfc822")
    assert "Inside." in read_mail(multipart("mixed", plain("Look."), inner)).zone_text(ZoneKind.FORWARD)


def test_the_returned_message_of_a_report_is_a_file() -> None:
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nAction: failed"
    raw = multipart(
        'report; report-type="delivery-status"', plain("It failed."), status, "Content-Type: message/rfc822\n\n" + INNER
    )
    message = read_mail(raw)
    assert message.text == "It failed."
    assert names(message) == ["attachment-1.txt", "attachment-2.eml"]
    assert message.automatic is not None
    assert message.automatic.kind is AutomaticKind.BOUNCE


def test_flowed_text_is_joined() -> None:
    flowed = plain("The queue \nis stuck.\n> old \n> words\n\n-- \nAnn", parameters="; format=flowed")
    assert read_mail(multipart("mixed", flowed)).text == "The queue is stuck.\n> old words\n\n-- \nAnn"


def test_uuencoded_files_in_the_text_become_attachments() -> None:
    message = read_mail(mail("See below.", "begin 644 notes.txt", "#0V%T", "`", "end", "Bye."))
    assert message.attachments[0].content == b"Cat"
    assert names(message) == ["notes.txt"]
    assert "begin 644" not in message.text
    assert message.text.endswith("Bye.")


@pytest.mark.parametrize(
    ("raw", "text", "damage"),
    [
        (
            b"From: a@firm.example\nContent-Type: multipart/mixed\n\nSaid in full.",
            "Said in full.",
            "boundary is missing",
        ),
        (
            mail(
                "--right",
                "Content-Type: text/plain",
                "",
                "Said.",
                "--right--",
                head="From: a@firm.example\nContent-Type: multipart/mixed; boundary=wrong",
            ),
            "Said.",
            "another one was found",
        ),
        (
            b"From: a@firm.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nNever closed",
            "Never closed",
            None,
        ),
        (b"From: a@firm.example\nContent-Type: nonsense\n\nSaid.", "Said.", "Content-Type could not be read"),
        (
            b"From: a@firm.example\nContent-Type: text/plain; charset=x-odd\n\nSch\xf6n gesagt.",
            "Schön gesagt.",
            "'x-odd'",
        ),
        (b"From: a@firm.example\nContent-Transfer-Encoding: base64\n\nU2FpZC4=!!\x00", "Said.", None),
        (b"From: a@firm.example\nContent-Transfer-Encoding: base64\n\nU2FpZC4gTQ", "Said. M", None),
        (b"From: a@firm.example\nContent-Transfer-Encoding: base64\n\nU2FpZC4gT", "Said.", "cut off"),
        (
            b"From: a@firm.example\nContent-Transfer-Encoding: base64\n\nU2FpZC4=\n-- \nList footer: x",
            "Said.",
            "left out",
        ),
        (b"From: a@firm.example\nContent-Transfer-Encoding: odd-one\n\nSaid.", "Said.", "'odd-one'"),
        (b"From: a@firm.example\nContent-Transfer-Encoding: quoted-printable\n\nSai=64 =ZZ ok=", "Said =ZZ ok", None),
        (b"From: a@firm.example\nDate: never\n\nSaid.", "Said.", "Date"),
        (
            b"From: a@firm.example\nContent-Type: text/plain; charset=utf-8\n\nA\x00B\x1b[0m\xed\xa0\x80",
            "AB[0mí\xa0€",
            "read as cp1252",
        ),
        (b"", "", None),
        (b"\x00" * 50, "", None),
        (b"\n", "", None),
    ],
)
def test_damage_is_repaired_and_said(raw: bytes, text: str, damage: str | None) -> None:
    message = read_mail(raw)
    assert message.text.strip() == text
    assert any(damage in sentence for sentence in message.damages) if damage else True
    assert all(sentence.endswith(".") for sentence in message.damages)


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
def test_what_is_encrypted_is_kept_and_said(kind: str) -> None:
    message = read_mail(
        f"From: a@firm.example\nContent-Type: {kind}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nTUlJ".encode()
    )
    assert names(message) == ["smime.p7m"]
    assert any("could not be opened" in damage for damage in message.damages)


def nested(depth: int, innermost: str) -> bytes:
    raw = innermost
    for level in range(depth):
        raw = f"Content-Type: multipart/mixed; boundary=x{level}y\n\n--x{level}y\n{raw}\n--x{level}y--\n"
    return ("From: a@firm.example\n" + raw).encode()


def test_deep_nesting_is_bounded_and_nothing_is_lost() -> None:
    message = read_mail(nested(300, plain("Deep down.")))
    assert any("deeper than 50" in damage for damage in message.damages)
    assert b"Deep down." in message.attachments[0].content
    assert read_mail(nested(40, plain("Deep down."))).text == "Deep down."


def test_deeply_nested_forwards_are_bounded() -> None:
    raw = b"From: a@firm.example\nContent-Type: message/rfc822\n\n" * 1000 + b"From: a@firm.example\n\nInside."
    message = read_mail(raw)
    assert any("deeper than" in damage for damage in message.damages)
    assert b"Inside." in message.attachments[0].content


def test_many_parts_are_bounded() -> None:
    message = read_mail(multipart("mixed", *[plain(f"Part {n}.") for n in range(30)]), limits=ReadLimits(parts=10))
    assert "Part 8." in message.text
    assert "Part 20." not in message.text
    assert any("more than 10 parts" in damage for damage in message.damages)


def test_long_text_is_cut_and_kept_whole_as_a_file() -> None:
    message = read_mail(mail("word " * 1000), limits=ReadLimits(text_bytes=1000))
    assert len(message.text) <= 1000
    assert message.attachments[0].size >= 5000
    assert message.attachments[0].note is not None
    assert any("longer than 1000 bytes" in damage for damage in message.damages)


def test_many_texts_together_are_cut() -> None:
    message = read_mail(
        multipart("mixed", *[plain("word " * 100) for _ in range(5)]), limits=ReadLimits(text_bytes=1200)
    )
    assert len(message.text) <= 1200
    assert any("rest is not shown" in damage for damage in message.damages)


def test_what_takes_too_long_is_left_out() -> None:
    ticks = iter(range(10_000))
    raw = multipart("mixed", plain("First."), *[file(f"{n}.bin", b"x") for n in range(20)])
    message = read_mail(raw, limits=ReadLimits(read_seconds=30.0), now=lambda: float(next(ticks)))
    assert message.text == "First."
    assert len(message.attachments) < 20
    assert any("longer than 30 seconds" in damage and "left out" in damage for damage in message.damages)


def test_header_values_never_carry_line_ends_or_controls() -> None:
    raw = (
        b"From: =?utf-8?q?A=0D=0AB?= <ann@firm.example>\nSubject: =?utf-8?b?YQ0KQmNjOiB4?= =?utf-8?q?=E2=80=AE=E2=80=A8z?=\n"
        b"Message-ID: <a\x00b@firm.example>\nContent-Disposition: attachment\n"
        b'Content-Type: text/plain; name="a=?utf-8?q?=0D=0A?=b.txt"\n\nx'
    )
    message = read_mail(raw)
    assert message.subject == "a Bcc: x z"
    assert message.sender.name == "A B"
    assert message.message_id == "ab@firm.example"
    assert names(message) == ["a b.txt"]


@pytest.mark.parametrize(("mail_from", "kind"), [("", AutomaticKind.BOUNCE), ("ann@firm.example", None), (None, None)])
def test_the_empty_envelope_sender_marks_a_machine(mail_from: str | None, kind: AutomaticKind | None) -> None:
    message = with_envelope(read_mail(mail("Hello.")), mail_from)
    assert (message.automatic.kind if message.automatic else None) == kind


def test_an_earlier_reason_stays() -> None:
    head = "From: a@firm.example\nAuto-Submitted: auto-replied"
    message = with_envelope(read_mail(mail("Away.", head=head)), "")
    assert message.automatic is not None
    assert message.automatic.kind is AutomaticKind.AUTO_REPLY


def test_html_without_text_is_kept_as_a_file() -> None:
    message = read_mail(multipart("mixed", html("<img src='https://x.example/a.png'><hr>")))
    assert message.text == ""
    assert names(message) == ["attachment-1.html"]
    assert any("shows no text" in damage for damage in message.damages)


def test_html_quotes_are_history() -> None:
    body = (
        "<div>It is still down.</div><div class='gmail_quote'><div class='gmail_attr'>On Mon, 4 May 2026 at 10:00, Desk "
        "&lt;help@desk.example&gt; wrote:<br></div><blockquote class='gmail_quote'>Is it up?</blockquote></div>"
    )
    message = read_mail(multipart("mixed", html(body)))
    assert message.own_text == "It is still down."
    assert "Is it up?" in message.zone_text(ZoneKind.QUOTE)


def test_a_forward_by_subject_is_content() -> None:
    head = "From: ann@firm.example\nSubject: FW: Outage"
    body = [
        "Please look.",
        "",
        "From: Bob <bob@vendor.example>",
        "Sent: Monday, May 4, 2026",
        "To: Ann",
        "Subject: Outage",
        "",
        "Trunk down.",
    ]
    assert "Trunk down." in read_mail(mail(*body, head=head)).zone_text(ZoneKind.FORWARD)
    assert read_mail(mail(*body)).own_text == "Please look."
