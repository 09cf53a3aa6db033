"""Which words may fill a label: the network's runs, the rules' finds, and both together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pipeline.evidence import Cue
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES
from parsers.pipeline.spans import LEVELS, MOST, SORTS_OF, Candidate, candidates, runs
from parsers.pipeline.tokens import Floats
from tests.parsers.pipeline import tiny

TEXT = "Forty agents on the billing queue cannot hear calls"


def part(*shares: float, begins: tuple[int, ...] = ()) -> Floats:
    """The share of being part that each token has; those at ``begins`` begin anew."""
    states = np.array([[1 - share, 0, share] for share in shares], dtype=np.float32)
    for at in begins:
        states[at, 1:] = states[at, :0:-1]
    return states


@pytest.mark.parametrize(
    ("shares", "begins", "found"),
    [
        ((0.1, 0.9, 0.8, 0.1), (), [(0, (1, 3)), (1, (1, 3)), (2, (0, 4))]),
        ((0.9, 0.9, 0.9, 0.9), (2,), [(0, (0, 2)), (0, (2, 4)), (1, (0, 2)), (1, (2, 4)), (2, (0, 2)), (2, (2, 4))]),
        ((0.9, 0.3, 0.9, 0.0), (), [(0, (0, 1)), (0, (2, 3)), (1, (0, 3)), (2, (0, 3))]),
        ((0.0, 0.0, 0.1, 0.0), (), [(2, (2, 3))]),
        ((0.0, 0.05, 0.0, 0.05), (), []),
        ((0.6,), (0,), [(0, (0, 1)), (1, (0, 1)), (2, (0, 1))]),
    ],
)
def test_runs_at_each_level(
    shares: tuple[float, ...], begins: tuple[int, ...], found: list[tuple[int, tuple[int, int]]]
) -> None:
    assert LEVELS == (0.5, 0.2, 0.06)
    assert list(runs(part(*shares, begins=begins))) == found


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=30))
def test_runs_of_a_level_share_no_token_and_leave_none_out(told: list[tuple[float, bool]]) -> None:
    shares = part(*(share for share, _ in told), begins=tuple(at for at, (_, begins) in enumerate(told) if begins))
    found = list(runs(shares))
    for level, least in enumerate(LEVELS):
        covered = [at for own, (first, last) in found if own == level for at in range(first, last)]
        assert covered == [at for at in range(len(told)) if 1 - shares[at, 0] >= least]


def words(label: str, text: str, shares: Floats | None = None, *cues: Cue) -> dict[str, Candidate]:
    found = tiny.tokens(text)
    marks = tiny.marked(found) if shares is None else shares
    result = {}
    for one in candidates(label, found, marks, cues):
        start, end = found.offsets(one.first, one.last)
        result[text[start:end]] = one
    return result


def cue(text: str, said: str, *, label: str = "", sort: str = "", explicit: bool = False, value: str = "") -> Cue:
    start = text.index(said)
    return Cue(start, start + len(said), 0.7, label, sort, "a rule", explicit, value)


TRIMMED = [
    ("users", "of the 40 agents , since", "of the 40 agents"),  # "of" may begin: "of the 40" is a share
    ("users", "and 40 agents in", "40 agents"),
    ("users", "(40 agents)", "(40 agents)"),
    ("users", ": 40 agents !", "40 agents"),
    ("service", "the dialer that is", "the dialer"),
    ("service", "at \n the dialer .\n", "the dialer"),
    ("service", "and of the", ""),
    ("service", " . , ", ""),
    ("department", '"billing"', '"billing"'),
    ("impact", "and we cannot bill because", "we cannot bill because"),  # a clause keeps its small words
    ("iso", "then we rebooted it .", "then we rebooted it"),
    ("error", "[503] -", "[503]"),
]


@pytest.mark.parametrize(("label", "text", "kept"), TRIMMED)
def test_what_stands_at_the_edges_falls(label: str, text: str, kept: str) -> None:
    found = tiny.tokens(text)
    assert list(words(label, text, tiny.marked(found, (0, len(found.starts))))) == ([kept] if kept else [])


def test_a_find_of_the_rules_keeps_its_strength_and_its_cue() -> None:
    said = cue(TEXT, "Forty agents", label="users", explicit=True)
    (one,) = words("users", TEXT, None, said).values()
    assert one == Candidate(0, 2, {"rule": 0.7, "form": 1.0}, said)


def test_what_only_points_at_words_says_so() -> None:
    said = cue(TEXT, "Forty agents", sort="count")
    assert words("users", TEXT, None, said)["Forty agents"].sources == {"count": 0.7}
    assert words("service", TEXT, None, said) == {}


@pytest.mark.parametrize("label", [label for label in LABELS if label not in SORTS_OF])
def test_other_labels_look_at_their_own_finds_alone(label: str) -> None:
    assert words(label, TEXT, None, cue(TEXT, "agents", sort="count")) == {}
    assert list(words(label, TEXT, None, cue(TEXT, "agents", label=label))) == ["agents"]


def test_the_network_and_the_rules_are_put_together_where_they_overlap() -> None:
    found = tiny.tokens(TEXT)
    shares = tiny.marked(found, (1, 6))
    got = words("department", TEXT, shares, cue(TEXT, "billing queue cannot", label="department"))
    assert {name: set(one.sources) for name, one in got.items()} == {
        "agents on the billing queue": {"level0", "level1", "level2"},
        "billing queue cannot": {"rule"},
        "agents on the billing queue cannot": {"union"},
    }


def test_the_same_words_are_one_candidate() -> None:
    found = tiny.tokens(TEXT)
    got = words("users", TEXT, tiny.marked(found, (0, 2)), cue(TEXT, "Forty agents", label="users"))
    assert {name: set(one.sources) for name, one in got.items()} == {
        "Forty agents": {"level0", "level1", "level2", "rule"}
    }


@pytest.mark.parametrize("label", ["connid", "ani", "phone", "email"])
def test_half_a_number_is_none(label: str) -> None:
    text = "It was +1 303 555 0119 all day"
    found = tiny.tokens(text)
    said = cue(text, "+1 303 555 0119", label=label, value="+13035550119")
    got = words(label, text, tiny.marked(found, (2, 5)), said)  # the network sees two thirds of it
    assert [one.cue for one in got.values()] == [said]


def test_of_too_many_the_likeliest_are_weighed_and_the_rules_finds() -> None:
    text = "agents drop " * 60
    found = tiny.tokens(text)
    shares = tiny.marked(found, *((at, at + 1) for at in range(0, 100, 2)), share=0.9)
    shares[:50, 0], shares[:50, 2] = 0.7, 0.3
    said = Cue(len(text) - len("agents drop "), len(text) - len(" drop "), 0.1, "users")
    got = candidates("users", found, shares, (said,))
    assert len(got) == MOST
    assert any("rule" in one.sources for one in got)
    assert all(one.first >= 50 for one in got)


@settings(deadline=None)
@given(st.data())
def test_candidates_are_within_the_text_and_each_once(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab 1.,\n(\"'"), min_size=1, max_size=60))
    label = data.draw(st.sampled_from(LABELS))
    found = tiny.tokens(text)
    told = data.draw(
        st.lists(st.floats(0, 1, width=32), min_size=len(found.starts) * 2, max_size=len(found.starts) * 2)
    )
    shares = np.zeros((len(found.starts), STATES), dtype=np.float32)
    shares[:, 0] = told[: len(found.starts)]
    shares[:, 1] = (1 - shares[:, 0]) * told[len(found.starts) :]
    shares[:, 2] = 1 - shares[:, 0] - shares[:, 1]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    got = candidates(label, found, shares, (Cue(start, end, 0.5, label),))
    places = [(one.first, one.last) for one in got]
    assert len(set(places)) == len(places) <= MOST
    assert all(
        0 <= first < last <= len(found.starts) and one.sources for (first, last), one in zip(places, got, strict=True)
    )
