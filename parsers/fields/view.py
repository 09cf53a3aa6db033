"""A message laid out for the field readers: the writer's own words, his signature and the quotes, each at its offsets.

What does not belong to a layer is blanked with as many spaces, and typographic marks become plain ones of the same
length, so that a position in a layer is a position in the message.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import TypeVar, cast

from parsers.extraction import Found, Place
from parsers.fields.sentences import Span, clauses, sentences
from parsers.fields.signature import signature_spans
from parsers.forms import FormLine, form_lines, soft_break
from parsers.message import Message, Zone
from parsers.ownwords import masked
from parsers.vocabulary import FieldName, ZoneKind
from parsers.wordsearch import Folded, folded, two_lines

READ_LIMIT = 12_000
"""Characters of a body that are read for fields: about 2,000 words. What stands behind is kept, but not searched."""

T = TypeVar("T")
_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "\u00a0": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "′": "'",
        "\r": " ",
        "\u200b": " ",
        "\ufeff": " ",
    }
)
_FORWARD_HEADER = re.compile(
    r"^[ >*]{0,4}(?:from|to|cc|bcc|sent|date|subject|reply-to|von|an|gesendet|betreff|datum)\s?\*?:[^\n]{0,400}$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKER = re.compile(
    r"^[ ]{0,4}-{2,}[^\n-]{0,60}(?:forwarded|original|weitergeleitet)[^\n]{0,60}$|^begin forwarded message:$",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(
    r"\A\s*(?:hi|hello|dear|hey|hiya|hallo|greetings|guten tag|morning|afternoon|evening|good (?:morning|"
    r"afternoon|evening|day)"
    r"|to whom it may concern|team|all|support|hi there|folks)\b[^\n?]{0,45}(?:,|!|:|\.)?[ ]*(?=\n)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"^[ >]{0,4}(?:On|Am|Le|El|Op)\s[^\n]{4,200}(?:\n[^\n]{0,120})?(?:wrote|schrieb[^\n]{0,100}|a écrit|escribió|schreef"
    r"[^\n]{0,100})\s?:[ ]{0,4}$",
    re.MULTILINE,
)
_FOOTER = re.compile(
    r"^[ ]*(?:sent from my|sent via|get outlook for|von meinem)[^\n]{0,80}$", re.IGNORECASE | re.MULTILINE
)

_QUOTE_MARKS = re.compile(r"\n[ \t]{0,3}>[> \t]{0,12}")
_WRAPPED = 106


def blank(text: str) -> str:
    """As many spaces as ``text`` is long, its line ends kept."""
    return re.sub(r"[^\n]", " ", text)


def layer(text: str, spans: list[tuple[int, int]]) -> str:
    """``text`` with all but ``spans`` blanked."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += [blank(text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, blank(text[at:])])


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: blank(match.group()), text)


