"""The parts of a message put together: which alternative is shown, what is forwarded, what is kept as a file."""

import re

from parsers.characters import clean_text
from parsers.mail.content import Block, Content, Desk, leaf_content
from parsers.mail.parameters import Valued
from parsers.mail.seals import ENCRYPTED, PART_ENCRYPTED
from parsers.mail.structure import Entity
from parsers.mail.words import header_text

_STUB = re.compile(
    r"html (?:viewer|e-?mail|mail|format|version|message|capable|enabled|support|client|content)|(?:view|"
    r"read) this (?:e-?mail|message|mail)|support html|"
    r"html-?(?:fähig|format|ansicht|darstellung)|format html|formato html|mime[- ](?:aware|compliant|compatible|"
    r"format)|this is a multi-?part message",
    re.IGNORECASE,
)
_SHORT = 300
_FORWARD_LINE = "---------- Forwarded message ----------"
_SHOWN_FIELDS = ("From", "Date", "Subject", "To")


def assemble(desk: Desk, entities: list[Entity]) -> Content:
    """The content of the whole message. ``entities`` stand each before its parts; they are folded from the last on."""
    done: dict[int, Content] = {}
    read = _leaves(desk, entities)
    for entity in reversed(entities):
        if entity.parts:
            done[id(entity)] = _folded(desk, entity, [done.pop(id(part)) for part in entity.parts])
        else:
            done[id(entity)] = read[id(entity)]
    return done[id(entities[0])]


def _leaves(desk: Desk, entities: list[Entity]) -> dict[int, Content]:
    """The leaves in the order of the message, so that the time, when it runs out, costs the last ones."""
    read: dict[int, Content] = {}
    left_out = 0
    for entity in entities:
        if entity.parts:
            continue
        if desk.late() and read:
            left_out += 1
            read[id(entity)] = Content()
        else:
            read[id(entity)] = leaf_content(desk, _unread(entity))
    if left_out:
        parts = "1 part of the message was" if left_out == 1 else f"{left_out} parts of the message were"
        desk.say(f"Reading took longer than {desk.limits.read_seconds:g} seconds; {parts} left out.")
    return read


def _unread(entity: Entity) -> Entity:
    """A compound entity that a limit kept closed becomes a file."""
    if not entity.whole and entity.type.value.startswith("multipart/"):
        entity.type = Valued("application/octet-stream", {"name": "unread-parts.eml"})
    return entity


def _folded(desk: Desk, entity: Entity, parts: list[Content]) -> Content:
    kind = entity.type.value
    if kind.startswith("message/"):
        return _forwarded(desk, entity, parts[0])
    if kind == "multipart/alternative":
        return _alternative(desk, parts)
    if kind == "multipart/encrypted":
        desk.say(ENCRYPTED if entity.covers_message else PART_ENCRYPTED)
    blocks: list[Block] = []
    for part in parts:
        blocks.extend(block for block in part.blocks if not _repeats(desk, block, blocks))
    return Content(blocks, [file for part in parts for file in part.files])


def _repeats(desk: Desk, block: Block, before: list[Block]) -> bool:
    """Whether an HTML part says what the plain part before it said: programs send the two as mixed, too."""
    if block.html is None or len(before) != 1 or before[0].html is not None or before[0].forward:
        return False
    return _letters(desk.laid_out(block.html)) == _letters(before[0].text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _alternative(desk: Desk, parts: list[Content]) -> Content:
    """One of several forms of the same content (RFC 2046 section 5.1.4): plain text, unless it says nothing."""
    plain = next((p for p in parts if _is_plain(p) and _filled(p)), None)
    rich = next((p for p in reversed(parts) if any(block.html is not None for block in p.blocks)), None)
    other = next((p for p in parts if p.blocks), None)
    chosen = plain or rich or other
    if plain and rich and _is_stub(desk, plain, rich):
        chosen = rich
    return Content(list(chosen.blocks) if chosen else [], [file for part in parts for file in part.files])


def _is_plain(content: Content) -> bool:
    return bool(content.blocks) and all(block.html is None for block in content.blocks)


def _filled(content: Content) -> bool:
    return any(map(str.isalnum, "".join(block.text for block in content.blocks)))


def _is_stub(desk: Desk, plain: Content, rich: Content) -> bool:
    """Whether a short plain text stands in for HTML that says much more."""
    text = "".join(block.text for block in plain.blocks)
    if len(text) > _SHORT:
        return False
    full = "".join(desk.laid_out(block.html) for block in rich.blocks if block.html is not None)
    said, meant = len(_letters(text)), len(_letters(full))
    return meant > 5 * said or bool(_STUB.search(text) and meant > 0 and _letters(text) != _letters(full))


def _forwarded(desk: Desk, entity: Entity, inner: Content) -> Content:
    """A message inside the message: in a report a file, anywhere else shown as forwarded mail."""
    if entity.parent is not None and entity.parent.type.value == "multipart/report":
        entity.whole = False
        as_file = leaf_content(desk, entity)
        return Content(files=as_file.files)
    headers = entity.parts[0].headers
    lines = [_FORWARD_LINE]
    for name in _SHOWN_FIELDS:
        value = _shown(headers.all(name.lower()))
        if value:
            lines.append(f"{name}: {value}")
    text = "\n\n".join(block_text(desk, block) for block in inner.blocks)
    return Content([Block("\n".join(lines) + "\n\n" + text.strip("\n"), forward=True)], inner.files)


def _shown(values: tuple[bytes, ...]) -> str:
    return header_text(values[0], 300) if values else ""


def block_text(desk: Desk, block: Block) -> str:
    """The text of a block, HTML laid out."""
    return block.text if block.html is None else clean_text(desk.laid_out(block.html))
