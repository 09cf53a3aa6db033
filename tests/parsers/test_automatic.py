"""Which mail a machine wrote, and which only looks like it."""

import pytest

from parsers.automatic import automatic_of
from parsers.vocabulary import AutomaticKind

BOUNCE, REPORT, REPLY = AutomaticKind.BOUNCE, AutomaticKind.REPORT, AutomaticKind.AUTO_REPLY
NOTE, LIST = AutomaticKind.NOTIFICATION, AutomaticKind.LIST
ANN = "ann@firm.example"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("auto-submitted", "auto-replied", REPLY),
        ("auto-submitted", "auto-replied (vacation)", REPLY),
        ("auto-submitted", "Auto-Generated", NOTE),
        ("auto-submitted", "auto-notified; owner-email=x", NOTE),
        ("auto-submitted", "something-new", NOTE),
        ("auto-submitted", "no", None),
        ("auto-submitted", "no; x=y", None),
        ("auto-submitted", "", None),
        ("content-type", 'multipart/report; report-type="delivery-status"; boundary=x', BOUNCE),
        ("content-type", "multipart/report; report-type=feedback-report", REPORT),
        ("content-type", "multipart/report; report-type=disposition-notification", REPORT),
        ("content-type", "multipart/report; boundary=x", REPORT),
        ("content-type", "message/delivery-status", BOUNCE),
        ("content-type", "multipart/mixed; boundary=report", None),
        ("return-path", "<>", BOUNCE),
        ("return-path", "<ann@firm.example>", None),
        ("x-failed-recipients", "bob@firm.example", BOUNCE),
        ("precedence", "bulk", LIST),
        ("precedence", "Junk", LIST),
        ("precedence", "list", LIST),
        ("precedence", "auto_reply", REPLY),
        ("precedence", "first-class", None),
        ("list-id", "<news.firm.example>", LIST),
        ("list-unsubscribe", "<mailto:off@firm.example>", LIST),
        ("x-autoreply", "yes", REPLY),
        ("x-autoreply", "no", None),
        ("x-autorespond", "away", REPLY),
        ("x-auto-response-suppress", "All", NOTE),
        ("x-auto-response-suppress", "DR, OOF, AutoReply", None),
        ("x-auto-response-suppress", "OOF", None),
        ("x-loop", "tickets@other.example", NOTE),
        ("x-cron-env", "<SHELL=/bin/sh>", NOTE),
        ("x-post-messageclass", "9; Autoresponder", REPLY),
        ("x-mailer", "Some Mailer", None),
    ],
)
def test_by_a_header(name: str, value: str, kind: AutomaticKind | None) -> None:
    found = automatic_of({name: [value]}, subject="Lines down", address=ANN)
    assert (found.kind if found else None) == kind
    assert found is None or found.reason.endswith(".")


@pytest.mark.parametrize(
    ("address", "name", "kind"),
    [
        ("mailer-daemon@mx.example", "", BOUNCE),
        ("MAILER-DAEMON@mx.example", "Mail Delivery System", BOUNCE),
        ("postmaster@mx.example", "", BOUNCE),
        ("postmaster+x@mx.example", "", BOUNCE),
        (None, "MAILER-DAEMON (Mail Delivery System)", BOUNCE),
        ("noreply@firm.example", "", NOTE),
        ("no-reply@firm.example", "", NOTE),
        ("do_not_reply@firm.example", "", NOTE),
        ("noreply-billing@firm.example", "", NOTE),
        ("norah.eply@firm.example", "", None),
        ("ann@firm.example", "Postmaster General", None),
        ("ann@postmaster.example", "", None),
        (None, "", None),
    ],
)
def test_by_the_sender(address: str | None, name: str, kind: AutomaticKind | None) -> None:
    found = automatic_of({}, subject="Lines down", address=address, name=name)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Out of office", REPLY),
        ("Out of Office: back on Monday", REPLY),
        ("Out of the office re: Lines down", REPLY),
        ("Automatic reply: Lines down", REPLY),
        ("Auto reply: Lines down", REPLY),
        ("AutoReply: x", REPLY),
        ("[EXT] Automatic reply: x", REPLY),
        ("I am out of the office until 3 May", REPLY),
        ("Abwesenheitsnotiz: Lines down", REPLY),
        ("Automatische Antwort: Lines down", REPLY),
        ("Réponse automatique : Lines down", REPLY),
        ("Respuesta automática: x", REPLY),
        ("Risposta automatica: x", REPLY),
        ("Resposta automática: x", REPLY),
        ("Automatisch antwoord: x", REPLY),
        ("Autosvar: x", REPLY),
        ("Automaattinen vastaus: x", REPLY),
        ("Odpowiedź automatyczna: x", REPLY),
        ("Автоответ: x", REPLY),
        ("自动回复: x", REPLY),
        ("自動応答: x", REPLY),
        ("Undelivered Mail Returned to Sender", BOUNCE),
        ("Delivery Status Notification (Failure)", BOUNCE),
        ("Mail delivery failed: returning message to sender", BOUNCE),
        ("Undeliverable: Lines down", BOUNCE),
        ("failure notice", BOUNCE),
        # incidents of a contact center
        ("Out of office greeting plays all day", None),
        ("Out of office hours message is wrong", None),
        ("Automatic reply in chat not sent", None),
        ("Auto answer not working for agents", None),
        ("Mail delivery failed for our agents", None),
        ("Failure notice shown to agents", None),
        ("Vacation schedule does not route", None),
        ("Undelivered callbacks in queue", None),
        ("Re: Lines down", None),
        ("FW: Undeliverable: x", None),
        ("", None),
    ],
)
def test_by_the_subject(subject: str, kind: AutomaticKind | None) -> None:
    found = automatic_of({}, subject=subject, address=ANN)
    assert (found.kind if found else None) == kind


def test_the_report_type_may_be_missing() -> None:
    found = automatic_of(
        {"content-type": ["multipart/report"]}, address=ANN, part_types=["text/plain", "message/delivery-status"]
    )
    assert found is not None
    assert found.kind is BOUNCE


def test_the_plainest_sign_wins() -> None:
    fields = {"precedence": ["bulk"], "auto-submitted": ["auto-replied"], "return-path": ["<>"]}
    found = automatic_of(fields, subject="x", address=ANN)
    assert found is not None
    assert found.kind is REPLY
