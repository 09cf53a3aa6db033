"""How what a message says joins what the ticket knows: it fills, it corrects by label, and forgets nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.facts import Known
from bot.policy.merging import merge
from parsers.extraction import Found, Value, plain
from parsers.vocabulary import LIST_FIELDS, FieldName
from tests.builders import extraction, found
from tests.clock import NOON

Fields = dict[FieldName, tuple[Found[Value], ...]]
USERS, USERS_TEXT = FieldName.USERS_AFFECTED, FieldName.USERS_AFFECTED_TEXT
STARTED, STARTED_TEXT = FieldName.STARTED_AT, FieldName.STARTED_TEXT
SERVICE, CONNIDS, STEPS = FieldName.SERVICE, FieldName.CONNIDS, FieldName.ISOLATION_STEPS

# What is known; what is said; the fields added, replaced, and said otherwise.
CASES: dict[str, tuple[Known, Fields, list[FieldName], set[FieldName], list[FieldName]]] = {
    "nothing said": ({SERVICE: ("IVR",)}, {}, [], set(), []),
    "a gap is filled by prose": ({}, {USERS: (found(25),)}, [USERS], set(), []),
    "a gap is filled by a label": ({}, {USERS: (found(25, explicit=True),)}, [USERS], set(), []),
    "the same again": ({USERS: (25,)}, {USERS: (found(25, explicit=True),)}, [], set(), []),
    "the same in other letters": ({SERVICE: ("Agent desktop",)}, {SERVICE: (found("agent  Desktop"),)}, [], set(), []),
    "prose says otherwise": ({USERS: (25,)}, {USERS: (found(3),)}, [], set(), [USERS]),
    "a label corrects": ({USERS: (25,)}, {USERS: (found(40, explicit=True),)}, [USERS], {USERS}, []),
    "a list grows": ({CONNIDS: ("a1",)}, {CONNIDS: (found("a1"), found("b2"))}, [CONNIDS], set(), []),
    "a labelled list grows too": ({STEPS: ("rebooted",)}, {STEPS: (found("reinstalled", explicit=True),)}, [STEPS], set(), []),
    "a time as it is stored": (
        {STARTED: ("2026-11-16T12:00Z",)}, {STARTED: (found(NOON, "noon"),)}, [], set(), [],
    ),
    "a corrected number takes the old words with it": (
        {USERS: (25,), USERS_TEXT: ("about 25",)}, {USERS: (found(40, explicit=True),)}, [USERS], {USERS, USERS_TEXT}, [],
    ),
    "the words of a label correct the old words": (
        {USERS: (25,), USERS_TEXT: ("about 25",)},
        {USERS: (found(40, explicit=True),), USERS_TEXT: (found("40 seats"),)},
        [USERS, USERS_TEXT], {USERS, USERS_TEXT}, [],
    ),
    "a corrected time whose words are said again": (
        {STARTED: ("2026-11-16T11:00Z",), STARTED_TEXT: ("noon",)},
        {STARTED: (found(NOON, "noon", explicit=True),), STARTED_TEXT: (found("noon"),)},
        [STARTED], {STARTED}, [],
    ),
    "a number joins words": ({USERS_TEXT: ("everyone",)}, {USERS: (found(40),)}, [USERS], set(), []),
    "one message says it twice": ({}, {CONNIDS: (found("a1"), found("A1"))}, [CONNIDS], set(), []),
}  # fmt: skip


@pytest.mark.parametrize(("known", "said", "added", "replaced", "differing"), CASES.values(), ids=CASES)
def test_what_is_said_joins_what_is_known(
    known: Known, said: Fields, added: list[FieldName], replaced: set[FieldName], differing: list[FieldName]
) -> None:
    changes = merge(known, extraction(fields=said))
    assert list(changes.names) == sorted(added, key=list(FieldName).index)
    assert changes.replaced == replaced
    assert [name for name, _ in changes.differing] == differing


def test_a_value_is_added_once_though_a_message_says_it_twice() -> None:
    changes = merge({}, extraction(fields={CONNIDS: (found("a1"), found("b2"), found("a1"))}))
    assert [value.value for _, value in changes.added] == ["a1", "b2"]


_values = st.sampled_from([0, 1, 25, 40, "IVR", "ivr", "everyone", "noon", "", " x "])
_founds = st.builds(lambda value, explicit: found(value, explicit=explicit), _values, st.booleans())
_said = st.dictionaries(st.sampled_from(FieldName), st.lists(_founds, min_size=1, max_size=3).map(tuple), max_size=6)
_known = st.dictionaries(st.sampled_from(FieldName), st.lists(_values, min_size=1, max_size=2).map(tuple), max_size=6)


def _single(said: Fields) -> Fields:
    """As the contract has it: only list fields have several values."""
    return {name: values if name in LIST_FIELDS else values[:1] for name, values in said.items()}


def _after(known: Known, said: Fields) -> dict[FieldName, tuple[str | int, ...]]:
    """What the ticket knows after the message, as apply carries it out."""
    changes = merge(known, extraction(fields=said))
    after = {name: values for name, values in known.items() if name not in changes.replaced}
    for name, value in changes.added:
        after[name] = (*after.get(name, ()), plain(value.value))
    return after


def compared(value: Value) -> str:
    return " ".join(str(plain(value)).split()).casefold()


@given(_known, _said)
def test_every_value_that_is_said_is_known_added_or_noted(known: Known, said: Fields) -> None:
    said = _single(said)
    changes = merge(known, extraction(fields=said))
    noted = {(name, compared(v.value)) for name, v in (*changes.added, *changes.differing)}
    have = {(name, compared(value)) for name, values in known.items() for value in values}
    assert {(name, compared(value.value)) for name, values in said.items() for value in values} <= noted | have


@given(_known, _said)
def test_a_message_that_comes_twice_changes_nothing_the_second_time(known: Known, said: Fields) -> None:
    said = _single(said)
    once = _after(known, said)
    again = merge(once, extraction(fields=said))
    assert again.added == ()
    assert again.replaced == frozenset()


@given(_known, _said)
def test_a_field_that_was_known_is_never_left_empty_unless_its_twin_speaks_for_it(known: Known, said: Fields) -> None:
    after = _after(known, _single(said))
    twins = {USERS: USERS_TEXT, USERS_TEXT: USERS, STARTED: STARTED_TEXT, STARTED_TEXT: STARTED}
    for name in known:
        assert after.get(name) or after.get(twins.get(name, name))
