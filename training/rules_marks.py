"""What can be wrong with a mark by itself: how often, where it begins and ends, in which part of the text it stands."""

import re
from collections import Counter
from collections.abc import Iterator

from parsers.vocabulary import ZoneKind
from training.findings import Finding, of_label, of_message
from training.labels import SEVERAL, Label, LabelField
from training.message import AnnotatedMessage
from training.parts import quoted_lines, zone_at

_IN_QUOTES = frozenset({LabelField.ACCOUNT, LabelField.NAME, LabelField.PHONE, LabelField.EMAIL})
"""Fields that may come from a signature, and from quoted lines."""
_LEAD = re.compile(r"(?:since|at)\b", re.IGNORECASE)
_BELONGING_STOP = re.compile(
    r"(?:\b(?:inc|ltd|co|corp|bros|plc|llc|mr|mrs|dr|st|no|ext|sec|min|hrs?|approx|etc|dept|am|pm|[ap]\.\s?m|[a-z]\.[a-z]"
    r"|[a-z]|s\.\s?r\.\s?l|s\.\s?a|mon|tues?|wed|thurs?|fri|sat|sun|jan|feb|mar|apr|aug|sept?|oct|nov|dec|ltda|jr|sr)|\.\.)\.\Z",
    re.IGNORECASE,
)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


def once(message: AnnotatedMessage) -> Iterator[Finding]:
    """A field that holds one value is marked once."""
    counted = Counter(label.field for label in message.labels)
    for label in message.labels:
        if label.field not in SEVERAL and counted[label.field] > 1:
            first = message.labelled(label.field)[0]
            if label is not first:
                yield of_label(message, label, "is marked a second time: one mark a message")


def nesting(message: AnnotatedMessage) -> Iterator[Finding]:
    """A field does not lie within itself."""
    for outer in message.labels:
        for inner in message.labels:
            same = inner is not outer and inner.field is outer.field and inner.place == outer.place
            if same and outer.start <= inner.start and inner.end <= outer.end:
                yield of_label(message, inner, f"lies within another mark of {inner.field}: keep one of the two")


def edges(message: AnnotatedMessage) -> Iterator[Finding]:
    """A mark is exactly the words."""
    for label in message.labels:
        words = label.words
        if words != words.strip():
            yield of_label(message, label, "begins or ends with white space: leave it outside")
        elif words[0] in ",;" or words[-1] in ",;":
            yield of_label(message, label, "begins or ends with a comma or semicolon: leave it outside")
        elif words[-1] == "." and label.field is not LabelField.ACCOUNT and not _BELONGING_STOP.search(words):
            yield of_label(message, label, "ends with a full stop: leave it outside unless it belongs", doubt=True)
        if label.field is LabelField.STARTED and _LEAD.match(words):
            yield of_label(message, label, "begins with “since” or “at”: leave it outside")


def pairs(message: AnnotatedMessage) -> Iterator[Finding]:
    """A bracket or quotation mark that is opened is closed."""
    for label in message.labels:
        for opening, closing in _PAIRS:
            if label.words.count(opening) > label.words.count(closing):
                yield of_label(message, label, f"has {opening} without {closing}", doubt=True)


def parts(message: AnnotatedMessage) -> Iterator[Finding]:
    """Only account and contact are read out of quoted lines and signatures."""
    quoted = quoted_lines(message.body)
    for label in message.labels:
        if label.field in _IN_QUOTES or label.place == "subject":
            continue
        if any(start < label.end and label.start < end for start, end in quoted):
            yield of_label(message, label, "stands in a quoted line: history is not labelled")
            continue
        yield from _in_part(message, label)


def _in_part(message: AnnotatedMessage, label: Label) -> Iterator[Finding]:
    part = zone_at(message, label.start)
    if part in (ZoneKind.QUOTE, ZoneKind.DISCLAIMER):
        yield of_label(message, label, f"looks like a part of the {part}, which is not labelled", doubt=True)


def several_connids(message: AnnotatedMessage) -> Iterator[Finding]:
    """The same call is named once."""
    for field in (LabelField.CONNID, LabelField.ANI):
        counted = Counter(label.value or label.words for label in message.labelled(field))
        for value, count in counted.items():
            if count > 1:
                yield of_message(message, f"{field} {value} is marked {count} times: once is enough", doubt=True)


RULES = (once, nesting, edges, pairs, parts, several_connids)
