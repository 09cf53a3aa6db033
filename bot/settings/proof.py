"""Settings of what proves a sender, of the virus scanner, and of who is told."""

from pathlib import Path

from pydantic import Field, field_validator

from bot.settings.channels import Section
from bot.settings.nameservers import server_address
from bot.settings.values import mail_address, networks
from parsers.vocabulary import AuthenticationPolicy


class AuthenticationSettings(Section):
    """How senders are proven (docs/decisions/sender-authentication.md). Times in seconds unless the name says otherwise.

    ``authserv_ids`` are the names under which our own mail provider writes Authentication-Results (RFC 8601);
    ``arc_sealers`` the domains whose ARC seals count (RFC 8617).
    """

    policy: AuthenticationPolicy = AuthenticationPolicy.REQUIRE
    check: bool = True
    gateways: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    arc_sealers: tuple[str, ...] = ()
    forwarders: tuple[str, ...] = ()
    retry_for: float = Field(default=3600.0, ge=0)
    ask_contact: bool = True
    ask_hours: float = Field(default=24.0, gt=0)
    dns_servers: tuple[str, ...] = ()
    dns_timeout: float = Field(default=1.5, gt=0)
    dns_seconds: float = Field(default=5.0, gt=0)
    smime_roots: Path | None = None

    @field_validator("gateways")
    @classmethod
    def _arenetworks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return networks(value)

    @field_validator("dns_servers")
    @classmethod
    def _are_servers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for server in value:
            server_address(server)
        return value

    @field_validator("forwarders")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mail_address(address) for address in value)


class ScanningSettings(Section):
    """The virus scanner: clamd's socket, ``/run/clamav/clamd.ctl`` or ``host:port``. Time in seconds, sizes in bytes."""

    clamd: str | None = None
    timeout: float = Field(default=10.0, gt=0)
    largest: int = Field(default=25_000_000, ge=1)


class AlertSettings(Section):
    """Who is told of what an analyst must look at (a loop, a bounce, somebody in a contact's name)."""

    to: tuple[str, ...] = ()

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mail_address(address) for address in value)
