"""What an entity of the tree becomes: text to show, HTML to show, or a file to keep."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from parsers.characters import clean_line, clean_text
from parsers.html import html_to_text
from parsers.limits import ReadLimits
from parsers.mail.charsets import decode
from parsers.mail.filing import Filing
from parsers.mail.flowed import unflow
from parsers.mail.parameters import Valued
from parsers.mail.pgp import pgp_labels, unframed
from parsers.mail.seals import DETACHED, ENCRYPTED, PART_ENCRYPTED, UNREADABLE
from parsers.mail.structure import Entity
from parsers.mail.tnef import MEDIA_TYPES, SIGNATURE, unpack_tnef
from parsers.mail.transfer import decode_transfer, uu_files
from parsers.mail.words import header_text
from parsers.message import Attachment, Protection

_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?([A-Za-z0-9_:.\-]{1,40})", re.IGNORECASE)
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP_ENCRYPTED = frozenset({"application/pgp-encrypted", "multipart/encrypted"})
_LARGEST_SIGNATURE = 262_144
_CID = re.compile(r"<?([^<>\s]{1,300})>?")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text. ``html`` holds markup that is not yet laid out; ``forward`` marks a mail inside the mail.

    A ``spare`` one (out of a winmail.dat) is shown only where there is no other.
    """

    text: str = ""
    html: str | None = None
    forward: bool = False
    spare: bool = False


@dataclass(slots=True)
class Content:
    """What an entity and all inside it come to."""

    blocks: list[Block] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """What reading needs beside the entity: the limits, the time, and where damages and files are kept."""

    limits: ReadLimits
    late: Callable[[], bool]
    damages: list[str]
    protections: list[Protection] = field(default_factory=list)
    html_seen: dict[str, str] = field(default_factory=dict)
    filing: Filing = field(init=False)

    def __post_init__(self) -> None:
        self.filing = Filing(self.limits)

    def say(self, sentence: str | None) -> None:
        """Record what was repaired or left out, once."""
        if sentence and sentence not in self.damages:
            self.damages.append(sentence)

    def laid_out(self, html: str) -> str:
        """The text of ``html``, laid out at most once. When the time is up only the first is."""
        if html not in self.html_seen:
            if self.html_seen and self.late():
                self.say(f"Reading took longer than {self.limits.read_seconds:g} seconds; an HTML part was left out.")
                return ""
            text, damage = html_to_text(html)
            self.say(damage)
            self.html_seen[html] = text
        return self.html_seen[html]


def leaf_content(desk: Desk, entity: Entity) -> Content:
    """The content of an entity without parts. Never raises."""
    data, damage = decode_transfer(entity.body, entity.encoding)
    desk.say(damage)
    if entity.seal is not None or entity.type.value in _SEALED or entity.type.value in _PGP_ENCRYPTED:
        desk.say(_closed(entity))
        return Content(files=_file(desk, entity, data))
    if _is_detached_signature(entity, data):
        return Content()  # Message.protections tells it; a file that a program made is not one that the writer sent
    if entity.type.value in MEDIA_TYPES or data.startswith(SIGNATURE):
        return _tnef(desk, entity, data)
    if not is_text(entity):
        return Content(files=_file(desk, entity, data))
    return _text(desk, entity, data)


def _closed(entity: Entity) -> str | None:
    """Why nothing could be read of a sealed part; None where there was nothing to read (certificates, a signed PDF)."""
    if entity.type.value in _PGP_ENCRYPTED or (entity.seal is not None and entity.seal.is_encrypted):
        outer = entity.parent if entity.parent and entity.parent.type.value in _PGP_ENCRYPTED else entity
        return ENCRYPTED if outer.covers_message else PART_ENCRYPTED
    return entity.seal.damage if entity.seal is not None else UNREADABLE


def _is_detached_signature(entity: Entity, data: bytes) -> bool:
    within = entity.parent is not None and entity.parent.type.value == "multipart/signed"
    return within and entity.type.value in DETACHED and len(data) <= _LARGEST_SIGNATURE


