"""Checks of the configuration and of this machine: file, time zone, templates, certificates, ports."""

import contextlib
import errno
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.checks.certificate import certificate_check
from bot.checks.findings import Finding, fail, ok, warn
from bot.checks.tls_strength import cipher_checks, key_checks
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.render import Renderer
from bot.settings import Settings
from bot.settings.channels import Listener, ReceiverSettings

_PATIENCE = 3.0


def file_check(file: Path | None, settings: Settings) -> Finding:
    """Whether others on the machine can read the passwords that are in the file."""
    if file is None or not file.exists():
        return ok("configuration", "no file: the defaults, and the environment")
    readable = stat.S_IMODE(file.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH)
    if readable and _has_secrets(settings):
        return warn("configuration", f"{file} may hold passwords, and others can read it", f"run: chmod 600 {file}")
    return ok("configuration", f"{file} is valid")


def _has_secrets(settings: Settings) -> bool:
    imap = any(a.password or (a.oauth2 and a.oauth2.client_secret) for a in settings.imap)
    return bool(imap or settings.mail_out.password or settings.smtp.users or settings.lmtp.users)


def zone_check(settings: Settings, clock: Clock) -> Finding:
    """The desk's time zone, with the time there, so that a wrong one is seen."""
    zone = settings.desk.time_zone  # the settings have made sure that it is one
    return ok("time zone", f"{zone}, now {clock.now().astimezone(ZoneInfo(zone)).strftime('%Y-%m-%d %H:%M %Z')}")


def templates_check(settings: Settings) -> Finding:
    """Whether every notice's templates can be used."""
    if settings.templates is not None and not settings.templates.is_dir():
        return fail("templates", f"{settings.templates} is no folder", "see templates in the configuration")
    try:
        Renderer(settings.templates).check()
    except ConfigurationError as error:
        return fail("templates", str(error), "mend the template, or remove it to use the one that comes with Echodesk")
    return ok("templates", f"{settings.templates or 'those that come with Echodesk'}")


def alert_mail_check(settings: Settings) -> Finding:
    """Who is told of what an analyst must look at."""
    to = settings.alerts.to
    return ok("alert mail", f"to {', '.join(to)}" if to else "to nobody; all alerts are in: echodesk alerts list")


def certificate_checks(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """The certificates of SMTP and LMTP."""
    for name, receiver in _receivers(settings):
        if receiver.tls_certificate and receiver.tls_key:
            yield certificate_check(name, receiver.tls_certificate, receiver.tls_key, receiver.hostname, clock)
            yield from key_checks(name, receiver.tls_certificate)
            yield from cipher_checks(name, receiver)
        elif name == "smtp" and any(not _is_local(listener.host) for listener in receiver.listen):
            yield warn("smtp certificate", "mail is taken in without TLS", "set smtp.tls_certificate and smtp.tls_key")


def port_checks(settings: Settings) -> Iterator[Finding]:
    """Whether each port can be had, or is an Echodesk's already."""
    for name, receiver in _receivers(settings):
        for listener in receiver.listen:
            yield port_check(f"{name} port", listener)


def _receivers(settings: Settings) -> list[tuple[str, ReceiverSettings]]:
    return [(name, r) for name, r in (("smtp", settings.smtp), ("lmtp", settings.lmtp)) if r.enabled]


def _is_local(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def port_check(subject: str, listener: Listener) -> Finding:
    """Try to listen; where somebody does already, look whether it is an Echodesk."""
    place = f"{listener.host}:{listener.port}"
    if listener.port == 0:
        return ok(subject, f"{listener.host}, any free port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            listener.host, listener.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            # As a server does: a connection of the last run that is still closing is in nobody's way.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return _taken(subject, listener, error)
    return ok(subject, f"{place} is free")


def _taken(subject: str, listener: Listener, error: OSError) -> Finding:
    place = f"{listener.host}:{listener.port}"
    if error.errno == errno.EADDRINUSE:
        greeting = "" if listener.implicit_tls else _greeting(listener)
        if "Echodesk" in greeting:
            return ok(subject, f"{place}: an Echodesk is listening")
        who = f"another program: {greeting}" if greeting else "another program"
        return fail(subject, f"{place} is taken by {who}", f"stop it, or choose another port in {subject[:4]}.listen")
    if error.errno == errno.EACCES:
        todo = f"choose a port above 1023 in {subject[:4]}.listen, or give the program CAP_NET_BIND_SERVICE"
        return fail(subject, f"this user may not listen on {place}", todo)
    return fail(subject, f"{place} cannot be had: {error.strerror}", f"see host and port in {subject[:4]}.listen")


def _greeting(listener: Listener) -> str:
    """The first line that whoever listens says; "" where he says none in time."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listener.host, listener.host)  # noqa: S104 - compared, not bound
    with contextlib.suppress(OSError), socket.create_connection((host, listener.port), _PATIENCE) as connection:
        line = connection.recv(200).partition(b"\n")[0].decode("ascii", "replace")
        return "".join(sign if sign.isprintable() else " " for sign in line).strip()
    return ""
