"""An answer's bytes: exactly the fields that were meant, whatever text went in."""

import email
import re
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.mail_out import compose
from bot.errors import PermanentError
from bot.render import Rendered
from bot.text import lines_of, one_line

DATE = datetime(2026, 5, 19, 8, 15, tzinfo=timezone(timedelta(hours=-6)))
FIELDS = [
    "Date",
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Loop",
    "MIME-Version",
    "Content-Type",
]
INJECTIONS = [
    "Hello\r\nBcc: evil@stranger.example",
    "Hello\nBcc: evil@stranger.example\n\nbody",
    "Hello\rBcc: evil@stranger.example",
    "=?utf-8?q?Hello=0ABcc:_evil=40stranger.example?=",
    "=?utf-8?b?SGVsbG8KQmNjOiBldmlsQHN0cmFuZ2VyLmV4YW1wbGU=?=",
    "Hello\u2028Bcc: evil@stranger.example",
    "Hello\x85Bcc: evil@stranger.example",
    "Hello\x00\x0b\x0c\x1c\x1e world",
    "Kim <evil@stranger.example>, Lee",
    'Kim" <evil@stranger.example>, "Lee',
    "Kim\\",
    "kim@tidewater.example, evil@stranger.example",
    "Kim (comment) ; group: x;",
    "\ud800 lone \udfff",
    "\u202egnp.exe",
    "Ä" * 300,
    "é, " * 60 + "<evil@stranger.example>",
    "x" * 5000,
    " ",
]


def composed(
    subject: str = "[EP-104233] Störung: no sound",
    *,
    text: str = "Hello Kim,\n\n.\nFrom here on, grüße\n-- \nDesk\n",
    html: str = "<p>Hello Kim</p>\n",
    message_id: str = "7.k2v9@echopass.example",
    name: str = "Kim Alvarez",
    desk: str = "Echopass Customer Care",
    recipient: str = "kim@tidewater.example",
    reply_to: str | None = "help+EP-104233.abcdefghijklmnop@echopass.example",
    in_reply_to: str | None = "parent@tidewater.example",
    references: tuple[str, ...] = ("first@tidewater.example",),
) -> bytes:
    return compose(
        Rendered(subject=subject, text=text, html=html),
        message_id=message_id,
        date=DATE,
        mail_from_name=desk,
        mail_from="help@echopass.example",
        reply_to=reply_to,
        recipient=recipient,
        recipient_name=name,
        in_reply_to=in_reply_to,
        references=references,
    )


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def decoded(raw: bytes, name: str) -> str:
    """A field as a mail program shows it, by the older of Python's two parsers."""
    message: Message = email.message_from_bytes(raw)
    return str(make_header(decode_header(re.sub(r"\r?\n", "", message[name]))))


def content(part: Message) -> str:
    """A part's text with the line ends that its mail program would make of it."""
    assert isinstance(part, EmailMessage)
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def test_it_has_these_fields_in_this_order() -> None:
    message = parsed(composed())
    assert message.keys() == FIELDS
    assert message["From"] == "Echopass Customer Care <help@echopass.example>"
    assert message["To"] == "Kim Alvarez <kim@tidewater.example>"
    assert message["Reply-To"] == "help+EP-104233.abcdefghijklmnop@echopass.example"
    assert message["Subject"] == "[EP-104233] Störung: no sound"
    assert message["Message-ID"] == "<7.k2v9@echopass.example>"
    assert message["In-Reply-To"] == "<parent@tidewater.example>"
    assert message["References"].split() == ["<first@tidewater.example>", "<parent@tidewater.example>"]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Loop"] == "help@echopass.example"
    assert parsedate_to_datetime(message["Date"]) == DATE
    assert message["Date"].endswith("+0000")


def test_it_is_text_and_html_of_the_same() -> None:
    message = parsed(composed())
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert content(plain) == "Hello Kim,\n\n.\nFrom here on, grüße\n-- \nDesk\n"
    assert html.get_content_type() == "text/html"
    assert content(html) == "<p>Hello Kim</p>\n"
    assert message.defects == []


def test_the_ticket_number_stays_readable_in_the_raw_subject() -> None:
    assert b"Subject: [EP-104233] =?utf-8?b?" in composed()


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert composed() == composed()
    assert composed(message_id="8.k2v9@echopass.example") != composed()


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("place", ["subject", "name", "desk"])
def test_no_text_makes_a_field_or_a_recipient(place: str, text: str) -> None:
    _check(composed(**{place: text}))  # type: ignore[arg-type]  # a table


@given(subject=st.text(max_size=400), name=st.text(max_size=200), desk=st.text(max_size=200))
def test_no_text_at_all_makes_a_field_or_a_recipient(subject: str, name: str, desk: str) -> None:
    raw = composed(subject, name=name, desk=desk)
    _check(raw, subject_expected=bool(one_line(subject, 250)))
    assert decoded(raw, "Subject") == one_line(subject, 250) if one_line(subject, 250) else b"Subject:" not in raw


@given(name=st.text(alphabet='aä,;<>@"\\ ()=?\n\t.:', min_size=1, max_size=120))
def test_a_name_of_awkward_marks_is_still_only_a_name(name: str) -> None:
    raw = composed(name=name)
    (address,) = parsed(raw)["To"].addresses
    assert address.addr_spec == "kim@tidewater.example"
    # By the older parser: the newer one puts a space between two encoded words of a name.
    shown = re.sub(r"\s*<kim@tidewater\.example>\Z", "", decoded(raw, "To"))
    expected = one_line(name, 100)
    quoted = expected.replace("\\", "\\\\").replace('"', '\\"')
    assert shown in (expected, f'"{quoted}"') or not expected


