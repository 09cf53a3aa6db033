"""PGP in plain text (RFC 9580 section 7): the frame of a clear-signed text taken off, an encrypted block taken out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.message import Protection

UNCHECKED = "PGP signatures are not checked: no keys are configured."
_MARK = "-----BEGIN PGP "
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"
_MESSAGE = "-----BEGIN PGP MESSAGE-----"
_MESSAGE_END = "-----END PGP MESSAGE-----"
_HASH = re.compile(r"Hash:[ \t]{0,20}[A-Za-z0-9,/ \t-]{1,200}\Z")
_ARMOUR_HEADER = re.compile(r"(?:Version|Comment|MessageID|Hash|Charset):.{0,500}\Z")
_RADIX64 = re.compile(r"[A-Za-z0-9+/=]{1,100}\Z")
_MOST_HEADERS = 20
_LONGEST_SIGNATURE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unframed:
    """A text without its PGP frames, in order. ``signed`` counts those taken off; ``sealed`` are encrypted blocks, as written.

    ``outside`` says that text stands outside of the frames.
    """

    text: str
    signed: int = 0
    sealed: tuple[str, ...] = ()
    outside: bool = False


def unframed(text: str) -> Unframed:
    """``text`` (lines ended by ``\\n``) without frames. What is not framed exactly stays as it is. Never raises; linear."""
    if _MARK not in text:
        return Unframed(text=text)
    lines = text.split("\n")
    kept: list[str] = []
    sealed: list[str] = []
    signed, at, outside = 0, 0, False
    while at < len(lines):
        line = lines[at].rstrip()
        if line == _SIGNED and (frame := _clear_signed(lines, at)):
            inside, at = frame
            kept += inside
            signed += 1
        elif line == _MESSAGE and (end := _armour_end(lines, at + 1, _MESSAGE_END, len(lines))):
            sealed.append("\n".join(lines[at:end]) + "\n")
            at = end
        else:
            kept.append(lines[at])
            outside = outside or line != ""
            at += 1
    return Unframed(text="\n".join(kept), signed=signed, sealed=tuple(sealed), outside=outside)


def pgp_labels(found: Unframed) -> list[Protection]:
    """What the frames of a text come to, as labels."""
    labels = []
    if found.signed:
        outside = " A part of the text lies outside of the signature." if found.outside or found.signed > 1 else ""
        labels.append(Protection(scheme="PGP", state="not verified", reason=UNCHECKED + outside))
    if found.sealed:
        labels.append(Protection(scheme="PGP", state="encrypted", reason="It is encrypted, and the desk has no key."))
    return labels


def _clear_signed(lines: Sequence[str], at: int) -> tuple[list[str], int] | None:
    """The lines in a frame that begins at ``at``, and the line behind it; None where it is no frame."""
    start = at + 1
    while start < len(lines) and start - at <= _MOST_HEADERS and _HASH.match(lines[start].rstrip()):
        start += 1
    if start >= len(lines) or lines[start].strip():
        return None
    inside: list[str] = []
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.rstrip() == _SIGNATURE:
            end = _armour_end(lines, number + 1, _SIGNATURE_END, _LONGEST_SIGNATURE)
            return (inside, end) if end else None
        if line.startswith("-----"):  # any such line of the text is dash-escaped (section 7.1)
            return None
        inside.append(line.removeprefix("- "))
    return None


def _armour_end(lines: Sequence[str], start: int, tail: str, most: int) -> int | None:
    """The line behind an armour (section 6.2) whose first line stands before ``start``; None where something else is in it."""
    at = start
    while at < len(lines) and at - start <= _MOST_HEADERS and _ARMOUR_HEADER.match(lines[at].rstrip()):
        at += 1
    if at < len(lines) and not lines[at].strip():
        at += 1
    first = at
    while at < len(lines) and at - first <= most and _RADIX64.match(lines[at].rstrip()):
        at += 1
    return at + 1 if at > first and at < len(lines) and lines[at].rstrip() == tail else None
