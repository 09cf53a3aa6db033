"""The MIME tree of a message (RFC 2046), found without recursion and without copying: entities are stretches of the raw bytes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from parsers.limits import ReadLimits
from parsers.mail.headers import Headers, split_headers
from parsers.mail.parameters import Valued, content_type, disposition
from parsers.mail.seals import DETACHED, Seal, may_be_sealed, unseal
from parsers.mail.transfer import decode_transfer, encoding_name

_LONGEST_BOUNDARY = 1_000
_FIRST_DELIMITER = re.compile(
    rb"(?:(?<=[\r\n])|\A)--([^\s\-][^\r\n]{0,200}?)[ \t]*\r?\n(?=content-[a-z\-]{2,30}[ \t]*:)", re.IGNORECASE
)
_DELIMITER_TAIL = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r|\Z)")
_MOST_CANDIDATES = 10_000
_MOST_UNSEALED = 67_108_864
_PLAIN = Valued("text/plain")
_NESTED = frozenset({"message/rfc822", "message/global"})


@dataclass(eq=False, slots=True)
class Entity:
    """One entity. ``body`` is ``source[start:end]``, still transfer-encoded; ``parts`` are what it is made of.

    ``parts`` of a ``message/rfc822`` hold the one message inside, those of an opened ``seal`` the one entity in it. ``head`` is
    where its header begins. ``whole`` is false where a limit kept the inside unread: then the entity is to be kept as a file.
    """

    headers: Headers
    type: Valued
    disposition: Valued
    source: bytes = field(repr=False)
    start: int
    end: int
    depth: int
    parent: "Entity | None" = None
    parts: "list[Entity]" = field(default_factory=list)
    whole: bool = True
    head: int = 0
    seal: Seal | None = None

    @property
    def covers_message(self) -> bool:
        """Whether nothing that is shown of the message lies outside of this entity but signatures around it."""
        entity = self
        while (parent := entity.parent) is not None:
            if parent.type.value in _NESTED:
                return False
            signed = parent.type.value == "multipart/signed"
            if any(part is not entity and not (signed and part.type.value in DETACHED) for part in parent.parts):
                return False
            entity = parent
        return True

    @property
    def is_forwarded(self) -> bool:
        """Whether it belongs to a message inside the message."""
        entity = self.parent
        while entity is not None:
            if entity.type.value in _NESTED:
                return True
            entity = entity.parent
        return False

    @property
    def file_name(self) -> str:
        """The name the message gives the file, as it came, ``""`` for none."""
        return self.disposition.parameters.get("filename") or self.type.parameters.get("name") or ""

    @property
    def body(self) -> bytes:
        """The body as it came, still encoded."""
        return self.source[self.start : self.end]

    @property
    def encoding(self) -> str:
        """The transfer encoding's name, lower case."""
        return encoding_name(self.headers.get("content-transfer-encoding"))


@dataclass(slots=True)
class _Walk:
    limits: ReadLimits
    late: Callable[[], bool]
    damages: list[str]
    room: int = _MOST_UNSEALED
    entities: list[Entity] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        if sentence not in self.damages:
            self.damages.append(sentence)


def read_structure(raw: bytes, limits: ReadLimits, late: Callable[[], bool], damages: list[str]) -> list[Entity]:
    """All entities of the message, each before its parts; the first is the message itself.

    ``late`` says that the time is used up; ``damages`` takes sentences on what was repaired or left out. Never raises.
    """
    walk = _Walk(limits, late, damages)
    waiting = [_entity(walk, raw, 0, len(raw), None)]
    while waiting:
        entity = waiting.pop()
        walk.entities.append(entity)
        if late():
            entity.whole = not _is_compound(entity)
            continue
        room = limits.parts - len(walk.entities) - len(waiting)
        entity.parts = _parts(walk, entity, room)
        waiting.extend(reversed(entity.parts))
    return walk.entities


def _is_compound(entity: Entity) -> bool:
    return entity.type.value.startswith("multipart/") or entity.type.value in _NESTED


def _entity(walk: _Walk, source: bytes, start: int, end: int, parent: Entity | None) -> Entity:
    part = parent is not None and parent.type.value not in _NESTED
    headers, body = split_headers(source, start, end, cap=walk.limits.header_bytes, part=part)
    for damage in headers.damages:
        walk.say(damage)
    return Entity(
        headers=headers,
        type=_type(walk, headers, parent),
        disposition=disposition(headers.get("content-disposition")),
        source=source,
        start=body,
        end=end,
        depth=parent.depth + 1 if parent else 0,
        parent=parent,
        head=start,
    )


