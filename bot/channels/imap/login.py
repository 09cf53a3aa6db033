"""Opens a connection and logs in: TLS as set, then a password or XOAUTH2."""

import imaplib
import ssl
from contextlib import suppress

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from bot.channels.imap.faults import answer_of, foreign_errors, is_not_now
from bot.channels.imap.oauth import Tokens, read_secret
from bot.channels.imap.wire import Connection
from bot.errors import ConfigurationError, EchodeskError, PermanentError, TransientError
from bot.settings.channels import ImapSettings

_IMPLICIT_TLS_PORT, _PLAIN_PORT = 993, 143


class LoginRefusedError(PermanentError):
    """The server does not let this user in."""


def place_of(settings: ImapSettings) -> str:
    """How errors and logs name a mailbox: without the user, which is often somebody's full address."""
    return f"mailbox {settings.mailbox} at {settings.host}"


def connect(settings: ImapSettings, tokens: Tokens | None) -> Connection:
    """A connection that is logged in. Raises TransientError or PermanentError with what to do."""
    if tokens is None or not tokens.is_cached:
        return _connect_once(settings, tokens)
    try:
        return _connect_once(settings, tokens)
    except LoginRefusedError:
        # A token can be revoked before it expires: one more try, with a new one, on a new connection.
        tokens.forget()
        return _connect_once(settings, tokens)


def _connect_once(settings: ImapSettings, tokens: Tokens | None) -> Connection:
    place = place_of(settings)
    connection = _open(settings, place)
    try:
        with foreign_errors("logging in", place):
            _start_tls(connection, settings)
            _log_in(connection, settings, tokens, place)
    except EchodeskError:
        hang_up(connection)
        raise
    return connection


def hang_up(connection: Connection) -> None:
    """Close without a word, whatever state the connection is in."""
    with suppress(OSError, imaplib.IMAP4.error):
        connection.shutdown()


def _open(settings: ImapSettings, place: str) -> Connection:
    implicit = settings.tls == "implicit"
    port = settings.port or (_IMPLICIT_TLS_PORT if implicit else _PLAIN_PORT)
    context = tls_context(settings) if implicit else None
    with foreign_errors("connecting", f"{place}, port {port}"):
        return Connection(settings.host, port, settings.timeout, context)


def tls_context(settings: ImapSettings) -> ssl.SSLContext:
    """Verifies against ``tls_ca_file`` alone where it is set, else against the machine's authorities."""
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"{place_of(settings)}: tls_ca_file {settings.tls_ca_file} cannot be used; give a PEM file of certificates"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996, RFC 8314 section 4.1
    if not settings.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _start_tls(connection: Connection, settings: ImapSettings) -> None:
    if settings.tls != "starttls":
        return
    if not connection.has_capability("STARTTLS"):
        # Never go on in the clear: an attacker would only have to leave the word out (RFC 8314 section 3.2).
        raise PermanentError(f'{place_of(settings)}: the server offers no STARTTLS; set tls = "implicit", or "none"')
    connection.starttls(tls_context(settings))


def _log_in(connection: IMAPClient, settings: ImapSettings, tokens: Tokens | None, place: str) -> None:
    token = tokens.get() if tokens else None
    try:
        if token is not None:
            connection.sasl_login("XOAUTH2", _Xoauth2(settings.user, token))
        else:
            _password_login(connection, settings, place)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            # imapclient calls a connection that broke a refused login, too.
            raise error.__context__ from None
        raise _login_error(answer_of(error), place, with_token=token is not None) from error


class _Xoauth2:
    """The XOAUTH2 exchange: the token, then an empty line to the server's explanation of a refusal."""

    def __init__(self, user: str, token: str) -> None:
        self._first: bytes | None = f"user={user}\1auth=Bearer {token}\1\1".encode()

    def __call__(self, _challenge: bytes) -> bytes:
        answer, self._first = self._first, None
        return answer or b""


def _password_login(connection: IMAPClient, settings: ImapSettings, place: str) -> None:
    if settings.password is not None:
        password = settings.password.get_secret_value()
    elif settings.password_file is not None:
        password = read_secret(settings.password_file, place)
    else:
        raise ConfigurationError(f"{place}: give exactly one of password, password_file or oauth2")
    if connection.has_capability("LOGINDISABLED"):
        raise PermanentError(f'{place}: the server takes no password without TLS; set tls = "starttls" or "implicit"')
    if (settings.user + password).isascii() and password.isprintable():
        connection.login(settings.user, password)
    elif connection.has_capability("AUTH=PLAIN"):
        # LOGIN is ASCII in imaplib; AUTHENTICATE PLAIN is UTF-8 by definition (RFC 4616).
        connection.plain_login(settings.user, password)
    else:
        raise PermanentError(f"{place}: the server has no AUTH=PLAIN, so the password must be plain ASCII; change it")


def _login_error(answer: str, place: str, *, with_token: bool) -> EchodeskError:
    if is_not_now(answer):
        return TransientError(f"{place}: the server lets nobody in now ({answer})")
    advice = (
        "check that user is the mailbox's address and that the client may read it by IMAP"
        if with_token
        else "check user and password, and that IMAP is allowed for this account"
    )
    return LoginRefusedError(f"{place}: the login was refused ({answer}); {advice}")