def is_text(entity: Entity) -> bool:
    """Whether a leaf is to be read and not kept as a file: text without a file name that is not called an attachment."""
    named = clean_line(entity.file_name) != "" and entity.parent is not None
    if entity.disposition.value == "attachment" or (named and entity.disposition.value != "inline"):
        return False
    if named and entity.type.value == "text/html":
        return False
    kind = entity.type.value
    # A multipart without parts is read as the text it holds, a limit's victim is kept whole.
    return kind in ("text/plain", "text/html", "text/enriched") or (kind.startswith("multipart/") and entity.whole)


def _file(desk: Desk, entity: Entity, data: bytes, note: str | None = None) -> list[Attachment]:
    content_id = _CID.match(header_text(entity.headers.get("content-id")))
    is_inline = entity.disposition.value == "inline" or (
        content_id is not None and entity.disposition.value != "attachment"
    )
    return desk.filing.keep(
        data,
        name=entity.file_name,
        media_type=entity.type.value,
        inline=is_inline and entity.type.value.startswith("image/"),
        content_id=clean_line(content_id[1]) if content_id else None,
        note=note,
    )


def _text(desk: Desk, entity: Entity, data: bytes) -> Content:
    content = Content()
    if len(data) > desk.limits.text_bytes:
        note = f"Only the first {desk.limits.text_bytes} bytes are shown as text; the file holds all of it."
        content.files.extend(_file(desk, _renamed(entity), data, note))
        desk.say(
            f"A text part is longer than {desk.limits.text_bytes} bytes; its beginning is shown, all of it is kept as a file."
        )
        data = data[: desk.limits.text_bytes]
    if entity.type.value != "text/html":
        data = _take_uu(desk, data, content)
    text, damage = decode(data, _charset(entity, data))
    desk.say(damage)
    if entity.type.value == "text/html":
        content.blocks.append(Block(html=text))
        return content
    text = clean_text(text)
    parameters = entity.type.parameters
    if parameters.get("format", "").lower() == "flowed":
        text = unflow(text, del_sp=parameters.get("delsp", "").lower() == "yes")
    content.blocks.append(Block(_without_pgp(desk, entity, text, content)))
    return content


def _without_pgp(desk: Desk, entity: Entity, text: str, content: Content) -> str:
    """The text as it was written before PGP framed it; encrypted blocks become files."""
    found = unframed(text)
    for block in found.sealed:
        content.files.extend(
            desk.filing.keep(block.encode(), name="message.asc", media_type="application/pgp-encrypted")
        )
    if found.sealed:
        desk.say(ENCRYPTED if entity.covers_message and not found.text.strip() else PART_ENCRYPTED)
    if not entity.is_forwarded:
        desk.protections += pgp_labels(found)
    return found.text


def _renamed(entity: Entity) -> Entity:
    """The entity as a plain file of its own (a multipart without parts is kept as text)."""
    kind = entity.type.value if entity.type.value.startswith("text/") else "text/plain"
    return Entity(
        headers=entity.headers,
        type=Valued(kind, entity.type.parameters),
        disposition=entity.disposition,
        source=entity.source,
        start=entity.start,
        end=entity.end,
        depth=entity.depth,
    )


def _take_uu(desk: Desk, data: bytes, content: Content) -> bytes:
    """Files that stand uuencoded in the text become attachments."""
    if b"begin " not in data:
        return data
    data, files = uu_files(data)
    for name, inside in files:
        media_type = "application/octet-stream"
        content.files.extend(desk.filing.keep(inside, name=header_text(name), media_type=media_type))
    return data


def _charset(entity: Entity, data: bytes) -> str | None:
    declared = entity.type.parameters.get("charset")
    if declared or entity.type.value != "text/html":
        return declared
    match = _META_CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _tnef(desk: Desk, entity: Entity, data: bytes) -> Content:
    content = Content(files=_file(desk, entity, data))
    unpacked = unpack_tnef(data)
    if unpacked is None:
        desk.say("A winmail.dat could not be opened; it is kept as a file.")
        return content
    if unpacked.html.strip():
        content.blocks.append(Block(html=unpacked.html, spare=True))
    elif unpacked.text.strip():
        content.blocks.append(Block(unpacked.text, spare=True))
    for name, inside in unpacked.files[: desk.limits.parts]:
        kept = desk.filing.keep(
            inside, name=name, media_type="application/octet-stream", note="It came in a winmail.dat."
        )
        content.files.extend(kept)
    return content
