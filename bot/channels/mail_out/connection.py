"""A connection to the relay that is ready to send: greeting, TLS (RFC 3207, RFC 8314), login (RFC 4954)."""

import functools
import smtplib
import socket
import ssl
from pathlib import Path

from bot.errors import EchodeskError, PermanentError, TransientError
from bot.settings.channels import MailOutSettings
from bot.text import one_line

ANSWER_LENGTH = 300
_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def connect(settings: MailOutSettings) -> smtplib.SMTP:
    """A connection after EHLO, TLS and login as the settings ask.

    Raises TransientError or PermanentError, with a sentence that names the relay and says what to do.
    """
    try:
        return _ready(settings, encrypt=settings.tls in ("starttls", "opportunistic"))
    except _TlsFailedError as error:
        if not _may_go_without_tls(settings):
            raise
        # Opportunistic (RFC 7435): an answer in the clear is better than none, as between any two mail servers.
        del error
        return _ready(settings, encrypt=False)


def place(settings: MailOutSettings) -> str:
    """The relay as a person would write it: ``host:port``."""
    return f"{settings.relay}:{settings.port}"


def answer_text(code: int, reply: bytes | str) -> str:
    """A server's answer as one bounded line: ``550 5.1.1 no such user``."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(f"{code} {text}", ANSWER_LENGTH)


class _TlsFailedError(TransientError):
    """TLS did not come about."""


def _may_go_without_tls(settings: MailOutSettings) -> bool:
    return settings.tls == "opportunistic" and settings.user is None


def _ready(settings: MailOutSettings, *, encrypt: bool) -> smtplib.SMTP:
    connection = _open(settings)
    try:
        connection.ehlo_or_helo_if_needed()
        if encrypt:
            _start_tls(connection, settings)
        if settings.user is not None:
            _log_in(connection, settings)
    except OSError as error:  # smtplib's own errors are OSErrors too
        connection.close()
        raise _broken(settings, error) from error
    except EchodeskError:
        connection.close()
        raise
    return connection


def _open(settings: MailOutSettings) -> smtplib.SMTP:
    if not settings.relay:
        raise PermanentError("no relay is set: set mail_out.relay")
    name = _own_name()
    try:
        if settings.tls == "implicit":
            context = _context(settings)
            return smtplib.SMTP_SSL(settings.relay, settings.port, name, timeout=settings.timeout, context=context)
        return smtplib.SMTP(settings.relay, settings.port, name, timeout=settings.timeout)
    except ssl.SSLError as error:
        raise _tls_failed(settings, error) from error
    except UnicodeError as error:
        raise PermanentError(f"mail_out.relay {settings.relay!r} is not the name of a host") from error
    except OSError as error:
        raise _broken(settings, error) from error


@functools.cache
def _own_name() -> str:
    """What we say in EHLO: the machine's full name, or its address in brackets. Asked once, since DNS can be slow."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _start_tls(connection: smtplib.SMTP, settings: MailOutSettings) -> None:
    if not connection.has_extn("starttls"):
        if _may_go_without_tls(settings):
            return
        reason = "a password is not sent without TLS" if settings.user else "mail_out.tls asks for it"
        raise PermanentError(f"relay {place(settings)} does not offer STARTTLS, and {reason}: see mail_out.tls")
    try:
        connection.starttls(context=_context(settings))
    except smtplib.SMTPResponseException as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise _TlsFailedError(f"relay {place(settings)} refuses STARTTLS: {answer}") from error
    except OSError as error:
        raise _tls_failed(settings, error) from error
    connection.ehlo()


def _context(settings: MailOutSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise PermanentError(f"mail_out.tls_ca_file {settings.tls_ca_file} cannot be read: {error}") from error
    context.minimum_version = _VERSIONS[settings.tls_minimum]
    # Without a login, opportunistic TLS would otherwise fall back to no TLS at all, which is worse than an unproven peer.
    if not settings.tls_verify or _may_go_without_tls(settings):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _log_in(connection: smtplib.SMTP, settings: MailOutSettings) -> None:
    assert settings.user is not None  # noqa: S101 - the caller has looked
    password = _password(settings)
    try:
        connection.login(settings.user, password)
    except smtplib.SMTPAuthenticationError as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise _kind(error.smtp_code)(
            f"relay {place(settings)} refuses the login of {settings.user}: {answer}; "
            "look at mail_out.user and mail_out.password"
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise PermanentError(
            f"relay {place(settings)} offers no login (AUTH): leave mail_out.user out, or use the submission port 587"
        ) from None
    except UnicodeEncodeError:
        # Not chained: the error holds what could not be encoded.
        raise PermanentError("mail_out.user or mail_out.password has a character that is not ASCII") from None
    except smtplib.SMTPException as error:
        if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPResponseException):
            raise
        raise PermanentError(
            f"relay {place(settings)} offers no way to log in that we know (CRAM-MD5, PLAIN, LOGIN)"
        ) from None


def _password(settings: MailOutSettings) -> str:
    if settings.password is not None:
        return settings.password.get_secret_value()
    if settings.password_file is None:
        raise PermanentError("mail_out.user is set without a password: set mail_out.password or mail_out.password_file")
    return _first_line(settings.password_file)


def _first_line(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise PermanentError(f"mail_out.password_file {file} cannot be read: {problem}") from None
    return text.split("\n", 1)[0].strip("\r")


def _tls_failed(settings: MailOutSettings, error: OSError) -> _TlsFailedError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _TlsFailedError(
            f"relay {place(settings)}: its certificate is not trusted ({error.verify_message}); "
            "set mail_out.tls_ca_file to its authority's, or mend the relay's certificate"
        )
    problem = getattr(error, "reason", None) or error.strerror or type(error).__name__
    return _TlsFailedError(f"relay {place(settings)}: TLS failed ({problem}); see mail_out.tls and mail_out.port")


def _kind(code: int) -> type[EchodeskError]:
    """RFC 5321 section 4.2.1: 5xx is for good; 4xx, and what cannot be read as an answer, is for now."""
    return PermanentError if 500 <= code < 600 else TransientError


def _broken(settings: MailOutSettings, error: OSError) -> EchodeskError:
    relay = f"relay {place(settings)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return _kind(error.smtp_code)(f"{relay} answers {answer_text(error.smtp_code, error.smtp_error)}")
    if isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError):
        return TransientError(f"{relay} closed the connection, or did not answer within {settings.timeout:g} s")
    if isinstance(error, socket.gaierror):
        return TransientError(f"{relay}: the name is not known ({error.strerror}); look at mail_out.relay")
    problem = error.strerror or one_line(str(error), ANSWER_LENGTH)
    return TransientError(f"{relay} cannot be reached: {problem}; look at mail_out.relay and mail_out.port")
