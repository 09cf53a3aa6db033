"""Which kind of message a few words make."""

import pytest

from parsers.classify import classify
from parsers.message import Automatic
from parsers.reader import RuleReader
from parsers.vocabulary import AutomaticKind, FieldName, MessageKind

from .messages import SENT_AT, message, view

K = MessageKind

SENTENCES: list[tuple[MessageKind, str]] = [
    (K.INCIDENT, "Agents cannot log in since 9 this morning."),
    (K.INCIDENT, "callers get dead air after the greeting, every call"),
    (K.INCIDENT, "Calls to the Claims line are being rejected with 503."),
    (K.INCIDENT, "The wallboard has been frozen for an hour."),
    (K.INCIDENT, "There is a typo on page 12 of the agent guide."),
    (K.INCIDENT, "Spanish callers land in the wrong queue."),
    (K.INCIDENT, "screen pop opens two tabs for every call since the release"),
    (K.INCIDENT, "Our supervisors get thrown out of the desktop every 10 minutes."),
    (K.INCIDENT, "Is anyone else having trouble with chat? Ours is down."),
    (K.INCIDENT, "Since this morning the voice breaks up for callers and the business suffers."),
    (K.INCIDENT, "Callers on hold hear nothing and hang up."),
    (K.INCIDENT, "since 2pm outbound dialer drops every 3rd call"),
    (K.INCIDENT, "anyone there? whole floor in Tulsa lost audio 5 min ago"),
    (K.INCIDENT, "We have 3 issues:\n\n1. Dispositions are not saved for 6 agents.\n2. How do we export the report?\n"),
    (K.INCIDENT, "The screen pop we talked about is still empty. Also in Tulsa now, 14 agents."),
    (K.INCIDENT, "Totalausfall! Seit 16 Uhr kommt kein einziger Anruf mehr rein."),
    (K.INCIDENT, "Guten Tag, wir haben seit heute eine Störung beim Softphone, 22 Mitarbeiter sind betroffen."),
    (K.INCIDENT, "Das Wallboard geht nicht."),
    (K.INCIDENT, "Stromausfall in Halle 3, die Telefone sind ohne Strom."),
    (K.INCIDENT, "Telefonstörungen in Köln"),
    (K.INCIDENT, "Die Aufzeichnung funktioniert leider seit gestern nicht."),
    (K.INCIDENT, "Aucun appel ne peut être pris."),
    (K.INCIDENT, "La console ne fonctionne pas pour 3 agents."),
    (K.INCIDENT, "Une panne touche le routage depuis ce matin."),
    (K.INCIDENT, "No entra ninguna llamada desde las 10."),
    (K.INCIDENT, "La grabación no funciona para 3 agentes."),
    (K.INCIDENT, "Er komen geen gesprekken meer binnen."),
    (K.INCIDENT, "De telefonie werkt niet bij 4 medewerkers."),
    (K.QUESTION, "How do I export the queue summary to Excel?"),
    (K.QUESTION, "What is the maximum number of skills an agent can have?"),
    (K.QUESTION, "Does a callback keep its place in line when the caller hangs up?"),
    (K.QUESTION, "Could you clarify how the short abandon figure is calculated?"),
    (K.CHANGE_REQUEST, "Please add a new toll-free number for our summer campaign, live by June 15."),
    (K.CHANGE_REQUEST, "can u move Dana Ruiz from sales to support starting tmrw? thx"),
    (K.CHANGE_REQUEST, "We need a new announcement on the main line for the bank holiday."),
    (K.CHANGE_REQUEST, "Kindly load the attached calling list for Monday."),
    (K.FEATURE_REQUEST, "It would be great if agents could pin a chat. Is that on the roadmap?"),
    (K.FEATURE_REQUEST, "Feature request: a dark mode for the desktop."),
    (K.FEATURE_REQUEST, "Could the wallboard one day play a sound when a VIP waits? I know it cannot do this today."),
    (K.NOTICE, "FYI we are replacing our firewalls on Sunday between 2 and 5. No action needed on your side."),
    (K.NOTICE, "We would like to inform you that our CRM will be upgraded on Saturday."),
    (K.STATUS_REQUEST, "Any update on EP-104233?"),
    (K.STATUS_REQUEST, "EP-104233: where do we stand? I have heard nothing since Thursday."),
    (K.ESCALATION, "Please escalate EP-104233 to the next level."),
    (K.ESCALATION, "I want to speak to your duty manager about EP-104233 today."),
    (K.UPDATE, "EP-104233: here are two more CONNIDs, 00a1025b7c3f9d42 and 00a1025b7c3f9d43."),
    (K.UPDATE, "about 25, all in Tulsa"),
    (K.UPDATE, "yes prod. not every call, I'd say 1 out of 10"),
    (K.RESOLUTION, "nvm, it was our own DNS. false alarm"),
    (K.RESOLUTION, "It works again since noon, you can close EP-104233."),
    (K.ACCOUNT, "We were billed twice on invoice 88213, please send a credit note."),
    (K.ACCOUNT, "Please remove Idris Vance from our designated contacts."),
    (K.RESCHEDULE, "The maintenance on Saturday clashes with our on-sale. Could it go to another night?"),
    (K.RESCHEDULE, "PM-4821: we cannot have the planned maintenance that weekend, please move it to Tuesday."),
    (K.AUTOMATIC, "I am out of the office until Monday with limited access to email."),
    (K.AUTOMATIC, "Delivery has failed to these recipients: 550 5.1.1 User unknown"),
    (K.OTHER, "I ordered a green sofa, order 7740-2217, and it is still not here. I want a refund."),
    (K.OTHER, "thanks Maya you're a star"),
    (K.OTHER, "I came across your website. We can boost your traffic with our SEO services."),
]


