"""Which part of a text is whose: the writer's own words, quotes, signature, disclaimer, forwarded mail.

Losing the customer's words is worse than leaving a quote in: where the rules are in doubt a line stays OWN. One pass over
the lines, each rule looks at a bounded stretch.
"""

from dataclasses import dataclass

from parsers import quotewords as words
from parsers.attributions import Attributions
from parsers.message import Zone
from parsers.ownwords import carries_own_words
from parsers.signatures import signature_starts
from parsers.vocabulary import ZoneKind

MOST_LINES = 4_000
_SEEN = 600  # of a line; announcements are short
_MOST_BEFORE_HEADERS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: ``[start, end)`` with its line feed, and the part of it that the rules look at."""

    start: int
    end: int
    seen: str

    @property
    def blank(self) -> bool:
        """Nothing but white space (or the quote mark of an empty quoted line)."""
        return not self.seen.strip()

    @property
    def quoted(self) -> bool:
        """Begins with a quote mark (RFC 3676 section 4.5); ``>From `` is an mbox escape."""
        bare = self.seen.lstrip(" \t")
        return bare.startswith(">") and len(self.seen) - len(bare) <= 3 and not self.seen.startswith(">From ")

    @property
    def marked(self) -> bool:
        """Quoted, or with the bar that some programs set instead; a bar alone proves nothing."""
        return self.quoted or self.seen.startswith("|")


def zones(text: str, *, subject: str = "", most_lines: int = MOST_LINES) -> tuple[Zone, ...]:
    """The zones of ``text``: they cover it from 0 to its end without gap or overlap; none for an empty text.

    ``subject`` tells a forwarded mail ("FW: ...") where the text alone does not. Where nothing would be left of the
    writer's own words all of it is OWN, to be shown, unless it is a mail of the desk that came back. Never raises; linear
    in the length. From ``most_lines`` on the text is looked at as one line.
    """
    lines = split_lines(text, most_lines)
    kinds = [ZoneKind.OWN] * len(lines)
    _mark_history(lines, kinds, forwarded=bool(words.FORWARD_SUBJECT.match(subject[:100])))
    _mark_tails(lines, kinds)
    if not _says_something(lines, kinds) and not carries_own_words(text):
        kinds = [ZoneKind.OWN] * len(lines)
    return _joined(lines, kinds)


def split_lines(text: str, most: int) -> list[Line]:
    """The lines of ``text``, each with its line feed; what is behind the first ``most`` is one line more."""
    lines: list[Line] = []
    start = 0
    while start < len(text):
        feed = text.find("\n", start) if len(lines) < most else -1
        end = feed + 1 if feed >= 0 else len(text)
        lines.append(Line(start, end, text[start : min(end, start + _SEEN)].rstrip("\r\n")))
        start = end
    return lines


def _joined(lines: list[Line], kinds: list[ZoneKind]) -> tuple[Zone, ...]:
    """Runs of one kind as zones; blank lines go with what stands before them."""
    zones: list[Zone] = []
    for line, kind in zip(lines, kinds, strict=True):
        if zones and (zones[-1].kind is kind or line.blank):
            zones[-1] = Zone(kind=zones[-1].kind, start=zones[-1].start, end=line.end)
        else:
            zones.append(Zone(kind=kind, start=line.start, end=line.end))
    return tuple(zones)


def _says_something(lines: list[Line], kinds: list[ZoneKind]) -> bool:
    kept = (ZoneKind.OWN, ZoneKind.FORWARD)
    return any(kind in kept and any(map(str.isalnum, line.seen)) for line, kind in zip(lines, kinds, strict=True))


def _mark_history(lines: list[Line], kinds: list[ZoneKind], *, forwarded: bool) -> None:
    """Set QUOTE and FORWARD. An announcement without quote marks behind it reaches to the end of the text."""
    attributions = Attributions(lines)
    number = 0
    quoted_before = False
    while number < len(lines):
        found = _announcement(lines, number, attributions)
        if found is None:
            number += 1
            continue
        end, kind = found
        if kind is ZoneKind.QUOTE and end == len(lines) and forwarded and not quoted_before:
            kind = ZoneKind.FORWARD
        if quoted_before:
            kind = ZoneKind.QUOTE  # a forward in the history of a reply is history
        quoted_before = quoted_before or kind is ZoneKind.QUOTE
        kinds[number:end] = [kind] * (end - number)
        number = end


def _announcement(lines: list[Line], number: int, attributions: Attributions) -> tuple[int, ZoneKind] | None:
    """Where the history that begins on this line ends, and what it is; None where none begins."""
    line = lines[number]
    if line.blank:
        return None
    if line.quoted:
        return _quoted_run(lines, number)
    if words.FORWARDED.match(line.seen):
        return len(lines), ZoneKind.FORWARD
    if words.ORIGINAL.match(line.seen):
        return len(lines), ZoneKind.QUOTE
    if _header_block(lines, number):
        return len(lines), ZoneKind.QUOTE
    last = attributions.last_line(number)
    if last is None:
        return None
    return _behind_attribution(lines, last)


def _quoted_run(lines: list[Line], number: int) -> tuple[int, ZoneKind] | None:
    """A run of quoted lines with the blank ones between them. "> 500 users are affected" on its own is no quote."""
    end = _marked_end(lines, number)
    bare = lines[number].seen.lstrip(" \t>")
    if end == number + 1 and bare[:1].isdigit() and not words.WROTE.search(bare):
        return None
    return end, ZoneKind.QUOTE


def _marked_end(lines: list[Line], number: int) -> int:
    end = number
    for position in range(number, len(lines)):
        if lines[position].marked:
            end = position + 1
        elif not lines[position].blank:
            break
    return end


def _behind_attribution(lines: list[Line], last: int) -> tuple[int, ZoneKind]:
    """The marked quote behind an announcement, or everything to the end where the quote is not marked."""
    begin = last + 1
    while begin < len(lines) and lines[begin].blank:
        begin += 1
    if begin < len(lines) and lines[begin].marked:
        return _marked_end(lines, begin), ZoneKind.QUOTE
    return len(lines), ZoneKind.QUOTE


def _header_block(lines: list[Line], number: int) -> bool:
    """Whether a quoted message's header begins here: From first, then Sent/Date, To, Subject in some order.

    A rule of underscores or dashes may stand before it. Blank lines inside are forgiven: HTML to text makes them.
    """
    position = number
    if words.RULE.match(lines[number].seen):
        position += 1
        while position < min(number + _MOST_BEFORE_HEADERS, len(lines)) and lines[position].blank:
            position += 1
    if position >= len(lines):
        return False
    first = words.HEADER_LINE.match(lines[position].seen)
    if not first or first.lastgroup != "from":
        return False
    seen = {"from"}
    misses = 0
    for line in lines[position + 1 : position + 12]:
        match = words.HEADER_LINE.match(line.seen)
        if match and match.lastgroup:
            seen.add(match.lastgroup)
        elif not line.blank:
            misses += 1  # a long recipient list goes on in the next line
            if misses > 2:
                break
    return len(seen) >= 3 and bool(seen & {"date", "subject"})


def _mark_tails(lines: list[Line], kinds: list[ZoneKind]) -> None:
    """Set SIGNATURE and DISCLAIMER at the end of each stretch of own words (and a warning banner at the top)."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and kinds[end] is kinds[start]:
            end += 1
        if kinds[start] is ZoneKind.OWN:
            _mark_disclaimers(lines, kinds, start, end)
            _mark_signatures(lines, kinds, start, end)
        start = end


def _mark_disclaimers(lines: list[Line], kinds: list[ZoneKind], start: int, end: int) -> None:
    """Whole paragraphs that begin like a notice. Behind the first one at the end, legal text goes on to the end."""
    begin = start
    while begin < end:
        if lines[begin].blank:
            begin += 1
            continue
        stop = begin
        while stop < end and not lines[stop].blank:
            stop += 1
        paragraph = " ".join(line.seen.strip() for line in lines[begin : min(stop, begin + 6)])
        if words.DISCLAIMER.match(paragraph[:_SEEN]):
            kinds[begin:stop] = [ZoneKind.DISCLAIMER] * (stop - begin)
        begin = stop


def _mark_signatures(lines: list[Line], kinds: list[ZoneKind], start: int, end: int) -> None:
    own = [n for n in range(start, end) if kinds[n] is ZoneKind.OWN]
    begin = signature_starts([lines[n].seen for n in own])
    if begin is not None:
        for n in own[begin:]:
            kinds[n] = ZoneKind.SIGNATURE