def _type(walk: _Walk, headers: Headers, parent: Entity | None) -> Valued:
    raw = headers.get("content-type")
    if raw:
        found = content_type(raw)
        if found:
            return found
        if raw.strip().lower() not in (b"text", b"plain"):
            walk.say("A Content-Type could not be read; the part was taken for plain text.")
        return _PLAIN
    digest = parent is not None and parent.type.value == "multipart/digest"
    return Valued("message/rfc822") if digest else _PLAIN


def _parts(walk: _Walk, entity: Entity, room: int) -> list[Entity]:
    sealed = may_be_sealed(entity.type.value, entity.file_name)
    if not sealed and not _is_compound(entity):
        return []
    if entity.depth >= walk.limits.depth:
        walk.say(f"Parts nested deeper than {walk.limits.depth} levels are kept as a file and were not read.")
        entity.whole = False
        return []
    if sealed:
        return _unsealed(walk, entity, room)
    if entity.type.value in _NESTED:
        return _inner_message(walk, entity, room)
    return _multipart(walk, entity, room)


def _unsealed(walk: _Walk, entity: Entity, room: int) -> list[Entity]:
    """The one entity in a CMS wrapper, where there is one to read (RFC 8551 section 3); else the part is a file."""
    if room < 1:
        _say_too_many(walk)
        return []
    data, _ = decode_transfer(entity.body, entity.encoding)
    entity.seal = unseal(data, name=entity.file_name, room=walk.room)
    inside = entity.seal.inside
    walk.room -= len(inside or b"")
    return [] if inside is None else [_entity(walk, inside, 0, len(inside), entity)]


def _inner_message(walk: _Walk, entity: Entity, room: int) -> list[Entity]:
    if room < 1:
        _say_too_many(walk)
        entity.whole = False
        return []
    if entity.encoding in ("base64", "quoted-printable"):  # against RFC 2046 section 5.2.1, and done
        inner, damage = decode_transfer(entity.body, entity.encoding)
        if damage:
            walk.say(damage)
        return [_entity(walk, inner, 0, len(inner), entity)]
    return [_entity(walk, entity.source, entity.start, entity.end, entity)]


def _multipart(walk: _Walk, entity: Entity, room: int) -> list[Entity]:
    boundary = entity.type.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
    stretches = _between(entity, boundary, room + 1) if boundary and len(boundary) <= _LONGEST_BOUNDARY else []
    if not stretches:
        guess = _FIRST_DELIMITER.search(entity.source, entity.start, entity.end)
        if guess:
            stretches = _between(entity, guess[1], room + 1)
        if entity.start < entity.end:
            walk.say(
                "A multipart's boundary is missing or wrong; "
                + ("another one was found." if stretches else "its content was read as one text.")
            )
    if len(stretches) > room:
        _say_too_many(walk)
        stretches = stretches[: max(room, 0)]
    return [_entity(walk, entity.source, start, end, entity) for start, end in stretches]


def _say_too_many(walk: _Walk) -> None:
    walk.say(f"The message has more than {walk.limits.parts} parts; the rest was left out.")


def _between(entity: Entity, boundary: bytes, most: int) -> list[tuple[int, int]]:
    """The stretches between delimiter lines (RFC 2046 section 5.1.1), at most ``most``; a missing close is forgiven."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for start, end, closing in _delimiters(entity, boundary):
        if begin is not None:
            found.append((begin, _before_line_end(entity.source, begin, start)))
        begin = None if closing else end
        if closing or len(found) >= most:
            return found
    if begin is not None:
        found.append((begin, entity.end))
    return found


def _delimiters(entity: Entity, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where delimiter lines start (at the line feed before them) and end, and whether they close.

    Only so many lines that begin like one are looked at: a hostile text may be made of nothing else.
    """
    source, end = entity.source, entity.end
    line = b"\n--" + boundary
    if source.startswith(line[1:], entity.start, end):
        tail = _DELIMITER_TAIL.match(source, entity.start + len(line) - 1, end)
        if tail:
            yield entity.start, tail.end(), tail[1] is not None
    position = entity.start
    for _ in range(_MOST_CANDIDATES):
        start = source.find(line, position, end)
        if start < 0:
            return
        tail = _DELIMITER_TAIL.match(source, start + len(line), end)
        if tail:
            yield start, tail.end(), tail[1] is not None
        position = tail.end() - 1 if tail else start + 1


def _before_line_end(source: bytes, begin: int, newline: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    return max(begin, newline - 1 if source[newline - 1 : newline] == b"\r" else newline)
