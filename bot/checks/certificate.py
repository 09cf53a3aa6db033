"""Looks at a server certificate as a client does: by a handshake in memory, with nothing but the standard library."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.receiving.tls import Certificate
from bot.checks.findings import Finding, fail, ok, warn
from bot.clock import Clock
from bot.errors import ConfigurationError

_SOON = timedelta(days=14)
_EXPIRED, _NOT_YET_VALID = 10, 9  # X509_V_ERR_CERT_HAS_EXPIRED and _NOT_YET_VALID, x509_vfy.h
_MOST_FLIGHTS = 10
_RENEW = "renew it; a running Echodesk takes the new files up by itself"


def certificate_check(name: str, chain: Path, key: Path, hostname: str, clock: Clock) -> Finding:
    """Whether the files can be used, belong together, are for ``hostname``, and for how long they are valid."""
    subject = f"{name} certificate"
    try:
        server = Certificate(chain, key).context
        shown = _handshake(server, chain)
    except ConfigurationError as error:
        return fail(subject, str(error), f"see {name}.tls_certificate and {name}.tls_key")
    except ssl.SSLCertVerificationError as error:
        return _unusable(subject, chain, error)
    except (ssl.SSLError, OSError) as error:
        return fail(subject, f"{chain}: no TLS with it: {error.strerror or error}", _RENEW)
    return _judge(subject, chain, hostname, shown, clock.now())


def _unusable(subject: str, chain: Path, error: ssl.SSLCertVerificationError) -> Finding:
    if error.verify_code == _EXPIRED:
        return fail(subject, f"{chain} has expired", _RENEW)
    if error.verify_code == _NOT_YET_VALID:
        return fail(subject, f"{chain} is not valid yet", "look at this machine's clock, or wait")
    return warn(subject, f"{chain}: {error.verify_message}", "clients that check certificates may refuse it")


def _judge(subject: str, chain: Path, hostname: str, shown: dict[str, object], now: datetime) -> Finding:
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    if ends <= now:
        return fail(subject, f"{chain} expired on {ends.date().isoformat()}", _RENEW)
    if ends - now <= _SOON:
        return warn(subject, f"{chain} expires on {ends.date().isoformat()}", _RENEW)
    names = _names(shown)
    if not any(_covers(name, hostname) for name in names):
        text = f"{chain} is for {', '.join(names) or 'no name'}, not for {hostname}"
        return warn(subject, text, "set hostname to the name under which clients reach the desk")
    return ok(subject, f"{chain} is valid until {ends.date().isoformat()}")


def _names(shown: dict[str, object]) -> list[str]:
    pairs = shown.get("subjectAltName", ())
    return [value for kind, value in pairs if kind == "DNS"] if isinstance(pairs, tuple) else []


def _covers(name: str, hostname: str) -> bool:
    """RFC 9525 section 6.3: a star stands for one whole label."""
    name, hostname = name.casefold(), hostname.casefold()
    return name == hostname or (name.startswith("*.") and hostname.partition(".")[2] == name[2:])


def _handshake(server: ssl.SSLContext, chain: Path) -> dict[str, object]:
    """The certificate as a client that trusts these very files sees it. Raises ssl.SSLError."""
    client = ssl.create_default_context(cafile=str(chain))
    client.check_hostname = False
    # The chain's own certificates are trusted, whoever has signed them: the question is only whether they are usable.
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_side = client.wrap_bio(to_client, to_server)
    server_side = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(_MOST_FLIGHTS):
        if _goes_on(client_side):
            return dict(client_side.getpeercert() or {})
        _goes_on(server_side)
    raise ssl.SSLError("the handshake does not end")


def _goes_on(side: ssl.SSLObject) -> bool:
    """Take the handshake as far as the other side's bytes reach; whether it is done."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
