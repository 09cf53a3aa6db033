from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.receiving.rates import Rate, Rates
from bot.channels.smtp import Receiver
from bot.settings.channels import Listener, ReceiverSettings
from parsers.vocabulary import Channel
from tests.bot.channels.smtp_desk import HELP, NOON, ManualClock, MemoryInbox, Wire, receiving

OVER = "450 4.7.1 too many messages from your address within a minute, send the rest later"
SENDER_OVER = "450 4.7.1 too many messages from this sender within a minute, send the rest later"
KAREN = "karen@acme.example"


def rates(
    clients: int = 0,
    senders: int = 0,
    *,
    clock: ManualClock | None = None,
    channel: Channel = Channel.SMTP,
    exempt: tuple[str, ...] = (),
) -> Rates:
    settings = ReceiverSettings(messages_per_client_per_minute=clients, messages_per_sender_per_minute=senders)
    return Rates(settings, channel, clock or ManualClock(), exempt)


def admitted(limits: Rates, tries: list[tuple[str | None, str]]) -> list[bool]:
    return [limits.refusal(ip, sender) is None for ip, sender in tries]


@pytest.mark.parametrize(
    ("limits", "tries", "expected"),
    [
        ({"clients": 2}, [("192.0.2.7", KAREN)] * 3, [True, True, False]),
        ({"clients": 2}, [("192.0.2.7", "")] * 3, [True, True, False]),
        ({"clients": 1}, [("192.0.2.7", KAREN), ("192.0.2.8", KAREN)], [True, True]),
        ({"clients": 1}, [("2001:db8::1", KAREN), ("2001:db8::2", KAREN)], [True, False]),
        ({"clients": 1}, [("2001:db8::1", KAREN), ("2001:db8:0:1::1", KAREN)], [True, True]),
        ({"clients": 1}, [(None, KAREN)] * 2, [True, False]),
        ({"clients": 0}, [("192.0.2.7", KAREN)] * 500, [True] * 500),
        ({"clients": 1, "exempt": ("192.0.2.0/28",)}, [("192.0.2.7", KAREN)] * 2, [True, True]),
        ({"clients": 1, "exempt": ("192.0.2.7",)}, [("192.0.2.8", KAREN)] * 2, [True, False]),
        ({"clients": 1, "exempt": ("2001:db8::/32",)}, [("192.0.2.7", KAREN)] * 2, [True, False]),
        ({"clients": 1, "channel": Channel.LMTP}, [("192.0.2.7", KAREN)] * 2, [True, True]),
        (
            {"senders": 2},
            [("192.0.2.7", KAREN), ("192.0.2.8", KAREN.upper()), ("192.0.2.9", KAREN)],
            [True, True, False],
        ),
        ({"senders": 1}, [("192.0.2.7", "")] * 3, [True, True, True]),
        ({"senders": 1}, [("192.0.2.7", KAREN), ("192.0.2.7", "kim@acme.example")], [True, True]),
        ({"senders": 1, "exempt": ("192.0.2.0/24",)}, [("192.0.2.7", KAREN)] * 2, [True, False]),
        ({"senders": 1, "channel": Channel.LMTP}, [(None, KAREN)] * 2, [True, False]),
        # Who writes in Karen's name from elsewhere does not use up what is hers.
        ({"senders": 1}, [("198.51.100.1", KAREN), ("198.51.100.2", KAREN), ("192.0.2.7", KAREN)], [True, False, True]),
        # One that is refused for its sender is not counted against the client.
        (
            {"clients": 2, "senders": 1},
            [("192.0.2.7", KAREN), ("192.0.2.7", KAREN), ("192.0.2.7", "kim@acme.example")],
            [True, False, True],
        ),
    ],
)
def test_who_is_asked_to_come_again(
    limits: dict[str, Any], tries: list[tuple[str | None, str]], expected: list[bool]
) -> None:
    assert admitted(rates(**limits), tries) == expected


