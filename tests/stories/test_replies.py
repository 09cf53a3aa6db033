"""Replies: they land on their ticket, fill in what was asked, and open a linked one where the matter is new."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from store import tickets
from tests.stories.desk import HELP, KIM, LEE, SIGNE, Story, body, mail

HALF = """The screen pop does not come up any more when a call is answered. It is in production and quite serious for us,
callers wait longer on every call and there is no workaround.
"""


def opened(story: Story) -> tuple[str, EmailMessage]:
    """A ticket that lacks facts, and its acknowledgement."""
    applied = story.send(HALF, subject="Screen pop gone")
    assert applied.number is not None
    return applied.number, story.answers()[-1]


def reply_to(
    answer: EmailMessage, text: str, *, sender: str = KIM, subject: str | None = None, **headers: str
) -> bytes:
    """A reply as a mail program writes it: to the Reply-To, with the threading fields."""
    return mail(
        text,
        sender=sender,
        subject=subject if subject is not None else f"Re: {answer['Subject']}",
        To=str(answer["Reply-To"]),
        In_Reply_To=str(answer["Message-ID"]),
        References=f"{answer['References']} {answer['Message-ID']}",
        **headers,
    )


def test_labels_fill_in_what_was_asked(story: Story) -> None:
    number, answer = opened(story)
    assert "Users affected" in body(answer)
    assert story.ticket(number).status == "waiting_for_information"
    text = """Users: 25
