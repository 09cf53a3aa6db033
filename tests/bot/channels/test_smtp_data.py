import asyncio
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.receiving.data import read_data
from tests.bot.channels.smtp_desk import MAIL, MemoryInbox, Wire, receiving

PLENTY = 1_000_000


def read(
    wire: bytes, *, limit: int = PLENTY, cuts: tuple[int, ...] = (), buffer: int = 65_536
) -> tuple[bytes | None, bytes]:
    """What read_data makes of octets that come in pieces, and what it leaves for the next command."""

    async def run() -> tuple[bytes | None, bytes]:
        reader = asyncio.StreamReader(limit=buffer)
        task = asyncio.create_task(read_data(reader, limit, lambda: None))
        places = [0, *sorted(min(cut, len(wire)) for cut in cuts), len(wire)]
        for start, end in itertools.pairwise(places):
            reader.feed_data(wire[start:end])
            await asyncio.sleep(0)
        content = await task
        reader.feed_eof()
        return content, await reader.read()

    return asyncio.run(run())


def stuffed(content: bytes) -> bytes:
    """RFC 5321 section 4.5.2, from the client's side."""
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        (b".\r\n", b""),
        (b"a\r\n.\r\n", b"a\r\n"),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"...\r\n.\r\n", b"..\r\n"),
        (b"a.\r\n.\r\n", b"a.\r\n"),
        (b"a\r\n..b\r\n.\r\n", b"a\r\n.b\r\n"),
        (b"a\r\n.b\r\n.\r\n", b"a\r\nb\r\n"),
        (b"a.\r\n..\r\n..\r\n.\r\n", b"a.\r\n.\r\n.\r\n"),
        (b"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n"),
        (b"a\n.\r\nb\r\n.\r\n", b"a\n.\r\nb\r\n"),
        (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n"),
        (b"a\r.\rb\r\n.\r\n", b"a\r.\rb\r\n"),
        (b"a\0\xff\xfe\r\n.\r\n", b"a\0\xff\xfe\r\n"),
    ],
)
def test_where_a_message_ends_and_what_it_is(wire: bytes, content: bytes) -> None:
    assert read(wire + b"QUIT\r\n") == (content, b"QUIT\r\n")


line_pieces = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"a", b"hello", b"\xff\0"]), max_size=40)


@given(line_pieces, st.lists(st.integers(0, 200), max_size=8), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_any_content_comes_back_however_it_is_cut(pieces: list[bytes], cuts: list[int], buffer: int) -> None:
    content = b"".join(pieces) + b"\r\n"
    assert read(stuffed(content) + b"NOOP\r\n", cuts=tuple(cuts), buffer=buffer) == (content, b"NOOP\r\n")


@given(line_pieces, st.integers(-3, 3), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_the_limit_is_exact_and_does_not_count_stuffing(pieces: list[bytes], over: int, buffer: int) -> None:
    content = b"".join(pieces) + b"\r\n"
    limit = max(0, len(content) - over)
    kept, rest = read(stuffed(content) + b"NOOP\r\n", limit=limit, buffer=buffer)
    assert kept == (content if len(content) <= limit else None)
    assert rest == b"NOOP\r\n"


@pytest.mark.parametrize(
    "not_the_end",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r.\r\n",
        b"\r\n.\r",
        b"\r\n\0.\r\n",
        b"\r\n.\0\r\n",
        b"\n\r\n.\n",
        b"\n\r.\r\n",
        b"\r\n. \r\n",
        b"\r\n.\r\r\n",
    ],
)
def test_no_second_message_is_smuggled_in(not_the_end: bytes) -> None:
    second = b"MAIL FROM:<boss@acme.example>\r\nRCPT TO:<help@echopass.example>\r\nDATA\r\nFrom: boss\r\n\r\nforged\r\n"
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(b"Subject: x\r\n\r\nhello" + not_the_end + second + b".\r\nQUIT\r\n")
        assert client.reply() == "250 2.6.0 kept as arrival 1"
        assert client.reply().startswith("221 ")
    (arrival,) = inbox.arrivals
    assert arrival.raw.endswith(second)
    assert arrival.envelope.mail_from == "karen@acme.example"


def test_long_lines_are_taken_as_they_are() -> None:
    message = b"Subject: " + b"x" * 200_000 + b"\r\n\r\n" + b"y" * 1_500_000 + b"\r\n.z" + b"." * 70_000 + b"\r\n"
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(stuffed(message))
        assert client.reply().startswith("250 ")
    assert inbox.arrivals[0].raw == message


@pytest.mark.parametrize(("size", "code"), [(10_000, "250 2.6.0"), (10_001, "552 5.3.4"), (3_000_000, "552 5.3.4")])
def test_size_limit_after_data(size: int, code: str) -> None:
    inbox = MemoryInbox()
    with receiving(inbox, size_limit=10_000) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(stuffed(b"." * (size - 2) + b"\r\n"))
        assert client.reply()[: len(code)] == code
        assert client.say("NOOP").startswith("250 ")
        assert client.say("DATA").startswith("503 ")
    assert len(inbox.arrivals) == (code[:3] == "250")
