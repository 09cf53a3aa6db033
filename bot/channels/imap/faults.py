"""Foreign errors become ours at the edge, with a sentence that says what to do."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import EchodeskError, PermanentError, TransientError

#: RFC 5530 codes by which a server says "not now" to what is right in itself.
_NOT_NOW = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b|too many|try again|temporar", re.IGNORECASE)
_LONGEST_ANSWER = 200


class ConnectionLostError(TransientError):
    """The connection is gone: whatever was under way has to be done again on a new one."""


class CommandRefusedError(TransientError):
    """The server answered a command with NO or BAD; the connection still works."""


def answer_of(error: Exception) -> str:
    """What the server said, in one short clean line."""
    text = "".join(char if char.isprintable() else " " for char in str(error))
    return text[:_LONGEST_ANSWER].strip() or type(error).__name__


@contextmanager
def foreign_errors(doing: str, place: str) -> Iterator[None]:
    """Turn what imaplib, imapclient, ssl and sockets raise into our errors, naming the step and the ``place``."""
    try:
        yield
    except EchodeskError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise PermanentError(
            f"{place}: the server's certificate is not trusted ({error.verify_message}); set tls_ca_file to the "
            "authority that signed it, or correct host"
        ) from error
    except socket.gaierror as error:
        raise TransientError(
            f"{place}: the name cannot be looked up ({error.strerror}); check host and the DNS"
        ) from error
    except ssl.SSLError as error:
        raise ConnectionLostError(
            f"{place}: TLS failed while {doing} ({answer_of(error)}); check tls and port"
        ) from error
    except TimeoutError as error:
        raise ConnectionLostError(f"{place}: no answer in time while {doing}; check the network and timeout") from error
    except imaplib.IMAP4.readonly as error:
        raise PermanentError(
            f'{place}: this user may only read the folder; set after = "keep", or allow it to change flags'
        ) from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise ConnectionLostError(f"{place}: the connection broke while {doing} ({answer_of(error)})") from error
    except imaplib.IMAP4.error as error:
        raise CommandRefusedError(f"{place}: the server refused {doing} ({answer_of(error)})") from error
    except (ValueError, LookupError, TypeError) as error:
        # imaplib and imapclient raises these for answers it cannot read: what follows on this connection cannot be trusted.
        raise ConnectionLostError(
            f"{place}: an answer that cannot be read while {doing} ({answer_of(error)})"
        ) from error


def is_not_now(answer: str) -> bool:
    """Whether what was refused may work later as it stands (RFC 5530)."""
    return bool(_NOT_NOW.search(answer))
