"""The mail commands of SMTP (RFC 5321), as a desk that relays for nobody answers them."""

# ruff: noqa: N802, N815 - aiosmtpd finds a command by its name in capitals

from collections.abc import Callable

import structlog
from aiosmtpd.smtp import syntax

from bot.channels.receiving.data import read_data
from bot.channels.receiving.keeping import Outcome, reply_to_all
from bot.channels.receiving.login import LoginConnection
from bot.channels.receiving.paths import Path, PathError
from bot.channels.receiving.service import Recipient, Transaction
from bot.redaction import short_address
from parsers.arrival import Arrival, Envelope

_log = structlog.get_logger()

_NOT_KNOWN = "555 5.5.4 parameter not recognised"
_TOO_LARGE = "552 5.3.4 the message is larger than we take"


class SmtpConnection(LoginConnection):
    """One SMTP client."""

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str | None) -> None:
        """The greeting of 1982: no extensions."""
        if self._greeted(hostname, extended=False):
            await self._send(f"250 {self.hostname}\r\n".encode())
        else:
            await self.push("501 5.5.4 syntax: HELO hostname")

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str | None) -> None:
        """The greeting, answered with what we offer."""
        if not self._greeted(hostname, extended=True):
            await self.push("501 5.5.4 a hostname is missing")
            return
        *lines, last = self.hostname, *self._offered()
        await self._send("".join([*(f"250-{line}\r\n" for line in lines), f"250 {last}\r\n"]).encode())

    def _offered(self) -> list[str]:
        keywords = ["PIPELINING", f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        if self.service.certificate is not None and not self.encrypted:
            keywords.append("STARTTLS")
        if self.may_log_in():
            keywords.append("AUTH PLAIN LOGIN")
        return [*keywords, "HELP"]

    def _greeted(self, hostname: str | None, *, extended: bool) -> bool:
        if not hostname:
            return False
        self.begin_anew()
        self.client.extended_smtp = extended
        self.client.host_name = _clean(hostname)
        return True

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """RFC 3207; not a second time."""
        if self.encrypted:
            await self.push("503 5.5.1 TLS is on already")
        else:
            await super().smtp_STARTTLS(arg or "")
            self.notice_broken_handshake()

    @syntax("MAIL FROM:<address>", extended=" [SP parameters]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a transaction."""
        await self.push(self._not_yet() or self._begin(arg) or "250 2.1.0 sender ok")

    @syntax("RCPT TO:<address>")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Add a recipient, if it is one of ours."""
        await self.push(self._not_yet() or self._add(arg) or "250 2.1.5 recipient ok")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Take the message, and answer 250 once it is durable."""
        refusal = self._not_yet() or self._not_ready(arg)
        if refusal is not None:
            await self.push(refusal)
            return
        await self.push("354 end data with <CR><LF>.<CR><LF>")
        transaction = self.transaction
        try:
            content = await read_data(self._reader, self.service.settings.size_limit, self._reset_timeout)
            replies = self._for_each(transaction, _TOO_LARGE) if content is None else await self._keep(content)
        finally:
            self.begin_anew()
        for reply in replies:
            await self.push(reply)

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str | None) -> None:
        """The end, and nothing after it."""
        if arg:
            await self.push("501 5.5.4 syntax: QUIT")
        else:
            self.hang_up("221 2.0.0 bye")

    @syntax("VRFY address")
    async def smtp_VRFY(self, arg: str | None) -> None:
        """Neither confirm nor deny (RFC 5321 section 7.3)."""
        await self.push(
            "252 2.0.0 cannot verify it, but send and we will see" if arg else "501 5.5.4 syntax: VRFY address"
        )

    async def smtp_GET(self, arg: str | None) -> None:  # noqa: ARG002 - the signature of a command
        """A browser was made to talk to us: hang up before it goes on in the words of its form."""
        self.hang_up("421 4.7.0 this is not a web server")

    smtp_POST = smtp_PUT = smtp_CONNECT = smtp_GET

    def _not_yet(self) -> str | None:
        """Why there can be no mail command now."""
        if not self.client.host_name:
            return "503 5.5.1 greet us first"
        if self.service.settings.require_starttls and not self.encrypted:
            return "530 5.7.0 must issue a STARTTLS command first"
        if self.service.settings.require_auth and self.client.auth_user is None:
            return "530 5.7.0 authentication required"
        return None

    def _begin(self, arg: str | None) -> str | None:
        if self.transaction.begun:
            return "503 5.5.1 nested MAIL command"
        try:
            path = Path.parse("FROM:", arg)
        except PathError as error:
            return f"501 5.5.4 {error}"
        refusal = (
            self._parameters_refusal(path.parameters)
            or _charset_refusal(path, "SMTPUTF8" in path.parameters)
            or self.service.rates.refusal(self.client_ip, path.address)
        )
        if refusal is None:
            self.transaction.mail_from = path.address
            self.transaction.smtp_utf8 = "SMTPUTF8" in path.parameters
        return refusal

    def _parameters_refusal(self, parameters: dict[str, str | None]) -> str | None:
        checks: dict[str, Callable[[str | None], str | None]] = {
            "SIZE": self._size_refusal,
            "BODY": lambda value: None if (value or "").upper() in ("7BIT", "8BITMIME") else "501 5.5.4 unknown BODY",
            "SMTPUTF8": lambda value: None if value is None else "501 5.5.4 SMTPUTF8 takes no value",
            # Relays that logged in add AUTH=<>; who sent the mail is not decided by it (RFC 4954 section 5).
            "AUTH": lambda value: None if value else "501 5.5.4 AUTH takes a value",
        }
        if parameters and not self.client.extended_smtp:
            return _NOT_KNOWN
        for keyword, value in parameters.items():
            refusal = checks[keyword](value) if keyword in checks else _NOT_KNOWN
            if refusal is not None:
                return refusal
        return None

    def _size_refusal(self, value: str | None) -> str | None:
        if value is None or not value.isdigit() or len(value) > 20:  # RFC 1870 section 4
            return "501 5.5.4 SIZE takes a number"
        return _TOO_LARGE if int(value) > self.service.settings.size_limit else None

    def _add(self, arg: str | None) -> str | None:
        if not self.transaction.begun:
            return "503 5.5.1 need MAIL command"
        try:
            path = Path.parse("TO:", arg)
        except PathError as error:
            return f"501 5.5.4 {error}"
        refusal = _NOT_KNOWN if path.parameters else _charset_refusal(path, self.transaction.smtp_utf8)
        return refusal or self._recipient_refusal(path.address)

    def _recipient_refusal(self, address: str) -> str | None:
        mailbox = self.service.recipients.mailbox_of(address)
        if mailbox is None:
            _log.info("mail.recipient_refused", recipient=short_address(address), client_ip=self.client_ip)
            return "550 5.1.1 no such address here"
        if len(self.transaction.recipients) >= self.service.settings.max_recipients:
            return "452 4.5.3 too many recipients, send to the rest in another transaction"
        self.transaction.recipients.append(Recipient(address, mailbox))
        return None

    def _not_ready(self, arg: str | None) -> str | None:
        if arg:
            return "501 5.5.4 syntax: DATA"
        return None if self.transaction.recipients else "503 5.5.1 need RCPT command with an address of ours"

    async def _keep(self, content: bytes) -> list[str]:
        arrivals = self._arrivals(content)
        # The client waits for us now; it is not idle.
        self._reset_timeout(self.service.keeper.timeout + self.service.settings.command_timeout)
        self.busy = True
        try:
            outcomes = await self.service.keeper.keep(arrivals)
        finally:
            self.busy = False
        self._forgive()
        by_mailbox = {arrival.mailbox: outcome for arrival, outcome in zip(arrivals, outcomes, strict=True)}
        return self._replies(self.transaction, by_mailbox)

    def _arrivals(self, content: bytes) -> list[Arrival]:
        transaction, client = self.transaction, self.client
        now = self.service.clock.now()
        return [
            Arrival(
                channel=self.service.channel,
                mailbox=mailbox,
                raw=content,
                received_at=now,
                envelope=Envelope(
                    mail_from=transaction.mail_from,
                    rcpt_to=addresses,
                    client_ip=self.client_ip,
                    client_name=client.host_name,
                    tls=self.encrypted,
                    auth_user=client.auth_user,
                    smtputf8=transaction.smtp_utf8,
                ),
            )
            for mailbox, addresses in transaction.by_mailbox().items()
        ]

    def _replies(self, transaction: Transaction, by_mailbox: dict[str, Outcome]) -> list[str]:  # noqa: ARG002 - LMTP needs it
        return [reply_to_all(list(by_mailbox.values()))]

    def _for_each(self, transaction: Transaction, reply: str) -> list[str]:  # noqa: ARG002 - LMTP needs it
        return [reply]


def _clean(name: str) -> str:
    """An EHLO argument fit for a log and a database: printable, of bounded length."""
    name = name.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else "?" for character in name[:255])


def _charset_refusal(path: Path, smtputf8: bool) -> str | None:
    try:
        path.address.encode("utf-8" if smtputf8 else "ascii")
    except UnicodeEncodeError:
        return "553 5.6.7 an address beyond ASCII needs SMTPUTF8, and UTF-8"
    return None
