"""The reader as a whole: forms, answers, zones, offsets, hostile text, threads."""

import random
import threading
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.extraction import Extraction, Extractor, as_annotation, plain
from parsers.labels import QUESTIONS
from parsers.message import Message
from parsers.reader import RuleReader
from parsers.vocabulary import FieldName, MessageKind, ZoneKind

from .messages import SENT_AT, message, zoned

F = FieldName
READER: Extractor = RuleReader()
FORM = """Account: Lantern Hall Tickets
Department/Area: Collections, Omaha
Type of service: Supervisor desktop
Number of users affected: 4 of 12
Frequency of occurrence: constantly
Business impact: no coaching possible
First-level isolation: logged out/in; cleared cache; tried second PC
Date/time: 10/20 8:05 AM
CONNID: 00a1025b7c3f9d42, 00a1025b7c3f9d43
ANI: (617) 555-0144
Error: "Team list unavailable"
Environment: PROD
Local contact: Vesna Kolar 402-555-0186, vesna@lantern-hall.example
Access hours: 7:30a-4p CT M-F"""


def read(source: Message, *asked: FieldName) -> Extraction:
    return READER(source, received_at=SENT_AT, asked=frozenset(asked))


def values(extraction: Extraction) -> dict[FieldName, list[str | int]]:
    return {name: [plain(found.value) for found in founds] for name, founds in extraction.fields.items()}


def check_evidence(source: Message, extraction: Extraction) -> None:
    for _, found in extraction:
        place = source.subject if found.place == "subject" else source.text
        assert 0 <= found.start < found.end <= len(place)
        assert found.words == place[found.start : found.end]
        assert 0 < found.score <= 1


def test_a_form_is_read_whole() -> None:
    source = message(FORM, subject="Supervisors cannot see their teams")
    extraction = read(source)
    assert extraction.kind.value is MessageKind.INCIDENT
    assert values(extraction) == {
        F.ENVIRONMENT: ["production"],
        F.ACCOUNT: ["Lantern Hall Tickets"],
        F.DEPARTMENT: ["Collections, Omaha"],
        F.SERVICE: ["Supervisor desktop"],
        F.USERS_AFFECTED: [4],
        F.USERS_AFFECTED_TEXT: ["4 of 12"],
        F.FREQUENCY: ["constantly"],
        F.IMPACT: ["no coaching possible"],
        F.ISOLATION_STEPS: ["logged out/in", "cleared cache", "tried second PC"],
        F.STARTED_TEXT: ["10/20 8:05 AM"],
        F.STARTED_AT: ["2026-10-20T12:05Z"],
        F.CONNIDS: ["00a1025b7c3f9d42", "00a1025b7c3f9d43"],
        F.ANIS: ["+16175550144"],
        F.ERRORS: ["Team list unavailable"],
        F.CONTACT_NAME: ["Vesna Kolar"],
        F.CONTACT_PHONE: ["+14025550186"],
        F.CONTACT_EMAIL: ["vesna@lantern-hall.example"],
        F.ACCESS_HOURS: ["7:30a-4p CT M-F"],
    }
    assert all(found.explicit and found.score >= 0.9 for _, found in extraction)
    check_evidence(source, extraction)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("25", [F.USERS_AFFECTED], {F.USERS_AFFECTED: [25], F.USERS_AFFECTED_TEXT: ["25"]}),
        (
            "about 25, all in Tulsa",
            [F.USERS_AFFECTED, F.DEPARTMENT],
            {F.USERS_AFFECTED: [25], F.USERS_AFFECTED_TEXT: ["about 25"], F.DEPARTMENT: ["Tulsa"]},
        ),
        (
            "since 9 this morning, every call",
            [F.STARTED_AT, F.FREQUENCY],
            {F.STARTED_TEXT: ["9 this morning"], F.STARTED_AT: ["2026-10-20T13:00Z"], F.FREQUENCY: ["every call"]},
        ),
        ("303-555-0144", [F.CONTACT_PHONE], {F.CONTACT_PHONE: ["+13035550144"]}),
        ("8-5 Central", [F.ACCESS_HOURS], {F.ACCESS_HOURS: ["8-5 Central"]}),
        ("Tulsa", [F.DEPARTMENT], {F.DEPARTMENT: ["Tulsa"]}),
        ("prod", [F.ENVIRONMENT], {F.ENVIRONMENT: ["production"]}),
        ("we rebooted the switch", [F.ISOLATION_STEPS], {F.ISOLATION_STEPS: ["we rebooted the switch"]}),
        ("00a1025b7c3f9d42", [F.CONNIDS], {F.CONNIDS: ["00a1025b7c3f9d42"]}),
        ("we cannot ship anything today", [F.IMPACT], {F.IMPACT: ["we cannot ship anything today"]}),
    ],
)
def test_a_bare_answer_fills_what_was_asked(
    text: str, asked: list[FieldName], expected: dict[FieldName, list[str | int]]
) -> None:
    source = message(text, subject="Re: [EP-104233] Dialer", address="ann@acme.example")
    extraction = read(source, *asked)
    assert extraction.kind.value is MessageKind.UPDATE
    assert {name: found for name, found in values(extraction).items() if name in expected} == expected
    check_evidence(source, extraction)