@pytest.mark.parametrize("start", [0, 15, 30, 59])
@pytest.mark.parametrize("every", [1, 7, 30])
def test_what_gets_through_in_any_minute(start: int, every: int) -> None:
    """Of somebody who sends all the time: never twice the limit, about the limit in the long run, never less than half."""
    clock = ManualClock(NOON + timedelta(seconds=start))
    rate = Rate(20, clock)
    times: list[int] = []
    for second in range(0, 600, every):
        for _ in range(10):
            if not rate.full("x"):
                rate.add("x")
                times.append(second)
        clock.advance(seconds=every)
    most = max(sum(at <= other < at + 60 for other in times) for at in times)
    assert 20 <= most <= 40
    assert 100 <= len(times) <= 220


def test_after_a_minute_of_silence_all_is_well() -> None:
    clock = ManualClock()
    limits = rates(clients=3, clock=clock)
    assert admitted(limits, [("192.0.2.7", "")] * 4) == [True, True, True, False]
    clock.advance(seconds=60)
    assert admitted(limits, [("192.0.2.7", "")]) == [False]
    clock.advance(seconds=60)
    assert admitted(limits, [("192.0.2.7", "")] * 4) == [True, True, True, False]


def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    clock = ManualClock()
    limits = rates(clients=1, clock=clock)
    assert admitted(limits, [("192.0.2.7", "")] * 2) == [True, False]
    clock.advance(hours=-1)
    assert admitted(limits, [("192.0.2.7", "")]) == [True]


def test_the_memory_is_bounded() -> None:
    rate = Rate(5, ManualClock())
    for number in range(Rate.KEYS + 500):
        rate.add(f"client {number}")
        rate.add("steady")
    assert len(rate) == Rate.KEYS
    assert rate.full("steady")


def mail_from(client: Wire, sender: str) -> str:
    answer = client.say(f"MAIL FROM:<{sender}>")
    client.say("RSET")
    return answer


def test_over_the_wire_and_in_the_log() -> None:
    clock = ManualClock()
    with (
        capture_logs() as logs,
        receiving(
            MemoryInbox(), clock=clock, messages_per_client_per_minute=3, messages_per_sender_per_minute=1
        ) as address,
        Wire(address) as client,
    ):
        client.converse("EHLO client.example")
        assert mail_from(client, KAREN).startswith("250 ")
        assert mail_from(client, KAREN) == mail_from(client, KAREN) == SENDER_OVER
        assert mail_from(client, "").startswith("250 ")
        assert mail_from(client, "").startswith("250 ")
        assert mail_from(client, "") == mail_from(client, "") == OVER
        clock.advance(minutes=2)
        assert mail_from(client, KAREN).startswith("250 ")
        assert mail_from(client, KAREN) == SENDER_OVER
    told = [(log["limit"], log["sender"]) for log in logs if log["event"] == "smtp.rate_limited"]
    assert told == [("sender", "k***@acme.example"), ("client", "<>"), ("sender", "k***@acme.example")]


def test_what_is_refused_comes_again_and_nothing_is_lost() -> None:
    inbox, clock = MemoryInbox(), ManualClock()
    with receiving(inbox, clock=clock, messages_per_client_per_minute=2) as address, Wire(address) as client:
        client.converse("EHLO client.example")
        waiting = [b"one", b"two", b"three", b"four", b"five"]
        for _ in range(10):
            for text in list(waiting):
                if client.say(f"MAIL FROM:<{KAREN}>").startswith("250 "):
                    client.say("RCPT TO:<help@echopass.example>")
                    client.say("DATA")
                    assert client.say(text + b"\r\n.").startswith("250 ")
                    waiting.remove(text)
            clock.advance(minutes=1)
    assert waiting == []
    assert sorted(arrival.raw for arrival in inbox.arrivals) == [
        b"five\r\n",
        b"four\r\n",
        b"one\r\n",
        b"three\r\n",
        b"two\r\n",
    ]


def test_a_receiver_is_told_who_is_exempt() -> None:
    settings = ReceiverSettings(
        listen=(Listener(port=0),), messages_per_client_per_minute=1, messages_per_sender_per_minute=0
    )
    receiver = Receiver(settings, [HELP], MemoryInbox(), ManualClock(), exempt=("127.0.0.0/8",))
    receiver.start()
    try:
        with Wire(receiver.addresses[0]) as client:
            client.converse("EHLO client.example")
            assert mail_from(client, "").startswith("250 ")
            assert mail_from(client, "").startswith("250 ")
    finally:
        receiver.stop(0.2)
