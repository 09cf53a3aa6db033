"""What is known of each candidate is written in columns that never move; who is believed is one, or several apart."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pipeline.evidence import Cue
from parsers.pipeline.fusion import Context, Doubles, Weighed, Weights, choose, columns, weigh, weights_from, weights_to
from parsers.pipeline.labels import LABELS, MANY
from parsers.pipeline.layout import Layout
from parsers.pipeline.spans import SORTS_OF, Candidate, candidates
from parsers.vocabulary import MessageKind
from tests.parsers.pipeline import tiny

TEXT = "No audio\nForty agents on the billing queue cannot hear.\nAnn Roe"
LAYOUT = Layout(TEXT, len("No audio\n"), TEXT.index("Ann"))
TOKENS = tiny.tokens(TEXT)
USERS = TOKENS.span(TEXT.index("Forty"), TEXT.index(" on the"))
QUEUE = TOKENS.span(TEXT.index("billing"), TEXT.index(" cannot"))
SHARES = tiny.marked(TOKENS, USERS, QUEUE, share=0.8)
CONTEXT = Context(TOKENS, LAYOUT, {MessageKind.INCIDENT: 0.75, MessageKind.QUESTION: 0.25})
COLUMNS = 24 + len(MessageKind) + 6
"""Of every label, before those of the cues that point at its words."""


def known(label: str, *found: Candidate) -> Doubles:
    return columns(label, found, SHARES, CONTEXT)


@pytest.mark.parametrize("label", LABELS)
def test_the_columns_of_a_label_never_move(label: str) -> None:
    one = Candidate(*USERS, {"level0": 1.0})
    table = known(label, one, Candidate(*QUEUE, {"rule": 0.5}))
    assert table.shape == (2, COLUMNS + len(SORTS_OF.get(label, ())))
    assert np.isfinite(table).all()


def test_what_the_columns_say() -> None:
    cue = Cue(0, 1, 0.7, sort="count")
    users = Candidate(*USERS, {"rule": 0.6, "form": 1.0, "count": 0.7}, cue)
    row = known("users", users, Candidate(QUEUE[0] - 1, QUEUE[1], {"level1": 1.0}))
    assert row[:, 6].tolist() == pytest.approx([0, row[1, 6]])  # the likeliest is behind none
    assert row[1, 6] < 0
    assert row[:, 7].tolist() == [1, 0]
    assert row[:, 8:11].tolist() == [[0, 0, 0], [0, 1, 0]]
    assert row[:, 11].tolist() == [0.6, 0]
    assert row[:, 12].tolist() == [1, 0]
    assert row[:, 13].tolist() == [1, 0]  # how far a find of the rules says the same
    assert row[:, 14].tolist() == [1, 0]
    assert row[:, 16].tolist() == pytest.approx(np.log([2, 3]))
    assert row[:, 18].tolist() == [0, 0]  # neither in the subject
    assert row[:, 20].tolist() == [0, 0]  # nor in the signature
    assert row[0, 24] == pytest.approx(0.7)
    assert row[0, 25:38].sum() == pytest.approx(1)  # the kinds


@pytest.mark.parametrize(("said", "subject", "signature"), [("audio", 1, 0), ("agents", 0, 0), ("Ann", 0, 1)], ids=str)
def test_where_a_candidate_stands(said: str, subject: int, signature: int) -> None:
    start = TEXT.index(said)
    row = known("name", Candidate(*TOKENS.span(start, start + len(said)), {"rule": 1.0}))
    assert (row[0, 18], row[0, 20]) == (subject, signature)


def test_at_the_edges_of_the_text_there_is_nothing_beside() -> None:
    last = len(TOKENS.starts)
    row = known("name", Candidate(0, 1, {"rule": 1.0}), Candidate(last - 1, last, {"rule": 1.0}))
    assert row[0, 5] == row[1, 4] == -9.0


def weights(threshold: float = 0.5, slope: Mapping[int, float] | None = None, label: str = "users") -> Weights:
    width = COLUMNS + len(SORTS_OF.get(label, ()))
    steep = np.zeros(width)
    for column, value in (slope or {}).items():
        steep[column] = value
    return Weights(np.zeros(width), np.ones(width), steep, 0.0, threshold)


def test_the_best_first() -> None:
    found = [Candidate(*QUEUE, {"rule": 0.2}), Candidate(*USERS, {"rule": 0.9})]
    ranked = weigh("users", found, SHARES, CONTEXT, weights(slope={11: 3.0}))
    assert [one.candidate for one in ranked] == found[::-1]
    assert ranked[0].score == pytest.approx(1 / (1 + np.exp(-2.7)))


def test_of_equals_the_first_in_the_text_is_first() -> None:
    found = [Candidate(*QUEUE), Candidate(*USERS)]
    assert [one.candidate for one in weigh("users", found, SHARES, CONTEXT, weights())] == found[::-1]


def test_nothing_is_weighed_where_there_is_nothing() -> None:
    assert weigh("users", [], SHARES, CONTEXT, weights()) == []


def weighed(*places: tuple[int, int, float]) -> list[Weighed]:
    return [Weighed(Candidate(first, last), score) for first, last, score in places]


def shown(chosen: Sequence[Weighed]) -> list[tuple[int, int, float]]:
    return [(one.candidate.first, one.candidate.last, one.score) for one in chosen]


@pytest.mark.parametrize(
    ("label", "given", "believed", "losers"),
    [
        ("users", [(4, 6, 0.9), (0, 2, 0.8)], [(4, 6, 0.9)], [(0, 2, 0.8)]),
        ("iso", [(4, 6, 0.9), (0, 2, 0.8)], [(0, 2, 0.8), (4, 6, 0.9)], []),
        ("iso", [(4, 6, 0.9), (5, 8, 0.8), (6, 8, 0.7)], [(4, 6, 0.9), (6, 8, 0.7)], [(5, 8, 0.8)]),
        ("iso", [(4, 6, 0.5), (0, 2, 0.49)], [(4, 6, 0.5)], [(0, 2, 0.49)]),
        ("users", [(4, 6, 0.49)], [], [(4, 6, 0.49)]),
        ("users", [], [], []),
    ],
)
def test_who_is_believed(
    label: str,
    given: list[tuple[int, int, float]],
    believed: list[tuple[int, int, float]],
    losers: list[tuple[int, int, float]],
) -> None:
    chosen, lost = choose(label, weighed(*given), 0.5)
    assert (shown(chosen), shown(lost)) == (believed, losers)


_PLACES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.floats(0, 1)), max_size=12, unique_by=lambda one: one[:2]
)


@settings(deadline=None)
@given(st.sampled_from(LABELS), _PLACES, st.floats(0, 1))
def test_nobody_is_lost_and_the_believed_stand_apart(
    label: str, places: list[tuple[int, int, float]], threshold: float
) -> None:
    given = sorted(weighed(*((at, at + size, score) for at, size, score in places)), key=lambda one: -one.score)
    believed, losers = choose(label, given, threshold)
    assert sorted(map(id, given)) == sorted(map(id, [*believed, *losers]))
    ends = [one.candidate.last for one in believed]
    assert all(end <= one.candidate.first for end, one in zip(ends, believed[1:], strict=False))
    assert all(one.score >= threshold for one in believed)
    assert len(believed) <= (len(given) if label in MANY else 1)
    assert bool(believed) == any(one.score >= threshold for one in given)


def test_a_rules_find_and_the_networks_are_weighed_together() -> None:
    said = Cue(TEXT.index("Forty"), TEXT.index(" on the"), 0.7, "users", "", "a rule")
    found = candidates("users", TOKENS, SHARES, (said,))
    ranked = weigh("users", found, SHARES, CONTEXT, weights(slope={0: 1.0, 11: 1.0}))
    assert (ranked[0].candidate.first, ranked[0].candidate.last) == USERS
    assert len(ranked) == 2


def test_what_was_learned_comes_back_as_it_was() -> None:
    air = np.random.default_rng(0)
    made = {
        label: Weights(air.random(5), air.random(5), air.random(5), float(air.random()), 0.125 + number / 40)
        for number, label in enumerate(LABELS)
    }
    again = weights_from(json.loads(json.dumps(weights_to(made))))
    assert list(again) == list(LABELS)
    for label, one in made.items():
        for name in ("mean", "spread", "slope", "offset", "threshold"):
            assert getattr(again[label], name) == pytest.approx(getattr(one, name), abs=1e-6), (label, name)


def test_a_label_that_is_missing_is_told() -> None:
    with pytest.raises(KeyError, match="email"):
        weights_from({label: dict(weights_to({label: weights()})[label]) for label in LABELS[:-1]})
