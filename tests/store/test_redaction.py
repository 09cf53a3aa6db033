"""After a redaction nothing personal stands in any column, and everything else still holds together."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from parsers.readings import Reading
from parsers.vocabulary import Disposition
from store import alerts, arrivals, contacts, corrections, deliveries, holds, ledger, tickets
from store.engine import Store
from store.redaction import By, counts, of_person, of_ticket, past, redact_person, redact_ticket, scrub
from store.schema import ContentRow, QuestionRow, TicketRow
from tests.clock import NOON
from tests.store.redaction_desk import BY, KIM, KIM_TOO, LEE, SECRETS, TODAY, Kept, dump, left_of, mail

TEXT_OF_LEE = "As Kim Aldous said, call +1 (303) 555-0119 or write to KIM@bluefern.example."
RAW_OF_LEE = mail(
    90,
    f"{TEXT_OF_LEE}\r\n> All marmalade is stuck.",
    sender=LEE,
    name="Lee Ostrow",
    subject="RE: marmalade jams EP-104233",
)


@pytest.fixture
def kept(store: Store) -> Kept:
    return Kept(store)


@pytest.fixture
def ticket(kept: Kept) -> int:
    """A ticket that Kim has opened, with a refused answer, and one to Lee, who quotes her."""
    with kept.store.write() as session:
        ticket_id = kept.ticket(session, by=kept.kim, subject="Marmalade jams")
        kept.message(session, ticket_id, mail(1, "All marmalade is stuck."))
        kept.message(session, ticket_id, mail(2, "More marmalade."), sender=KIM_TOO, state="refused")
        kept.message(session, ticket_id, RAW_OF_LEE, sender=LEE, name="Lee Ostrow", text=TEXT_OF_LEE)
    return ticket_id


def of_kim(store: Store, address: str = KIM) -> None:
    with store.write() as session:
        assert redact_person(session, address, BY, TODAY) is not None


def of(store: Store, ticket_id: int) -> None:
    with store.write() as session:
        redact_ticket(session, ticket_id, BY, TODAY)


def balanced(store: Store) -> bool:
    with store.read() as session:
        return ledger.sums(session).balanced


class TestPerson:
    @pytest.mark.parametrize("address", [KIM, KIM_TOO, KIM.upper()])
    def test_nothing_of_him_is_left_in_any_column(self, kept: Kept, ticket: int, address: str) -> None:
        with kept.store.write() as session:
            kept.held(session, mail(3, "Held marmalade."))
            kept.shunted(session, mail(4, "Broken marmalade."))
            kept.arrival(session, mail(5, "Pending marmalade."))
            kept.answer(
                session, None, 1, KIM, "Kim Aldous", "marmalade", "x@client7.bluefern.example", "queued", "waiting"
            )
        assert len(left_of(kept.store)) > 60
        of_kim(kept.store, address)
        assert left_of(kept.store) == []
        assert balanced(kept.store)

    def test_what_others_wrote_stays_without_his_name(self, kept: Kept, ticket: int) -> None:
        of_kim(kept.store)
        with kept.store.read() as session:
            history = tickets.entries(session, ticket)
            files = tickets.files(session, ticket)
            known = tickets.fields(session, ticket)
        said = [entry.text for entry in history if entry.kind == "message"]
        assert said[:2] == ["[redacted]", "[redacted]"]
        assert said[2] == "As [redacted] said, call [redacted] or write to [redacted]."
        assert [entry.actor for entry in history if entry.kind == "message"] == [
            "redacted contact 1",
            "redacted contact 1",
            f"Lee Ostrow <{LEE}>",
        ]
        assert [file.name for file in files] == ["[redacted]", "[redacted]", "Lee_Ostrow.txt"]
        assert known == []  # Lee's value named him

    def test_the_contact_stays_without_being_anybody(self, kept: Kept, ticket: int) -> None:
        of_kim(kept.store)
        with kept.store.read() as session:
            him = contacts.by_id(session, kept.kim.contact_id)
            head = tickets.get(session, ticket)
            assert contacts.by_address(session, KIM) is None
        assert him is not None
        assert (him.name, him.addresses, him.phone, him.slack_id) == ("redacted contact 1", (), None, None)
        assert him.invalid_on(TODAY + timedelta(days=1)) is not None
        assert head is not None
        assert (head.contact, head.subject) == ("redacted contact 1", "[redacted]")
        assert (head.number, head.severity, head.status, head.opened_at) == (
            104_233,
            "P2",
            "waiting_for_information",
            NOON,
        )

    def test_what_was_corrected_stays_without_what_was_said(self, kept: Kept, ticket: int) -> None:
        with kept.store.write() as session:
            kept.corrected(session, ticket, 3, "the dialer", by="ana")
        of_kim(kept.store)
        with kept.store.read() as session:
            kim, _, lee = (corrections.of_message(session, arrival_id) for arrival_id in (1, 2, 3))
            exported = corrections.corrected_messages(session)
            made = [entry.actor for entry in tickets.entries(session, ticket) if entry.kind == "corrected"]
        gone = Reading(value="[redacted]")
        assert [(one.by, one.way, one.contact_id) for one in kim] == [
            ("redacted contact 1", "mail", kept.kim.contact_id),
            ("ana", "command line", None),
        ]
        assert [(one.was_read, one.should_be) for one in kim] == [((replace(gone, rule="t"),), (gone,))] * 2
        assert [(one.by, one.should_be[0].value) for one in lee] == [
            (f"Lee Ostrow <{LEE}>", "[redacted]"),
            ("ana", "[redacted]"),
            ("ana", "not the dialer"),
        ]
        assert exported == []  # no message is left whose words could be learned from
        assert made == ["ana"] * 4

    def test_his_address_is_free_for_another(self, kept: Kept, ticket: int) -> None:
        of_kim(kept.store)
        with kept.store.write() as session:
            new = contacts.NewContact(account="Bluefern Travel", name="Mo Reyes", addresses=(KIM,))
            assert contacts.put_contact(session, new, NOON)[1]

    def test_a_ticket_of_somebody_else_keeps_its_subject(self, kept: Kept) -> None:
        with kept.store.write() as session:
            ticket_id = kept.ticket(session, by=kept.lee, subject="Kim Aldous cannot log in")
            raw = mail(9, "It is down.", sender=LEE, name="Lee Ostrow", subject="Kim Aldous cannot log in")
            kept.message(session, ticket_id, raw, sender=LEE, name="Lee Ostrow", text="The dialer is down.")
            kept.message(session, ticket_id, mail(1, "All marmalade is stuck."))
        of_kim(kept.store)
        with kept.store.read() as session:
            head, known = tickets.get(session, ticket_id), tickets.fields(session, ticket_id, active_only=False)
        assert head is not None
        assert (head.subject, head.contact) == ("[redacted] cannot log in", "Lee Ostrow")
        assert [(value.value, value.active) for value in known] == [
            ("The dialer is down.", False),
            ("[redacted]", False),
        ]
        assert left_of(kept.store) == []

    def test_a_stranger_can_be_forgotten_too(self, kept: Kept) -> None:
        with kept.store.write() as session:
            kept.held(
                session,
                mail(1, "marmalade", sender="eve@pinewell.example", name="Eve Pine"),
                sender="eve@pinewell.example",
            )
        with kept.store.write() as session:
            assert redact_person(session, "Eve@pinewell.example", BY, TODAY) is not None
        assert left_of(kept.store, ("eve", "marmalade")) == []
        assert balanced(kept.store)
        with kept.store.read() as session:
            assert contacts.by_address(session, KIM) is not None

    def test_others_are_left_alone(self, kept: Kept) -> None:
        with kept.store.write() as session:
            ticket_id = kept.ticket(session, by=kept.lee, subject="Calls drop")
            raw = mail(1, "Calls drop.", sender=LEE, name="Lee Ostrow", subject="Calls drop")
            kept.message(session, ticket_id, raw, sender=LEE, name="Lee Ostrow", text="Calls drop.")
            alerts.raise_alert(session, kind="loop", key=LEE, text=f"a loop with {LEE}", now=NOON)
        before = {line for line in dump(kept.store).splitlines() if "lee" in line}
        of_kim(kept.store)
        after = set(dump(kept.store).splitlines())
        assert before - after == set()
        with kept.store.read() as session:
            assert arrivals.load(session, 1).raw == raw

    def test_a_held_and_a_shunted_mail_wait_for_nobody(self, kept: Kept) -> None:
        with kept.store.write() as session:
            one, two = (
                kept.held(session, mail(3, "Held marmalade.")),
                kept.shunted(session, mail(4, "Broken marmalade.")),
            )
            three = kept.arrival(session, mail(5, "Pending marmalade."))
            (claimed,) = arrivals.claim(session, owner="w", now=NOON, lease=timedelta(minutes=1), limit=1)
        of_kim(kept.store)
        with kept.store.write() as session:
            assert holds.all_held(session) == []
            assert holds.all_shunted(session) == []
            lines = [ledger.line(session, arrival_id) for arrival_id in (one, two, three)]
            assert [(line.outcome, line.rule) for line in lines if line] == [("ignored", "redacted")] * 3
            hold = holds.held(session, one)
            assert hold is not None
            assert (hold.state, hold.decided_by, hold.rule) == ("rejected", "ana", "unproven")
            outcome = arrivals.Outcome(
                disposition=Disposition.IGNORED, rule="late", reason="marmalade", subject="marmalade"
            )
            # The worker that had it in hand keeps nothing of it.
            assert claimed.arrival_id == three
            assert not arrivals.finish(session, three, outcome, owner="w", now=NOON)
        assert balanced(kept.store)

    def test_an_answer_that_waits_is_not_sent_and_one_to_others_is(self, kept: Kept) -> None:
        with kept.store.write() as session:
            ticket_id = kept.ticket(session, by=kept.kim, subject="Marmalade jams")
            his = kept.message(session, ticket_id, mail(1, "All marmalade is stuck."), state="queued")
            hers = kept.message(
                session, ticket_id, RAW_OF_LEE, sender=LEE, name="Lee Ostrow", text=TEXT_OF_LEE, state="queued"
            )
            claimed = deliveries.claim(session, owner="w", now=NOON, lease=timedelta(minutes=1), limit=5)
            assert {one.arrival_id for one in claimed} == {his, hers}
        of_kim(kept.store)
        with kept.store.write() as session:
            (one,), (two,) = deliveries.of_arrival(session, his), deliveries.of_arrival(session, hers)
            assert (one.state, one.answer) == ("failed", "[redacted]")
            assert not deliveries.finish(session, one.delivery_id, owner="w", state="sent", answer=KIM, now=NOON)
            assert (two.state, two.recipient) == ("queued", LEE)
            assert two.payload["submitted"] == "As [redacted] said, call [redacted] or write to [redacted]."
            assert deliveries.finish(session, two.delivery_id, owner="w", state="sent", answer="250 ok", now=NOON)

    def test_nothing_is_known_of_somebody_unknown_or_forgotten(self, kept: Kept, ticket: int) -> None:
        with kept.store.write() as session:
            assert redact_person(session, "gordon@pinewell.example", BY, TODAY) is None
        of_kim(kept.store)
        with kept.store.write() as session:
            assert redact_person(session, KIM, BY, TODAY) is None

    def test_a_bounce_that_names_him_goes(self, kept: Kept, ticket: int) -> None:
        raw = mail(
            7,
            f"Final-Recipient: rfc822; {KIM}",
            sender="mailer-daemon@relay.example",
            name="Mail",
            subject="Undelivered",
        )
        with kept.store.write() as session:
            arrival_id = kept.arrival(session, raw, sender="")
            kept.finish(session, arrival_id, Disposition.IGNORED, None, "mailer-daemon@relay.example")
        of_kim(kept.store)
        assert left_of(kept.store) == []


class TestTicket:
    def test_nothing_that_was_said_on_it_is_left(self, kept: Kept, ticket: int) -> None:
        with kept.store.write() as session:
            alerts.raise_alert(
                session, kind="bounced", key=KIM, text=f"mail to {KIM} bounces", now=NOON, ticket_id=ticket
            )
        of(kept.store, ticket)
        left = left_of(kept.store, (*SECRETS, "lee ostrow", LEE))
        assert {line.partition(".")[0] for line in left} == {"contact", "contact_address"}
        assert balanced(kept.store)

    def test_its_shape_stays(self, kept: Kept, ticket: int) -> None:
        with kept.store.read() as session:
            before = tickets.entries(session, ticket)
        of(kept.store, ticket)
        with kept.store.read() as session:
            head, after = tickets.get(session, ticket), tickets.entries(session, ticket)
            files, values = tickets.files(session, ticket), tickets.fields(session, ticket, active_only=False)
            answers = deliveries.of_ticket(session, ticket)
        assert head is not None
        assert (head.number, head.kind, head.severity, head.subject, head.contact) == (
            104_233,
            "incident",
            "P2",
            "[redacted]",
            None,
        )
        assert [(e.at, e.kind, e.arrival_id, e.delivery_id) for e in after[:-1]] == [
            (e.at, e.kind, e.arrival_id, e.delivery_id) for e in before
        ]
        assert [e.text for e in after if e.kind in {"status", "fields"}] == ["service", "a -> b"] * 3
        assert [e.text for e in after if e.kind in {"told", "undelivered"}] == [
            "acknowledged to [redacted]: sent",
            "acknowledged to [redacted]: refused",
            "acknowledged to [redacted]: sent",
        ]
        assert all(e.data["rule"] == "test" for e in after if e.kind == "message")
        last = after[-1]
        assert (last.actor, last.kind, last.at) == ("ana", "redacted", BY.now)
        assert last.text == "personal data of ticket 104233 was taken out: erasure request 17"
        assert [(f.name, f.media_type, f.size > 20) for f in files] == [("[redacted]", "text/plain", True)] * 3
        assert {(v.name, v.value, v.active) for v in values} == {("service", "[redacted]", False)}
        assert [a.state for a in answers] == ["sent", "refused", "sent"]

    def test_a_corrected_kind_and_severity_stay(self, kept: Kept, ticket: int) -> None:
        readings = ((Reading(value="P3", score=0.6, rule="severity"),), (Reading(value="P2"),))
        with kept.store.write() as session:
            one = corrections.Correction(
                ticket_id=ticket,
                arrival_id=1,
                name="severity",
                was_read=readings[0],
                should_be=readings[1],
                by="ana",
                way="command line",
                at=NOON,
            )
            corrections.add(session, [one])
        of(kept.store, ticket)
        with kept.store.read() as session:
            last = corrections.of_ticket(session, ticket)[-1]
        assert ((last.was_read, last.should_be), last.by) == (readings, "ana")

    def test_it_is_on_record(self, kept: Kept, ticket: int) -> None:
        of(kept.store, ticket)
        with kept.store.read() as session:
            (row,) = past(session, "ticket 104233")
            assert (row.redacted_by, row.redacted_at, row.reason) == ("ana", BY.now, "erasure request 17")

    def test_the_ids_of_our_answers_still_find_it_and_its_writers_ids_are_gone(self, kept: Kept, ticket: int) -> None:
        of(kept.store, ticket)
        with kept.store.read() as session:
            assert [t.ticket_id for t in tickets.by_message_ids(session, ["d1.acknowledged@echopass.example"])] == [
                ticket
            ]
            assert tickets.by_message_ids(session, ["1@client7.bluefern.example"]) == []

    def test_the_same_mail_again_is_known_and_brings_nothing_back(self, kept: Kept, ticket: int) -> None:
        of(kept.store, ticket)
        with kept.store.write() as session:
            envelope_only = kept.arrival(session, mail(1, "All marmalade is stuck."))
        assert envelope_only == 1
        assert "all marmalade is stuck" not in dump(kept.store)

    def test_twice(self, kept: Kept, ticket: int) -> None:
        of(kept.store, ticket)
        with kept.store.read() as session:
            assert counts(session, of_ticket(session, ticket)).nothing
        with kept.store.write() as session:
            kept.message(session, ticket, mail(8, "Again marmalade."))
        with kept.store.read() as session:
            found = counts(session, of_ticket(session, ticket))
            assert (found.messages, found.files, found.fields, found.answers) == (1, 1, 1, 1)
        of(kept.store, ticket)
        assert not [line for line in left_of(kept.store) if not line.startswith("contact")]

    def test_there_is_no_such_ticket(self, kept: Kept) -> None:
        with kept.store.write() as session, pytest.raises(LookupError):
            redact_ticket(session, 77, BY, TODAY)

    def test_bytes_that_others_need_stay(self, kept: Kept, ticket: int) -> None:
        """One mail to two mailboxes, and a file that two tickets have."""
        with kept.store.write() as session:
            other = kept.arrival(session, mail(1, "All marmalade is stuck."), mailbox="billing", key="other")
            two = kept.ticket(session, by=kept.lee, subject="Calls drop")
            (first, *_) = tickets.files(session, ticket)
            tickets.add_file(session, two, first)
        with kept.store.write() as session:
            done = redact_ticket(session, ticket, BY, TODAY)
        assert done.contents == 2 + 2  # two mails and two files: the first of each is still needed
        with kept.store.read() as session:
            assert arrivals.load(session, other).raw == mail(1, "All marmalade is stuck.")
            assert tickets.files(session, two)[0].sha256 == first.sha256
            assert session.scalar(select(func.count()).where(ContentRow.sha256 == first.sha256)) == 1


def test_what_is_left_can_be_read_as_before(kept: Kept, ticket: int) -> None:
    of_kim(kept.store)
    of(kept.store, ticket)
    with kept.store.read() as session:
        for line in ledger.lines(session, limit=100):
            assert arrivals.load(session, line.arrival_id).raw.startswith(b"Subject: [redacted]")
        assert len(deliveries.in_state(session, "sent", "refused")) == 3


def test_a_reason_that_names_him_does_not_bring_him_back(kept: Kept, ticket: int) -> None:
    with kept.store.write() as session:
        by = By(name="ana", now=NOON, reason=f"Kim Aldous <{KIM}> asked for it")
        assert redact_person(session, KIM, by, TODAY) is not None
    assert left_of(kept.store) == []


def test_counts_before_and_after(kept: Kept, ticket: int) -> None:
    with kept.store.write() as session:
        kept.answer(session, None, 1, KIM, "Kim Aldous", "marmalade", "x@client7.bluefern.example", "queued", "waiting")
    with kept.store.read() as session:
        scope = of_person(session, KIM)
        assert scope is not None
        found = counts(session, scope)
    assert (found.messages, found.quoting, found.files, found.fields) == (2, 1, 2, 2)
    assert (found.answers, found.waiting, found.contacts) == (3, 1, 1)
    assert not found.nothing


def test_a_question_stays_answerable_for_the_record_only(kept: Kept) -> None:
    with kept.store.write() as session:
        one = kept.held(session, mail(3, "Held marmalade."))
    of_kim(kept.store)
    with kept.store.write() as session:
        question = session.get_one(QuestionRow, one)
        assert (question.address, question.contact_id) == ("[redacted]", kept.kim.contact_id)
        assert not holds.release(session, one, by="Kim", decision="yes", now=NOON, account_id=kept.kim.account_id)


def test_a_failure_half_way_takes_nothing_out(kept: Kept, ticket: int) -> None:
    before = dump(kept.store)

    def break_off() -> None:
        with kept.store.write() as session:
            redact_ticket(session, ticket, BY, TODAY)
            raise RuntimeError("the machine stops here")

    with pytest.raises(RuntimeError):
        break_off()
    assert dump(kept.store) == before


def test_the_file_on_the_disk(kept: Kept, ticket: int) -> None:
    """SQLite leaves old copies of a changed row in free space; after the scrubbing there is none, nor in the log."""
    with kept.store.write() as session:
        kept.held(session, mail(3, "Held marmalade. " * 400))
        kept.shunted(session, mail(4, "Broken marmalade."))
    of_kim(kept.store)
    assert scrub(kept.store)
    if kept.store.is_sqlite:
        file = Path(kept.store.url.database or "")
        held = (file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()).lower()
        assert b"lee@bluefern.example" in held
        assert [secret for secret in SECRETS if secret.lower().encode() in held] == []
    with kept.store.read() as session:
        assert session.scalar(select(func.count()).select_from(TicketRow)) == 1


def test_somebody_who_reads_keeps_the_scrubbing_off(kept: Kept) -> None:
    impatient = Store(kept.store.url.render_as_string(hide_password=False), busy_seconds=0.05)
    with kept.store.write() as session:
        kept.ticket(session, by=None, subject="Calls drop")
        session.flush()
        assert scrub(impatient) is not kept.store.is_sqlite
    assert scrub(impatient)
    impatient.close()
