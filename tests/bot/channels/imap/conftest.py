"""One Dovecot for all tests of this folder; each test has users of its own on it."""

import itertools
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from bot.channels.imap import ImapWatcher
from bot.settings.channels import ImapSettings
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors
from tests.clock import ManualClock
from tests.dovecot import PASSWORD, Dovecot, running_dovecot

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def user() -> str:
    return f"desk{next(_numbers)}"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def cursors() -> MemoryCursors:
    return MemoryCursors()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


Settings = Callable[..., ImapSettings]


@pytest.fixture
def settings(user: str, request: pytest.FixtureRequest) -> Settings:
    """Makes settings for this test's user; keywords replace the defaults."""

    def make(**changes: object) -> ImapSettings:
        server = changes.pop("server", None) or request.getfixturevalue("dovecot")
        assert isinstance(server, Dovecot)
        values: dict[str, object] = {
            "mailbox": "help",
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "user": user,
            "password": PASSWORD,
            "poll_interval": 0.1,
            "timeout": 5.0,
            "after": "keep",
        }
        return ImapSettings.model_validate(values | changes)

    return make


class Watch(Protocol):
    """Starts a watcher, and waits for its first look unless told not to."""

    def __call__(self, settings: ImapSettings, *, first_look: bool = True) -> ImapWatcher: ...


@pytest.fixture
def watch(door: Door, cursors: MemoryCursors, clock: ManualClock) -> Iterator[Watch]:
    """Starts watchers, waits for the first look, and stops them at the end; none may outlive its test."""
    running: list[ImapWatcher] = []

    def start(settings: ImapSettings, *, first_look: bool = True) -> ImapWatcher:
        watcher = ImapWatcher(settings, door, cursors, clock, pause=lambda failures, permanent: 0.05)
        running.append(watcher)
        beats = cursors.beats
        watcher.start()
        if first_look:
            cursors.wait_until(lambda kept: kept.beats > beats)
        return watcher

    yield start
    still_running = [watcher for watcher in running if not watcher.stop(5.0)]
    assert still_running == []