@given(text=st.text(max_size=2000), html=st.text(alphabet="<>=_-.\r\n ä", max_size=500))
def test_any_body_comes_out_as_it_went_in(text: str, html: str) -> None:
    raw = composed(text=text, html=html)
    _check(raw)
    plain, _ = parsed(raw).iter_parts()
    assert _normal(content(plain)) == _normal(text)


@pytest.mark.parametrize("text", ["x" * 5000, "漢字" * 2000, "a\n.\nb\n", "From me\n", " \n\t\n", "=" * 999, ""])
def test_bodies_are_seven_bit_in_lines_that_any_relay_takes(text: str) -> None:
    _check(composed(text=text, html=text))


def test_a_body_cannot_hold_the_boundary() -> None:
    boundary = parsed(composed()).get_boundary()
    assert boundary is not None
    raw = composed(text=f"a\n--{boundary}--\nb\n", html=f"--{boundary}\nContent-Type: x/y\n\n")
    plain, html = parsed(raw).iter_parts()
    assert content(plain) == f"a\n--{boundary}--\nb\n"
    assert html.get_content_type() == "text/html"


def test_without_a_parent_or_a_reply_address_their_fields_are_left_out() -> None:
    message = parsed(composed(in_reply_to=None, references=(), reply_to=None))
    assert message.keys() == [name for name in FIELDS if name not in ("Reply-To", "In-Reply-To", "References")]


@pytest.mark.parametrize(
    ("parent", "parents", "expected"),
    [
        ("p@x.example", (), ["<p@x.example>"]),
        (
            "p@x.example",
            ("a@x.example", "p@x.example", "b@x.example"),
            ["<a@x.example>", "<b@x.example>", "<p@x.example>"],
        ),
        ("p@x.example", ("a@x.example", "a@x.example"), ["<a@x.example>", "<p@x.example>"]),
        ("p@x.example", ("bad id@x", "no-at", "a@b\r\nBcc: e@v", "ü@x", "=?utf-8?q?a?=@x", "<a@x>"), ["<p@x.example>"]),
        (None, ("a@x.example",), ["<a@x.example>"]),
    ],
)
def test_references_are_the_parents_and_the_parent(
    parent: str | None, parents: tuple[str, ...], expected: list[str]
) -> None:
    assert parsed(composed(in_reply_to=parent, references=parents))["References"].split() == expected


def test_a_long_thread_keeps_its_first_and_its_latest() -> None:
    raw = composed(references=tuple(f"{number}@x.example" for number in range(500)))
    ids = parsed(raw)["References"].split()
    assert len(ids) == 20
    assert ids[:2] == ["<0@x.example>", "<482@x.example>"]
    assert ids[-2:] == ["<499@x.example>", "<parent@tidewater.example>"]
    _check(raw)


@given(parent=st.text(max_size=300), parents=st.lists(st.text(max_size=80), max_size=30))
def test_no_id_makes_a_field(parent: str, parents: list[str]) -> None:
    raw = composed(in_reply_to=parent, references=tuple(parents))
    names = [name for name in parsed(raw).keys() if name not in ("In-Reply-To", "References")]  # noqa: SIM118 - no dict
    assert names == [name for name in FIELDS if name not in ("In-Reply-To", "References")]


@pytest.mark.parametrize("address", ["", "kim", "kim@x.example\r\nBcc: e@v.example", "käte@x.example"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(PermanentError, match="plain local@domain"):
        composed(recipient=address)


@pytest.mark.parametrize("message_id", ["", "no-at", "a@b>\r\nBcc: e@v.example", "a b@c"])
def test_an_own_id_that_is_none_is_refused(message_id: str) -> None:
    with pytest.raises(PermanentError, match="Message-ID"):
        composed(message_id=message_id)


def test_a_naive_date_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        compose(
            Rendered(subject="s", text="t", html="h"),
            message_id="a@b",
            date=DATE.replace(tzinfo=None),
            mail_from_name="",
            mail_from="help@echopass.example",
            reply_to=None,
            recipient="kim@tidewater.example",
            recipient_name="",
            in_reply_to=None,
            references=(),
        )


def test_every_zone_gives_the_same_bytes() -> None:
    assert b"Date: Tue, 19 May 2026 14:15:00 +0000\r\n" in composed()
    assert DATE.astimezone(UTC).hour == 14


def _normal(text: str) -> list[str]:
    """The lines of a text as a reader gets them: other line ends and what no mail can carry aside."""
    return "\n".join(lines_of(text)).rstrip("\n").split("\n")


def _check(raw: bytes, *, subject_expected: bool | None = None) -> None:
    """Seven bits, CRLF alone, bounded lines, exactly the fields, one recipient, two parts: by both of Python's parsers."""
    assert raw.isascii()
    assert b"\0" not in raw
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"@" not in line)
    message, older = parsed(raw), email.message_from_bytes(raw)
    fields = [name for name in FIELDS if name != "Subject" or subject_expected is not False]
    if subject_expected is None and "Subject" not in older:
        fields.remove("Subject")
    assert message.keys() == older.keys() == fields
    assert [address.addr_spec for address in message["To"].addresses] == ["kim@tidewater.example"]
    assert [address.addr_spec for address in message["From"].addresses] == ["help@echopass.example"]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [len(part.defects) for part in message.walk()] == [0, 0, 0]
