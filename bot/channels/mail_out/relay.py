"""Answers through an SMTP relay (RFC 5321): one connection for a batch, and for the next batch too while it lasts.

The dialogue is spelt out command by command and not left to ``smtplib.SMTP.sendmail``, because what a lost connection means
depends on where it was lost: before the dot that ends the message it was not taken, after it nobody knows.
"""

import re
import smtplib
import threading
from collections.abc import Sequence

from bot.channels.base import Deferred, Outgoing, Refused, Sending, Sent
from bot.channels.mail_out.connection import answer_text, connect, place
from bot.channels.mail_out.headers import is_address
from bot.errors import PermanentError, TransientError
from bot.settings.channels import MailOutSettings

_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_CLOSING = 421  # RFC 5321 section 3.8: the server is closing the connection


class _LostEarlyError(Exception):
    """The connection was lost before this message was begun."""


class Relay:
    """A :class:`bot.channels.base.Transport` that hands messages to the relay of the settings.

    Safe to call from several threads; they take turns. The password file is read anew for each connection.
    """

    def __init__(self, settings: MailOutSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._connection: smtplib.SMTP | None = None

    def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
        """Send each message; one's failure does not stop the next. Where no connection comes about, all are deferred."""
        results: list[Sending] = []
        with self._lock:
            self._drop_if_dead()
            for message in messages:
                try:
                    results.append(self._send(message))
                except (TransientError, PermanentError) as error:
                    # Without a relay the rest would only wait for the same failure, a time-out each.
                    results += [Deferred(reason=str(error))] * (len(messages) - len(results))
                    break
        return results

    def close(self) -> None:
        """Say QUIT and close."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                _quit(connection)

    def _send(self, message: Outgoing) -> Sending:
        if not is_address(message.recipient) or (message.mail_from and not is_address(message.mail_from)):
            return Refused(reason="the recipient's or the return address is not a plain local@domain in ASCII")
        if self._connection is not None:
            try:
                return self._converse(self._connection, message)
            except _LostEarlyError:
                # Servers close a connection after so many messages or seconds; that is no reason to make this one wait.
                self._drop()
        self._connection = connect(self._settings)
        try:
            return self._converse(self._connection, message)
        except _LostEarlyError as error:
            self._drop()
            return Deferred(reason=str(error))

    def _converse(self, connection: smtplib.SMTP, message: Outgoing) -> Sending:
        content = _on_the_wire(message.content)
        size = f" SIZE={len(content)}" if connection.has_extn("size") else ""  # RFC 1870
        try:
            code, reply = connection.docmd(f"MAIL FROM:<{message.mail_from}>{size}")
        except OSError as error:
            raise _LostEarlyError(self._lost("before the message")) from error
        if code == _CLOSING:
            raise _LostEarlyError(answer_text(code, reply))
        try:
            if code == 250:
                code, reply = connection.docmd(f"RCPT TO:<{message.recipient}>")
            if code in (250, 251):
                code, reply = connection.docmd("DATA")
            if code != 354:
                return self._refusal(connection, code, reply)
            connection.send(content)
        except OSError:
            self._drop()
            return Deferred(reason=self._lost("before the end of the message"))
        return self._verdict(connection)

    def _verdict(self, connection: smtplib.SMTP) -> Sending:
        """What the server says once it has the whole message; until then it may have taken it."""
        try:
            code, reply = connection.getreply()
        except OSError:
            self._drop()
            return Deferred(reason=self._lost("after the end of the message, before the answer"), unclear=True)
        if 200 <= code < 300:
            return Sent(answer=answer_text(code, reply))
        if not 400 <= code < 600 or code == _CLOSING:
            self._drop()
        return _result(code, reply)

    def _refusal(self, connection: smtplib.SMTP, code: int, reply: bytes) -> Sending:
        """The answer before the message was sent; leaves the connection ready for the next one, or drops it."""
        if not 400 <= code < 600 or code == _CLOSING:
            self._drop()
            return Deferred(reason=answer_text(code, reply))
        try:
            reset, _ = connection.rset()
        except OSError:
            reset = 0
        if reset != 250:
            self._drop()
        return _result(code, reply)

    def _lost(self, when: str) -> str:
        return f"relay {place(self._settings)}: the connection was lost {when}"

    def _drop_if_dead(self) -> None:
        if self._connection is None:
            return
        try:
            code, _ = self._connection.noop()
        except OSError:
            code = 0
        if code != 250:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def probe(settings: MailOutSettings) -> str:
    """Try the relay without sending anything: greeting, TLS, login; a sentence about what was found.

    Raises TransientError or PermanentError with a sentence that says what to do.
    """
    connection = connect(settings)
    version = getattr(connection.sock, "version", None)
    tls = version() if version else None
    _quit(connection)
    parts = [
        f"relay {place(settings)} answers",
        f"encrypted with {tls}" if tls else "not encrypted",
        f"logged in as {settings.user}" if settings.user else "no login",
    ]
    return ", ".join(parts)


def _result(code: int, reply: bytes) -> Sending:
    if 500 <= code < 600:
        return Refused(reason=answer_text(code, reply))
    return Deferred(reason=answer_text(code, reply), unclear=not 400 <= code < 500)


def _on_the_wire(content: bytes) -> bytes:
    """CRLF line ends only (a bare one could smuggle a second message), dots stuffed, and the dot that ends it."""
    lines = _BARE_LINE_END.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _LEADING_DOT.sub(b"..", lines) + b".\r\n"


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except OSError:
        connection.close()
