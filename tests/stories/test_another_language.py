"""A contact writes in a language that the desk does not read: a ticket at once, a person's work, and no questions."""

import pytest

from store import alerts
from tests.stories.desk import KIM, Story, body

GERMAN = """Guten Morgen,

seit heute um 8:15 Uhr können unsere vierzig Agenten in Hamburg keine Anrufe mehr annehmen. Die Rechner haben wir
bereits neu gestartet, ohne Erfolg. Die Anlage ist komplett ausgefallen, nichts geht mehr. Betroffen ist zum Beispiel
der Anruf mit CONNID 00a1025b7c3f9d42.

Mit freundlichen Grüßen
Kim Aldous
"""
JAPANESE = "お世話になっております。着信時に音声が途切れます。確認をお願いします。\n"
ENGLISH = "Twelve agents in Denver cannot log in since 9:30.\n"


def open_alerts(story: Story) -> list[tuple[str, int | None]]:
    with story.store.read() as session:
        return [(one.kind, one.ticket_id) for one in alerts.open_alerts(session)]


def test_an_outage_in_german(story: Story) -> None:
    applied = story.send(GERMAN, subject="Totalausfall in Hamburg")
    ticket = story.ticket(applied.number)
    assert (applied.disposition, applied.rule, applied.told) == ("opened", "new", True)
    assert (ticket.kind, ticket.severity, ticket.status) == ("incident", "P1", "new")
    assert story.fields(applied.number)["connids"] == ["00a1025b7c3f9d42"]
    assert not {"users_affected", "isolation_steps", "impact", "service"} & story.fields(applied.number).keys()
    assert open_alerts(story) == [("language", ticket.ticket_id)]
    assert [entry.text for entry in story.entries(applied.number) if entry.kind == "needs a person"] == [
        "in German, which the desk does not read: a person must read it and say how grave it is"
    ]


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_he_is_answered_once_and_asked_nothing(story: Story, subtype: str) -> None:
    applied = story.send(GERMAN, subject="Totalausfall in Hamburg")
    (answer,) = [one for one in story.answers() if one["To"].addresses[0].addr_spec == KIM]
    text = " ".join(body(answer, subtype).split())
    assert str(applied.number) in text
    assert "seems to be in German" in text
    assert "a person will read it" in text
    assert "What we still need" not in text
    assert "We have what we need" not in text


def test_what_is_not_understood_is_not_rated(story: Story) -> None:
    ticket = story.ticket(story.send(JAPANESE, subject="音声").number)
    assert (ticket.kind, ticket.severity, ticket.status) == ("other", None, "new")
    assert open_alerts(story) == [("language", ticket.ticket_id)]


def test_a_second_mail_on_the_ticket_is_told_of_on_it(story: Story) -> None:
    first = story.send(ENGLISH, Message_ID="<first@client.example>")
    assert story.ticket(first.number).status == "waiting_for_information"
    second = story.send(GERMAN, subject="Re: Calls drop", In_Reply_To="<first@client.example>")
    assert (second.disposition, second.number) == ("added", first.number)
    ticket = story.ticket(first.number)
    assert ticket.status == "new"
    assert open_alerts(story) == [("language", ticket.ticket_id)]


def test_english_is_nobodys_work_for_its_language(story: Story) -> None:
    applied = story.send(ENGLISH)
    assert open_alerts(story) == []
    assert "needs a person" not in {entry.kind for entry in story.entries(applied.number)}
