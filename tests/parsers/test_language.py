"""Which language a text is in: never another one for English of any sort, and the right one where there is enough of it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from parsers.extraction import Extraction
from parsers.language import language_independent, language_of
from parsers.language_model import identifier, likely
from parsers.languages import ENGLISH, NAMES, name_of
from parsers.message import Automatic, Message
from parsers.reader import RuleReader
from parsers.vocabulary import AutomaticKind, FieldName, MessageKind, Severity, ZoneKind
from tests.builders import extraction, found
from tests.parsers.messages import SENT_AT, message, zoned
from training.annotated import read_all

F, K, P = FieldName, MessageKind, Severity
TEXTS = Path(__file__).parent / "languages"
FOREIGN = [line.split(": ", 1) for line in (TEXTS / "foreign.txt").read_text("utf-8").splitlines()]
ENGLISH_TEXTS = (TEXTS / "english.txt").read_text("utf-8").splitlines()
GERMAN = (
    "Seit heute Morgen um 8:15 Uhr können unsere Agenten in Hamburg keine Anrufe mehr annehmen. Etwa vierzig Kollegen sind "
    "betroffen. Bitte rufen Sie dringend zurück."
)
OUTAGE = "Totalausfall! Seit 16 Uhr kommt kein einziger Anruf mehr rein. Alle 60 Agenten sitzen untätig herum."


def read(source: Message) -> Extraction:
    return RuleReader()(source, received_at=SENT_AT)


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_another_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ENGLISH_TEXTS)
def test_english_full_of_foreign_names_and_words(text: str) -> None:
    assert language_of(text) is None


def test_every_message_to_learn_from_is_english() -> None:
    messages = read_all()
    assert len(messages) > 1000
    assert {one.id: found for one in messages if (found := language_of(one.body))} == {}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "ok",
            "12",
            "Danke",
            "ok gracias",
            "Merci!",
            "Vielen Dank",
            "gracias por todo",
            "oui",
            "ja",
            "Grazie mille",
        ),
        *(
            "de nada",
            "tack så mycket",
            "Teşekkürler",
            "Hola",
            "Guten Morgen",
            "+49 40 5550 0101",
            "¯\\_(ツ)_/¯",
            "€ § µ",
        ),
    ],
)
def test_too_short_to_tell(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "谢谢"), ("ja", "はい"), ("ko", "감사합니다"), ("ru", "Спасибо"), ("ar", "شكرا"), ("hi", "धन्यवाद")],
)
def test_a_word_is_enough_where_its_writing_tells(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param(
            None, f"{GERMAN}\n\nSince 8:15 our agents in Hamburg cannot take any calls. Please call back.", id="both"
        ),
        pytest.param(None, f"See below what our Hamburg site reports, please check.\n\n{GERMAN}", id="a note above"),
        pytest.param(
            None,
            "Agents in Osaka cannot log in since nine, error below.\n\nサーバーに接続できません。",
            id="an error below",
        ),
        pytest.param("de", f"FYI\n\n{GERMAN}", id="a note that tells nothing"),
        pytest.param(
            "de", f'{GERMAN} Es erscheint "The connection to the server could not be established".', id="a quoted error"
        ),
        pytest.param("de", f"{GERMAN}\nERROR 503 connect ECONNREFUSED 10.0.0.1:5060 at proxy.js:12", id="a log"),
        pytest.param(
            "ja", "本日8時15分頃よりログインできません。\nError: The server did not respond in time", id="an error"
        ),
    ],
)
def test_an_english_part_that_tells_the_trouble_is_read(language: str | None, text: str) -> None:
    assert language_of(text) == language


ENGLISH_REPORT = "Twelve agents in Tulsa cannot log in since 9:30.\n\n"


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        pytest.param(None, ((ZoneKind.OWN, ENGLISH_REPORT), (ZoneKind.QUOTE, GERMAN)), id="a quote"),
        pytest.param(None, ((ZoneKind.OWN, ENGLISH_REPORT), (ZoneKind.DISCLAIMER, GERMAN)), id="a disclaimer"),
        pytest.param(None, ((ZoneKind.OWN, ENGLISH_REPORT), (ZoneKind.SIGNATURE, GERMAN)), id="a signature"),
        pytest.param(None, ((ZoneKind.OWN, ENGLISH_REPORT + GERMAN),), id="a disclaimer that was not seen to be one"),
        pytest.param("de", ((ZoneKind.OWN, GERMAN), (ZoneKind.QUOTE, ENGLISH_REPORT * 20)), id="under an English mail"),
        pytest.param("de", ((ZoneKind.FORWARD, GERMAN),), id="passed on"),
    ],
)
def test_only_the_senders_own_words_decide(language: str | None, parts: tuple[tuple[ZoneKind, str], ...]) -> None:
    assert read(zoned(*parts)).language == language


def test_what_needs_no_language_is_found() -> None:
    text = f"{GERMAN} Rückruf bitte unter +49 30 23125 140. Users: 40\nCONNID: 00a1025b7c3f9d42\n\nAnn Roe"
    found = read(message(text))
    assert found.language == "de"
    assert found.kind.value is K.INCIDENT
    assert [one.value for one in found.fields[F.CONNIDS]] == ["00a1025b7c3f9d42"]
    assert set(found.fields) <= {F.CONNIDS, F.ANIS, F.CONTACT_NAME, F.CONTACT_PHONE, F.CONTACT_EMAIL, F.ACCOUNT}


def test_a_filled_in_form_is_read_in_any_language() -> None:
    found = read(message(f"Service: Softphone\nUsers: 40\nEnvironment: production\n\n{GERMAN}"))
    assert found.language == "de"
    assert {F.SERVICE, F.USERS_AFFECTED, F.ENVIRONMENT} <= set(found.fields)


def test_a_ticket_is_recognised_in_any_language() -> None:
    found = read(message(f"Zu EP-104233: {GERMAN}"))
    assert (found.language, found.thread) == ("de", "EP-104233")


def test_a_total_outage_is_rated_in_another_language() -> None:
    found = read(message(OUTAGE))
    assert (found.language, found.kind.value) == ("de", K.INCIDENT)
    assert found.severity is not None
    assert found.severity.value is P.P1


def test_a_machines_note_stays_one() -> None:
    note = "Ich bin derzeit nicht im Büro und ab Montag wieder für Sie da."
    source = Message(
        channel=message("").channel,
        sender=message("").sender,
        text=note,
        automatic=Automatic(kind=AutomaticKind.AUTO_REPLY, reason="Auto-Submitted"),
    )
    assert (read(source).language, read(source).kind.value) == (None, K.AUTOMATIC)


PLAIN = found("IVR")
LABELLED = found("IVR", explicit=True)


@pytest.mark.parametrize(
    ("given", "kind", "severity"),
    [
        (extraction(K.INCIDENT, P.P1), K.INCIDENT, P.P1),
        (extraction(K.INCIDENT, P.P2), K.INCIDENT, P.P2),
        (extraction(K.INCIDENT, P.P3), K.INCIDENT, None),
        (extraction(K.INCIDENT, P.P4), K.INCIDENT, None),
        (extraction(K.UPDATE), K.UPDATE, None),
        *((extraction(kind), K.OTHER, None) for kind in (K.QUESTION, K.RESOLUTION, K.AUTOMATIC, K.NOTICE, K.OTHER)),
    ],
)
def test_what_is_left_of_the_judgements(given: Extraction, kind: MessageKind, severity: Severity | None) -> None:
    left = language_independent(given, "de")
    assert (left.kind.value, left.severity.value if left.severity else None, left.language) == (kind, severity, "de")
    assert left.kind.reasons


def test_what_is_left_of_the_fields() -> None:
    given = extraction(
        fields={F.SERVICE: (PLAIN,), F.CONNIDS: (PLAIN,), F.DEPARTMENT: (LABELLED,), F.ERRORS: (PLAIN, LABELLED)}
    )
    left = language_independent(given, "de")
    assert left.fields == {F.CONNIDS: (PLAIN,), F.DEPARTMENT: (LABELLED,), F.ERRORS: (LABELLED,)}


def test_english_is_left_as_it_is() -> None:
    given = extraction(fields={F.SERVICE: (PLAIN,)})
    assert language_independent(given, None) is given


def test_names() -> None:
    assert (name_of("de"), name_of("xx")) == ("German", "xx")


def test_the_model_is_the_librarys() -> None:
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    theirs.set_languages([ENGLISH, *NAMES])
    assert set(identifier().labels) == {ENGLISH, *NAMES}
    for text in (GERMAN, ENGLISH_REPORT, "谢谢", ""):
        assert likely(text) == pytest.approx(dict(theirs.rank(text)), abs=1e-5)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    assert language_of(text) in {None, *NAMES}


@pytest.mark.parametrize(
    "piece",
    ["x", "1", '"', 'a"', "„", " ", "\n", "日本", "Störung geht nicht. ", "a.b.", "ab cd ef gh. ", "/", "@", "'"],
)
def test_a_long_text_is_looked_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    language_of(GERMAN)
    assert _seconds(lambda: language_of(text)) < 0.2


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
