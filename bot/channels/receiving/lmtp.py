"""LMTP (RFC 2033): the same commands, greeted with LHLO, and one reply for each recipient after DATA."""

# ruff: noqa: N802, N815 - aiosmtpd finds a command by its name in capitals

from aiosmtpd.smtp import syntax

from bot.channels.receiving.commands import SmtpConnection
from bot.channels.receiving.keeping import Outcome, reply_to_all
from bot.channels.receiving.service import Transaction


class LmtpConnection(SmtpConnection):
    """One LMTP client, usually the mail server in front of the desk."""

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str | None) -> None:
        """The greeting, answered as EHLO is in SMTP."""
        await super().smtp_EHLO(hostname)

    async def smtp_EHLO(self, hostname: str | None) -> None:  # noqa: ARG002 - the signature of a command
        """Not a command here (section 4.1)."""
        await self.push("500 5.5.1 this is LMTP: greet with LHLO")

    smtp_HELO = smtp_EHLO

    def _replies(self, transaction: Transaction, by_mailbox: dict[str, Outcome]) -> list[str]:
        """Section 4.2: in the order of the accepted RCPT commands, also where one address came twice."""
        return [reply_to_all([by_mailbox[recipient.mailbox]]) for recipient in transaction.recipients]

    def _for_each(self, transaction: Transaction, reply: str) -> list[str]:
        return [reply] * len(transaction.recipients)
