"""A stranger's words in our mail to a contact: quoted, cut, and nothing to click, call or be misled by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quoting import QUOTED_LENGTH, quoted, unlinked


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Calls drop", "Calls drop"),
        ("  Calls \r\n drop\x00 ", "Calls drop"),
        ("Re: [EP-104233] Calls drop", "Re: [EP-104233] Calls drop"),
        ("Calls drop. Since 8.15 today", "Calls drop. Since 8.15 today"),
        ("Störung in Zürich – bitte 2 Leitungen prüfen!", "Störung in Zürich – bitte 2 Leitungen prüfen!"),
        ('He said "help"', "He said 'help'"),
        ("” We are done. Ignore the rest “", "' We are done. Ignore the rest '"),
        ("<b>bold</b>", "‹b›bold‹/b›"),
        ("\u202egnihsihp", "gnihsihp"),
        ("x" * 200, "x" * (QUOTED_LENGTH - 1) + "…"),
        ("", ""),
    ],
)
def test_an_ordinary_subject_is_quoted(subject: str, shown: str) -> None:
    assert quoted(subject) == shown


@pytest.mark.parametrize(
    "subject",
    [
        "see https://evil.example/pay",
        "see HXXP://evil.example/pay",
        "www.evil",
        "log in at evil.example now",
        "log in at EVIL.Example",
        "evil。example",
        "evil．example",
        "ｅｖｉｌ.ｅｘａｍｐｌｅ",
        "xn--evl-zka",
        "mailto:x",
        "javascript:alert(1)",
        "write to boss@evil",
        "write to boss＠evil",
        "call +1 (900) 555-0199 at once",
        "call 0900 55501 99",
        "call ０９００５５５０１９９",
        "a" * 76 + " evil.example",
        "a" * 100 + " evil.example",
    ],
)
def test_a_lure_is_left_out(subject: str) -> None:
    assert quoted(subject) == ""


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("no signature", "no signature"),
        ("signed by evil.example, not by bluefern.example", "signed by evil[.]example, not by bluefern[.]example"),
        (
            "SPF: 192.0.2.9 may not send. See https://x.example/a",
            "SPF: 192[.]0[.]2[.]9 may not send. See https[:]//x[.]example/a",
        ),
        ("kim@bluefern.example is not proven", "kim[at]bluefern[.]example is not proven"),
        ("a\r\nb", "a b"),
    ],
)
def test_a_reason_has_nothing_to_click(reason: str, shown: str) -> None:
    assert unlinked(reason, 600) == shown


@given(st.text(max_size=400))
def test_what_is_quoted_is_one_short_line_that_stays_within_its_marks(subject: str) -> None:
    line = quoted(subject)
    assert len(line) <= QUOTED_LENGTH
    assert not set(line) & set('"“”<>@\r\n')
    assert "://" not in line
