"""Where a writer signs: the stretch from the closing words, or from his name alone on a line, to the end."""

import re

_CLOSING = re.compile(
    r"[ \t]*(?:(?:with |many |kind(?:est)? |best |warm(?:est)? |friendly |much |very |yours? |mit |"
    r"freundlichen |viele |thank |"
    r"and |in advance |again |all the )*(?:regards|thanks|thank you|thankyou|you|cheers|sincerely|"
    r"faithfully|truly|best|greetings|"
    r"obliged|respectfully|cordially|wishes|gr[uü](?:ß|ss)en?|gr[uü](?:ß|ss)e|rgds|thx|tks|br|kr|mfg|ta|"
    r"appreciated|grateful|care)"
    r"(?: in advance| again| so much| and (?:kind |best )?regards| for your help| very much| all| team)?)[ ,.!-]*"
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'.-]+){0,2})?[ ,.!]*\Z",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"[ \t]*(?:--|__+|—)[ \t]*\Z")
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|mx|sir|dame|herr|frau|rev)\.?\s+", re.IGNORECASE)
_LOOKBACK = 16
"""Non-blank lines from the end among which a signature may begin."""
_LONG = 100
"""A line longer than this is prose: no signature line."""


def _lines(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _bare(line: str) -> str:
    return _TITLE.sub("", line.strip(" \t*_-–—~/|>,.!"), count=1)


def names_sender(line: str, name: str) -> bool:
    """Whether ``line`` is, or begins with, the sender's name as a signature does: "Mrs W. Roe", "Roe, W. - Acme"."""
    bare = _bare(line)
    parts = [part for part in re.split(r"[\s,]+", name) if part]
    if not parts or not bare:
        return False
    lowered, full = bare.lower(), " ".join(parts).lower()
    if lowered.startswith(full):
        rest = bare[len(full) :]
        return (
            not rest
            or rest.lstrip()[:1] in {"|", ",", "-", "–", "—", "/", "(", "*", "·", "•", ":"}
            or rest.startswith("  ")
        )
    return lowered in {part.lower() for part in parts} or _short_form(bare, parts[0]) or _initials_of(lowered, parts)


def _short_form(line: str, first: str) -> bool:
    """ "Bart" for Bartholomew, "xx Joanie" for Joanie: alone on its line."""
    word = line.rsplit(maxsplit=1)[-1]
    return (
        len(line.split()) <= 2
        and len(word) > 1
        and word[0].isupper()
        and first[:2].lower() == word[:2].lower()
        and len(line) < 16
    )


def _initials_of(line: str, parts: list[str]) -> bool:
    surname = parts[-1].lower()
    return (
        len(line) < 40
        and line.endswith(surname)
        and line[:1] == parts[0][:1].lower()
        and len(line.split()) <= len(parts) + 1
    )


def _begins(line: str, name: str) -> bool:
    if len(line) > _LONG:
        return names_sender(line, name) and len(line) < 2 * _LONG
    return bool(_DELIMITER.match(line) or _CLOSING.match(line) or names_sender(line, name))


def _ends_well(text: str, rest: list[tuple[int, int]]) -> bool:
    """What follows the closing is short lines: a "thanks" in the middle of a mail is followed by prose."""
    return all(end - start <= _LONG for start, end in rest[:3]) and not any(
        text[start:end].rstrip().endswith("?") for start, end in rest
    )


def signature_spans(own: str, sender_name: str) -> list[tuple[int, int]]:
    """The stretches of ``own`` that are a signature, the closing line included: at most one.

    A first line is never a signature, else a greeting such as "Thanks" would swallow the message.
    """
    lines = _lines(own)
    for position in range(max(1, len(lines) - _LOOKBACK), len(lines)):
        start, end = lines[position]
        if _begins(own[start:end], sender_name) and _ends_well(own, lines[position + 1 :]):
            return [(start, _last(own, lines[position:]))]
    return []


def _last(own: str, lines: list[tuple[int, int]]) -> int:
    """The end of the block: prose after a blank line (a forwarded report, a postscript) is no longer signature."""
    end = lines[0][1]
    for start, stop in lines[1:]:
        gap = own.count("\n", end, start)
        if gap > 1 and (
            stop - start > _LONG or re.match(r"\s*(?:p\.?\s?s\b|-{2,}|begin forwarded)", own[start:stop], re.IGNORECASE)
        ):
            break
        end = stop
    return end