Frequency: every call
Started: 11/16/2026 9:15 am MT
Steps already taken: reinstalled the CRM adapter, no change
CONNIDs: 00a1025b7c3f9e10
Access hours: 8 to 6 Mountain
"""
    applied = story.outcome(story.hand_over(reply_to(answer, text)))
    assert (applied.disposition, applied.number) == ("added", number)
    fields = story.fields(number)
    assert fields["users_affected"] == [25]
    assert fields["started_at"] == ["2026-11-16T16:15Z"]
    assert fields["connids"] == ["00a1025b7c3f9e10"]
    assert story.ticket(number).status == "new"
    second = story.answers()[-1]
    assert "How many users are affected?" not in body(second)
    assert "25" in body(second)


def test_prose_fills_in_what_was_asked(story: Story) -> None:
    number, answer = opened(story)
    applied = story.outcome(story.hand_over(reply_to(answer, "about 25, all in Tulsa. It happens on every call.")))
    assert applied.number == number
    fields = story.fields(number)
    assert fields["users_affected"] == [25]
    assert fields["frequency"] == ["every call"]


def test_answers_written_into_the_quoted_questions_are_read(story: Story) -> None:
    number, answer = opened(story)
    quoted = "\n".join(f"> {line}".rstrip() for line in body(answer).splitlines())
    assert "> Users affected:" in quoted
    filled = quoted.replace("> Users affected:", "> Users affected: 31")
    text = f"See below.\n\nOn Mon, 16 Nov 2026 at 09:31, Echopass Customer Care wrote:\n{filled}\n"
    story.outcome(story.hand_over(reply_to(answer, text)))
    assert story.fields(number)["users_affected"] == [31]


def test_the_number_in_the_subject_is_enough(story: Story) -> None:
    number, _ = opened(story)
    applied = story.send("It is about 25 agents.", subject=f"screen pop, your {number}")
    assert (applied.disposition, applied.number) == ("added", number)


def test_the_signed_address_is_enough(story: Story) -> None:
    number, answer = opened(story)
    signed = answer["Reply-To"].addresses[0].addr_spec
    raw = mail("It is about 25 agents.", subject="Screen pop gone")
    assert story.outcome(story.hand_over(raw, recipients=[signed])).number == number


def test_references_are_enough(story: Story) -> None:
    number, answer = opened(story)
    applied = story.send(
        "25 agents.", subject="Re: Screen pop gone", References=f"<x@y.example> {answer['Message-ID']}"
    )
    assert applied.number == number


def test_a_forged_tag_ties_to_nothing(story: Story) -> None:
    _, answer = opened(story)
    signed = answer["Reply-To"].addresses[0].addr_spec
    forged = signed.replace("EP-104233.", "EP-104234.")
    raw = mail("Please help with the wallboard, it is blank.", subject="wallboard")
    assert story.outcome(story.hand_over(raw, recipients=[forged])).disposition == "opened"


def test_a_colleague_of_the_account_may_answer(story: Story) -> None:
    number, answer = opened(story)
    applied = story.outcome(story.hand_over(reply_to(answer, "Users: 30", sender=LEE), sender=LEE))
    assert (applied.disposition, applied.number) == ("added", number)
    assert [a.addr_spec for a in story.answers()[-1]["To"].addresses] == [LEE]


def test_a_contact_of_another_account_is_held(story: Story) -> None:
    number, answer = opened(story)
    applied = story.outcome(story.hand_over(reply_to(answer, "Users: 30", sender=SIGNE), sender=SIGNE))
    assert (applied.disposition, applied.rule) == ("held", "ticket-of-another-account")
    assert "users_affected" not in story.fields(number)


def test_a_new_matter_in_a_reply_opens_a_linked_ticket(story: Story) -> None:
    number, answer = opened(story)
    text = "Different thing: twelve agents in Boise cannot log in to the agent desktop since 10:00. Production."
    applied = story.outcome(story.hand_over(reply_to(answer, text, subject="Boise agents cannot log in")))
    assert (applied.disposition, applied.rule) == ("opened", "new-matter")
    assert story.ticket(applied.number).linked_id == story.ticket(number).ticket_id
    assert number in body(story.answers()[-1])
    assert any(entry.kind == "linked" for entry in story.entries(number))


def test_a_reply_to_a_long_closed_ticket_opens_a_linked_one(story: Story) -> None:
    number, answer = opened(story)
    closed = datetime.now(UTC) - timedelta(days=40)
    ticket = story.ticket(number)
    with story.store.write() as session:
        tickets.change(session, ticket.ticket_id, now=closed, status="closed", closed_at=closed)
    applied = story.outcome(story.hand_over(reply_to(answer, "It is happening again, 25 agents.")))
    assert (applied.disposition, applied.rule) == ("opened", "long-closed")
    assert story.ticket(applied.number).linked_id == ticket.ticket_id


def test_a_reply_to_a_lately_closed_ticket_reopens_it_but_thanks_do_not(story: Story) -> None:
    number, answer = opened(story)
    ticket = story.ticket(number)
    now = datetime.now(UTC)
    with story.store.write() as session:
        tickets.change(session, ticket.ticket_id, now=now, status="closed", closed_at=now)
    story.outcome(story.hand_over(reply_to(answer, "Thank you very much!")))
    assert story.ticket(number).status == "closed"
    story.outcome(story.hand_over(reply_to(answer, "It is broken again, the screen pop does not come up.")))
    assert story.ticket(number).status == "in_progress"
    assert story.ticket(number).closed_at is None


def test_a_label_corrects_an_older_value_and_the_history_keeps_both(story: Story) -> None:
    number, answer = opened(story)
    story.outcome(story.hand_over(reply_to(answer, "Users: 25")))
    story.outcome(story.hand_over(reply_to(answer, "Users: 40")))
    assert story.fields(number)["users_affected"] == [40]
    with story.store.read() as session:
        every = tickets.fields(session, story.ticket(number).ticket_id, active_only=False)
    assert [value.value for value in every if value.name == "users_affected"] == [25, 40]


def test_files_are_kept_once_under_safe_names(story: Story) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = KIM, HELP, "log attached, calls drop"
    message["Date"], message["Message-ID"] = "Mon, 16 Nov 2026 09:30:00 -0700", "<files@client.example>"
    message.set_content("Twelve agents lose calls, see the log.")
    message.add_attachment(b"same bytes", maintype="text", subtype="plain", filename="../../etc/passwd")
    message.add_attachment(b"same bytes", maintype="text", subtype="plain", filename="trace.log")
    applied = story.outcome(story.hand_over(message.as_bytes()))
    with story.store.read() as session:
        files = tickets.files(session, story.ticket(applied.number).ticket_id)
    assert len(files) == 2
    assert files[0].sha256 == files[1].sha256
    assert all("/" not in file.name and ".." not in file.name for file in files)
    assert "trace.log" in body(story.answers()[-1])


def test_a_number_in_the_text_is_enough_where_the_mail_is_about_the_ticket(story: Story) -> None:
    number, _ = opened(story)
    applied = story.send(f"Good morning, is there any news on ticket {number}?", subject="any news?")
    assert (applied.disposition, applied.number) == ("added", number)
    assert "How many users" not in body(story.answers()[-1])
    assert "One of us will read your message" in body(story.answers()[-1])


def test_a_number_of_another_account_in_the_text_ties_to_nothing(story: Story) -> None:
    number, _ = opened(story)
    applied = story.send(f"Is there any news on ticket {number}?", sender=SIGNE, subject="any news?")
    assert applied.disposition == "opened"
    assert applied.number != number


def test_a_number_in_passing_ties_to_nothing(story: Story) -> None:
    number, _ = opened(story)
    text = f"Since 9:30 twelve agents in Boise cannot log in. It is not like {number}, that was the screen pop."
    applied = story.send(text, subject="Boise cannot log in")
    assert applied.disposition == "opened"
    assert applied.number != number


def test_a_number_that_leads_nowhere_does_not_change_how_a_new_report_is_read(story: Story) -> None:
    text = "All 300 agents are down, no calls come in at all since 9:00."
    applied = story.send(text, subject="Re: [EP-555555] all down", References="<unknown@elsewhere.example>")
    ticket = story.ticket(applied.number)
    assert (applied.disposition, ticket.kind, ticket.severity) == ("opened", "incident", "P1")
    assert ticket.subject == "Re: [EP-555555] all down"
