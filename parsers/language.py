"""Which language the sender's own words are in, and what of an extraction holds good in one that the desk does not read.

py3langid tells languages apart (docs/decisions/language.md). What stands around it keeps a short text, a quoted error, a code
or a signature from deciding, and reads in English what tells its trouble in English too.
"""

import re
from dataclasses import replace

from parsers.extraction import Extraction, Found, Judgement, Value
from parsers.language_model import likely
from parsers.languages import ENGLISH, WRITINGS, name_of
from parsers.vocabulary import FieldName, MessageKind, Severity

LOOKED_AT = 20_000
"""Characters of a text that are looked through for prose."""

PROSE = 4_000
"""Characters of prose that decide: some 600 words."""

# Set by the texts of tests/parsers/languages and the messages to learn from; how far they hold: docs/decisions/language.md.
_LEAST_LETTERS = 2
_LEAST_WORDS = 5
_FEW_WORDS = 8
_SURE, _SURE_OF_FEW = 0.6, 0.9
_CLAUSE_WORDS = 4
_OPENING_WORDS, _OPENING_SURE = 6, 0.8
_PART_WORDS, _PART_SHARE = 8, 0.3

# What is quoted is an error or a button, in the language of a program.
_QUOTED = re.compile(r"\"[^\"\n]{1,200}\"|„[^“”\"\n]{1,200}[“”\"]|“[^”\n]{1,200}”|«[^»\n]{1,200}»")
_CODE = re.compile(r"[\d_\\<>{}\[\]=|@]|://|/\w+/")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"[^\n.!?,;:。！？，、]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

_KEPT = frozenset(
    {
        FieldName.ACCOUNT,
        FieldName.CONNIDS,
        FieldName.ANIS,
        FieldName.CONTACT_NAME,
        FieldName.CONTACT_PHONE,
        FieldName.CONTACT_EMAIL,
    }
)
"""What is known by numbers, addresses and names, in whatever language they stand."""

_UNSURE = 0.2
"""So unsure that nobody takes it for a message that wants nothing."""

_TOLD_IN_OTHER_WORDS = frozenset({MessageKind.INCIDENT, MessageKind.UPDATE})
_GRAVE = frozenset({Severity.P1, Severity.P2})


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``, the sender's own words, where that is surely not English.

    None for English, for a text with an English part that can be read, and for one too short to tell, unless its writing
    tells. Only the languages of :data:`parsers.languages.NAMES` are told apart. Never raises on any text.
    """
    prose = _prose(text)
    found = _by_writing(prose) or _by_words(prose)
    return None if found is None or _tells_in_english(prose, found) else found


def language_independent(extraction: Extraction, language: str | None) -> Extraction:
    """``extraction`` without what English rules made of words in ``language``; unchanged where that is None.

    Numbers, addresses, names and labelled values stay. That it is an incident stays (cues of other languages say so), any
    other kind is left open. A severity stays where it is grave: a low one would only say that nothing was understood.
    """
    if language is None:
        return extraction
    severity = extraction.severity
    return replace(
        extraction,
        language=language,
        kind=_kind(extraction.kind, language),
        severity=severity if severity and severity.value in _GRAVE else None,
        fields=_kept(extraction.fields),
        losers=_kept(extraction.losers),
    )


def _kept(fields: dict[FieldName, tuple[Found[Value], ...]]) -> dict[FieldName, tuple[Found[Value], ...]]:
    kept = {
        name: values if name in _KEPT else tuple(one for one in values if one.explicit)
        for name, values in fields.items()
    }
    return {name: values for name, values in kept.items() if values}


def _kind(kind: Judgement[MessageKind], language: str) -> Judgement[MessageKind]:
    if kind.value in _TOLD_IN_OTHER_WORDS:
        return kind
    reason = f"it is written in {name_of(language)}, which is not read here"
    return Judgement(value=MessageKind.OTHER, score=_UNSURE, reasons=(reason,), others=((kind.value, kind.score),))


def _prose(text: str) -> str:
    """The words of ``text``, line by line: without what is quoted, links, addresses, numbers and codes."""
    lines = _QUOTED.sub(" ", text[:LOOKED_AT]).split("\n")
    return "\n".join(" ".join(word for word in line.split() if not _is_code(word)) for line in lines)[:PROSE]


def _is_code(word: str) -> bool:
    # Japanese has no spaces: what looks like one word there is a sentence with a number in it.
    return word.isascii() and _CODE.search(word) is not None


def _by_writing(prose: str) -> str | None:
    """The language of a text that has a good part in other than Latin letters; a word or two are enough."""
    if prose.isascii():
        return None
    letters = {code: len(ours.findall(prose)) for code, ours, _ in WRITINGS}
    weights = {code: letters[code] * weight for code, _, weight in WRITINGS}
    if sum(letters.values()) < _LEAST_LETTERS or 2 * sum(weights.values()) < len(_LATIN.findall(prose)):
        return None
    code = "ja" if weights["ja"] else max(weights, key=lambda one: weights[one])
    if code != "ru":
        return code
    chance = likely(prose)
    return max(("ru", "uk", "bg", "sr"), key=lambda one: chance[one])


def _by_words(prose: str) -> str | None:
    words = len(_WORD.findall(prose))
    if words < _LEAST_WORDS:
        return None
    chance = likely(prose)
    best = max(chance, key=lambda code: chance[code])
    sure = _SURE_OF_FEW if words < _FEW_WORDS else _SURE
    return best if best != ENGLISH and chance[best] >= sure else None


def _tells_in_english(prose: str, language: str) -> bool:
    """Whether the text begins in English, or has a good part in it: a translation, or a note above what is passed on."""
    english = words = 0
    in_english = False
    for clause in _CLAUSE.findall(prose):
        length = _length(clause)
        words += length
        if (
            len(_WORD.findall(clause)) >= _CLAUSE_WORDS
        ):  # a shorter one is taken to be in the language of the one before it
            chance = likely(clause)
            in_english = chance[ENGLISH] > chance[language]
            if in_english and words == length >= _OPENING_WORDS and chance[ENGLISH] >= _OPENING_SURE:
                return True
        english += length if in_english else 0
    return english >= max(_PART_WORDS, _PART_SHARE * words)


def _length(clause: str) -> int:
    """How many words it has about; where words are not parted, two letters count for one."""
    unparted = sum(len(letters.findall(clause)) for _, letters, weight in WRITINGS if weight > 1)
    return len(_WORD.findall(clause)) + unparted // 2
