"""Label lines: "Users affected: 25", "Site contact - Jane Doe", a label with its answer underneath, quoted or not.

A form is the surest thing a customer can send, so every label of :data:`parsers.labels.FORM_LABELS` is known, whatever
number, star or bullet stands before it. A blank value, "n/a" or "unknown" answers nothing. A value ends at a blank line,
at the next label, and where the desk's own words begin.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parsers.labels import FORM_LABELS, LABELS, QUESTIONS
from parsers.ownwords import MASK, masked
from parsers.vocabulary import LIST_FIELDS, FieldName

_LABEL = re.compile(
    r"(?P<mark>[ \t>*_•·–o\[\]|☐-]{0,12}(?:\(?\d{1,2}[.)]\s{0,3}|[a-h][.)]\s)?[*_]{0,2})"
    r"(?P<label>[A-Za-z#][\w #()/&'.,-]{0,58}?)[*_]{0,2}\s{0,12}"
    r"(?P<mark2>:[*_]{0,2}|\?:?|=|\s[-–—]{1,2}\s|\|)[ \t*_]{0,12}"
    r"(?P<value>[^\n]*?)[ \t|]*\Z"
)
_ALONE = re.compile(
    r"[ \t>*_•·-]{0,12}(?:\d{1,2}[.)]\s)?(?P<label>[A-Za-z][\w #()/&'.,-]{1,58}?)[*_]{0,2}\s?[:?]?[*_]{0,2}\s{0,12}\Z"
)
_QUOTED = re.compile(r"[ \t]{0,4}[>|]")
_PARENTHESES = re.compile(r"\([^()]{0,60}\)")
_BULLET = re.compile(r"[ \t>]{0,8}(?:[-*•·–]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s)")
_NOTHING = re.compile(
    r"[\s\W]*(?:n\s?/\s?a|na|none(?: known| yet| so far| taken| seen)?|nothing(?: (?:yet|so far|tried|done|taken)){0,2}|"
    r"not (?:tried|checked) (?:anything|yet)|unknown|not known|don'?t know|do not know|dunno|not sure|unsure|"
    r"tbd|tbc|to follow|not applicable"
    r"|not available|no idea|see (?:above|below)|as above|pending|-+|\?+|nil|\.{2,}|_{2,}|<[^<>]{0,60}>|"
    r"\[[^\[\]]{0,60}\]|x{2,}"
    r"|please (?:fill in|provide|specify)|(?:if )?(?:known|available))?[\s\W]*\Z",
    re.IGNORECASE,
)
_LISTS = LIST_FIELDS | {FieldName.IMPACT}
_SOFT = range(40, 106)
"""Lengths at which a program, not the writer, may have broken a line."""
_TRAILING = re.compile(r"(?:\s(?:description|details?|if any|number|info|information|no))+\Z")


def _plain(words: str) -> str:
    return re.sub(r"[\s\W_]+", " ", words.lower()).strip()


_QUESTIONS = {_plain(question): field for field, question in QUESTIONS.items()}
_ASKED_LABELS = {_plain(label): field for field, label in LABELS.items()}


@dataclass(frozen=True, slots=True)
class FormLine:
    """The value at ``[start, end)`` of the text, under a label that names ``field``. ``quoted``: its label stands in a quote."""

    field: FieldName
    start: int
    end: int
    quoted: bool = False


def field_of(label: str) -> FieldName | None:
    """The field a label names: "3. Number of users affected (approx.)" -> USERS_AFFECTED; None for any other words."""
    plain = _plain(_PARENTHESES.sub(" ", label))
    forms = (
        plain,
        _plain(label),
        plain.removeprefix("the "),
        plain.removeprefix("your "),
        plain.removeprefix("number "),
    )
    for form in (*forms, _TRAILING.sub("", plain)):
        if form in FORM_LABELS:
            return FORM_LABELS[form]
    return None


def says_nothing(value: str) -> bool:
    """Whether a value is blank in so many words: "", "n/a", "unknown", "?", "-"."""
    return bool(_NOTHING.match(value))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text. ``seen`` has the desk's words masked; ``quoted`` it bears a quote mark or lies in a quote."""

    start: int
    written: str
    seen: str
    quoted: bool

    @property
    def marked(self) -> bool:
        return bool(_QUOTED.match(self.written))

    @property
    def blank(self) -> bool:
        return not self.seen.strip(" \t>|\u00a0*_")

    @property
    def own_words(self) -> bool:
        """Whether it begins with a sentence of the desk."""
        return self.seen.lstrip(" \t>|*_").startswith(MASK)


def _lines(text: str, quotes: Iterable[tuple[int, int]]) -> list[_Line]:
    spans = tuple(quotes)
    seen = masked(text).split("\n")
    lines: list[_Line] = []
    start = 0
    for written, line in zip(text.split("\n"), seen, strict=True):
        inside = any(begin <= start < end for begin, end in spans)
        lines.append(_Line(start, written, line, inside or bool(_QUOTED.match(written))))
        start += len(written) + 1
    return lines


