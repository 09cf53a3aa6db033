"""A Designated Contact writes: a ticket is opened, he is told its number, what was understood and what is missing."""

from email.message import EmailMessage

from tests.stories.desk import HELP, KIM, Story, body, mail

P2 = """Good morning,

since 8:40 this morning roughly one call in six on our Denver bookings desk drops after the transfer from the IVR.
This is production. About forty agents are affected and customers hang up. We restarted the desktops, no change.
There is no workaround. One of the calls: CONNID 00a1025b7c3f9d42.

Kim Aldous
"""

P1 = """Since 7:05 this morning no inbound calls reach any of our queues, callers get a fast busy on every number.
All 85 agents are idle. Production is down completely. We rebooted the edge router, nothing changed. No workaround.
"""


def test_an_incident_in_prose_opens_a_ticket(story: Story) -> None:
    applied = story.send(P2, subject="Calls dropping in Denver")
    ticket = story.ticket(applied.number)
    assert (applied.disposition, applied.rule) == ("opened", "new")
    assert (ticket.number, ticket.account, ticket.contact) == (104_233, "Bluefern Travel", "Kim Aldous")
    assert (ticket.kind, ticket.severity, ticket.subject) == ("incident", "P2", "Calls dropping in Denver")
    fields = story.fields(applied.number)
    assert fields["users_affected"] == [40]
    assert fields["connids"] == ["00a1025b7c3f9d42"]
    assert fields["environment"] == ["production"]
    assert fields["started_at"] == ["2026-11-16T15:40Z"]


def test_every_field_has_its_words(story: Story) -> None:
    from store import tickets

    applied = story.send(P2)
    with story.store.read() as session:
        values = tickets.fields(session, story.ticket(applied.number).ticket_id)
    assert values
    for value in values:
        assert value.words
        assert value.end - value.start == len(value.words)
        assert 0 < value.score <= 1


def test_the_acknowledgement(story: Story) -> None:
    raw = mail(P2, subject="Calls dropping in Denver", Message_ID="<first@client.example>")
    story.outcome(story.hand_over(raw))
    (answer,) = story.answers()
    assert answer["Subject"] == "[EP-104233] Calls dropping in Denver"
    assert answer["To"].addresses[0].addr_spec == KIM
    assert answer["In-Reply-To"] == "<first@client.example>"
    assert answer["References"] == "<first@client.example>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["Reply-To"].addresses[0].addr_spec.startswith("help+EP-104233.")
    for subtype in ("plain", "html"):
        text = body(answer, subtype)
        assert "EP-104233" in text
        assert "Kim Aldous" in text
        assert "forty agents" in text
        assert "Access hours" in text
    assert "> since 8:40 this morning" in body(answer)


def test_only_what_is_missing_is_asked(story: Story) -> None:
    story.send(P2)
    (answer,) = story.answers()
    text = body(answer)
    assert "How many users are affected?" not in text
    assert "At which telephone number" not in text  # it is on file
    assert "When can the contact be reached" in text


def test_a_p1_by_mail_is_told_to_call_first(story: Story) -> None:
    applied = story.send(P1, subject="no calls at all")
    assert story.ticket(applied.number).severity == "P1"
    (answer,) = story.answers()
    text = body(answer)
    assert "+1 (800) 247-1517" in text
    assert text.index("247-1517") < text.index("no inbound calls")
    assert "call" in text[: text.index("247-1517")].lower()


def test_a_form_is_read_by_its_labels(story: Story) -> None:
    form = """Account: Bluefern Travel
Department: Bookings, Denver
Service affected: wallboard reports
Users affected: 12
Frequency: every morning
Business impact: team leads plan from stale figures
Steps already taken: cleared the cache
Started: 11/16/2026 8:00 am MT
Access hours: Mon-Fri 8-5 MT
"""
    applied = story.send(form, subject="Wallboard is stale")
    fields = story.fields(applied.number)
    assert fields["users_affected"] == [12]
    assert fields["service"] == ["wallboard reports"]
    assert fields["frequency"] == ["every morning"]
    assert fields["access_hours"] == ["Mon-Fri 8-5 MT"]
    assert fields["started_at"] == ["2026-11-16T15:00Z"]


def test_the_answer_goes_to_the_address_on_file_not_to_reply_to(story: Story) -> None:
    story.outcome(story.hand_over(mail(P2, Reply_To="mallory@evil.example")))
    (answer,) = story.answers()
    assert [a.addr_spec for a in answer["To"].addresses] == [KIM]
    assert "mallory" not in answer.as_string()


def test_html_only_mail_is_read(story: Story) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = KIM, HELP, "no calls"
    message["Date"], message["Message-ID"] = "Mon, 16 Nov 2026 09:30:00 -0700", "<html@client.example>"
    lines = "".join(f"<p>{line}</p>" for line in P1.splitlines())
    message.set_content(f"<html><body><style>p{{color:red}}</style>{lines}</body></html>", subtype="html")
    applied = story.outcome(story.hand_over(message.as_bytes()))
    assert story.ticket(applied.number).severity == "P1"
    assert "color:red" not in body(story.answers()[0])


def test_hostile_subjects_and_names_stay_words(story: Story) -> None:
    raw = (
        b"From: =?utf-8?q?Kim=0D=0ABcc=3A_victim=40evil=2Eexample?= <" + KIM.encode() + b">\r\n"
        b"To: help@echopass.example\r\nMessage-ID: <inject@client.example>\r\nDate: Mon, 16 Nov 2026 09:30:00 -0700\r\n"
        b"Subject: =?utf-8?q?broken=0D=0ABcc=3A_victim=40evil=2Eexample_=7B=7B7*7=7D=7D?=\r\n\r\n"
        b"{{ 7*7 }} {% include 'x' %} <script>alert(1)</script> calls drop, twelve agents\r\n"
    )
    applied = story.outcome(story.hand_over(raw))
    assert applied.disposition == "opened"
    (answer,) = story.answers()
    assert answer["Bcc"] is None
    assert "49" not in body(answer).replace("104233", "")
    assert "{{7*7}}" in answer["Subject"]
    assert "<script>" not in body(answer, "html")
    assert "&lt;script&gt;" in body(answer, "html")


def test_a_subject_that_says_nothing_is_made_of_the_first_words(story: Story) -> None:
    applied = story.send("The wallboard is blank in Tulsa.\nPlease look.", subject="Re:")
    assert story.ticket(applied.number).subject == "The wallboard is blank in Tulsa."


def test_ticket_numbers_have_no_gaps(story: Story) -> None:
    numbers = [story.send(f"Report {n} does not load, please help.", subject=f"report {n}").number for n in range(3)]
    assert numbers == ["EP-104233", "EP-104234", "EP-104235"]
