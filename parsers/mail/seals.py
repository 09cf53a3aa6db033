"""Parts that hold a part in a CMS wrapper: opaquely signed, compressed, encrypted (RFC 8551 section 3)."""

import re
from dataclasses import dataclass

from parsers.mail.cms import Cms, Kind, inflate, read_cms

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
DETACHED = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_USUAL_NAME = "smime.p7m"
_HEADER_BYTES = 65_536
_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]{0,20}:|\r?\n")
_CONTENT_FIELD = re.compile(rb"^content-[a-z\-]{2,30}[ \t]{0,20}:", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\n\r?\n")
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a]")

ENCRYPTED = "The message is encrypted; we cannot read it."
PART_ENCRYPTED = "A part of the message is encrypted; we cannot read it."
UNREADABLE = "An encrypted or opaquely signed part could not be opened; it is kept as a file."
_NOT_UNPACKED = "A compressed part is damaged or too large when unpacked; it is kept as a file."
_TOO_LARGE = "What the message holds in wrappers is too large in all; a part of it is kept as a file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What stood in such a part. ``inside`` is the MIME entity in it, None where there is none to read.

    ``damage`` says why nothing could be read; None where nothing was to be read (certificates, a signed PDF).
    """

    cms: Cms | None
    inside: bytes | None = None
    damage: str | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether it is closed to us."""
        return self.cms is not None and self.cms.kind is Kind.ENCRYPTED

    @property
    def is_signed(self) -> bool:
        """Whether it was opened and carries signatures."""
        return self.cms is not None and self.cms.kind is Kind.SIGNED and self.inside is not None


def may_be_sealed(kind: str, name: str) -> bool:
    """Whether a part of this media type and file name is to be tried: by its type, or by the one name where that was lost."""
    return kind in TYPES or (kind == "application/octet-stream" and name.lower() == _USUAL_NAME)


def unseal(data: bytes, *, name: str, room: int) -> Seal:
    """What a part holds, transfer encoding undone; nothing longer than ``room`` bytes. Never raises; linear."""
    cms = read_cms(data)
    if cms is None:
        return Seal(cms=None, damage=UNREADABLE)
    content = cms.content
    if cms.kind is Kind.COMPRESSED:
        content = None if content is None else inflate(content, room)
        if content is None:
            return Seal(cms=cms, damage=_NOT_UNPACKED)
    if cms.kind in (Kind.ENCRYPTED, Kind.OTHER) or content is None:
        return Seal(cms=cms, damage=UNREADABLE if cms.kind is Kind.OTHER else None)
    if len(content) > room:
        return Seal(cms=cms, damage=_TOO_LARGE)
    return Seal(cms=cms, inside=_entity(content, is_mail=name.lower() in ("", _USUAL_NAME)))


def _entity(content: bytes, *, is_mail: bool) -> bytes | None:
    """``content`` where it is a MIME entity; text without a header is given an empty one; None for a file (``x.pdf.p7m``)."""
    head = content[:_HEADER_BYTES]
    if _FIELD.match(head):
        blank = _BLANK.search(head)
        if head.startswith((b"\r\n", b"\n")) or _CONTENT_FIELD.search(head, 0, blank.start() if blank else len(head)):
            return content
    return b"\r\n" + content if is_mail and not _BINARY.search(head) else None