def test_answers_within_the_quoted_questions() -> None:
    source = zoned(
        (ZoneKind.OWN, "Hi, see below.\n\n"),
        (ZoneKind.QUOTE, f"> Users affected: 25\n> Frequency: {QUESTIONS[F.FREQUENCY]}\n"),
        (ZoneKind.OWN, "every call\n"),
        (ZoneKind.QUOTE, "> Contact phone:\n"),
        (ZoneKind.OWN, "303-555-0199\n"),
        (ZoneKind.QUOTE, "> Business impact: old words of the first mail\n"),
    )
    extraction = read(source, F.USERS_AFFECTED, F.FREQUENCY, F.CONTACT_PHONE)
    found = values(extraction)
    assert found[F.USERS_AFFECTED] == [25]
    assert found[F.FREQUENCY] == ["every call"]
    assert found[F.CONTACT_PHONE] == ["+13035550199"]
    assert F.IMPACT not in found
    check_evidence(source, extraction)


def test_history_signature_and_disclaimer_are_not_read() -> None:
    source = zoned(
        (ZoneKind.OWN, "Any news?\n\n"),
        (ZoneKind.SIGNATURE, "Ann Roe\nLantern Hall\n515-555-0100\n"),
        (ZoneKind.QUOTE, "> 12 agents cannot log in since 9:10, CONNID 00a1025b7c3f9d42, we rebooted twice\n"),
        (ZoneKind.DISCLAIMER, "The 40 users of this mail may get an error.\n"),
    )
    found = values(read(source))
    assert set(found) == {F.ACCOUNT, F.CONTACT_NAME, F.CONTACT_PHONE}


def test_a_forwarded_alert_is_content() -> None:
    source = zoned(
        (ZoneKind.OWN, "Is this you?\n\n"),
        (
            ZoneKind.FORWARD,
            (
                "From: nms@lantern-hall.example\nSubject: alarm\n\n"
                "First seen:  2026-10-20 05:48 UTC\nerror 503 Service Unavailable\n"
            ),
        ),
    )
    found = values(read(source))
    assert found[F.STARTED_AT] == ["2026-10-20T05:48Z"]
    assert found[F.ERRORS] == ["error 503 Service Unavailable"]
    assert F.CONTACT_EMAIL not in found


def test_no_date_means_the_arrival_in_the_home_zone() -> None:
    received = datetime(2026, 10, 20, 18, 0, tzinfo=UTC)
    extraction = RuleReader(home_zone="America/Denver")(
        message("Down since 9:10 am.", sent_at=None), received_at=received
    )
    assert values(extraction)[F.STARTED_AT] == ["2026-10-20T15:10Z"]


