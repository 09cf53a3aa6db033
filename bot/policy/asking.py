"""Whether a contact is asked "was this you?", and what his answer says (docs/decisions/asking-the-contact.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.policy.answer_words import (
    ACCUSES,
    AFFIRM,
    CONFIRMS_RECEIPT,
    CONTRACTED,
    DENIALS,
    FILLERS,
    GREETINGS,
    HEDGES,
    MINE,
    NEGATORS,
    NO,
    NOT_FIRST,
    YES,
    words_of,
)

Answer = Literal["yes", "no"]
_Meaning = Literal["yes", "no", "both", "hedge", "greeting", "filler", "unknown"]

QUIET_AFTER_NO = timedelta(days=1)
"""Who has just disowned a mail is not asked about the next one: an attack goes on, and analysts are told."""

_READ = 4_000
_LINES = 80
_CLAUSE_WORDS = 14
_CLAUSES = 60
_GREETING_WORDS = 6
_PHRASE_SIZES = sorted({len(phrase) for phrase in MINE})
_CLAUSE_END = re.compile(r"[,;:!()\[\]–—…。，！、]+|\.+(?=\s|\Z)|\s-+\s|\A\s*-+\s")
_QUESTION = re.compile(r"[?？;؟]\s*")
_REPLY_MARK = re.compile(r"\A(?:\s*(?:re|aw|antw|sv|vs|odp|rif|ré|res)\s*(?:\[\d+\])?\s*:)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What it depends on whether the contact is asked about a held mail in his name.

    ``rule`` is the rule that holds it; ``address`` his address on file, None where the sender is no contact; ``invalid`` why he
    may not write today. ``automatic``: a machine wrote the mail, by its header or its words. ``last_asked`` is about any mail;
    ``said_no`` whether he disowned one within ``QUIET_AFTER_NO``.
    """

    now: datetime
    wanted: bool
    rule: str
    address: str | None
    ask_within: timedelta
    invalid: str | None = None
    undeliverable: bool = False
    automatic: bool = False
    silent: bool = False
    from_desk: bool = False
    last_asked: datetime | None = None
    said_no: bool = False


def why_not_asked(circumstances: Circumstances) -> str:
    """Why the contact is not asked, in words for an analyst; "" where he is to be asked."""
    one = circumstances
    reasons = (
        (not one.wanted, "contacts are not asked here"),
        (one.rule != "sender-not-genuine", "nobody's name was used without proof"),
        (one.address is None, "the sender is no Designated Contact"),
        (one.from_desk, "it is in the desk's own name"),
        (one.invalid is not None, f"the contact may not write: {one.invalid}"),
        (one.silent, "old mail was imported without telling anybody"),
        (one.automatic, "a machine wrote it"),
        (one.undeliverable, "mail to the contact comes back"),
        (one.said_no, "the contact said within a day that another mail was not his"),
        (_lately(one), "the contact was asked lately about another mail"),
    )
    return next((words for applies, words in reasons if applies), "")


def _lately(one: Circumstances) -> bool:
    return one.last_asked is not None and one.now - one.last_asked < one.ask_within


def understand_answer(text: str, subject: str) -> Answer | None:
    """What a reply to the question says, from the writer's own words; None where a person has to read it.

    Its first line decides, and nothing that follows may say the opposite. ``subject`` counts where the text is empty ("YES" in
    the subject alone). Linear in the text's length, bounded.
    """
    lines = list(_own_lines(text))
    if not lines:
        lines = [_REPLY_MARK.sub("", subject[:200])]
    for place, line in enumerate(lines):
        answer = _line_says(line)
        if answer == "greeting":
            continue
        if answer not in ("yes", "no"):
            return None
        if answer == "yes" and _doubtful(text, lines[place:]):
            return None
        return None if _contradicted(lines[place + 1 :], answer) else answer
    return None


def _doubtful(text: str, lines: list[str]) -> bool:
    """Whether a yes is one to another question, or a program's: a wrong yes lets a forgery in."""
    if any(not ACCUSES.isdisjoint(words_of(line)) for line in lines):
        return True
    # Only where the answer itself stands: a question quoted below it without a mark says "received" too.
    first = re.split(r"\n[ \t\r]*\n", text[:_READ].lstrip(), maxsplit=1)[0]
    return not CONFIRMS_RECEIPT.isdisjoint(words_of(f"{first}\n{lines[0]}"))


