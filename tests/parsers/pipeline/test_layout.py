"""A message becomes one text, and a place in that text is a place in the message."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.extraction import Place
from parsers.fields.view import READ_LIMIT, view_of
from parsers.message import Message, Zone
from parsers.pipeline.layout import Layout, Words, layout_of
from parsers.vocabulary import ZoneKind
from tests.parsers.messages import SENT_AT, message, view, zoned


def laid_out(written: Message) -> Layout:
    return layout_of(view_of(written, SENT_AT))


def test_subject_line_end_body() -> None:
    layout = layout_of(view("Calls drop.\nReno.", subject="Billing queue"))
    assert layout.text == "Billing queue\nCalls drop.\nReno."
    assert layout.body_at == len("Billing queue\n")
    assert layout.signature == len(layout.text)


def test_without_a_subject_the_text_begins_with_the_line_end() -> None:
    layout = layout_of(view("Calls drop."))
    assert (layout.text, layout.body_at) == ("\nCalls drop.", 1)


def test_an_empty_message() -> None:
    layout = layout_of(view(""))
    assert (layout.text, layout.body_at, layout.signature) == ("\n", 1, 1)


@pytest.mark.parametrize("kind", [ZoneKind.QUOTE, ZoneKind.DISCLAIMER])
def test_what_the_writer_did_not_write_is_blanked_and_keeps_its_lines(kind: ZoneKind) -> None:
    layout = laid_out(zoned((ZoneKind.OWN, "Calls drop.\n\n"), (kind, "> all\n> is fine\n"), (ZoneKind.OWN, "Reno.")))
    assert layout.text == "\nCalls drop.\n\n     \n         \nReno."


def test_the_signature_stands_and_is_where_it_says() -> None:
    layout = laid_out(zoned((ZoneKind.OWN, "Calls drop.\n\n"), (ZoneKind.SIGNATURE, "-- \nAnn Roe\n303-555-0119\n")))
    assert layout.text[layout.signature :].startswith("--")
    assert "303-555-0119" in layout.text


def test_what_a_line_end_within_a_sentence_was_is_kept() -> None:
    text = "Since this morning at about 8:15 none of the agents in our Reno office can hear the caller,\nwhich is new."
    assert layout_of(view(text)).text == f"\n{text}"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 7, Words("subject", 0, 7)),
        (8, 13, Words("subject", 8, 13)),
        (8, 20, Words("subject", 8, 13)),  # words end with the subject
        (14, 19, Words("body", 0, 5)),
        (20, 25, Words("body", 6, 11)),
    ],
)
def test_where_words_stand(start: int, end: int, words: Words) -> None:
    layout = layout_of(view("Calls drop.", subject="Billing queue"))
    assert layout.words(start, end) == words
    assert layout.at(words.place, words.start) == start


_SIGNS = st.one_of(
    st.sampled_from(" \n\t\r>.,:-|*'\"’“\u00a0\u200b\ufeff\u2028\u202e😀é\u0301中0123456789"),
    st.characters(codec="utf-8"),
)
_STRETCH = st.text(_SIGNS, max_size=60)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ZoneKind), _STRETCH), max_size=6), _STRETCH)
def test_every_sign_is_the_messages_own_or_blank(parts: list[tuple[ZoneKind, str]], subject: str) -> None:
    written = zoned(*parts)
    written = message(written.text, subject=subject, zones=written.zones)
    seen = view_of(written, SENT_AT)
    layout = layout_of(seen)
    places: tuple[tuple[Place, str], ...] = (("subject", seen.subject), ("body", seen.text))
    for place, text in places:
        for at, sign in enumerate(text):
            assert layout.text[layout.at(place, at)] in {sign, " "}
    assert len(layout.text) == len(seen.subject) + 1 + len(seen.text)
    assert layout.body_at <= layout.signature <= len(layout.text)
    for at, sign in enumerate(layout.text[layout.body_at :]):
        if not sign.isspace():
            assert sign == seen.text[at]
            assert not _is_quoted(written, at)


def _is_quoted(written: Message, at: int) -> bool:
    return any(
        zone.start <= at < zone.end and zone.kind in {ZoneKind.QUOTE, ZoneKind.DISCLAIMER} for zone in written.zones
    )


def test_a_text_without_end_ends_where_reading_does() -> None:
    layout = laid_out(
        message("x" * 100_000, subject="y" * 5_000, zones=(Zone(kind=ZoneKind.OWN, start=0, end=100_000),))
    )
    assert len(layout.text) == 1_000 + 1 + READ_LIMIT