def test_another_ticket_prefix() -> None:
    extraction = RuleReader(ticket_prefix="AB-")(
        message("", subject="Re: [AB-104233] x, not EP-104000"), received_at=SENT_AT
    )
    assert extraction.thread == "AB-104233"


def test_the_annotation_has_every_key_in_order() -> None:
    row = as_annotation("x", read(message(FORM)))
    assert list(row) == ["id", "kind", "severity", *map(str, FieldName), "thread"]


NASTY = {
    "one word": "a" * 1_000_000,
    "one capital word": "A" * 1_000_000,
    "numbers": " ".join(map(str, range(10_000))),
    "digits": "1" * 100_000,
    "spaces": " " * 200_000,
    "line ends": "\n" * 200_000,
    "quotes": '"' * 50_000,
    "an open quote again and again": 'says "x ' * 5_000,
    "brackets": "(" * 50_000,
    "labels": "Users: 5\n" * 5_000,
    "empty labels": "> Users:\n" * 5_000,
    "names": "Lantern " * 5_000,
    "times": "9:00-" * 10_000,
    "shares": "1 of 2 of " * 5_000,
    "addresses": "a@b.example " * 5_000,
    "at signs": "@" * 50_000,
    "phones": "303-555-0144 " * 3_000,
    "dots": "a." * 30_000,
    "closings": "Regards,\n" * 5_000,
    "right to left": "\u202e\u0645\u0631\u062d\u0628\u0627 5 agents \u200f" * 500,
    "zero width": "a\u200bgents\ufeff " * 5_000,
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 2_000,
    "capitals that grow in lower case": "\u0130" * 5_000 + " 5 agents cannot log in",
}


@pytest.mark.parametrize("name", list(NASTY))
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    source = message(NASTY[name], subject=NASTY[name][:2000])
    started = time.thread_time()
    extraction = read(source, *FieldName)
    assert time.thread_time() - started < 10
    check_evidence(source, extraction)


def test_a_sentence_that_never_ends_is_looked_through_once() -> None:
    source = message("<script>" * 120_000)
    started = time.thread_time()
    read(source)
    assert time.thread_time() - started < 3.0  # once for every name in it takes 6 seconds


def test_german_is_read_without_harm() -> None:
    text = "Guten Tag,\n\nseit heute 8:15 Uhr keine Anrufe, „Benutzer gesperrt“.\n\nMit freundlichen Grüßen\nAnn Roe"
    extraction = read(message(text))
    assert values(extraction)[F.CONTACT_NAME] == ["Ann Roe"]


PIECES = (
    "agents calls since 9:10 cannot log in 40 of 85 every call \n\n > Users: 25 Regards, Ann Roe 303-555-0144 (515) EP-104233 "
    "00a1025b7c3f9d42 \" ' ( ) error says not found we rebooted and ; : - yesterday at noon ET Tulsa team customers lose"
)
WORDS = st.sampled_from(PIECES.split(" "))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.lists(WORDS, max_size=8), st.sets(st.sampled_from(FieldName)))
def test_the_words_always_stand_where_the_evidence_says(
    body: list[str], subject: list[str], asked: set[FieldName]
) -> None:
    source = message(" ".join(body), subject=" ".join(subject).replace("\n", " "))
    check_evidence(source, read(source, *asked))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read(body: str, subject: str) -> None:
    source = message(body, subject=subject)
    check_evidence(source, read(source))


def test_one_reader_serves_many_threads() -> None:
    texts = [FORM, "Agents cannot log in since 9.", "How do I export a report?", "about 25, all in Tulsa"]
    alone = [as_annotation("x", read(message(text))) for text in texts]
    wrong: list[str] = []

    def work(seed: int) -> None:
        picks = random.Random(seed)
        for _ in range(10):
            index = picks.randrange(len(texts))
            if as_annotation("x", read(message(texts[index]))) != alone[index]:
                wrong.append(texts[index])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert not any(thread.is_alive() for thread in threads)