def _own_lines(text: str) -> Iterator[str]:
    """Lines with something on them, without quoted ones; the last may be cut."""
    for line in text[:_READ].splitlines()[:_LINES]:
        if line.strip() and not line.lstrip().startswith((">", "|")):
            yield line.strip().strip("*_\"'“”„«»‘’")


def _line_says(line: str) -> _Meaning:
    """What the line says as a whole: its first sentence must be an answer and nothing else."""
    if _QUESTION.search(line):
        return "unknown"
    meanings = _meanings(line)
    said = {meaning for meaning, _ in meanings if meaning in ("yes", "no", "both")}
    if not said:
        return "greeting" if all(meaning == "greeting" for meaning, _ in meanings) else "unknown"
    if len(said) > 1 or "both" in said or any(meaning == "hedge" for meaning, _ in meanings):
        return "unknown"
    (answer,) = said
    return answer if _begins_with_it(meanings) else "unknown"


def _begins_with_it(meanings: list[tuple[_Meaning, bool]]) -> bool:
    """Whether the answer comes first, and is plain: a bare "yes" may be about anything that follows in its sentence."""
    explicit = False
    for meaning, plain in meanings:
        if meaning in ("yes", "no"):
            explicit = explicit or plain
        elif meaning == "unknown":
            return explicit
    return True


def _meanings(line: str) -> list[tuple[_Meaning, bool]]:
    """What each clause says, and whether that says who wrote the mail or ends its sentence."""
    found: list[tuple[_Meaning, bool]] = []
    start = 0
    for end in [*_CLAUSE_END.finditer(line), None]:
        words = words_of(line[start : end.start() if end else len(line)])
        if words:
            closes = end is not None and end.group().strip()[:1] in {".", "!", "。", "！"}
            found.append((_clause_says(words), _is_about_the_writer(words) or closes))
        start = end.end() if end else start
        if len(found) >= _CLAUSES:
            break
    return found


def _clause_says(words: tuple[str, ...]) -> _Meaning:
    if words[0] in GREETINGS and len(words) <= _GREETING_WORDS and not _answers(words):
        return "greeting"
    if not HEDGES.isdisjoint(words):
        return "hedge"
    if words in DENIALS or (words[0] in NO and words[1:] in DENIALS):
        return "no"
    known = YES | NO | AFFIRM | FILLERS | NEGATORS | CONTRACTED
    if len(words) > _CLAUSE_WORDS or not known.issuperset(words):
        return "unknown"
    return _known_clause_says(words)


def _known_clause_says(words: tuple[str, ...]) -> _Meaning:
    mine, turned = _is_about_the_writer(words), _is_turned(words)
    yes, no = words[0] in YES or not AFFIRM.isdisjoint(words), words[0] in NO and not (turned and mine)
    if (yes and (turned or not NO.isdisjoint(words))) or (no and not YES.isdisjoint(words)):
        # "Definitely not" agrees with nobody; "yes and no" with both.
        return "no" if turned and words[0] not in YES and not mine else "both"
    if mine:
        return "no" if turned else ("both" if no else "yes")
    if yes:
        return "yes"
    if no:
        return "no" if all(word in NO or word in NEGATORS for word in words) else "unknown"
    return "no" if words == ("of", "course", "not") else "filler"


def _answers(words: tuple[str, ...]) -> bool:
    return not (YES | NO | AFFIRM).isdisjoint(words) or _is_about_the_writer(words)


def _is_about_the_writer(words: tuple[str, ...]) -> bool:
    return any(words[start : start + size] in MINE for start in range(len(words)) for size in _PHRASE_SIZES)


def _is_turned(words: tuple[str, ...]) -> bool:
    """Whether there is a "not" in it. A word that is also a "no" counts only where it does not begin the clause."""
    inner = any(word in NEGATORS and (place > 0 or word not in NOT_FIRST) for place, word in enumerate(words))
    cut = any(word in CONTRACTED and words[place + 1 : place + 2] == ("t",) for place, word in enumerate(words))
    return inner or cut


def _contradicted(lines: list[str], answer: str) -> bool:
    """Whether a later line says the opposite, or takes it back."""
    opposite = "no" if answer == "yes" else "yes"
    return any(meaning == opposite for line in lines for meaning, _ in _meanings(line))
