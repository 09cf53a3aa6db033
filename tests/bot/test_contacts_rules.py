"""The guide's rules on Designated Contacts, as a table."""

from datetime import date, timedelta

import pytest

from bot.contacts.rules import AccountState, TrainingNotice, account_state
from store.contacts import Contact

TODAY = date(2026, 3, 31)
NOTICE = TrainingNotice(announced_on=date(2026, 3, 1), title="Release 9")
LAST_DAY = date(2026, 3, 31)


def contact(
    trained: date | None = None, *, until: date | None = None, since: date | None = None, on_call: bool = False
) -> Contact:
    return Contact(
        contact_id=1,
        account_id=1,
        account="Pinewell",
        name="Ada",
        addresses=("ada@pinewell.example",),
        trained_on=trained,
        valid_from=since,
        valid_to=until,
        reachable_24x7=on_call,
    )


OLD, NEW, NEVER = date(2025, 1, 1), date(2026, 3, 1), None


def short(people: list[Contact], notices: list[TrainingNotice], today: date = TODAY) -> set[str]:
    state: AccountState = account_state("Pinewell", people, notices, today)
    assert state.short is any(result.short for result in state.results)
    return {result.rule for result in state.results if result.short}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], {"contacts", "trained", "reachable-24x7"}),
        ([contact()], {"trained", "reachable-24x7"}),
        ([contact(OLD, on_call=True), contact(OLD)], set()),
        ([contact(OLD, on_call=True), contact(NEVER)], {"trained"}),
        ([contact(OLD), contact(OLD)], {"reachable-24x7"}),
        ([contact(OLD, on_call=True), contact(OLD, until=TODAY)], set()),
        ([contact(OLD, on_call=True), contact(OLD, until=TODAY - timedelta(days=1))], {"trained"}),
        ([contact(OLD, on_call=True), contact(OLD, since=TODAY + timedelta(days=1))], {"trained"}),
        ([contact(OLD, on_call=True), contact(TODAY + timedelta(days=1))], {"trained"}),
        ([contact(OLD, on_call=True, until=OLD), contact(OLD), contact(OLD)], {"reachable-24x7"}),
    ],
)
def test_who_falls_short_of_what(people: list[Contact], expected: set[str]) -> None:
    assert short(people, []) == expected


@pytest.mark.parametrize(
    ("trained", "today", "overdue", "words"),
    [
        ((OLD, OLD), LAST_DAY, False, "0 retrained, 2 to go, 0 days left (until 2026-03-31)"),
        ((OLD, OLD), LAST_DAY - timedelta(days=1), False, "1 day left"),
        ((OLD, OLD), LAST_DAY + timedelta(days=1), True, "2 missing, overdue by 1 day (since 2026-03-31)"),
        ((NEW, OLD), LAST_DAY + timedelta(days=2), True, "1 retrained, 1 missing, overdue by 2 days"),
        ((NEW, NEW), LAST_DAY + timedelta(days=2), False, "2 retrained"),
        ((NEW - timedelta(days=1), NEW), LAST_DAY + timedelta(days=2), True, "1 retrained"),
    ],
)
def test_retraining_after_a_notice(trained: tuple[date, date], today: date, overdue: bool, words: str) -> None:
    people = [contact(day, on_call=True) for day in trained]
    result = account_state("Pinewell", people, [NOTICE], today).results[-1]
    assert result.rule == "retrained"
    assert result.short is overdue
    assert words in result.text


def test_a_notice_of_tomorrow_asks_for_nothing_yet() -> None:
    tomorrow = TrainingNotice(announced_on=TODAY + timedelta(days=1), title="Release 10")
    assert "retrained" not in {r.rule for r in account_state("Pinewell", [], [tomorrow], TODAY).results}


def test_every_notice_counts_for_itself() -> None:
    older = TrainingNotice(announced_on=date(2026, 1, 1), title="Release 8")
    people = [contact(date(2026, 1, 5), on_call=True), contact(date(2026, 1, 6))]
    assert short(people, [older, NOTICE], LAST_DAY) == set()
    assert short(people, [older, NOTICE], LAST_DAY + timedelta(days=1)) == {"retrained"}