def _label_of(line: str) -> tuple[FieldName, int] | None:
    """The field and where its value begins in ``line``."""
    question = _QUESTIONS.get(_plain(line))
    if question:
        return FORM_LABELS[_plain(LABELS[question])], len(line)
    match = _LABEL.match(line)
    if match:
        field = field_of(match["label"])
        if field and _is_label(match):
            return field, match.start("value")
    alone = _ALONE.match(line)
    if alone and line.rstrip().endswith((":", "?", ":*", ":**")):
        field = field_of(alone["label"])
        if field:
            return field, len(line)
    return None


def _is_label(match: re.Match[str]) -> bool:
    """ "Users - 40" is a label, "Agents - all of them - are stuck" is prose, so are long labels with a question mark."""
    if match["mark2"].strip().startswith((":", "=", "|")):
        return True
    if match["mark2"].startswith("?"):
        return len(match["label"].split()) > 1 or says_nothing(match["value"]) or len(match["value"]) < 40
    return len(match["label"].split()) <= 6 and not re.search(r"\s[-–—]\s", match["value"])


def _asked_with(line: _Line, begin: int) -> bool:
    """Whether the label is one of those with which the desk asks, or its question."""
    label = _plain(line.written[:begin])
    return label in _ASKED_LABELS or label in _QUESTIONS


def looks_labelled(line: str) -> bool:
    """Whether a line begins like one of a form, whatever its label: "Ticket owner: ..."."""
    return bool(re.match(r"[ \t>*]{0,6}[A-Z][\w /()'-]{1,34}:(?:\s|\Z)", line))


def soft_break(line: str, following: str, width: int) -> bool:
    """Whether a program broke the line: the next word would not have fitted into ``width``, the longest line around."""
    ended, rest = line.rstrip(), following.strip(" \t>")
    if len(ended) not in _SOFT or not rest or _BULLET.match(following) or looks_labelled(following):
        return False
    if re.search(r"\S(?:\t| {2,}|\s\|\s)\S", f"{ended}\n{rest}") or following[:1] in " \t":
        return False
    return len(ended) + 1 + len(rest.split(None, 1)[0]) > width and not (ended[:1].isdigit() and rest[:1].isdigit())


def _ends(line: _Line, quoted: bool) -> bool:
    if line.blank or line.own_words or line.marked != quoted:
        return True
    return bool(_label_of(line.written)) or looks_labelled(line.written) or bool(field_of(line.written))


def _goes_on(field: FieldName, line: _Line) -> bool:
    return field in _LISTS or line.written.startswith(("  ", "\t"))


def _span(line: _Line, begin: int) -> tuple[int, int]:
    """Where the value in a line lies, from ``begin`` on, up to the desk's own words."""
    value = line.seen[begin:].partition(MASK)[0]
    left = len(value) - len(value.lstrip(" \t*_"))
    first = line.start + begin + left
    return first, max(first, line.start + begin + len(value.rstrip(" \t*_|")))


def _item(line: _Line) -> tuple[int, int]:
    bullet = _BULLET.match(line.written)
    return _span(line, bullet.end() if bullet else len(line.written) - len(line.written.lstrip(" \t>")))


def _below(lines: list[_Line], position: int) -> int | None:
    """The line that answers an empty label: the next one, behind quote marks also a typed one after a blank line."""
    label = lines[position]
    wrapped = MASK in label.seen
    for number in range(position + 1, min(position + 5, len(lines))):
        line = lines[number]
        if line.blank or (line.own_words and wrapped and line.marked):
            if not label.marked:
                return None
            continue
        gap = number > position + 1
        if _ends(line, quoted=line.marked) or (line.marked and (gap or not label.marked)):
            return None
        return number
    return None


def _spans(lines: list[_Line], position: int, field: FieldName, begin: int) -> list[tuple[int, int]]:
    """The value's stretches: one for each item of a list, a line broken by a program being one with the next."""
    first = _span(lines[position], begin)
    at = position
    if first[0] >= first[1]:
        below = _below(lines, position)
        if below is None:
            return []
        at, first = below, _item(lines[below])
    spans = [first]
    for number in range(at + 1, len(lines)):
        line, before = lines[number], lines[number - 1]
        if _ends(line, lines[at].marked):
            break
        begun, end = _item(line)
        width = max(len(one.written) for one in lines[at : number + 1])
        if soft_break(before.written, line.written, width):
            spans[-1] = (spans[-1][0], end)
        elif _goes_on(field, line):
            spans.append((begun, end))
        else:
            break
    return spans


def form_lines(
    text: str, *, quoted_fields: Iterable[FieldName] = (), quotes: Iterable[tuple[int, int]] = ()
) -> tuple[FormLine, ...]:
    """The label lines of ``text`` that have a value, in order.

    A label in a quote (``"> Users affected: 25"``, or within one of the spans ``quotes``) counts only for
    ``quoted_fields``, and only under the label or question with which the desk asks: what the sender filled in, there or on
    the line below. The desk's own words are no value.
    """
    wanted = frozenset(quoted_fields)
    lines = _lines(text, quotes)
    found: list[FormLine] = []
    for position, line in enumerate(lines):
        named = None if line.blank and not line.own_words else _label_of(line.written)
        if not named:
            continue
        field, begin = named
        if line.quoted and not (field in wanted and _asked_with(line, begin)):
            continue
        spans = _spans(lines, position, field, begin)
        found += [FormLine(field, *span, line.quoted) for span in spans if not says_nothing(text[slice(*span)])]
    return tuple(found)
