"""One row of each kind without what was personal in it. Numbers, times, kinds, states and rules stay."""

from dataclasses import dataclass
from datetime import datetime

from parsers.readings import Reading
from parsers.vocabulary import Disposition
from store.contacts import address_key
from store.redaction.contents import TOMBSTONE_SHA256
from store.redaction.scope import Scope
from store.redaction.words import REDACTED, Words
from store.schema import (
    AlertRow,
    ArrivalRow,
    AttachmentRow,
    CorrectionRow,
    DeliveryRow,
    EntryRow,
    FieldRow,
    HoldRow,
    RouteRow,
    ShuntRow,
)

RULE = "redacted"
DESK = "Echodesk"
_KEPT_OF_ENVELOPE = ("tls", "smtputf8", "source", "folder", "uid", "uidvalidity")
_KEPT_OF_VERDICT = ("result", "method", "direct")
_KEPT_TEXT = frozenset({"fields", "status", "severity", "kind", "linked", "redacted"})
"""Entries whose text the desk makes of its own words alone."""
_ANALYSTS = frozenset({"corrected"})
"""Entries about somebody's message that an analyst has made: his name stays."""
_JUDGEMENTS = frozenset({"kind", "severity"})
_KEPT_DATA = frozenset({"rule", "kind", "severity", "attempts", "replaced"})
_BARE = Reading(value=REDACTED).as_json()
_STATES = frozenset({"sent", "refused", "failed", "bounced"})


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who redacts, when, and why."""

    name: str
    now: datetime
    reason: str


def wipe_arrival(row: ArrivalRow) -> None:
    """Everything but where, when and how it ended."""
    row.raw_sha256 = TOMBSTONE_SHA256
    row.envelope = _kept(row.envelope, _KEPT_OF_ENVELOPE)
    row.message_id = None
    row.sender, row.subject, row.reason = (
        REDACTED if value else value for value in (row.sender, row.subject, row.reason)
    )
    row.verdict = _kept(row.verdict, _KEPT_OF_VERDICT) if row.verdict else {}
    row.damages = []


def end_arrival(row: ArrivalRow, hold: HoldRow | None, shunt: ShuntRow | None, by: By) -> None:
    """What waits for a worker or an analyst waits no more: there is nothing left to decide on."""
    if hold is not None:
        if hold.state == "held":
            hold.state, hold.decided_by, hold.decided_at = "rejected", by.name, by.now
        hold.reason = REDACTED
        hold.decision = REDACTED
    if shunt is not None:
        shunt.error = shunt.traceback = REDACTED
        shunt.replayed_at = shunt.replayed_at or by.now
    if row.state == "pending" or row.outcome in {str(Disposition.HELD), str(Disposition.SHUNTED)}:
        # A worker that has it in hand finds its claim lost, and keeps nothing.
        row.state, row.lease_owner, row.lease_until, row.next_try_at = "done", None, None, None
        row.outcome, row.rule, row.reason, row.finished_at = str(Disposition.IGNORED), RULE, REDACTED, by.now


def wipe_route(row: RouteRow) -> None:
    """The same for a way by which it came; ``route_key`` names a place in the desk's own mailbox."""
    row.envelope = _kept(row.envelope, _KEPT_OF_ENVELOPE)


def quote_no_more(row: ArrivalRow, words: Words) -> None:
    """Somebody else's message that names the person: its bytes cannot be changed, so they go; the rest loses his words."""
    row.raw_sha256 = TOMBSTONE_SHA256
    row.envelope = words.out_of_json(row.envelope)
    row.sender, row.subject, row.reason = (
        words.out_of(value) if value else value for value in (row.sender, row.subject, row.reason)
    )
    row.verdict = words.out_of_json(row.verdict) if row.verdict else {}
    row.damages = words.out_of_json(row.damages or [])


