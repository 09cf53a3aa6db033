"""Who wrote it: the one reading of the From field, and the addresses of the other fields (RFC 5322 section 3.4).

Identity hangs on this: two readers that find different addresses in one header are a hole for spoofing (CVE-2023-27043), so
whatever is not exactly one mailbox, written in a way every reader understands alike, is no address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.characters import clean_line
from parsers.mail.charsets import decode
from parsers.mail.mailboxes import AddressError, normal_address
from parsers.mail.tokens import Token, comment_text, quoted_text, tokens
from parsers.mail.words import decode_words
from parsers.message import Sender

_NAME_LIMIT = 200
_MOST_BYTES = 100_000
_LONGEST_FROM = 16_384
_MOST_ADDRESSES = 500
_PLAIN = re.compile(r"[^\s<>(),;:\"@\[\]\\]{1,64}@[A-Za-z0-9.\-]{1,253}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox: the normalised address and the display name (decoded after the structure was read)."""

    address: str
    name: str


def read_sender(values: Sequence[bytes], count: int | None = None) -> Sender:
    """The author out of the values of all From fields; ``count`` is how many there are where some were not read."""
    number = max(len(values), count or 0)
    if not values:
        seen = "a From field only behind what was read of the header" if number else "no From field"
        return Sender(address=None, problem=f"The message has {seen}.")
    if number > 1:
        return Sender(address=None, name=_shown(values), problem=f"The message has {number} From fields.")
    try:
        mailbox = one_mailbox(values[0])
    except AddressError as error:
        return Sender(address=None, name=_shown(values), problem=f"The From field {error}.")
    return Sender(address=mailbox.address, name=mailbox.name)


def _shown(values: Sequence[bytes]) -> str:
    """What an analyst sees of a From that names nobody."""
    text = " / ".join(_text(value[:2000]) for value in values[:3])
    return clean_line(_decoded(text), _NAME_LIMIT)


def one_mailbox(value: bytes) -> Mailbox:
    """The only mailbox of a field. Raises AddressError ("names 2 mailboxes") for anything else. Linear in its length."""
    if len(value) > _LONGEST_FROM:
        raise AddressError("is too long to be one address")
    members = [member for member in _members(tokens(_text(value))) if any(t.kind != "comment" for t in member)]
    if not members:
        raise AddressError("is empty")
    if len(members) > 1:
        raise AddressError(f"names {len(members)} mailboxes")
    return _mailbox(members[0])


def read_addresses(values: Sequence[bytes]) -> tuple[str, ...]:
    """The normalised addresses of To, Cc or Reply-To, in order, each once; what cannot be read is passed over."""
    found: dict[str, None] = {}
    for value in values:
        for address in _lenient(value[:_MOST_BYTES]):
            found.setdefault(address)
            if len(found) >= _MOST_ADDRESSES:
                return tuple(found)
    return tuple(found)


def _lenient(value: bytes) -> list[str]:
    text = _text(value)
    try:
        members = _members(tokens(text), groups=True)
    except AddressError:
        return [address for match in _PLAIN.findall(text) if (address := _or_none(match)) is not None]
    addresses = []
    for member in members:
        try:
            addresses.append(_mailbox(member).address)
        except AddressError:
            continue
    return addresses


def _or_none(written: str) -> str | None:
    local, _, domain = written.rpartition("@")
    try:
        return normal_address(local, domain)
    except AddressError:
        return None


def _text(value: bytes) -> str:
    """The value for reading its structure: bytes that are no UTF-8 stay apart as surrogates until the name is decoded."""
    return value.decode("utf-8", "surrogateescape")


def _decoded(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return decode_words(decode(raw)[0])


def _members(found: Sequence[Token], *, groups: bool = False) -> list[list[Token]]:
    """The tokens between top-level commas. Groups (RFC 5322 section 3.4) are opened, or refused."""
    members: list[list[Token]] = [[]]
    inside = False
    for token in found:
        if token.text in (":", ";") and token.kind == "special" and not inside:
            if not groups:
                raise AddressError("is a group or a list, not one mailbox")
            members[-1] = [] if token.text == ":" else members[-1]
            if token.text == ";":
                members.append([])
        elif token.kind == "special" and token.text == "," and not inside:
            members.append([])
        else:
            inside = token.text == "<" or (inside and token.text != ">")
            members[-1].append(token)
    return members


def _mailbox(member: Sequence[Token]) -> Mailbox:
    opened = [n for n, token in enumerate(member) if token.kind == "special" and token.text == "<"]
    closed = [n for n, token in enumerate(member) if token.kind == "special" and token.text == ">"]
    comments = [token for token in member if token.kind == "comment"]
    if not opened and not closed:
        core = [token for token in member if token.kind != "comment"]
        name = " ".join(comment_text(token) for token in comments)
        return Mailbox(_addr_spec(core, member), clean_line(_decoded(name), _NAME_LIMIT))
    if len(opened) != 1 or len(closed) != 1 or opened[0] > closed[0]:
        raise AddressError("has angle brackets that do not enclose one address")
    first, last = opened[0], closed[0]
    if any(token.kind != "comment" for token in member[last + 1 :]):
        raise AddressError("goes on behind the address")
    inner = member[first + 1 : last]
    address = _addr_spec(inner, inner)
    phrase = [token for token in member[:first] if token.kind != "comment"]
    _check_phrase(phrase, address)
    name = clean_line(_decoded(_phrase_text(phrase)), _NAME_LIMIT)
    return Mailbox(address, name or clean_line(_decoded(" ".join(comment_text(t) for t in comments)), _NAME_LIMIT))


def _check_phrase(phrase: Sequence[Token], address: str) -> None:
    """Refuse an unquoted "@" in the display name, which other readers may take for the address itself.

    ``ann@firm.example <ann@firm.example>`` is common and says one thing only.
    """
    if not any(token.kind == "special" and token.text == "@" for token in phrase):
        return
    written = "".join(token.text for token in phrase)
    if _or_none(written) != address:
        raise AddressError("has another address before the one in angle brackets")


def _phrase_text(phrase: Sequence[Token]) -> str:
    out: list[str] = []
    for token in phrase:
        out.append(" " if token.spaced and out else "")
        out.append(quoted_text(token) if token.kind == "quoted" else token.text)
    return "".join(out)


def _addr_spec(core: Sequence[Token], around: Sequence[Token]) -> str:
    """``local@domain`` from exactly these tokens; blanks or comments inside are read differently by different programs."""
    ats = [n for n, token in enumerate(core) if token.kind == "special" and token.text == "@"]
    if not core:
        raise AddressError("has an empty address")
    if len(ats) != 1:
        raise AddressError("has no address" if not ats else "has more than one @ in the address")
    if any(token.spaced for token in core[1:]) or _interrupted(core, around):
        raise AddressError("has blanks or comments inside the address")
    local, domain = core[: ats[0]], core[ats[0] + 1 :]
    if len(local) == 1 and local[0].kind == "quoted":
        return normal_address(quoted_text(local[0]), _joined(domain), quoted=True)
    return normal_address(_joined(local), _joined(domain))


def _interrupted(core: Sequence[Token], around: Sequence[Token]) -> bool:
    """Whether a comment stands between two tokens of the address (before it or behind it is fine)."""
    places = [n for n, token in enumerate(around) if token.kind != "comment"]
    return bool(places) and places[-1] - places[0] + 1 != len(core)


def _joined(part: Sequence[Token]) -> str:
    if any(token.kind != "atom" for token in part):
        raise AddressError("has characters in the address that do not belong there")
    return "".join(token.text for token in part)
