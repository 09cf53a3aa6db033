"""The one From parser: what is exactly one mailbox, and what only looks like one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail.addresses import read_addresses, read_sender

ANN = "ann@firm.example"
EVIL = "mallory@evil.example"

FROM_LINES: list[tuple[str, str | None]] = [
    # plain and common
    ("ann@firm.example", ANN),
    ("<ann@firm.example>", ANN),
    ("Ann Field <ann@firm.example>", ANN),
    ('"Field, Ann" <ann@firm.example>', ANN),
    ("Dr. Ann J. Field <ann@firm.example>", ANN),
    ("Ann [Contractor] <ann@firm.example>", ANN),
    ("ann@firm.example (Ann Field)", ANN),
    ("(Ann Field) ann@firm.example", ANN),
    ("Ann (night shift) Field <ann@firm.example> (mobile)", ANN),
    ("Ann\t<ann@firm.example>", ANN),
    ("Ann < ann@firm.example >", ANN),
    ("ann@firm.example <ann@firm.example>", ANN),
    ("Ann@Firm.example <Ann@FIRM.EXAMPLE>", "Ann@firm.example"),
    ('"ann@firm.example" <ann@firm.example>', ANN),
    ("ANN@FIRM.EXAMPLE", "ANN@firm.example"),
    ("=?utf-8?q?J=C3=B6rg?= <joerg@firm.example>", "joerg@firm.example"),
    ("Jörg <joerg@firm.example>", "joerg@firm.example"),
    ('"ann"@firm.example', ANN),
    ('"ann field"@firm.example', '"ann field"@firm.example'),
    ("ann+help@firm.example", "ann+help@firm.example"),
    ("ann.@firm.example", "ann.@firm.example"),
    ("ann..field@firm.example", "ann..field@firm.example"),
    ("o'brien@firm.example", "o'brien@firm.example"),
    ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
    ("ann@bu\u0308cher.example", "ann@xn--bcher-kva.example"),
    ("bü@firm.example", "bü@firm.example"),
    ("bu\u0308@firm.example", "bü@firm.example"),
    # a display name may say anything; the address in angle brackets counts
    ('"ann@firm.example" <mallory@evil.example>', EVIL),
    ('"Ann <ann@firm.example>" <mallory@evil.example>', EVIL),
    ('"Ann <ann@firm.example>,\\" x" <mallory@evil.example>', EVIL),
    ("=?utf-8?q?Ann_=3Cann=40firm=2Eexample=3E?= <mallory@evil.example>", EVIL),
    ("=?utf-8?b?ImFubkBmaXJtLmV4YW1wbGUiIDxhbm5AZmlybS5leGFtcGxlPiw=?= <mallory@evil.example>", EVIL),
    ("(ann@firm.example) mallory@evil.example", EVIL),
    ("mallory@evil.example (ann@firm.example)", EVIL),
    ("(<ann@firm.example>) <mallory@evil.example>", EVIL),
    # two readers would differ: no address
    ("ann@firm.example <mallory@evil.example>", None),
    ("ann@firm.example\r\n <mallory@evil.example>", None),
    ("ann@firm.example (x) <mallory@evil.example>", None),
    ("Ann ann@firm.example <mallory@evil.example>", None),
    ("Ann @ Firm <mallory@evil.example>", None),
    ("ann@firm.example)mallory@evil.example", None),
    ("ann@firm.example(mallory@evil.example", None),
    ("ann@firm.example]mallory@evil.example", None),
    ("ann@firm.example\\mallory@evil.example", None),
    ('ann@firm.example"mallory@evil.example', None),
    ('"ann@firm.example', None),
    ("ann@firm.example@evil.example", None),
    ("ann@firm.example, mallory@evil.example", None),
    ("<ann@firm.example>, <mallory@evil.example>", None),
    ("<ann@firm.example> <mallory@evil.example>", None),
    ("<ann@firm.example> mallory@evil.example", None),
    ("<<ann@firm.example>> <mallory@evil.example>", None),
    ("Ann <<ann@firm.example>>", None),
    ("Ann <ann@firm.example", None),
    ("Ann ann@firm.example>", None),
    ("<@evil.example:ann@firm.example>", None),
    ("<mallory@evil.example,ann@firm.example>", None),
    ("<mailto:ann@firm.example>", None),
    ("ann@firm.example;", None),
    ("ann@firm.example; mallory@evil.example", None),
    ("Team: ann@firm.example;", None),
    ("Team: ann@firm.example, mallory@evil.example;", None),
    ("undisclosed-recipients:;", None),
    ("Field, Ann <ann@firm.example>", None),
    ("ann @firm.example", None),
    ("ann@ firm.example", None),
    ("ann(comment)@firm.example", None),
    ("ann@(comment)firm.example", None),
    ("ann@firm(.evil).example", None),
    ("ann. field@firm.example", None),
    ("=?utf-8?q?ann=40firm=2Eexample?=", None),
    ("<=?utf-8?q?ann?=@firm.example>", None),
    ("ann=?utf-8?q?=40evil.example=00?=@firm.example", None),
    ("ann@firm.example\0@evil.example", None),
    ("ann\0@firm.example", None),
    ("ann\u202e@firm.example", None),
    ("ann\u200b@firm.example", None),
    ("ann@fi\u200brm.example", None),
    ("ann@ｆｉｒｍ.example", None),
    ("ann@firm。example", None),
    ("=?utf-8?q?Field,_Ann?= <ann@firm.example>", None),
    ("ann@firm..example", None),
    ("ann@.firm.example", None),
    ("ann@firm.example.", None),
    ("ann@-firm.example", None),
    ("ann@[192.0.2.1]", None),
    ("ann@[IPv6:2001:db8::1]", None),
    ('"ann@firm.example"', None),
    ("(ann@firm.example)", None),
    ("Ann Field", None),
    ("<>", None),
    ("<@>", None),
    ("@firm.example", None),
    ("ann@", None),
    (",", None),
    ("", None),
    ("MAILER-DAEMON (Mail Delivery System)", None),
    ("a" * 300 + "@firm.example" + ".example" * 5, None),
]


@pytest.mark.parametrize(("line", "address"), FROM_LINES)
def test_from_is_one_mailbox_or_none(line: str, address: str | None) -> None:
    value = line.replace("\r\n", "").encode()
    sender = read_sender([value])
    assert sender.address == address
    assert (sender.problem is None) == (address is not None)


def test_the_table_is_wide_enough() -> None:
    assert len(FROM_LINES) >= 60


def test_bytes_that_are_no_utf8_in_the_address_are_refused_and_in_the_name_are_read() -> None:
    assert read_sender([b"ann\xfc@firm.example"]).address is None
    sender = read_sender(["Jörg Weiß <joerg@firm.example>".encode("latin-1")])
    assert (sender.address, sender.name) == ("joerg@firm.example", "Jörg Weiß")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"Ann Field <ann@firm.example>", "Ann Field"),
        (b'"Field, Ann \\"AJ\\"" <ann@firm.example>', 'Field, Ann "AJ"'),
        (b"ann@firm.example (Ann Field)", "Ann Field"),
        (b"ann@firm.example", ""),
        (b"=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_Wei=C3=9F?= <j@firm.example>", "Jörg Weiß"),
        (b'"=?utf-8?q?J=C3=B6rg?=" <j@firm.example>', "Jörg"),
        (b"=?utf-8?q?Ann=0D=0ABcc=3A_x=40evil.example?= <ann@firm.example>", "Ann Bcc: x@evil.example"),
        ("Ann\u202egpj.exe <ann@firm.example>".encode(), "Anngpj.exe"),
        (b"=?utf-8?q?A=00nn=1B[31m?= <ann@firm.example>", "Ann[31m"),
    ],
)
def test_the_display_name_is_clean(line: bytes, name: str) -> None:
    assert read_sender([line]).name == name


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([], "The message has no From field."),
        ([b"a@firm.example", b"a@firm.example"], "The message has 2 From fields."),
        ([b"a@firm.example, b@firm.example"], "The From field names 2 mailboxes."),
        ([b""], "The From field is empty."),
        ([b"a@firm.example)"], "The From field has a stray )."),
    ],
)
def test_a_problem_says_what_is_wrong(values: list[bytes], problem: str) -> None:
    assert read_sender(values).problem == problem


@pytest.mark.parametrize(
    "value",
    [
        b'"' * 100_000,
        b'"' * 99_999,
        b"a." * 50_000,
        b"," * 20_000,
        b"a@b.example," * 8_000,
        b"(" * 100_000,
        b"(" * 50 + b")(" * 49_000,
        b"<" * 100_000,
        b"\\" * 100_000,
        b"a@" * 50_000,
        b" " * 100_000,
        b"[" * 100_000,
        b"=?utf-8?q?" * 10_000,
        b"=?utf-8?q?a?=" * 7_000,
        b'"' + b"\\" * 99_000,
        b"a@" + b"x." * 49_000,
        b"\xff" * 100_000,
        b"x:;" * 30_000,
    ],
    ids=lambda value: repr(value[:12]),
)
def test_reading_is_linear(value: bytes) -> None:
    start = time.thread_time()
    assert read_sender([value]).address is None
    assert read_sender([value[:16_000]]).address is None
    read_addresses([value])
    assert time.thread_time() - start < 2.0  # what is not linear takes minutes


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        (b"a@firm.example, B <b@firm.example>", ("a@firm.example", "b@firm.example")),
        (
            b"Team: a@firm.example, b@firm.example; , c@firm.example",
            ("a@firm.example", "b@firm.example", "c@firm.example"),
        ),
        (b"undisclosed-recipients:;", ()),
        (b"a@firm.example; b@firm.example", ("a@firm.example", "b@firm.example")),
        (b"<>, a@firm.example", ("a@firm.example",)),
        (b'"unclosed <a@firm.example>, b@firm.example', ("a@firm.example", "b@firm.example")),
        (b"a@firm.example, a@FIRM.example", ("a@firm.example",)),
    ],
)
def test_other_fields_are_read_leniently(value: bytes, addresses: tuple[str, ...]) -> None:
    assert read_addresses([value]) == addresses


@given(st.text(alphabet=st.sampled_from('ab@.<>()",;:\\ []\t=?é\x00'), max_size=60))
def test_an_address_stands_verbatim_in_the_field_with_one_at(text: str) -> None:
    address = read_sender([text.encode()]).address
    if address is not None and '"' not in address:
        local, _, domain = address.partition("@")
        assert "@" not in domain
        assert local.lower() in text.lower().replace('"', "")
