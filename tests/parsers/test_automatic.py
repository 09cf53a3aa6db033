"""Which mail a machine wrote, and which only looks like it."""

import time

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


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office",
        "Out of office: Lines down",
        "Abwesend: Lines down",
        "Abwesenheitsnotiz",
        "Im Urlaub",
        "Absence du bureau : Lines down",
        "Avis d’absence",
        "Fuera de la oficina: Lines down",
        "De vacaciones",
        "Fuori sede: Lines down",
        "Fora do escritório: Lines down",
        "Afwezig: Lines down",
        "Afwezigheidsbericht",
        "Frånvaro: Lines down",
        "På semester",
        "Fravær: Lines down",
        "Ikke på kontoret",
        "Poissaolo: Lines down",
        "Lomalla",
        "Nieobecność: Lines down",
        "Poza biurem",
        "Mimo kancelář: Lines down",
        "Automatická odpověď: Lines down",
        "Házon kívül: Lines down",
        "Automatikus válasz: Lines down",
        "Răspuns automat: Lines down",
        "În concediu",
        "Otomatik yanıt: Lines down",
        "Ofis dışındayım",
        "Автоматический ответ: Lines down",
        "В отпуске",
        "Автоматична відповідь: Lines down",
        "Поза офісом",
        "Αυτόματη απάντηση: Lines down",
        "Εκτός γραφείου",
        "自動返信: Lines down",
        "不在のお知らせ",
        "自动回复：Lines down",
        "不在办公室",
        "자동 회신: Lines down",
        "부재 중 알림",
    ],
)
def test_absence_in_the_subject_in_many_languages(subject: str) -> None:
    found = automatic_of({}, subject=subject, address=ANN)
    assert found is not None
    assert found.kind is REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Abwesend-Ansage wird nicht gespielt",
        "Im Urlaub gesetzte Agenten bekommen Anrufe",
        "Réponse automatique ne part pas",
        "Fuera de oficina no funciona",
        "Fuori ufficio non funziona",
        "Fravær virker ikke",
        "Lomalla olevat agentit saavat puheluita",
        "Poza biurem nie działa komunikat",
        "В отпуске агенты получают звонки",
        "不在通知が再生されない",
        "自动回复不工作",
        "부재 중 안내가 나오지 않습니다",
        "Re: Out of office",
    ],
)
def test_an_incident_about_absence_is_no_absence(subject: str) -> None:
    assert automatic_of({}, subject=subject, address=ANN) is None


@pytest.mark.parametrize(
    "line",
    [
        "I am currently out of the office until 3 May.",
        "I'm on annual leave, returning on Monday.",
        "Thank you for your email. I am on vacation until 3 May",
        "This is an automatic reply.",
        "Ich bin derzeit nicht im Büro.",
        "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub bis 3. Mai.",
        "Je suis actuellement absente du bureau jusqu’au 3 mai.",
        "Estoy de vacaciones hasta el 3 de mayo.",
        "Sono in ferie fino al 3 maggio.",
        "Estou de férias até 3 de maio.",
        "Ik ben afwezig tot 3 mei.",
        "Jag är på semester till 3 maj.",
        "Jeg er på ferie til 3. maj.",
        "Jeg er ikke til stede fra 1. mai.",
        "Olen lomalla.",
        "Jestem na urlopie do 3 maja.",
        "Jsem na dovolené do 3. května.",
        "Szabadságon vagyok.",
        "Sunt în concediu până pe 3 mai.",
        "Şu anda ofis dışındayım.",
        "Я в отпуске до 3 мая.",
        "Я перебуваю у відпустці до 3 травня.",
        "Απουσιάζω από το γραφείο μέχρι 3 Μαΐου.",
        "ただいま不在にしております。",
        "我目前不在办公室。",
        "현재 부재 중입니다.",
    ],
)
@pytest.mark.parametrize("greeting", ["", "Hello,\n\n"])
def test_absence_in_the_first_line_in_many_languages(line: str, greeting: str) -> None:
    found = automatic_of(
        {}, subject="Re: Lines down", address=ANN, text=f"{greeting}{line}\n\nPlease call my colleague."
    )
    assert found is not None
    assert (found.kind, found.reason) == (REPLY, "Its first line is an absence note's.")


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office, but calls still drop.",
        "I am out of the office until 3 May, and all lines are down!",
        "I am out of the office until when do you think this can be fixed?",
        "I am out of the office greeting recordings again, please help.",
        "Calls drop.\nI am out of the office until 3 May.",
        "Ich bin im Urlaub, aber die Leitungen sind tot.",
        "Je suis absente mais les appels tombent.",
        "Я в отпуске, но звонки обрываются.",
        "> I am out of the office until 3 May.",
        "Hello,\n\nHello,\n\nI am on vacation.",
        "The prompt says:\nI am currently out of the office.",
        "",
    ],
)
def test_what_a_person_writes_about_absence_is_a_persons(text: str) -> None:
    assert automatic_of({}, subject="Re: Lines down", address=ANN, text=text) is None


@pytest.mark.parametrize(
    "text", ["I am out of the office until " + "a " * 100_000, " " * 200_000, "hello " * 50_000, "\n" * 200_000]
)
def test_hostile_beginnings_cost_little(text: str) -> None:
    begun = time.thread_time()
    automatic_of({}, subject=text, address=ANN)
    assert automatic_of({}, address=ANN, text=text) is None
    assert time.thread_time() - begun < 1.0


@pytest.mark.parametrize(
    "fields",
    [
        {"auto-submitted": ["auto-generated"]},
        {"x-auto-response-suppress": ["All"]},
        {"x-loop": ["tickets@firm.example"]},
    ],
)
def test_a_monitoring_mail_is_a_note_whatever_it_begins_with(fields: dict[str, list[str]]) -> None:
    found = automatic_of(fields, subject="Alarm: trunk 7 down", address=ANN, text="This is an automatic reply.")
    assert found is not None
    assert found.kind is NOTE
