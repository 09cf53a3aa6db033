"""The message as a signature covers it, held against the message as it is read.

A signature is worth something only where both see the same mail. The library that checks it takes the LAST of several equal
fields, ends the header at another line than a lenient reader would, and knows no lone CR: whatever two programs could read
differently is refused as a whole instead of being compared piece by piece.
"""

import hashlib
import re
from dataclasses import dataclass, field

import dkim

from parsers.mail.headers import Headers, split_headers

MOST_FIELDS = 1000
_LONGEST_HEADER = 262_144  # mail is read no further either (parsers.limits)
_MOST_LINES = 10_000
_LONGEST_FIELD = 65_536
_ENDS = (b"\n\n", b"\n\r\n")
_TABS = bytes.maketrans(b"\t", b" ")
_RUN = b"\r\n" * 65_536

# Fields a reader takes the first of (RFC 5322 section 3.6, RFC 2045 section 3).
_ONCE = (
    "from", "sender", "subject", "date", "to", "cc", "reply-to", "message-id", "in-reply-to", "references",
    "mime-version", "content-type", "content-transfer-encoding", "content-disposition",
)  # fmt: skip


@dataclass(slots=True)
class SignedView:
    """The header fields as a signature covers them: name and value with its line ends, in order.

    ``problem`` says why no signature can be believed on these bytes ("" where one can).
    """

    raw: bytes = field(repr=False)
    header: bytes = field(repr=False)
    fields: tuple[tuple[bytes, bytes], ...] = ()
    problem: str = ""
    _body: int = 0
    _hashes: dict[bytes, bytes] = field(default_factory=dict)

    def all(self, name: bytes) -> tuple[bytes, ...]:
        """Every value of the field ``name`` (lower case), in order."""
        return tuple(value for key, value in self.fields if key.lower() == name)

    def body_hash(self, canonicalization: bytes) -> bytes:
        """SHA-256 of the body in one of RFC 6376's forms (``simple``, ``relaxed``); computed once, however many ask."""
        if canonicalization not in self._hashes:
            self._hashes[canonicalization] = hashlib.sha256(
                canonical_body(self.raw[self._body :], canonicalization)
            ).digest()
        return self._hashes[canonicalization]


def look(raw: bytes) -> SignedView:
    """The signed view of a message. Never raises; linear in its length."""
    headers, body = split_headers(raw)
    block = raw[:body]
    view = SignedView(raw, block, _body=body)
    # Before the library looks at it: it copies a field for each line that folds it.
    if len(block) > _LONGEST_HEADER or block.count(b"\n") > _MOST_LINES:
        view.problem = "the header is too long"
        return view
    try:
        signed, rest = dkim.rfc822_parse(block)
    except (dkim.MessageFormatError, IndexError):
        view.problem = "the header has lines that are no header fields"
        return view
    view.fields = tuple((bytes(name), bytes(value)) for name, value in signed)
    view.problem = _difference(view, headers, rest) or _repeated(headers)
    return view


def _difference(view: SignedView, headers: Headers, rest: bytes) -> str:
    """What a signature would cover otherwise than it is read."""
    if len(view.fields) > MOST_FIELDS or any(len(value) > _LONGEST_FIELD for _, value in view.fields):
        return "the header is too long"
    if rest or not (view.header.endswith(_ENDS) or len(view.header) == len(view.raw)):
        return "it is not plain where the header ends"
    seen = tuple((name.decode("ascii").lower(), value.replace(b"\r\n", b"").strip()) for name, value in view.fields)
    if seen != headers.fields:
        return "the header can be read in two ways"
    return ""


def _repeated(headers: Headers) -> str:
    names = [name for name, _ in headers.fields]
    for name in _ONCE:
        if (count := names.count(name)) > 1:
            return f"the header has {count} {name.title().replace('Id', 'ID')} fields"
    return ""


def canonical_body(body: bytes, canonicalization: bytes) -> bytes:
    """The body in a canonical form (RFC 6376 section 3.4.3, 3.4.4), in linear time whatever it holds."""
    body = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    if canonicalization == b"relaxed":
        body = body.translate(_TABS)
        while b"  " in body:  # halves every run of blanks: a pattern would look at each of them again and again
            body = body.replace(b"  ", b" ")
        body = body.replace(b" \r\n", b"\r\n")
    end = _without_last_lines(body)
    if end == 0:
        return b"" if canonicalization == b"relaxed" else b"\r\n"
    return body[:end] + b"\r\n"


def _without_last_lines(body: bytes) -> int:
    """Where the body ends without the empty lines and the line end at its end."""
    end, step = len(body), len(_RUN)
    while step >= len(b"\r\n"):
        while body.endswith(_RUN[:step], 0, end):
            end -= step
        step //= 2
    return end


WIDE_SPACE = re.compile(rb"\s{65}")
"""White space that no signer writes; the library's patterns take time cubic in its length."""
