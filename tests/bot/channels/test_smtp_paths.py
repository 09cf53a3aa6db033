import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.receiving.paths import Path, PathError
from bot.channels.receiving.replies import reply_line


@pytest.mark.parametrize(
    ("argument", "address", "parameters"),
    [
        ("FROM:<a@acme.example>", "a@acme.example", {}),
        ("from:<a@acme.example>", "a@acme.example", {}),
        ("FROM: <a@acme.example> ", "a@acme.example", {}),
        ("FROM:a@acme.example", "a@acme.example", {}),
        ("FROM:<>", "", {}),
        ("FROM:<> BODY=8BITMIME", "", {"BODY": "8BITMIME"}),
        ("FROM:<a@acme.example> size=10  SMTPUTF8", "a@acme.example", {"SIZE": "10", "SMTPUTF8": None}),
        ("FROM:<a@acme.example> AUTH=<>", "a@acme.example", {"AUTH": "<>"}),
        ("FROM:<@b.example:a@acme.example>", "a@acme.example", {}),
        ("FROM:<@b.example,@c.example:a@acme.example>", "a@acme.example", {}),
        ('FROM:<"a b>c"@acme.example>', '"a b>c"@acme.example', {}),
        ('FROM:<"a\\"b"@acme.example>', '"a\\"b"@acme.example', {}),
        ("FROM:<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]", {}),
        ("FROM:<jörg@bücher.example>", "jörg@bücher.example", {}),
    ],
)
def test_a_path_and_its_parameters(argument: str, address: str, parameters: dict[str, str | None]) -> None:
    assert Path.parse("FROM:", argument) == Path(address, parameters)


@pytest.mark.parametrize(
    "argument",
    [
        None,
        "",
        "FROM:",
        "FROM: ",
        "TO:<a@acme.example>",
        "<a@acme.example>",
        "FROM:<a@acme.example",
        "FROM:a@acme.example>",
        "FROM:<<a@acme.example>>",
        "FROM:<a@acme.example>SIZE=1",
        "FROM:<a b@acme.example>",
        "FROM:<a@acme.example> <b@acme.example>",
        "FROM:<a@acme.example> SIZE=1 size=2",
        "FROM:<a@acme.example> =1",
        "FROM:<a@acme.example> SIZE=",
        'FROM:<"a@acme.example>',
        "FROM:<a\x01@acme.example>",
        "FROM:<a\x7f@acme.example>",
        'FROM:<"a\rb"@acme.example>',
    ],
)
def test_what_is_no_path(argument: str | None) -> None:
    with pytest.raises(PathError):
        Path.parse("FROM:", argument)


@given(st.text(alphabet=st.sampled_from('<>@:,"\\ a=\t\xe9'), max_size=80))
def test_any_argument_is_read_or_refused(text: str) -> None:
    try:
        path = Path.parse("TO:", "TO:" + text)
    except PathError:
        return
    assert "\r" not in path.address
    assert path.address in text


@pytest.mark.parametrize("piece", ['"', '"\\', "<", '""', "@a:", '"\\"', " a=b"])
def test_no_argument_takes_long(piece: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(PathError):
        Path.parse("FROM:", "FROM:<" + piece * (2048 // len(piece)))
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("250 OK", b"250 2.0.0 OK\r\n"),
        ("250 2.1.0 ok", b"250 2.1.0 ok\r\n"),
        ("250-first", b"250-2.0.0 first\r\n"),
        ("220 mail.echopass.example ESMTP", b"220 mail.echopass.example ESMTP\r\n"),
        ("354 go on", b"354 go on\r\n"),
        ("334 VXNlcm5hbWU6", b"334 VXNlcm5hbWU6\r\n"),
        ("500 Error: bad syntax", b"500 5.5.2 Error: bad syntax\r\n"),
        ("503 Error: send HELO first", b"503 5.5.1 Error: send HELO first\r\n"),
        ("551 whatever", b"551 5.0.0 whatever\r\n"),
        ("451 whatever", b"451 4.0.0 whatever\r\n"),
        ("500 a\r\n250 b\xe4\udcff", b"500 5.5.2 a??250 b??\r\n"),
    ],
)
def test_reply_lines(status: str, line: bytes) -> None:
    assert reply_line(status) == line
