"""SPF (RFC 7208): whether the server that handed a mail over may send for the domain of its envelope."""

import ipaddress
import re
from typing import Any

import idna
import spf

from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve
from parsers.verdict import Check

LONGEST_SENDER = 512
"""Characters; RFC 5321 section 4.5.3.1.3 allows 254."""
LONGEST_NAME = 253
LONGEST_RECORD = 8192
LONGEST_TERM = 512
MOST_HOSTS = 10
"""PTR names that are looked at (RFC 7208 section 4.6.4)."""

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NOT_SHOWN = re.compile(r"[^!-~ ]")
_SHOWN = 120


def check_spf(*, client_ip: str, mail_from: str, helo: str, resolve: Resolve, receiver: str = "") -> Check:
    """RFC 7208's result for one message, at the edge where ``client_ip`` is the sender's own server. Never raises.

    ``mail_from`` is the envelope's sender without angle brackets; for an empty one HELO's name is checked (section 2.4).
    ``domain`` of the result is the name that was checked, in A-labels, empty where there is none; ``aligned`` is not judged here.
    ``receiver`` is this host's name, for ``%{r}``. A client on this machine (127.0.0.1) is checked like any other.
    """
    address = _address(client_ip)
    local, domain = _identity(mail_from, helo)
    if not domain:
        return _check("none", "", "the envelope names no domain that could have published a policy")
    if not address:
        return _check("none", domain, "the sending server's address is not known")
    try:
        query = _Query(address, local, domain, helo[:LONGEST_NAME], receiver or "unknown", resolve)
        result, _, said = query.check()
        return _check(result, domain, _told(result, query.mechanism or said.partition(": ")[2], address, domain))
    except RecursionError:
        return _check("permerror", domain, f"the policy of {domain} goes too deep")
    except Exception as error:  # noqa: BLE001 - the library raises anything on a hostile policy
        return _check("permerror", domain, f"the policy of {domain} could not be evaluated ({type(error).__name__})")


class _Query(spf.query):  # type: ignore[misc]
    """pyspf's evaluation, with our DNS, and bounded where a hostile policy could keep it busy."""

    def __init__(self, address: str, local: str, domain: str, helo: str, receiver: str, resolve: Resolve) -> None:
        super().__init__(i=address, s=f"{local}@{domain}", h=helo, receiver=receiver, strict=True, querytime=0)
        # pyspf divides at the first "@", which may stand in a quoted local part.
        self.l, self.o, self.d = local, domain, domain
        self._resolve = resolve
        self._hosts: list[str] | None = None

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:  # noqa: ARG002
        """The records as pyspf wants them: (preference, host) for MX, a list of byte strings for each TXT."""
        name = name.removesuffix(".").lower()
        if not _may_be_asked(name):
            return []
        found = self._asked(name, qtype)
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"more than {spf.MAX_VOID_LOOKUPS} of its lookups found nothing")
        return found

    def _asked(self, name: str, qtype: str) -> list[Any]:
        kinds: dict[str, RecordType] = {"A": "A", "AAAA": "AAAA", "MX": "MX", "PTR": "PTR", "TXT": "TXT"}
        try:
            found = self._resolve(name, kinds[qtype])
        except DnsTemporaryError as error:
            raise spf.TempError(str(error)) from error
        match qtype:
            case "TXT":
                return [[text.encode("latin-1", "replace")] for text in found]
            case "MX":
                pairs = (value.split() for value in found)
                return [(int(pair[0]), pair[1]) for pair in pairs if len(pair) == 2]
            case _:
                return list(found)

    def dns_spf(self, domain: str) -> str | None:
        """The one policy of a domain. A longer one than anybody writes is refused before it is taken apart."""
        found: str | None = super().dns_spf(domain)
        if found and len(found) > LONGEST_RECORD:
            raise spf.PermError(f"the policy of {domain} has more than {LONGEST_RECORD} characters")
        return found

    def validated_ptrs(self) -> list[str]:
        """The client's names that lead back to it. A DNS that fails here matches nothing (section 5.5); once for each message."""
        if self._hosts is None:
            try:
                self._hosts = self.dns_ptr(self.i)[:MOST_HOSTS]
            except spf.TempError:
                self._hosts = []
            self._hosts = [host for host in self._hosts if self._leads_back(host)]
        return self._hosts

    def _leads_back(self, host: str) -> bool:
        try:
            return bool(self.cidrmatch(self.dns_a(host, self.A), self.cidrmax))
        except spf.TempError:
            return False

    def expand_domain(self, arg: str) -> str:
        """A domain-spec, expanded. Patterns in pyspf need time with the square of its length."""
        if len(arg) > LONGEST_TERM:
            raise spf.PermError(f"a domain in it has more than {LONGEST_TERM} characters")
        return str(super().expand_domain(arg))

    def expand(self, s: str, stripdot: bool = True) -> str:
        """The macros of a string, expanded; too long a name loses labels from the left (section 7.3)."""
        if "%" in s and len(s) > LONGEST_TERM:
            raise spf.PermError(f"a macro-string in it has more than {LONGEST_TERM} characters")
        expanded = str(super().expand(s, stripdot))
        if stripdot and len(expanded) > LONGEST_NAME:
            expanded = expanded[-LONGEST_NAME - 1 :].partition(".")[2]
        return expanded

    def get_explanation(self, spec: str) -> None:
        """Nothing: what a stranger wants a rejected sender to read is not looked up, since nobody is to read it here."""


