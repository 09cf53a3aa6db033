"""An analyst's correction: what a message should have been read to say, on its ticket and for the next reader."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.correcting.judgements import judge
from bot.correcting.values import KIND, SEVERITY, Value, Wanted
from bot.errors import PermanentError
from bot.intake.corrected import known_value, told_of
from bot.policy.correcting import read_anew
from bot.policy.merging import TWINS
from parsers.arrival import Arrival
from parsers.message import Message
from parsers.readings import Reading
from parsers.standing import Told, find, told_by
from parsers.vocabulary import LIST_FIELDS, FieldName
from store import arrivals, corrections, desk, tickets
from store.corrections import Correction
from store.engine import Session
from store.tickets import Entry, FieldValue, Ticket

RULE = "analyst"
WAY = "command line"


class CannotCorrectError(PermanentError):
    """Why a correction cannot be made as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an analyst asks for. ``message`` is the arrival whose reading was wrong; None: the one that gave the value."""

    wanted: Wanted
    by: str
    now: datetime
    message: int | None = None


def correct(
    session: Session, ticket: Ticket, order: Order, read_message: Callable[[Arrival], Message]
) -> list[Correction]:
    """Carry it out in the caller's transaction: the ticket's values, its history, and a correction for each reading.

    A value is looked for in its message, and has the words that say it where there are any. Of a field with several values
    those of the one message are replaced. Raises CannotCorrectError, and then nothing may be kept.
    """
    desk.one_at_a_time(session)
    one = _Correcting(session, ticket, order, read_message)
    return one.run()


class _Correcting:
    """The steps for one order, in one transaction."""

    def __init__(
        self, session: Session, ticket: Ticket, order: Order, read_message: Callable[[Arrival], Message]
    ) -> None:
        self.session = session
        self.ticket = ticket
        self.order = order
        self.read_message = read_message
        self.entries = tickets.entries(session, ticket.ticket_id)
        self.values = tickets.fields(session, ticket.ticket_id, active_only=False)
        self.messages = [
            e.arrival_id for e in self.entries if e.kind in {"message", "automatic"} and e.arrival_id is not None
        ]
        self.made: list[Correction] = []

    def run(self) -> list[Correction]:
        if self.order.message is not None and self.order.message not in self.messages:
            raise CannotCorrectError(f"{self.order.message} is no message of this ticket; there are: {self._known()}")
        if not self.messages:
            raise CannotCorrectError("this ticket has no message whose reading could be corrected")
        changed = [self._judgements()]
        for arrival_id, wanted in self._by_message().items():
            changed.append(self._fields(arrival_id, wanted))
        if not any(changed):
            said = ", ".join(f"{name} is {_words(values)}" for name, values in self.order.wanted.items())
            raise CannotCorrectError(f"there is nothing to correct: {said} already")
        corrections.add(self.session, self.made)
        return self.made

    def _judgements(self) -> bool:
        """The kind and severity, where they are asked for; whether something changed."""
        wanted = {name: str(self.order.wanted[name][0]) for name in (KIND, SEVERITY) if name in self.order.wanted}
        if not wanted:
            return False
        past = corrections.of_ticket(self.session, self.ticket.ticket_id)
        judged = judge(self.ticket, self.entries, wanted, self.order.message, past)
        if judged.problem:
            raise CannotCorrectError(judged.problem)
        for arrival_id, name, was, should in judged.readings:
            self._keep(arrival_id, name, was, should)
        for kind, text in judged.lines:
            self._entry(kind, text)
        for arrival_id, text in judged.of_messages:
            self._entry("corrected", text, arrival_id)
        if judged.changed:
            tickets.change(self.session, self.ticket.ticket_id, now=self.order.now, **judged.changed)
        return bool(judged.changed or judged.readings)

    def _by_message(self) -> dict[int, dict[FieldName, tuple[Value, ...]]]:
        """The fields that are asked for, by the message whose reading was wrong; a number and its words stay together."""
        found: dict[int, dict[FieldName, tuple[Value, ...]]] = {}
        for written, values in self.order.wanted.items():
            if written not in (KIND, SEVERITY):
                name = FieldName(written)
                found.setdefault(self._message_of(name, values), {})[name] = values
        return found

    def _message_of(self, name: FieldName, values: tuple[Value, ...]) -> int:
        if self.order.message is not None:
            return self.order.message
        names = {name, TWINS.get(name, name)}
        gave = [one.arrival_id for one in self.values if one.active and one.name in names]
        known = sorted({one for one in gave if one in self.messages})
        if len(known) > 1 and name in LIST_FIELDS:
            where = ", ".join(map(str, known))
            raise CannotCorrectError(
                f"{name} was read out of the messages {where}; say whose to correct with --message"
            )
        return known[-1] if known else self._first_that_says(name, values)

    def _first_that_says(self, name: FieldName, values: tuple[Value, ...]) -> int:
        for entry in self.entries:
            if entry.arrival_id in self.messages and entry.kind == "message":
                told = told_of(entry)
                if entry.arrival_id and any(find(told, name, value) for value in values):
                    return entry.arrival_id
        return self.messages[0]

    def _fields(self, arrival_id: int, wanted: dict[FieldName, tuple[Value, ...]]) -> bool:
        # Where the value is right already, the words that were read for it are, too.
        open_ = {name: values for name, values in wanted.items() if not self._is_settled(arrival_id, name, wanted)}
        anew = read_anew(self._told(arrival_id), open_) if open_ else {}
        lines = []
        for name, readings in anew.items():
            was, here = self._was_read(arrival_id, name), self._on_ticket(arrival_id, name)
            as_told = _values(here) == _values(readings)
            # A value that another message has put right by now may still be wrong for the message that is named.
            if as_told and (_values(was) == _values(readings) or self.order.message is None):
                continue
            if not as_told:
                lines.append(f"{name}: {_words(_values(here))} -> {_words(_values(readings))}")
                self._set(arrival_id, name, readings)
            self._keep(arrival_id, str(name), was, readings)
        if lines:
            self._entry("corrected", "; ".join(lines), arrival_id)
            tickets.change(self.session, self.ticket.ticket_id, now=self.order.now)
        return bool(lines) or any(one.name in anew for one in self.made)

    def _is_settled(self, arrival_id: int, name: FieldName, wanted: dict[FieldName, tuple[Value, ...]]) -> bool:
        if TWINS.get(name) in wanted or _values(self._on_ticket(arrival_id, name)) != list(wanted[name]):
            return False
        return self.order.message is None or _values(self._was_read(arrival_id, name)) == list(wanted[name])

    def _on_ticket(self, arrival_id: int, name: FieldName) -> list[FieldValue]:
        """The values that a correction takes the place of."""
        held = [one for one in self.values if one.active and one.name == name]
        return [one for one in held if one.arrival_id == arrival_id] if name in LIST_FIELDS else held

    def _told(self, arrival_id: int) -> Told:
        arrival = arrivals.load(self.session, arrival_id).arrival
        return told_by(self.read_message(arrival), arrival.received_at)

    def _was_read(self, arrival_id: int, name: FieldName) -> tuple[Reading, ...]:
        """What the message was last read to say, whether or not a later message has taken its place on the ticket."""
        of_message = [one for one in self.values if one.arrival_id == arrival_id and one.name == name]
        last = [one for one in of_message if one.active] or of_message[-1:]
        return tuple(known_value(one).reading for one in last)

    def _set(self, arrival_id: int, name: FieldName, readings: Sequence[Reading]) -> None:
        only = [arrival_id] if name in LIST_FIELDS else None
        corrections.withdraw_values(self.session, self.ticket.ticket_id, [str(name)], read_out_of=only)
        values = [
            FieldValue(
                name=str(name),
                value=one.value,
                words=one.words or "",
                place=one.place or "body",
                start=one.start or 0,
                end=one.end or 0,
                score=1.0,
                rule=RULE,
                arrival_id=arrival_id,
            )
            for one in readings
        ]
        tickets.put_fields(self.session, self.ticket.ticket_id, values, replaced=(), now=self.order.now)

    def _keep(self, arrival_id: int, name: str, was: tuple[Reading, ...], should: tuple[Reading, ...]) -> None:
        self.made.append(
            Correction(
                ticket_id=self.ticket.ticket_id,
                arrival_id=arrival_id,
                name=name,
                was_read=was,
                should_be=should,
                by=self.order.by,
                way=WAY,
                at=self.order.now,
            )
        )

    def _entry(self, kind: str, text: str, arrival_id: int | None = None) -> None:
        entry = Entry(
            at=self.order.now, actor=self.order.by, kind=kind, text=text, data={"rule": RULE}, arrival_id=arrival_id
        )
        tickets.add_entry(self.session, self.ticket.ticket_id, entry)

    def _known(self) -> str:
        return ", ".join(map(str, self.messages)) or "none"


def _values(readings: Iterable[Reading | FieldValue]) -> list[Value]:
    return [one.value for one in readings]


def _words(values: Iterable[Value]) -> str:
    return ", ".join(map(str, values)) or "nothing"