def wipe_entry(row: EntryRow, delivery: DeliveryRow | None, label: str) -> None:
    """The line stays, without its words."""
    if row.arrival_id is not None and row.actor != DESK and row.kind not in _ANALYSTS:
        row.actor = label
    if delivery is not None and row.kind in {"told", "undelivered"}:
        state = row.text.rpartition(": ")[2]
        row.text = f"{delivery.notice} to {REDACTED}: {state if state in _STATES else delivery.state}"
    elif row.kind not in _KEPT_TEXT and row.text:
        row.text = REDACTED
    row.data = {key: value for key, value in row.data.items() if key in _KEPT_DATA}


def unname_entry(row: EntryRow, words: Words) -> None:
    """Somebody else's line loses the person's name, address and number."""
    row.actor, row.text, row.data = words.out_of(row.actor), words.out_of(row.text), words.out_of_json(row.data)


def wipe_field(row: FieldRow) -> None:
    """The value is known no more: what is required is asked for again if the ticket goes on."""
    row.value, row.words, row.active, row.start, row.end = REDACTED, REDACTED, False, 0, 0


def unname_field(row: FieldRow, words: Words) -> None:
    """A value that is the person's own goes; one in whose words he only stands loses him."""
    value = words.out_of_json(row.value)
    if value != row.value:
        wipe_field(row)
    else:
        row.words = words.out_of(row.words)


def wipe_correction(row: CorrectionRow) -> None:
    """That something was corrected, when and by whom, stays; a kind and a severity are no secret."""
    if row.name not in _JUDGEMENTS:
        row.was_read = [{**_BARE, "rule": one["rule"]} for one in row.was_read]
        row.should_be = [{**_BARE, "rule": one["rule"]} for one in row.should_be]


def unname_correction(row: CorrectionRow, words: Words) -> None:
    """A reading that names the person goes whole: its words would not stand where it says."""
    row.was_read, row.should_be = (
        [one if words.out_of_json(one) == one else {**_BARE, "rule": one["rule"]} for one in readings]
        for readings in (row.was_read, row.should_be)
    )
    row.corrected_by = words.out_of(row.corrected_by)


def wipe_file(row: AttachmentRow) -> None:
    """Name and bytes go, sort and size stay."""
    row.name, row.sha256, row.note, row.scan_detail = REDACTED, TOMBSTONE_SHA256, None, None


def wipe_delivery(row: DeliveryRow, scope: Scope, by: By, ours: frozenset[str]) -> None:
    """An answer that waits is not sent. ``ours`` are Message-IDs of the desk's own making, which stay."""
    if row.state == "queued":
        row.state, row.answer, row.finished_at, row.lease_owner, row.lease_until = (
            "failed",
            REDACTED,
            by.now,
            None,
            None,
        )
    if scope.whole or address_key(row.recipient) in scope.addresses:
        if row.notice != "alert":  # an analyst's address is not what this is about
            row.recipient = f"{REDACTED} {row.id}"  # unique with its cause
        row.recipient_name = ""
    wipe_payload(row, ours)
    row.answer = REDACTED if row.answer else row.answer


def wipe_payload(row: DeliveryRow, ours: frozenset[str]) -> None:
    """What was told: it was rendered and sent, and is needed no more."""
    row.payload = {"template": row.notice, "redacted": True}
    row.references = [one for one in row.references if one in ours]
    row.in_reply_to = row.in_reply_to if row.in_reply_to in ours else None


def unname_delivery(row: DeliveryRow, words: Words, ours: frozenset[str]) -> None:
    """An answer to somebody else on the person's ticket; one that waits must still be sendable."""
    if row.state == "queued":
        row.payload = words.out_of_json(row.payload)
    else:
        wipe_payload(row, ours)
    row.recipient_name = words.out_of(row.recipient_name)
    row.answer = words.out_of(row.answer) if row.answer else row.answer


def wipe_alert(row: AlertRow) -> None:
    """What there was to look at; ``key`` may be an address."""
    row.key, row.text = f"{REDACTED} {row.id}", REDACTED


def _kept(stored: dict[str, object], keys: tuple[str, ...]) -> dict[str, object]:
    return {key: stored[key] for key in keys if key in stored}