def _identity(mail_from: str, helo: str) -> tuple[str, str]:
    """Local part and domain of what is checked: MAIL FROM, or ``postmaster`` at HELO for the null sender (section 2.4)."""
    sender = mail_from.removeprefix("<").removesuffix(">")
    if not sender:
        return "postmaster", _domain(helo)
    local, at, domain = sender.rpartition("@")
    if not at or len(sender) > LONGEST_SENDER:
        return "", ""
    return local or "postmaster", _domain(domain)


def _domain(name: str) -> str:
    """A name of several labels in A-labels and lower case, or empty (section 4.3)."""
    name = name.removesuffix(".").lower()
    if len(name) > LONGEST_NAME:
        return ""
    labels = name.split(".")
    if not name.isascii():
        try:
            labels = [idna.encode(label).decode("ascii") for label in labels]
        except (idna.IDNAError, UnicodeError):
            return ""
    name = ".".join(labels)
    whole = len(labels) > 1 and len(name) <= LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)
    return name if whole else ""


def _may_be_asked(name: str) -> bool:
    """Whether a name that macros made can be put into a question (RFC 1035 section 3.1)."""
    return name.isascii() and len(name) <= LONGEST_NAME and all(0 < len(one) < 64 for one in name.split("."))


def _address(client_ip: str) -> str:
    """The address as text; of an IPv6 address that holds an IPv4 one (``::ffff:192.0.2.9``), the latter. Empty if it is none."""
    try:
        address = ipaddress.ip_address(client_ip.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _check(result: str, domain: str, detail: str) -> Check:
    return Check(method="spf", result=result, domain=domain, detail=detail)


def _told(result: str, why: str, address: str, domain: str) -> str:
    """The result in a sentence. ``why`` is the part of the policy that decided, or what is wrong with it: a stranger's text."""
    because = f" ({_NOT_SHOWN.sub('?', why)[:_SHOWN]})" if why else ""
    match result:
        case "pass":
            return f"{domain} lets {address} send for it{because}"
        case "fail":
            return f"{domain} says that {address} may not send for it{because}"
        case "softfail":
            return f"{domain} says that {address} probably may not send for it{because}"
        case "neutral":
            return f"{domain} does not say whether {address} may send for it{because}"
        case "none":
            return f"{domain} publishes no policy"
        case "temperror":
            return f"the policy of {domain} could not be asked for now{because}"
        case _:
            return f"the policy of {domain} has a mistake{because}"