@pytest.mark.parametrize(("kind", "text"), SENTENCES)
def test_the_kind_of_a_sentence(kind: MessageKind, text: str) -> None:
    found = RuleReader()(message(text, name="", address="ann@lantern-hall.example"), received_at=SENT_AT).kind
    assert (found.value, text) == (kind, text)
    assert found.reasons
    assert 0 < found.score <= 1


MENTIONS: list[tuple[MessageKind, str]] = [
    (K.STATUS_REQUEST, "Any news on ticket EP-104234?"),
    (K.STATUS_REQUEST, "what is the status of EP-104234?"),
    (K.STATUS_REQUEST, "Hello,\n\nany news on ticket EP-104234? It has been two days.\n\nAnn Roe"),
    (K.ESCALATION, "Please escalate ticket EP-104234 to your manager on call"),
    (K.RESOLUTION, "You can close EP-104234"),
    (K.RESOLUTION, "Hello,\n\nyou can close EP-104234.\n\nRegards\nAnn Roe"),
]


@pytest.mark.parametrize(("kind", "text"), MENTIONS)
def test_a_new_mail_about_a_ticket_names_it(kind: MessageKind, text: str) -> None:
    found = RuleReader()(message(text), received_at=SENT_AT)
    assert (found.kind.value, found.thread) == (kind, "EP-104234")


@pytest.mark.parametrize(
    "text",
    [
        "I will send an email to John with the agenda for the dinner.",
        "This is the text of the message that I wrote last week about the list.",
        "I have forwarded the mail with the guide to the others.",
    ],
)
def test_the_name_of_a_service_alone_is_no_trouble(text: str) -> None:
    assert RuleReader()(message(text), received_at=SENT_AT).kind.value is not K.INCIDENT


def test_an_automatic_header_decides() -> None:
    base = message("Agents cannot log in.")
    marked = type(base)(
        channel=base.channel,
        sender=base.sender,
        text=base.text,
        sent_at=base.sent_at,
        automatic=Automatic(kind=AutomaticKind.NOTIFICATION, reason="Auto-Submitted: auto-generated"),
    )
    found = RuleReader()(marked, received_at=SENT_AT).kind
    assert found.value is K.AUTOMATIC
    assert "Auto-Submitted" in " ".join(found.reasons)


def test_a_symptom_in_a_question_is_no_incident() -> None:
    assert classify(view("What happens if the dialer crashes in the middle of a campaign?"), None).value is K.QUESTION


def test_a_symptom_under_a_ticket_is_an_update() -> None:
    text = "Still happening, calls dropped at 9:12 and 9:40 today."
    assert classify(view(text), None).value is K.INCIDENT
    assert classify(view(text, subject="Re: [EP-104233] Drops"), "EP-104233").value is K.UPDATE


@pytest.mark.parametrize("text", ["Thank you very much!", "Great, thanks for the quick help!", "Thanks again\n"])
def test_thanks_under_a_ticket_say_nothing_new(text: str) -> None:
    assert classify(view(text, subject="Re: [EP-104233] Drops"), "EP-104233").value is K.OTHER


def test_what_the_desk_asked_for_is_an_update() -> None:
    asked = frozenset({FieldName.USERS_AFFECTED})
    assert classify(view("Only the night shift, 12 people or so", asked=asked), None).value is K.UPDATE


@pytest.mark.parametrize("text", ["", " \n ", "?", "…", "👍"])
def test_next_to_nothing_has_a_kind_too(text: str) -> None:
    assert 0 <= classify(view(text), None).score <= 1