@dataclass(frozen=True)
class View:
    """One message under reading. ``own`` and ``signature`` are layers of ``Message.text``, so is ``answered``: own and quoted.

    ``written`` is ``own`` with the sentences of the desk still in it: they may head an answer."""

    message: Message
    text: str
    own: str
    signature: str
    answered: str
    subject: str
    sent_at: datetime
    written: str
    asked: frozenset[FieldName] = frozenset()
    quotes: tuple[tuple[int, int], ...] = ()

    @cached_property
    def low(self) -> Folded:
        """The own words in lower case, at the same offsets."""
        return folded(self.own)

    @cached_property
    def low_subject(self) -> Folded:
        """The subject in lower case, at the same offsets."""
        return folded(self.subject)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the own words."""
        return sentences(self.own)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, position: int) -> Span | None:
        """The sentence of the own words in which ``position`` lies."""
        index = bisect_right(self._sentence_starts, position) - 1
        return self.sentences[index] if index >= 0 and position < self.sentences[index].end else None

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The clauses of the own words, in order."""
        return tuple(clause for sentence in self.sentences for clause in clauses(sentence))

    @cached_property
    def forms(self) -> tuple[FormLine, ...]:
        """The label lines: those of the writer, then those in which he answers the desk within its quoted questions."""
        own = form_lines(self.written)
        if not self.asked:
            return own
        answers = form_lines(self.answered, quoted_fields=self.asked, quotes=self.quotes)
        taken = {line.field for line in own}
        return (*own, *(line for line in answers if line.field in self.asked and line.field not in taken))

    @cached_property
    def words(self) -> int:
        """How many words the writer's own text has."""
        return len(self.own.split())

    @cached_property
    def all_words(self) -> Folded:
        """Subject and own words in lower case, for cues that need no offsets."""
        return two_lines(self.low_subject, self.low)

    @cached_property
    def _read(self) -> dict[Callable[["View"], object], object]:
        return {}

    def once(self, read: Callable[["View"], T]) -> T:
        """What ``read`` finds here: read once, however often it is asked for. For what does not depend on the kind."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast("T", self._read[read])

    def found(
        self,
        value: T,
        start: int,
        end: int,
        score: float,
        rule: str,
        *,
        place: Place = "body",
        explicit: bool = False,
    ) -> Found[T]:
        """``value`` with the verbatim words at ``[start, end)`` of the body or subject."""
        source = self.message.subject if place == "subject" else self.message.text
        return Found(
            value=value,
            words=source[start:end],
            start=start,
            end=end,
            score=score,
            place=place,
            rule=rule,
            explicit=explicit,
        )

    def verbatim(
        self, start: int, end: int, score: float, rule: str, *, place: Place = "body", explicit: bool = False
    ) -> Found[str]:
        """The words at ``[start, end)`` as the value."""
        source = self.message.subject if place == "subject" else self.message.text
        value = _QUOTE_MARKS.sub("\n", source[start:end])
        return self.found(value, start, end, score, rule, place=place, explicit=explicit)


def _softened(text: str) -> str:
    """``text`` with a space for each line end that a program set in the middle of a sentence."""
    lines = text.split("\n")
    widest = max((len(line.rstrip()) for line in lines if len(line) < _WRAPPED), default=0)
    pieces: list[str] = [lines[0]]
    for line, following in pairwise(lines):
        width = widest if following[:1].isupper() else _width_around(line, following)
        plain = not line.lstrip().startswith(">") and not following.startswith(">")
        pieces += [" " if plain and soft_break(line, following, width) else "\n", following]
    return "".join(pieces)


def _width_around(line: str, following: str) -> int:
    return max(len(line.rstrip()), len(following.rstrip()))


def _zones(message: Message) -> tuple[Zone, ...]:
    return message.zones or (Zone(kind=ZoneKind.OWN, start=0, end=len(message.text)),)


def _of_kind(zones: tuple[Zone, ...], limit: int, *kinds: ZoneKind) -> list[tuple[int, int]]:
    return [(z.start, min(z.end, limit)) for z in zones if z.kind in kinds and z.start < limit]


def _own_layer(text: str, spans: list[tuple[int, int]]) -> str:
    own = _blanked(_blanked(layer(text, spans), _FOOTER), _ATTRIBUTION)
    if _MARKER.search(own) or len(spans) > 1:
        own = _blanked(_blanked(own, _MARKER), _FORWARD_HEADER)
    return _GREETING.sub(lambda match: blank(match.group()), own, count=1)


def _writers_segments(text: str, zones: tuple[Zone, ...]) -> list[tuple[int, int]]:
    """Where the sender himself may sign: his own words, each up to what he forwards."""
    segments: list[tuple[int, int]] = []
    for start, end in _of_kind(zones, len(text), ZoneKind.OWN):
        marker = _MARKER.search(text, start, end)
        segments.append((start, marker.start() if marker else end))
    return segments


def view_of(message: Message, sent_at: datetime, asked: frozenset[FieldName] = frozenset()) -> View:
    """Lay ``message`` out. ``sent_at`` (aware) is when it was sent, in the zone that times in its text mean."""
    text = message.text[:READ_LIMIT].translate(_PLAIN)
    zones = _zones(message)
    own = _own_layer(text, _of_kind(zones, len(text), ZoneKind.OWN, ZoneKind.FORWARD))
    signed = _of_kind(zones, len(text), ZoneKind.SIGNATURE)
    for start, end in _writers_segments(text, zones):
        found = signature_spans(own[start:end], message.sender.name)
        signed += [(start + begin, start + stop) for begin, stop in found]
    for start, end in signed:
        own = own[:start] + blank(own[start:end]) + own[end:]
    written, unmasked = _softened(own), masked(own, " ")
    return View(
        message=message,
        text=text,
        own=written if unmasked == own else _softened(unmasked),
        signature=layer(text, sorted(signed)),
        answered=layer(text, _of_kind(zones, len(text), ZoneKind.OWN, ZoneKind.QUOTE)),
        subject=message.subject[:1000].translate(_PLAIN),
        sent_at=sent_at,
        written=written,
        asked=asked,
        quotes=tuple(_of_kind(zones, len(text), ZoneKind.QUOTE)),
    )
