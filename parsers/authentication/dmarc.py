"""DMARC (RFC 9989): what the From field's domain asks for, and whether another domain is the same organisation's."""

from dataclasses import dataclass
from typing import Literal

from parsers.authentication.dns import DnsTemporaryError, Resolve
from parsers.authentication.domains import may_share_organisation

Mode = Literal["adkim", "aspf"]

_MOST_LABELS = 8
_JUMP_TO = 7
_MOST_RECORDS = 50
_LONGEST_RECORD = 4096
_POLICIES = frozenset({"none", "quarantine", "reject"})
_ASKS = {
    "none": "asks for nothing to be done with such mail",
    "quarantine": "asks to treat such mail with suspicion",
    "reject": "asks to reject such mail",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A DMARC policy record (RFC 9989 section 4.7). ``policy`` is None where it says nothing that can be followed."""

    policy: str | None
    sub_policy: str | None
    strict: frozenset[str]
    psd: str
    testing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The policy that is in force for a domain: what it asks (``none``, ``quarantine``, ``reject``) and who published it."""

    asks: str
    published_by: str
    testing: bool

    @property
    def sentence(self) -> str:
        """What it asks for, in words for an analyst."""
        return f"{self.published_by} {_ASKS[self.asks]}" + (" (while it is testing)" if self.testing else "")


class Organisation:
    """The From field's domain ``author`` and the domains that are its own.

    Each name is asked for once. ``temporary`` is set once an answer that was needed could not be had; ``resolve`` None: nothing
    is asked, and only the same domain is aligned.
    """

    def __init__(self, author: str, resolve: Resolve | None) -> None:
        self.author = author
        self.temporary = False
        self._resolve = resolve
        self._records: dict[str, Record | None] = {}

    def owns(self, domain: str, mode: Mode) -> bool:
        """Whether a check that passed for ``domain`` speaks for the author (RFC 9989 section 4.4). Never raises."""
        if not domain or not self.may_own(domain):
            return False
        if domain == self.author:  # always aligned: no question is asked
            return True
        try:
            return self._is_relaxed(domain, mode)
        except DnsTemporaryError:
            self.temporary = True
            return False

    def may_own(self, domain: str) -> bool:
        """Whether ``domain`` could turn out to be the author's."""
        return domain == self.author or (self._resolve is not None and may_share_organisation(domain, self.author))

    def policy(self) -> Policy | None:
        """The policy in force for the author (RFC 9989 section 4.10.1), or None. Never raises: see ``temporary``."""
        try:
            return self._policy()
        except DnsTemporaryError:
            self.temporary = True
            return None

    def _is_relaxed(self, domain: str, mode: Mode) -> bool:
        record, _ = self._in_force()
        if record is None or mode in record.strict:
            return False
        mine = self._organisation(self.author)
        # Stricter than the RFC, which takes a record at the top without psd=y at its word: nobody owns a top-level domain.
        return mine is not None and "." in mine and mine == self._organisation(domain)

    def _policy(self) -> Policy | None:
        record, where = self._in_force()
        if record is None or record.policy is None:
            return None
        asks = record.policy if where == self.author else record.sub_policy or record.policy
        return Policy(asks=asks, published_by=where, testing=record.testing)

    def _in_force(self) -> tuple[Record | None, str]:
        """The author's own record, else his organisation's, else the public suffix's (RFC 9989 section 4.10.1)."""
        own = self._record(self.author)
        if own is not None:
            return own, self.author
        found = self._walk(self.author)
        organisation = self._organisation(self.author)
        if organisation is not None and organisation in found:
            return found[organisation], organisation
        for name, record in found.items():
            if record.psd == "y":
                return record, name
        return None, ""

    def _organisation(self, domain: str) -> str | None:
        """The organisational domain (RFC 9989 section 4.10.2); None where no record is published anywhere above."""
        found = self._walk(domain)
        for name, record in found.items():
            if record.psd == "n":
                return name
            if record.psd == "y" and name != domain:
                return ".".join(domain.split(".")[-name.count(".") - 2 :])
        return next(reversed(found), None)

    def _walk(self, domain: str) -> dict[str, Record]:
        """The records from ``domain`` upwards (RFC 9989 section 4.10), longest name first, until one says whose it is."""
        found: dict[str, Record] = {}
        for name in _targets(domain):
            record = self._record(name)
            if record is not None:
                found[name] = record
                if record.psd in ("y", "n"):
                    break
        return found

    def _record(self, name: str) -> Record | None:
        if self._resolve is None:
            return None
        if name not in self._records:
            texts = self._resolve(f"_dmarc.{name}", "TXT")[:_MOST_RECORDS]
            read = [record for text in texts if (record := read_record(text)) is not None]
            self._records[name] = read[0] if len(read) == 1 else None  # several are none (section 4.10)
        return self._records[name]


def _targets(domain: str) -> list[str]:
    """The names a walk asks about: eight at most, however many labels a stranger writes (RFC 9989 section 4.10)."""
    labels = domain.split(".")
    rest = labels[1:] if len(labels) < _MOST_LABELS else labels[-_JUMP_TO:]
    return [domain, *(".".join(rest[at:]) for at in range(len(rest)))]


def read_record(text: str) -> Record | None:
    """A TXT record as a DMARC record, or None. ``v=DMARC1`` stands first and is case-sensitive (RFC 9989 section 4.7)."""
    tags: dict[str, str] = {}
    for number, part in enumerate(text[:_LONGEST_RECORD].split(";")):
        name, _, value = part.partition("=")
        name, value = name.strip(" \t"), value.strip(" \t")
        if number == 0 and (name.lower(), value) != ("v", "DMARC1"):
            return None
        tags.setdefault(name.lower(), value)
    policy = _known(tags.get("p"))
    if policy is None and tags.get("rua", "").lower().startswith("mailto:"):
        policy = "none"
    return Record(
        policy=policy,
        sub_policy=_known(tags.get("sp")),
        strict=frozenset(mode for mode in ("adkim", "aspf") if tags.get(mode, "").lower() == "s"),
        psd=tags.get("psd", "").lower(),
        testing=tags.get("t", "").lower() == "y",
    )


def _known(value: str | None) -> str | None:
    return value.lower() if value is not None and value.lower() in _POLICIES else None
