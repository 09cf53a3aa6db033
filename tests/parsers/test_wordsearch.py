"""Looking for words first never changes what a pattern finds."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import count_patterns, severity_features, severity_scope, times
from parsers.clock_patterns import PATTERNS
from parsers.cues import CUES
from parsers.fields import (
    contact,
    department,
    environment,
    errors,
    frequency,
    hours,
    impact_words,
    isolation,
    service,
    timing,
)
from parsers.wordneeds import DIGIT, begins, parsed
from parsers.wordsearch import CasedSearch, Folded, WordSearch, folded, two_lines

MODULES = (
    count_patterns, severity_features, severity_scope, times, department, environment, errors, frequency, hours, impact_words,
    isolation, service, timing,
)  # fmt: skip


def searches(value: object) -> Iterator[WordSearch]:
    if isinstance(value, WordSearch):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from searches(part)


TIMES = tuple(words.pattern for words in PATTERNS)
SHIPPED = [cue.pattern for cue in CUES] + [
    search
    for value in (TIMES, *(value for module in MODULES for value in vars(module).values()))
    for search in searches(value)
]
DEPARTMENTS = tuple(pattern for *_, pattern in department._PATTERNS)
CASED = [
    one
    for value in (contact._NAMED, errors._CASED, service._NAMED, count_patterns._NAMED, DEPARTMENTS, TIMES)
    for one in (value if isinstance(value, tuple) else (value,))
    if isinstance(one, CasedSearch)
]
WORDY = [one for one in SHIPPED if one.words]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:typo|logo)s?\b", ("logo", "typo")),
        (r"\bone[- ]way (?:audio|sound)", ("one way audio", "one way sound", "one-way audio", "one-way sound")),
        (r"(?:is|are) (?:\w+ )?working\b", ("working",)),
        (r"drop(?:s|ped)? out", ("drop out", "dropped out", "drops out")),
        (r"\bcalls?\b", ("call",)),
        (r"(?:calls|call) (?=now)", ("call ", "calls ")),
        (r"(?!never )soon(?: or later)?", ("soon",)),
        (r"(?:a\s){2,3}then", ("then",)),
        (r"(?:frozen|\d+)", ()),
        (r"[a-z]+", ()),
        (r"(?:x )*", ()),
        (r"", ()),
    ],
)
def test_the_words_that_a_pattern_needs(pattern: str, words: tuple[str, ...]) -> None:
    assert WordSearch(pattern).words == words


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        (r"\b(?:two|12|a)\b", {"two", "12", "a"}),
        (r"\b(?:two|1[0-2])\b", {"two", DIGIT}),
        (r"\b[1-9]\s", {DIGIT}),
        (r"\b[a-z]", None),
        (r"\b(?:Mon|PT)\b", {"mon", "pt"}),
        (r"(?<!\d)two", None),
    ],
)
def test_the_words_with_which_a_match_begins(pattern: str, keys: set[str] | None) -> None:
    assert begins(parsed(pattern)) == keys


@pytest.mark.parametrize("pattern", [r"\bP1\b", r"[A-Z]{2}", r"(?:a|b(?:c|D))", r"x{1,2}(?!Y)", r"[^Q]"])
def test_a_capital_that_would_match_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="lower case"):
        WordSearch(pattern)


@pytest.mark.parametrize("pattern", [r"\s\S\d\D\w\W\b\B\A\Z", r"(?P<Name>x)", r"[\W\S]"])
def test_classes_and_names_are_no_capitals(pattern: str) -> None:
    assert WordSearch(pattern).search(folded("")) is None


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "low"), [("ECHO", "echo"), ("İstanbul", "istanbul"), ("ſılent", "silent"), ("Ä", "ä")]
)
def test_folding_gives_what_a_search_without_case_takes_for_the_same(text: str, low: str) -> None:
    assert folded(text) == low
    assert re.fullmatch(low, text, re.IGNORECASE)


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_what_a_shipped_pattern_matches_has_its_words(data: st.DataObject) -> None:
    search = data.draw(st.sampled_from(WORDY))
    text = data.draw(st.from_regex(re.compile(search.pattern), alphabet=st.characters(max_codepoint=0xFF)))
    low = folded(text)
    assert spans(search.finditer(low)) == spans(re.finditer(search.pattern, low))


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_what_a_shipped_pattern_with_capitals_matches_has_its_words(data: st.DataObject) -> None:
    search = data.draw(st.sampled_from(CASED))
    text = data.draw(st.from_regex(re.compile(search.pattern), alphabet=st.characters(max_codepoint=0xFF)))
    assert spans(search.finditer(text, folded(text))) == spans(re.finditer(search.pattern, text))


@settings(max_examples=300)
@given(st.sampled_from(SHIPPED), st.data())
def test_a_search_in_folded_text_is_one_without_case(search: WordSearch, data: st.DataObject) -> None:
    words = st.sampled_from(
        (*search.words, "no calls", "Agents", "cannot", "is", "12", "since", "the", "DOWN", "\n", ", ")
    )
    text = " ".join(word.swapcase() if data.draw(st.booleans()) else word for word in data.draw(st.lists(words)))
    without_case = re.finditer(search.pattern, text, re.IGNORECASE)
    assert spans(search.finditer(folded(text))) == spans(without_case)


@pytest.mark.parametrize(
    ("pattern", "parts", "found"),
    [
        (r"\bidle\b", ["all idle", "we wait", "idle"], [0, 2]),
        (r"\A(?:so|then) we\b", ["and so we", "so we", "then we wait"], [1, 2]),
        (r"\bdown(?! to\b)", ["down", "to us", "down to us"], [0]),
        (r"idle", ["sidle", "wait"], [0]),
        (r"\bnothing\b", ["all", "idle"], []),
    ],
)
def test_each_part_is_searched_as_a_text_of_its_own(pattern: str, parts: list[str], found: list[int]) -> None:
    text = folded(" ".join(parts))
    starts = [sum(len(part) + 1 for part in parts[:index]) for index in range(len(parts))]
    spans = [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
    assert list(WordSearch(pattern).parts_matched(text, spans)) == found


PIECES = st.sampled_from(("3 agents", "Agent Kim, our", "9 MT", "PT", "at 9", "all of the", "users", "team of 12", ""))


@settings(max_examples=300)
@given(st.sampled_from([*SHIPPED, *CASED]), st.lists(st.lists(PIECES).map(" ".join)))
def test_each_part_holds_what_it_holds_alone(search: WordSearch | CasedSearch, texts: list[str]) -> None:
    text = " ".join(texts)
    begins_at = [sum(len(one) + 1 for one in texts[:index]) for index in range(len(texts))]
    parts = [(begin, begin + len(one)) for begin, one in zip(begins_at, texts, strict=True)]
    low = folded(text)
    found = search.in_parts(low, parts) if isinstance(search, WordSearch) else search.in_parts(text, low, parts)
    source: str = low if isinstance(search, WordSearch) else text
    alone = [spans(re.finditer(search.pattern, source[begin:end])) for begin, end in parts]
    assert [(index, match.span()) for index, match in found] == [
        (index, span) for index, own in enumerate(alone) for span in own
    ]


@given(st.text(), st.text())
def test_where_words_begin_in_two_lines(first: str, second: str) -> None:
    both = two_lines(folded(first), folded(second))
    alone = Folded(str(both)).starts
    assert both == f"{folded(first)}\n{folded(second)}"
    assert {key: sorted(at) for key, at in both.starts.items()} == {key: sorted(at) for key, at in alone.items()}


@pytest.mark.parametrize(
    ("text", "changed"),
    [("Quote EP-1.", "Quote X."), ("quote EP-1", "quote X"), ("quote ep-1", "quote ep-1"), ("", "")],
)
def test_replacing_where_capitals_count(text: str, changed: str) -> None:
    search = CasedSearch(r"(?<=uote )EP-\d")
    assert search.words == ("ep-",)
    assert search.sub(lambda _: "X", text, folded(text)) == changed


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(?i:contact:)\s(?P<x>[A-Z]\w+)", "CONTACT: Ann", ["CONTACT: Ann"]),
        (r"(?i:contact:)\s(?P<x>[A-Z]\w+)", "contact: ann", []),
        (r"\bNOC\b", "the NOC and the noc", ["NOC"]),
        (r"\bNOC\b", "the desk", []),
        (r"\b(?:[PM][SD]?T|Mon)\b", "MT Mon and PST, mt, mon and pst", ["MT", "Mon", "PST"]),
    ],
)
def test_capitals_count_where_they_shall(pattern: str, text: str, found: list[str]) -> None:
    assert [match.group() for match in CasedSearch(pattern).finditer(text, folded(text))] == found


def spans(matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]
