"""What becomes of a message at the relay: one honest result for each, whatever the relay does."""

import socket
from pathlib import Path

import pytest

from bot.channels.base import Deferred, Refused, Sent, Transport
from bot.channels.mail_out import MaildirTransport, Relay, transport
from bot.settings.channels import MailOutSettings
from tests.bot.channels.relay_server import BODY, EHLO, OK, ScriptedRelay, bare_server, dialogue, outgoing, settings


def test_a_message_arrives_byte_for_byte_with_an_empty_return_path() -> None:
    with ScriptedRelay() as server:
        relay: Transport = Relay(settings(server.port))
        results = relay.send([outgoing()])
        relay.close()
    assert results == [Sent(answer="250 2.0.0 queued as 4711")]
    assert [(e.mail_from, e.rcpt_tos, e.content) for e in server.envelopes] == [("<>", ["kim@tidewater.example"], BODY)]


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: a\n\nx\n.\nMAIL FROM:<evil@stranger.example>\n",
        b"Subject: a\r\n\r\nx\r\n.\rMAIL FROM:<evil@stranger.example>\r\n",
        b"Subject: a\r\n\r\nx\n.\r\nQUIT\r\nno end",
    ],
)
def test_no_content_can_end_itself_early(content: bytes) -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        assert [type(result) for result in relay.send([outgoing(content=content), outgoing()])] == [Sent, Sent]
        relay.close()
    received = server.envelopes[0].content
    assert isinstance(received, bytes)
    assert received.splitlines() == content.splitlines()
    assert len(server.envelopes) == 2


@pytest.mark.parametrize(
    ("where", "answer", "expected"),
    [
        ("rcpt", "450 4.2.1 mailbox busy", Deferred(reason="450 4.2.1 mailbox busy")),
        ("rcpt", "550 5.1.1 no such user", Refused(reason="550 5.1.1 no such user")),
        ("rcpt", "421 4.3.2 shutting down", Deferred(reason="421 4.3.2 shutting down")),
        ("data", "451 4.3.0 try later", Deferred(reason="451 4.3.0 try later")),
        ("data", "550 5.7.1 not wanted", Refused(reason="550 5.7.1 not wanted")),
        ("data", "552 5.3.4 too big", Refused(reason="552 5.3.4 too big")),
        ("data", "421 4.3.2 shutting down", Deferred(reason="421 4.3.2 shutting down")),
    ],
)
def test_an_answer_decides_for_its_message_alone(where: str, answer: str, expected: Deferred | Refused) -> None:
    with ScriptedRelay(**{where: {"bad@tidewater.example": answer}}) as server:  # type: ignore[arg-type]  # a table
        relay = Relay(settings(server.port))
        results = relay.send([outgoing(), outgoing("bad@tidewater.example"), outgoing("lee@tidewater.example")])
        relay.close()
    assert isinstance(results[0], Sent)
    assert results[1] == expected
    assert isinstance(results[2], Sent)
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [
        ["kim@tidewater.example"],
        ["lee@tidewater.example"],
    ]


def test_one_connection_serves_a_batch_and_the_next() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        for _ in range(3):
            assert all(isinstance(result, Sent) for result in relay.send([outgoing()] * 5))
        relay.close()
    assert (server.connections, len(server.envelopes)) == (1, 15)


def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    with ScriptedRelay(rcpt={"bad@tidewater.example": "550 no"}) as server:
        relay = Relay(settings(server.port))
        relay.send([outgoing("bad@tidewater.example"), outgoing()])
        relay.close()
    assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        relay.send([outgoing()])
        server.hang_up()
        assert isinstance(relay.send([outgoing()])[0], Sent)
        relay.close()
    assert server.connections == 2


def test_a_server_that_takes_so_many_a_connection_delays_nothing() -> None:
    with ScriptedRelay(messages_per_connection=2) as server:
        relay = Relay(settings(server.port))
        results = relay.send([outgoing()] * 5)
        relay.close()
    assert [type(result) for result in results] == [Sent] * 5
    assert server.connections == 3


