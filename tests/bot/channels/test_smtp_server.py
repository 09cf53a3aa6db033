import gc
import socket
import threading
import warnings

import pytest
from pydantic import SecretStr

from bot.channels.smtp import Receiver
from bot.errors import ConfigurationError
from bot.settings.channels import Listener, ReceiverSettings, SmtpUser
from bot.settings.model import MailboxSettings
from parsers.vocabulary import Channel
from tests.bot.channels.smtp_desk import (
    HELP,
    MAIL,
    PATIENCE,
    ManualClock,
    MemoryInbox,
    Wire,
    make_receiver,
)


def test_it_starts_stops_and_starts_again() -> None:
    receiver = make_receiver(MemoryInbox())
    receiver.stop()
    for _ in range(3):
        receiver.start()
        assert receiver.running
        (address,) = receiver.addresses
        with Wire(address) as client:
            assert client.converse(*MAIL).startswith("250 ")
        receiver.stop(grace=0)
        assert receiver.addresses == []
        with pytest.raises(ConnectionError):
            socket.create_connection(address, PATIENCE)
    assert not [thread for thread in threading.enumerate() if thread.name == "smtp-receiver"]


def test_it_is_not_started_twice() -> None:
    receiver = make_receiver(MemoryInbox())
    receiver.start()
    try:
        with pytest.raises(RuntimeError):
            receiver.start()
        with Wire(receiver.addresses[0]) as client:
            assert client.reply().startswith("220 ")
    finally:
        receiver.stop()


def test_several_listeners() -> None:
    receiver = make_receiver(MemoryInbox(), listen=(Listener(port=0), Listener(port=0)))
    receiver.start()
    try:
        assert len({port for _, port in receiver.addresses}) == 2
        for address in receiver.addresses:
            with Wire(address) as client:
                assert client.reply().startswith("220 ")
    finally:
        receiver.stop()


def test_a_port_that_is_taken_and_the_others_are_given_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        receiver = make_receiver(MemoryInbox(), listen=(Listener(port=0), Listener(port=port)))
        with pytest.raises(ConfigurationError, match=rf"127\.0\.0\.1 port {port}: Address already in use; stop what"):
            receiver.start()
    receiver.start()
    assert ("127.0.0.1", port) in receiver.addresses
    receiver.stop()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "a..example"])
def test_a_host_that_is_not_ours(host: str) -> None:
    with pytest.raises(ConfigurationError, match=f"cannot listen on {host} port 0"):
        make_receiver(MemoryInbox(), listen=(Listener(host=host, port=0),)).start()


@pytest.mark.parametrize(
    ("channel", "settings", "mailboxes", "word"),
    [
        (Channel.SMTP, ReceiverSettings(listen=(Listener(port=0),)), [], r"\[\[mailboxes\]\]"),
        (Channel.SMTP, ReceiverSettings(), [HELP], r"\[\[smtp\.listen\]\]"),
        (Channel.LMTP, ReceiverSettings(), [HELP], r"\[\[lmtp\.listen\]\]"),
        (Channel.SMTP, ReceiverSettings(listen=(Listener(port=0),), require_auth=True), [HELP], "users"),
        (Channel.LMTP, ReceiverSettings(listen=(Listener(port=25),)), [HELP], "port 25"),
    ],
)
def test_settings_that_cannot_work(
    channel: Channel, settings: ReceiverSettings, mailboxes: list[MailboxSettings], word: str
) -> None:
    with pytest.raises(ConfigurationError, match=word):
        Receiver(settings, mailboxes, MemoryInbox(), ManualClock(), channel)


def test_stop_tells_the_idle() -> None:
    receiver = make_receiver(MemoryInbox())
    receiver.start()
    with Wire(receiver.addresses[0]) as greeted, Wire(receiver.addresses[0]) as silent:
        silent.reply()
        greeted.converse("EHLO client.example")
        receiver.stop(grace=PATIENCE)
        assert greeted.rest() == b"421 4.3.2 closing down, try again later\r\n"
        assert silent.rest() == b"421 4.3.2 closing down, try again later\r\n"


def test_stop_lets_a_transaction_finish() -> None:
    inbox = MemoryInbox()
    receiver = make_receiver(inbox)
    receiver.start()
    address = receiver.addresses[0]
    with Wire(address) as client, Wire(address) as idle:
        idle.reply()
        client.converse(*MAIL, "DATA")
        client.send(b"Subject: x\r\n")
        stopping = threading.Thread(target=receiver.stop, args=(PATIENCE,))
        stopping.start()
        assert idle.rest().startswith(b"421 ")  # it has begun to stop
        with pytest.raises(ConnectionError):
            socket.create_connection(address, PATIENCE)
        client.send(b"\r\nhello\r\n.\r\nMAIL FROM:<>\r\n")
        assert client.reply() == "250 2.6.0 kept as arrival 1"
        assert client.rest() == b"421 4.3.2 closing down, try again later\r\n"
        stopping.join(PATIENCE)
        assert not stopping.is_alive()
    assert inbox.arrivals[0].raw == b"Subject: x\r\n\r\nhello\r\n"


def test_stop_waits_for_a_commit_that_is_under_way() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    receiver = make_receiver(inbox)
    receiver.start()
    with Wire(receiver.addresses[0]) as client, Wire(receiver.addresses[0]) as idle:
        idle.reply()
        client.converse(*MAIL, "DATA")
        client.send(b"one\r\n.\r\n")
        assert inbox.asked.wait(PATIENCE)
        stopping = threading.Thread(target=receiver.stop, args=(PATIENCE,))
        stopping.start()
        idle.rest()
        inbox.go_on()
        assert client.rest().startswith(b"250 2.6.0 kept as arrival 1\r\n421 ")
        stopping.join(PATIENCE)


def test_stop_does_not_wait_for_ever_and_a_late_commit_hurts_nobody() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    receiver = make_receiver(inbox)
    receiver.start()
    with Wire(receiver.addresses[0]) as client:
        client.converse(*MAIL, "DATA")
        client.send(b"one\r\n.\r\n")
        assert inbox.asked.wait(PATIENCE)
        receiver.stop(grace=0.05)
        assert client.rest() == b"421 4.3.2 closing down, try again later\r\n"
    inbox.go_on()
    assert len(inbox.arrivals) == 1


def test_a_client_that_does_not_read_is_cut_off() -> None:
    """Replies pile up until its window is full: the stop must not wait for them to go out."""
    receiver = make_receiver(MemoryInbox())
    receiver.start()
    with Wire(receiver.addresses[0]) as client:
        client.socket.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.send(b"NOOP\r\n" * 20_000_000)
        receiver.stop(grace=0.1)
    assert not receiver.running


def test_nothing_is_left_behind() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        receiver = make_receiver(MemoryInbox(), users=(SmtpUser(name="a", password=SecretStr("b")),))
        receiver.start()
        clients = [Wire(receiver.addresses[0]) for _ in range(5)]
        clients[0].converse(*MAIL, "DATA")
        clients[1].converse("EHLO x", "AUTH LOGIN")
        clients[2].converse("QUIT")
        clients[3].socket.close()
        receiver.stop(grace=0)
        for client in clients:
            client.socket.close()
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
