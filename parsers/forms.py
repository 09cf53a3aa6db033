"""Label lines: "Users affected: 25", "Site contact - Jane Doe", a label with its answer underneath, quoted or not.

A form is the surest thing a customer can send, so every label of :data:`parsers.labels.FORM_LABELS` is known, whatever
number, star or bullet stands before it. A blank value, "n/a" or "unknown" answers nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.labels import FORM_LABELS, QUESTIONS
from parsers.vocabulary import LIST_FIELDS, FieldName

_LINE = re.compile(r"[^\n]+")
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
    r"[\s\W]*(?:n\s?/\s?a|na|none known|unknown|not known|don'?t know|do not know|dunno|not sure|unsure|"
    r"tbd|tbc|to follow|not applicable"
    r"|not available|no idea|see (?:above|below)|as above|pending|-+|\?+|nil|\.{2,}|_{2,}|<[^<>]{0,60}>|"
    r"\[[^\[\]]{0,60}\]|x{2,}"
    r"|please (?:fill in|provide|specify)|(?:if )?(?:known|available))?[\s\W]*\Z",
    re.IGNORECASE,
)
_LISTS = LIST_FIELDS | {FieldName.IMPACT}
_ASKED_TEXTS = {field: re.sub(r"\W+", " ", question.lower()).strip() for field, question in QUESTIONS.items()}


@dataclass(frozen=True, slots=True)
class FormLine:
    """The value at ``[start, end)`` of the text, under a label that names ``field``. ``quoted``: its label stands in a quote."""

    field: FieldName
    start: int
    end: int
    quoted: bool = False


def field_of(label: str) -> FieldName | None:
    """The field a label names: "3. Number of users affected (approx.)" -> USERS_AFFECTED; None for any other words."""
    plain = re.sub(r"[\s\W_]+", " ", _PARENTHESES.sub(" ", label.lower())).strip()
    whole = re.sub(r"[\s\W_]+", " ", label.lower()).strip()
    for form in (plain, whole, plain.removeprefix("the "), plain.removeprefix("your "), plain.removeprefix("number ")):
        if form in FORM_LABELS:
            return FORM_LABELS[form]
    return None


def says_nothing(value: str) -> bool:
    """Whether a value is blank in so many words: "", "n/a", "unknown", "?", "-"."""
    return bool(_NOTHING.match(value))


def _lines(text: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), match.group()) for match in _LINE.finditer(text)]


def _is_question(field: FieldName, value: str) -> bool:
    """The desk's own question, quoted back, perhaps cut by a line wrap."""
    plain = re.sub(r"\W+", " ", value.lower()).strip()
    return len(plain) > 8 and (plain in _ASKED_TEXTS[field] or plain.startswith(_ASKED_TEXTS[field][:20]))


def _label_of(line: str) -> tuple[FieldName, int] | None:
    """The field and where its value begins in ``line``."""
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


def _value_span(line: str, start: int, begin: int) -> tuple[int, int]:
    value = line[begin:]
    left = len(value) - len(value.lstrip(" \t*_"))
    return start + begin + left, start + begin + len(value.rstrip(" \t*_|"))


def _continues(field: FieldName, line: str, quoted: bool) -> bool:
    if bool(_QUOTED.match(line)) != quoted or _label_of(line) or _looks_labelled(line):
        return False
    return field in _LISTS or line.startswith(("  ", "\t"))


def _looks_labelled(line: str) -> bool:
    return bool(re.match(r"[ \t>*]{0,6}[A-Z][\w /()'-]{1,34}:(?:\s|\Z)", line))


def _follow(
    lines: list[tuple[int, int, str]], position: int, field: FieldName, quoted: bool, gap_text: str
) -> Iterator[tuple[int, int]]:
    """The spans of the lines under a label that still belong to its value."""
    before = lines[position][1]
    for start, end, line in lines[position + 1 :]:
        if "\n\n" in gap_text[before:start].replace(" ", "") or not _continues(field, line, quoted):
            return
        bullet = _BULLET.match(line)
        yield start + (bullet.end() if bullet else len(line) - len(line.lstrip(" \t>"))), end
        before = end


def _answers_below(
    lines: list[tuple[int, int, str]], position: int, field: FieldName, quoted: bool
) -> tuple[int, int] | None:
    """The line under a label without a value: the answer, unless it is a label itself."""
    for start, end, line in lines[position + 1 : position + 4]:
        if quoted and _QUOTED.match(line):
            if _label_of(line) or not _is_question(field, line.lstrip("> \t|")):
                return None
            continue
        if _label_of(line) or _looks_labelled(line) or field_of(line):
            return None
        bullet = _BULLET.match(line)
        begin = start + (bullet.end() if bullet else len(line) - len(line.lstrip()))
        return begin, start + len(line.rstrip()) if end else end
    return None


def form_lines(text: str, *, quoted_fields: Iterable[FieldName] = ()) -> tuple[FormLine, ...]:
    """The label lines of ``text`` that have a value, in order.

    A label in a quote (``"> Users affected: 25"``) counts only for ``quoted_fields``: what the desk asked for and the
    sender filled in, there or on the line below. The desk's own question is no value.
    """
    wanted = frozenset(quoted_fields)
    lines = _lines(text)
    found: list[FormLine] = []
    for position, (start, _, line) in enumerate(lines):
        named = _label_of(line)
        if not named:
            continue
        field, begin = named
        quoted = bool(_QUOTED.match(line))
        if not quoted or field in wanted:
            found.extend(_values(text, lines, position, FormLine(field, start + begin, start + begin, quoted)))
    return tuple(found)


def _values(text: str, lines: list[tuple[int, int, str]], position: int, label: FormLine) -> Iterator[FormLine]:
    start, _, line = lines[position]
    begin, end = _value_span(line, start, label.start - start)
    value = text[begin:end]
    field = label.field
    if _is_question(field, value) or not value.strip():
        rest = list(_follow(lines, position, field, label.quoted, text)) if field in _LISTS and not label.quoted else []
        below = _answers_below(lines, position, field, label.quoted)
        spans = rest or ([below] if below else [])
        spans = [span for span in spans if not _is_question(field, text[span[0] : span[1]])]
    else:
        spans = [(begin, end), *_follow(lines, position, field, label.quoted, text)]
    for first, last in spans:
        if not says_nothing(text[first:last]):
            yield FormLine(field, first, last, label.quoted)