def test_a_relay_may_be_closed_twice_and_used_again() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        relay.close()
        relay.send([outgoing()])
        relay.close()
        relay.close()
        assert isinstance(relay.send([outgoing()])[0], Sent)
        relay.close()


@pytest.mark.parametrize(
    ("script", "unclear", "why"),
    [
        ((EHLO, (b"MAIL", OK)), False, "lost before the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK)), False, "lost before the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", b"")), True, "after the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", b"huh?\r\n")), True, "-1"),
        ((EHLO,), False, "lost before the message"),
    ],
)
def test_a_lost_connection_is_deferred_and_the_next_message_gets_a_new_one(
    script: tuple[tuple[bytes, bytes], ...], unclear: bool, why: str
) -> None:
    whole = (EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", OK), (b"QUIT", b"221 bye\r\n"))

    def serve(connection: socket.socket, number: int) -> None:
        connection.sendall(b"220 relay.example\r\n")
        dialogue(connection, whole if number else script, [])

    with bare_server(serve) as port:
        relay = Relay(settings(port))
        first, second = relay.send([outgoing(), outgoing()])
        relay.close()
    assert isinstance(first, Deferred)
    assert first.unclear is unclear
    assert why in first.reason
    assert second == Sent(answer="250 OK")


@pytest.mark.parametrize(
    ("greeting", "why"),
    [
        (b"", "closed the connection"),
        (b"554 5.7.1 you are on a list\r\n", "answers 554 5.7.1 you are on a list"),
        (b"421 4.3.2 too busy\r\n", "answers 421 4.3.2 too busy"),
        (b"\xff\xfe\x00\r\n", "answers"),
    ],
)
def test_without_a_greeting_all_are_deferred_after_one_try(greeting: bytes, why: str) -> None:
    served: list[int] = []

    def serve(connection: socket.socket, number: int) -> None:
        served.append(number)
        connection.sendall(greeting)

    with bare_server(serve) as port:
        relay = Relay(settings(port))
        results = relay.send([outgoing()] * 3)
        relay.close()
    assert [type(result) for result in results] == [Deferred] * 3
    assert all(isinstance(result, Deferred) and why in result.reason and not result.unclear for result in results)
    assert served == [0]


def test_silence_is_not_waited_for_beyond_the_timeout() -> None:
    def serve(connection: socket.socket, number: int) -> None:
        connection.recv(1000)

    with bare_server(serve) as port:
        relay = Relay(settings(port, timeout=0.2))
        results = relay.send([outgoing()])
        relay.close()
    assert isinstance(results[0], Deferred)
    assert "did not answer within 0.2 s" in results[0].reason


def test_a_closed_port_defers_all_and_says_where_to_look() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    results = Relay(settings(port)).send([outgoing(), outgoing()])
    assert [type(result) for result in results] == [Deferred, Deferred]
    assert isinstance(results[0], Deferred)
    assert f"relay 127.0.0.1:{port} cannot be reached: Connection refused; look at mail_out.relay" in results[0].reason


@pytest.mark.parametrize("name", ["no-such-host.invalid", "bad..name"])
def test_an_unknown_host_is_deferred(name: str) -> None:
    results = Relay(settings(25, relay=name)).send([outgoing()])
    assert isinstance(results[0], Deferred)
    assert "mail_out.relay" in results[0].reason


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "kim",
        "kim@tidewater.example\r\nRCPT TO:<eve@stranger.example>",
        "kim@tidewater.example>\x00",
        "kim@tidewater.example> NOTIFY=NEVER",
        "käte@tidewater.example",
        "alice@tidewater.example)bob@stranger.example",
    ],
)
def test_what_is_not_an_address_is_refused_and_reaches_no_wire(recipient: str) -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        results = relay.send([outgoing(recipient), outgoing()])
        relay.close()
    assert isinstance(results[0], Refused)
    assert isinstance(results[1], Sent)
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [["kim@tidewater.example"]]


def test_the_settings_choose_the_way_out(tmp_path: Path) -> None:
    assert isinstance(transport(MailOutSettings(relay="mail.example")), Relay)
    assert isinstance(transport(MailOutSettings(maildir=tmp_path)), MaildirTransport)
