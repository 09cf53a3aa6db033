"""Which desk mailbox takes mail for an address; None is what keeps this from being an open relay."""

import unicodedata
from collections.abc import Sequence

from bot.settings.model import MailboxSettings

_POSTMASTER = "postmaster"


class Recipients:
    """The addresses and domains of the desk's mailboxes, in the order they are configured.

    The nearest match wins: a whole address before a whole domain, and among equals the first mailbox.
    """

    def __init__(self, mailboxes: Sequence[MailboxSettings]) -> None:
        self._first = mailboxes[0].name
        self._addresses: dict[tuple[str, str], str] = {}
        self._domains: dict[str, str] = {}
        for mailbox in mailboxes:
            for address in mailbox.addresses:
                self._addresses.setdefault(_folded(address), mailbox.name)
            for domain in mailbox.domains:
                self._domains.setdefault(_folded_domain(domain.removeprefix("@")), mailbox.name)
        self._ours = {domain for _, domain in self._addresses} | self._domains.keys()

    def mailbox_of(self, address: str) -> str | None:
        """The name of the mailbox for a forward-path, or None where it is not ours."""
        local, domain = _folded(address)
        base = local.partition("+")[0]  # sub-addressing, RFC 5233
        named = self._addresses.get((local, domain)) or self._addresses.get((base, domain))
        if named is not None:
            return named
        if local and domain in self._domains:
            return self._domains[domain]
        # RFC 5321 sections 4.5.1 and 4.1.1.3: the postmaster of a domain, and of no domain, can always be written to.
        return self._first if local == _POSTMASTER and (not domain or domain in self._ours) else None


def _folded(address: str) -> tuple[str, str]:
    local, at, domain = address.rpartition("@")
    if not at:
        local, domain = domain, ""
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = local[1:-1].replace("\\", "")
    return unicodedata.normalize("NFC", local).casefold(), _folded_domain(domain)


def _folded_domain(domain: str) -> str:
    """One form for ``Bücher.example`` and ``xn--bcher-kva.example``."""
    domain = domain.rstrip(".")
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.casefold()
