"""The book-keeping of UIDs: whatever happens, the saved cursor never passes a message that was not taken."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.channels.imap.progress import BATCH_BYTES, BATCH_MESSAGES, Progress, batches
from tests.bot.channels.imap.fakes import NOON


def test_an_undisturbed_day() -> None:
    progress = Progress(high=10)
    assert progress.expect([10]) == [], "n:* names the last message even below n"
    assert progress.expect([12, 11, 15]) == [11, 12, 15]
    assert progress.cursor == 10
    progress.taken([11, 12])
    assert progress.cursor == 14
    progress.taken([15])
    assert progress.cursor == 15


def test_a_stuck_message_holds_the_cursor_and_is_due_again() -> None:
    progress = Progress(high=0)
    progress.expect([1, 2, 3])
    progress.taken([1])
    assert progress.failed(2, NOON).tries == 1
    progress.taken([3])
    assert progress.cursor == 1
    assert progress.expect([3, 4]) == [4]
    assert progress.due(NOON + timedelta(seconds=4)) == []
    assert progress.seconds_to_retry(NOON + timedelta(seconds=4)) == 1
    assert progress.due(NOON + timedelta(seconds=5)) == [2]
    assert progress.failed(2, NOON).tries == 2
    progress.taken([2, 4])
    assert progress.cursor == 4
    assert progress.seconds_to_retry(NOON) is None


class AnyDay(RuleBasedStateMachine):
    """Messages come, are taken, fail, in any order: compared with a plain set of what is not yet taken."""

    def __init__(self) -> None:
        super().__init__()
        self.progress = Progress(high=0)
        self.untaken: set[int] = set()
        self.last = 0

    @rule(steps=st.lists(st.integers(1, 5), max_size=5))
    def come(self, steps: list[int]) -> None:
        for step in steps:
            self.last += step
            self.untaken.add(self.last)
        self.progress.expect([*self.untaken, self.last])

    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        some = data.draw(st.sets(st.sampled_from(sorted(self.untaken)))) if self.untaken else set()
        self.untaken -= some
        self.progress.taken(some)

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        if self.untaken:
            self.progress.failed(data.draw(st.sampled_from(sorted(self.untaken))), NOON)

    @invariant()
    def nothing_untaken_is_passed(self) -> None:
        assert all(self.progress.cursor < uid for uid in self.untaken)
        assert set(self.progress.pending) | set(self.progress.stuck) == self.untaken

    @invariant()
    def nothing_holds_it_back_without_a_reason(self) -> None:
        assert self.progress.cursor == (min(self.untaken) - 1 if self.untaken else self.last)


TestAnyDay = AnyDay.TestCase


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 2 * BATCH_BYTES))))
def test_batches_keep_order_and_limits(sizes: list[tuple[int, int]]) -> None:
    made = list(batches(sizes))
    assert [uid for batch in made for uid in batch] == [uid for uid, _ in sizes]
    assert all(0 < len(batch) <= BATCH_MESSAGES for batch in made)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([BATCH_BYTES * 3], [1]),
        ([1, BATCH_BYTES * 3, 1], [1, 1, 1]),
        ([BATCH_BYTES // 2] * 3, [2, 1]),
        ([1] * (BATCH_MESSAGES + 1), [BATCH_MESSAGES, 1]),
    ],
)
def test_batches_are_bounded_by_number_and_bytes(sizes: list[int], expected: list[int]) -> None:
    assert [len(batch) for batch in batches(list(enumerate(sizes, 1)))] == expected
