"""Watches one IMAP folder in a thread of its own, for ever."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.channels.base import Accept
from bot.channels.imap.cursor import Cursors, source_of
from bot.channels.imap.folder import Folder, check_target
from bot.channels.imap.login import connect, hang_up, place_of
from bot.channels.imap.oauth import tokens_for
from bot.channels.imap.reader import Reader
from bot.channels.imap.retry import Pause, reconnect_delay
from bot.channels.imap.silence import Silence
from bot.channels.imap.wakeup import Wakeup
from bot.channels.imap.wire import Connection
from bot.clock import Clock
from bot.errors import EchodeskError, PermanentError, TransientError
from bot.settings.channels import ImapSettings

log = structlog.get_logger()

#: How long a thread that is told to hang up may still take to notice.
_LAST_SECONDS = 2.0


def _pause(failures: int, permanent: bool) -> float:
    return reconnect_delay(failures, permanent=permanent, chance=secrets.randbelow(1000) / 1000)


class ImapWatcher:
    """Reads one folder: new mail at once where the server has IDLE, else every ``poll_interval``.

    It survives whatever the network, the server and the store do; what it cannot do it says in the log, with the event
    ``mailbox_not_read`` once a silence is longer than ``alarm_after``, and through :meth:`Cursors.beat`.
    ``pause(failures, permanent)`` gives the seconds before the next connection.
    """

    def __init__(
        self, settings: ImapSettings, accept: Accept, cursors: Cursors, clock: Clock, *, pause: Pause = _pause
    ) -> None:
        self._settings = settings
        self._cursors = cursors
        self._clock = clock
        self._pause = pause
        self._source = source_of(settings)
        self._tokens = tokens_for(settings, clock)
        self._reader = Reader(settings, accept, cursors, clock)
        self._wakeup = Wakeup()
        self._silence = Silence(since=clock.now(), alarm_after=settings.alarm_after)
        self._connection: Connection | None = None
        self._failures = 0
        self._log = log.bind(mailbox=settings.mailbox, host=settings.host, folder=settings.folder)
        self._thread = threading.Thread(target=self._run, name=f"imap-{settings.mailbox}", daemon=True)

    def start(self) -> None:
        """Begin to read. Does not wait for the connection."""
        self._silence.heard(self._clock.now())
        self._thread.start()

    def stop(self, grace: float) -> bool:
        """Finish the batch under way, for at most ``grace`` seconds, then hang up. True where the thread has ended."""
        self._wakeup.set()
        if self._thread.is_alive():
            self._thread.join(grace)
        connection = self._connection
        if self._thread.is_alive() and connection is not None:
            hang_up(connection)
            self._thread.join(_LAST_SECONDS)
        if self._thread.is_alive():
            return False
        self._wakeup.close()
        return True

    def _run(self) -> None:
        while not self._wakeup.is_set():
            try:
                self._read_until_stopped()
            except EchodeskError as error:
                self._failed(error)
            except Exception as error:  # noqa: BLE001 -- a worker's loop
                # The worker's last resort: a bug must not end the reading of a mailbox.
                self._log.exception("imap_watcher_bug")
                self._failed(TransientError(f"{place_of(self._settings)}: {type(error).__name__} in the desk itself"))

    def _read_until_stopped(self) -> None:
        check_target(self._settings)
        with self._connected() as connection:
            folder = Folder(connection, self._settings)
            self._log.info("mailbox_opened", messages=folder.count, idle=folder.can_idle)
            while not self._wakeup.is_set():
                self._reader.look(folder)
                self._heard()
                if not folder.wait(self._patience(), self._wakeup):
                    # A folder that was deleted and made again gives no news and no error on this connection, ever.
                    folder = Folder(connection, self._settings)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        connection = connect(self._settings, self._tokens)
        self._connection = connection
        try:
            yield connection
        finally:
            self._connection = None
            hang_up(connection)

    def _patience(self) -> float:
        """How long to wait for news: a look in time for the heartbeat, and for a message that is to be tried again."""
        retry = self._reader.seconds_to_retry(self._clock.now())
        heartbeat = self._settings.alarm_after / 2
        return heartbeat if retry is None else min(heartbeat, retry)

    def _heard(self) -> None:
        self._failures = 0
        if self._silence.heard(self._clock.now()):
            self._log.warning("mailbox_read_again")

    def _failed(self, error: EchodeskError) -> None:
        if self._wakeup.is_set():
            return
        self._failures += 1
        self._log.warning("mailbox_failed", failures=self._failures, error=str(error))
        self._note(str(error))
        left = self._pause(self._failures, isinstance(error, PermanentError))
        while not self._wakeup.is_set() and left > 0:
            self._alarm()
            step = min(left, max(self._silence.seconds_left(self._clock.now()), 1.0))
            left -= step
            self._wakeup.wait(step)
        self._alarm()

    def _note(self, error: str) -> None:
        try:
            self._cursors.beat(self._source, self._clock.now(), error)
        except EchodeskError as unable:
            self._log.warning("heartbeat_not_kept", error=str(unable))

    def _alarm(self) -> None:
        if self._silence.alarm_is_due(self._clock.now()):
            self._log.error(
                "mailbox_not_read", since=self._silence.heard_at.isoformat(), alarm_after=self._settings.alarm_after
            )
