"""The AUTH command (RFC 4954): only inside TLS, or from this machine itself."""

# ruff: noqa: N802 - aiosmtpd finds a command by its name in capitals

import base64
import binascii
import ipaddress

import structlog
from aiosmtpd.smtp import syntax

from bot.channels.receiving.connection import Connection

_log = structlog.get_logger()

_MECHANISMS = ("PLAIN", "LOGIN")


class LoginConnection(Connection):
    """A connection whose client may prove who it is."""

    MOST_TRIES = 3

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        self._wrong = 0

    def may_log_in(self) -> bool:
        """Whether AUTH is offered: there are users, and the password would not cross a network in the clear."""
        ip = self.client_ip
        local = ip is not None and ipaddress.ip_address(ip).is_loopback
        return bool(self.service.credentials) and (self.encrypted or local)

    @syntax("AUTH mechanism [initial-response]")
    async def smtp_AUTH(self, arg: str | None) -> None:
        """Ask for the name and the password, and remember who it is."""
        mechanism, _, initial = (arg or "").partition(" ")
        refusal = self._auth_refusal(mechanism.upper())
        if refusal is not None:
            await self.push(refusal)
            return
        user, answered = await self._ask(mechanism.upper(), initial.strip())
        if answered:
            await self._conclude(user)

    def _auth_refusal(self, mechanism: str) -> str | None:
        if not self.client.extended_smtp:
            return "503 5.5.1 send EHLO first"
        if not self.service.credentials:
            return "502 5.5.1 AUTH is not offered here"
        if not self.may_log_in():
            return "538 5.7.11 encryption required: STARTTLS first"
        if self.client.auth_user is not None or self.transaction.begun:
            return "503 5.5.1 AUTH comes once, and before MAIL"
        if mechanism not in _MECHANISMS:
            return "504 5.5.4 unknown mechanism"
        return None

    async def _ask(self, mechanism: str, initial: str) -> tuple[str | None, bool]:
        """The user or None, and whether there was an answer to judge (where not, the reply was sent already)."""
        first = await self._response("" if mechanism == "PLAIN" else "Username:", initial)
        if first is None:
            return None, False
        if mechanism == "PLAIN":
            return self.service.credentials.check_plain(first), True
        password = await self._response("Password:", "")
        if password is None:
            return None, False
        return self.service.credentials.check(first, password), True

    async def _response(self, challenge: str, initial: str) -> bytes | None:
        if not initial:
            response = await self.challenge_auth(challenge)
            return response if isinstance(response, bytes) else None
        try:
            # "=" stands for an initial response of no octets, RFC 4954 section 4.
            return b"" if initial == "=" else base64.b64decode(initial, validate=True)
        except (binascii.Error, ValueError):
            await self.push("501 5.5.2 not base64")
            return None

    async def _conclude(self, user: str | None) -> None:
        known = self.service.wrong_passwords
        if user is not None and not known.blocked(self._client):
            self.client.auth_user = user
            _log.info("smtp.logged_in", user=user, client_ip=self.client_ip)
            await self.push("235 2.7.0 welcome")
            return
        self._wrong += 1
        known.note(self._client)
        _log.warning("smtp.login_failed", client_ip=self.client_ip)
        if self._wrong >= self.MOST_TRIES or known.blocked(self._client):
            self.hang_up("421 4.7.0 too many failed logins, try again later")
        await self.push("535 5.7.8 name or password is wrong")
