"""What the guide asks of every account's Designated Contacts ("Who is who"), as pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from store.contacts import Contact

TRAINED_AT_LEAST = 2
RETRAIN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingNotice:
    """The training was updated and the contacts were told on ``announced_on``."""

    announced_on: date
    title: str

    @property
    def due_on(self) -> date:
        """The last day on which retraining is in time."""
        return self.announced_on + RETRAIN_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """How an account stands with one rule; ``short`` where it falls short, else it holds or still has time."""

    rule: str
    short: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """An account and its rules."""

    account: str
    valid: int
    trained: int
    results: tuple[RuleResult, ...]

    @property
    def short(self) -> bool:
        """Whether it falls short of any rule."""
        return any(result.short for result in self.results)


def account_state(
    account: str, contacts: Iterable[Contact], notices: Iterable[TrainingNotice], today: date
) -> AccountState:
    """How ``account`` stands on ``today`` (the desk's day); ``contacts`` are all of it, valid or not."""
    valid = [contact for contact in contacts if contact.invalid_on(today) is None]
    trained = [contact for contact in valid if contact.trained_on is not None and contact.trained_on <= today]
    results = [_anybody(valid), _trained(trained), _reachable(valid)]
    results += [_retrained(trained, notice, today) for notice in notices if notice.announced_on <= today]
    return AccountState(account=account, valid=len(valid), trained=len(trained), results=tuple(results))


def _anybody(valid: Sequence[Contact]) -> RuleResult:
    text = f"{len(valid)} may write" if valid else "nobody may write: add a Designated Contact"
    return RuleResult(rule="contacts", short=not valid, text=text)


def _trained(trained: Sequence[Contact]) -> RuleResult:
    lacking = TRAINED_AT_LEAST - len(trained)
    text = f"{len(trained)} trained"
    if lacking > 0:
        text += f" of the {TRAINED_AT_LEAST} that the guide asks for: train {lacking} more"
    return RuleResult(rule="trained", short=lacking > 0, text=text)


def _reachable(valid: Sequence[Contact]) -> RuleResult:
    names = [contact.name for contact in valid if contact.reachable_24x7]
    text = f"reachable 24x7: {', '.join(names)}" if names else "nobody is reachable 24x7 for critical tickets: name one"
    return RuleResult(rule="reachable-24x7", short=not names, text=text)


def _retrained(trained: Sequence[Contact], notice: TrainingNotice, today: date) -> RuleResult:
    """At least two were trained on or after the day of the notice, or there is still time."""
    since = [contact for contact in trained if contact.trained_on and contact.trained_on >= notice.announced_on]
    lacking = TRAINED_AT_LEAST - len(since)
    left = (notice.due_on - today).days
    head = f"training {notice.title!r} of {notice.announced_on.isoformat()}: {len(since)} retrained"
    if lacking <= 0:
        return RuleResult(rule="retrained", short=False, text=head)
    if left >= 0:
        text = f"{head}, {lacking} to go, {_days(left)} left (until {notice.due_on.isoformat()})"
        return RuleResult(rule="retrained", short=False, text=text)
    text = f"{head}, {lacking} missing, overdue by {_days(-left)} (since {notice.due_on.isoformat()})"
    return RuleResult(rule="retrained", short=True, text=text)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
