"""Authentication-Results: our own server's word is believed, and nothing that a stranger can write above, below or inside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.arrival import Envelope
from parsers.authentication import Trust
from parsers.authentication.results import LONGEST_FIELD, UnreadableError, sealed, topmost
from parsers.vocabulary import Authenticity, Channel
from tests.parsers.authentication.mails import HOME, MAIL, REJECT, verdict
from tests.signing import dkim_zone, sign

PASS, FAIL, UNCHECKED = Authenticity.PASS, Authenticity.FAIL, Authenticity.UNCHECKED
OURS = Trust(authserv_ids=("mx.echopass.example",), check=False)
EXCHANGE = Trust(authserv_ids=("microsoft-365",), check=False)


def stamped(*values: str, mail: bytes = MAIL) -> bytes:
    return b"".join(b"Authentication-Results: " + value.encode("latin-1") + b"\r\n" for value in values) + mail


ID = "mx.echopass.example"
GOOD = f"{ID}; dmarc=pass header.from=bluefern.example"
BAD = f"{ID}; dmarc=fail header.from=bluefern.example"


@pytest.mark.parametrize(
    ("value", "result", "direct"),
    [
        (GOOD, PASS, False),
        (GOOD.replace(";", " 1;"), PASS, False),
        (GOOD.upper(), PASS, False),
        (f"{ID};\r\n\tdmarc=pass\r\n header.from=bluefern.example", PASS, False),
        (f"{ID}; dmarc=pass (p=reject dis=none) header.from=bluefern.example", PASS, False),
        (f"(a note) {ID} (another); dmarc=pass header.from=bluefern.example", PASS, False),
        (f"{ID}; dmarc=pass header.from=evil.example", UNCHECKED, False),
        (f"{ID}; dmarc=pass", UNCHECKED, False),
        (f"{ID}; dmarc=pass header.from=mail.bluefern.example", UNCHECKED, False),
        (f"{ID}; dmarc=bestguesspass header.from=bluefern.example", UNCHECKED, False),
        (f"{ID}; dmarc=none header.from=bluefern.example", UNCHECKED, False),
        (f"{ID}; dmarc=temperror header.from=bluefern.example", UNCHECKED, False),
        (BAD, FAIL, False),
        (f"{ID}; dmarc=fail header.from=bluefern.example; spf=pass smtp.mailfrom=bluefern.example", FAIL, False),
        (f"{ID}; none", UNCHECKED, False),
        (f"{ID}; dkim=pass header.d=bluefern.example", PASS, False),
        (f"{ID}; dkim=pass header.i=@bluefern.example header.s=mail header.b=Ab/+cd==", PASS, False),
        (f"{ID}; dkim=pass header.i=kim@bluefern.example", PASS, False),
        (f"{ID}; dkim=pass (2048-bit key) header.d=bluefern.example header.i=@bluefern.example", PASS, False),
        (f"{ID}; dkim=pass header.d=evil.example header.i=@bluefern.example", UNCHECKED, False),
        (f"{ID}; dkim=pass header.d=evil.example; dkim=pass header.d=bluefern.example", PASS, False),
        (f"{ID}; dkim=fail header.d=bluefern.example", UNCHECKED, False),
        (f"{ID}; dkim=neutral header.d=bluefern.example", UNCHECKED, False),
        (f"{ID}; dkim=pass header.d=mail.bluefern.example", UNCHECKED, False),
        (f"{ID}; spf=pass smtp.mailfrom=bluefern.example", PASS, True),
        (f"{ID}; spf=pass smtp.mailfrom=kim@bluefern.example", PASS, True),
        (f'{ID}; spf=pass smtp.mailfrom="bounce=1"@bluefern.example', PASS, True),
        (f"{ID}; spf=pass smtp.mailfrom=kim@bluefern.example.evil.test", UNCHECKED, False),
        (f"{ID}; spf=pass smtp.helo=bluefern.example", PASS, True),
        (f"{ID}; spf=pass smtp.helo=bluefern.example; spf=none smtp.mailfrom=evil.example", UNCHECKED, False),
        (f"{ID}; spf=none smtp.helo=evil.example; spf=pass smtp.mailfrom=bluefern.example", PASS, True),
        (f"{ID}; spf=pass smtp.helo=bluefern.example; spf=pass smtp.helo=evil.example", UNCHECKED, False),
        (f"{ID}; spf=pass smtp.helo=bluefern.example smtp.mailfrom=evil.example", UNCHECKED, False),
        (f"{ID}; spf=softfail smtp.mailfrom=bluefern.example", UNCHECKED, False),
        (f"{ID}; spf=pass smtp.mailfrom=bluefern.example; dmarc=pass header.from=bluefern.example", PASS, True),
        (f"{ID}; spf=pass smtp.mailfrom=x.example; dmarc=pass header.from=bluefern.example", PASS, False),
        (f"{ID}; spf=pass smtp.mailfrom=bluefern.example; dmarc=pass header.from=evil.example", UNCHECKED, False),
        # what another wrote
        (f"evil.example; {GOOD}", UNCHECKED, False),
        (GOOD.replace(ID, "echopass.example"), UNCHECKED, False),
        (GOOD.replace(ID, f"x.{ID}"), UNCHECKED, False),
        (GOOD.replace(ID, f"{ID}.evil.example"), UNCHECKED, False),
        (GOOD.replace(ID, f"({ID}) evil.example"), UNCHECKED, False),
        (GOOD.replace(ID, f'"{ID}"'), UNCHECKED, False),
        (GOOD.replace(ID, f"evil.example\r\n {ID}"), UNCHECKED, False),
        ("dmarc=pass header.from=bluefern.example", UNCHECKED, False),
        # what a sender may get into our server's own words
        (
            f"{ID}; spf=none (helo x; dmarc=pass header.from=bluefern.example) smtp.mailfrom=evil.example",
            UNCHECKED,
            False,
        ),
        (
            f"{ID}; spf=none (x) smtp.mailfrom=evil.example; dmarc=fail header.from=bluefern.example; {GOOD[21:]}",
            UNCHECKED,
            False,
        ),
        (f"{ID}; dmarc=pass header.from=evil.example header.from=bluefern.example", UNCHECKED, False),
        (f"{ID}; spf=pass smtp.mailfrom=evil.example; spf=pass smtp.mailfrom=bluefern.example", UNCHECKED, False),
        (f"{ID}; spf=none (an open comment; dmarc=pass header.from=bluefern.example", UNCHECKED, False),
        (f"{ID}; spf=none ) x ( ; dmarc=pass header.from=bluefern.example", UNCHECKED, False),
        (f'{ID}; spf=none reason="x; dmarc=pass header.from=bluefern.example', UNCHECKED, False),
        (
            f'{ID}; spf=none reason="; dmarc=pass header.from=bluefern.example;" smtp.mailfrom=evil.example',
            UNCHECKED,
            False,
        ),
        # damaged
        (GOOD.replace(";", ";\x00"), UNCHECKED, False),
        (GOOD + "\x00", UNCHECKED, False),
        (GOOD + "\xff", UNCHECKED, False),
        (GOOD + ";" + "x" * 100_000, UNCHECKED, False),
        (f"{ID}; dmarc==pass", UNCHECKED, False),
        (f"{ID} 2; dmarc=pass header.from=bluefern.example", UNCHECKED, False),
        (f"{ID}; " + "(" * 5000, UNCHECKED, False),
        (f"{ID}; {'(' * 20}x{')' * 20} dmarc=pass header.from=bluefern.example", UNCHECKED, False),
        ("", UNCHECKED, False),
        (";", UNCHECKED, False),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else str(value),
)
def test_what_the_field_may_say(value: str, result: Authenticity, direct: bool) -> None:
    found = verdict(stamped(value), trust=OURS)
    assert (found.result, found.direct) == (result, direct), found.reasons
    assert found.method == ("authentication-results" if result is PASS else "")


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ((GOOD, BAD), PASS),
        ((BAD, GOOD), FAIL),
        (("evil.example; none", GOOD), UNCHECKED),
        (("", GOOD), UNCHECKED),
        (("mx.other.example; dmarc=pass header.from=bluefern.example", GOOD), UNCHECKED),
        (("x" * 20_000, GOOD), UNCHECKED),
        ((f"{ID}; none", GOOD), UNCHECKED),
        ((GOOD, GOOD), PASS),
    ],
    ids=str,
)
def test_only_the_topmost_counts(values: tuple[str, ...], result: Authenticity) -> None:
    assert verdict(stamped(*values), trust=OURS).result is result


@pytest.mark.parametrize(
    "raw",
    [
        b"X-Note: 1\r\n Authentication-Results: " + GOOD.encode() + b"\r\n" + MAIL,
        b"Authentication-Results-Original: " + GOOD.encode() + b"\r\n" + MAIL,
        b"X-Authentication-Results: " + GOOD.encode() + b"\r\n" + MAIL,
        b"ARC-Authentication-Results: i=1; " + GOOD.encode() + b"\r\n" + MAIL,
        MAIL + b"Authentication-Results: " + GOOD.encode() + b"\r\n",
        MAIL.replace(b"\r\n\r\n", b"\r\n\r\nAuthentication-Results: " + GOOD.encode() + b"\r\n\r\n"),
        b"\0Authentication-Results: " + GOOD.encode() + b"\r\n" + MAIL,
        b"Authentication-Results: evil.example; none\r\n\0\r\n" + MAIL,
    ],
    ids=["fold", "original", "x", "arc", "after", "body", "NUL", "NUL line"],
)
def test_a_field_elsewhere_is_none(raw: bytes) -> None:
    assert verdict(raw, trust=OURS).result is UNCHECKED


@pytest.mark.parametrize(
    ("raw", "result"),
    [
        (stamped(GOOD, mail=b"Subject: Another\r\n" + MAIL), UNCHECKED),
        (stamped(GOOD, mail=b"no colon\r\n" + MAIL), UNCHECKED),
        (stamped(f"{ID}; spf=pass smtp.mailfrom={HOME}", mail=b"Subject: Another\r\n" + MAIL), PASS),
    ],
    ids=["two subjects", "no colon", "the server itself is vouched for"],
)
def test_what_our_server_may_have_read_otherwise_is_not_proven_by_it(raw: bytes, result: Authenticity) -> None:
    assert verdict(raw, trust=OURS).result is result


@pytest.mark.parametrize(
    ("channel", "client_ip", "result"),
    [
        (Channel.IMAP, None, PASS),
        (Channel.LMTP, None, PASS),
        (Channel.LMTP, "203.0.113.9", PASS),
        (Channel.SMTP, "192.0.2.7", PASS),
        (Channel.SMTP, "::ffff:192.0.2.7", PASS),
        (Channel.SMTP, "203.0.113.9", UNCHECKED),
        (Channel.SMTP, None, UNCHECKED),
        (Channel.FILE, None, UNCHECKED),
    ],
)
def test_it_is_believed_where_only_our_server_can_have_written_it(
    channel: Channel, client_ip: str | None, result: Authenticity
) -> None:
    trust = Trust(authserv_ids=(ID,), gateways=("192.0.2.0/24",), check=False)
    assert verdict(stamped(GOOD), channel=channel, trust=trust, envelope=Envelope(client_ip=client_ip)).result is result


HERE, THERE = "help@imap.gmail.com/INBOX", "help@imap.echopass.example/INBOX"
GOOGLE = "mx.google.com; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=bluefern.example"
MICROSOFT = (
    "spf=none (sender IP is 203.0.113.9) smtp.mailfrom=x.example; dmarc=pass action=none header.from=bluefern.example"
)


@pytest.mark.parametrize(
    ("channel", "source", "value", "result"),
    [
        (Channel.IMAP, HERE, GOOGLE, PASS),
        (Channel.IMAP, HERE, MICROSOFT, UNCHECKED),
        (Channel.IMAP, HERE, GOOD, UNCHECKED),
        # another mailbox, where nobody takes away what a stranger wrote in the provider's name
        (Channel.IMAP, THERE, GOOGLE, UNCHECKED),
        (Channel.IMAP, f"{HERE}2", GOOGLE, UNCHECKED),
        (Channel.IMAP, None, GOOGLE, UNCHECKED),
        # other ways, also from a server of ours
        (Channel.LMTP, HERE, GOOGLE, UNCHECKED),
        (Channel.LMTP, None, GOOGLE, UNCHECKED),
        (Channel.SMTP, HERE, GOOGLE, UNCHECKED),
        (Channel.SMTP, None, GOOGLE, UNCHECKED),
        (Channel.FILE, HERE, GOOGLE, UNCHECKED),
    ],
)
def test_a_provider_is_believed_of_what_it_delivers_and_of_nothing_else(
    channel: Channel, source: str | None, value: str, result: Authenticity
) -> None:
    ids = {HERE: ("mx.google.com",), THERE: (), "help@outlook.office365.com/INBOX": ("microsoft-365",)}
    trust = Trust(imap_authserv_ids=ids, gateways=("192.0.2.0/24",), check=False)
    envelope = Envelope(source=source, client_ip=None if channel is Channel.IMAP else "192.0.2.7")
    assert verdict(stamped(value), channel=channel, trust=trust, envelope=envelope).result is result


def test_of_a_provider_too_only_the_topmost_counts() -> None:
    trust = Trust(imap_authserv_ids={HERE: ("mx.google.com",)}, check=False)
    raw = stamped("mx.google.com; spf=none smtp.mailfrom=x.example", GOOGLE)
    assert verdict(raw, trust=trust, envelope=Envelope(source=HERE)).result is UNCHECKED


def test_without_a_name_of_ours_nothing_is_believed() -> None:
    assert verdict(stamped(GOOD), trust=Trust(check=False)).result is UNCHECKED
    assert verdict(stamped("; dmarc=pass header.from=bluefern.example"), trust=Trust(check=False)).result is UNCHECKED


def test_our_own_look_at_the_signature_outweighs_a_fail() -> None:
    raw = stamped(BAD, mail=sign(MAIL, domain=HOME))
    found = verdict(raw, dkim_zone(HOME), trust=Trust(authserv_ids=(ID,)))
    assert (found.result, found.method) == (PASS, "dkim")
    assert verdict(raw, {}, trust=Trust(authserv_ids=(ID,))).result is FAIL


@pytest.mark.parametrize(
    ("value", "zone", "result"),
    [
        (f"{ID}; dkim=pass header.d=mail.bluefern.example", REJECT, PASS),
        (f"{ID}; dkim=pass header.d=mail.bluefern.example", {}, UNCHECKED),
        (f"{ID}; spf=pass smtp.mailfrom=bounce.bluefern.example", REJECT, PASS),
        (
            f"{ID}; spf=pass smtp.mailfrom=bounce.bluefern.example",
            {"_dmarc.bluefern.example": {"TXT": ["v=DMARC1;p=none;aspf=s"]}},
            FAIL,
        ),
    ],
    ids=["dkim", "no record", "spf", "strict"],
)
def test_its_domains_are_aligned_as_our_own_checks_are(
    value: str, zone: dict[str, dict[str, list[str]]], result: Authenticity
) -> None:
    assert verdict(stamped(value), zone, trust=Trust(authserv_ids=(ID,))).result is result


_SPF = "spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=bluefern.example"
_DKIM = "dkim=pass (signature was verified) header.d=bluefern.example"
_DMARC = "dmarc=pass action=none header.from=bluefern.example"


@pytest.mark.parametrize(
    ("value", "result", "direct"),
    [
        (f"{_SPF}; {_DKIM};{_DMARC};compauth=pass reason=100", PASS, True),
        (f"{_SPF}; bluefern.example; {_DKIM};bluefern.example; {_DMARC};", PASS, True),
        (f"spf=fail (sender IP is 203.0.113.9) smtp.mailfrom=x.example; {_DKIM};{_DMARC}", PASS, False),
        (
            "spf=none (sender IP is ) smtp.mailfrom=bluefern.example; dkim=none (not signed)\r\n header.d=none;dmarc=none",
            UNCHECKED,
            False,
        ),
        (
            f"spf=fail smtp.mailfrom=bluefern.example; dkim=none header.d=none;{_DMARC.replace('pass', 'fail')};compauth=pass",
            FAIL,
            False,
        ),
        (
            f"spf=pass smtp.mailfrom=evil.example; {_DMARC.replace('pass', 'bestguesspass')};compauth=pass reason=109",
            UNCHECKED,
            False,
        ),
        (f"spf=none (a; {_DMARC}) smtp.mailfrom=evil.example", UNCHECKED, False),
        (f"spf=none smtp.helo=x; {_DMARC};dmarc=fail action=none header.from=bluefern.example", UNCHECKED, False),
        ("dmarc=pass header.from=evil.example header.from=bluefern.example", UNCHECKED, False),
        (f'spf=none smtp.helo="x"; {_DMARC}', UNCHECKED, False),
        (f"evil.example; {_DMARC}", UNCHECKED, False),
        (f"compauth=pass reason=100; {_DMARC}", PASS, False),
        ("compauth=pass reason=100", UNCHECKED, False),
        ("spf=pass", UNCHECKED, False),
        ("dmarc=pass header.from=", UNCHECKED, False),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else str(value),
)
def test_exchange_online_has_a_form_of_its_own(value: str, result: Authenticity, direct: bool) -> None:
    found = verdict(stamped(value), trust=EXCHANGE)
    assert (found.result, found.direct) == (result, direct), found.reasons


def test_the_word_for_exchange_online_is_no_name_of_a_server() -> None:
    assert (
        verdict(stamped("microsoft-365; dmarc=pass header.from=bluefern.example"), trust=EXCHANGE).result is UNCHECKED
    )
    assert verdict(stamped(f"{_SPF}; {_DMARC}"), trust=OURS).result is UNCHECKED


@pytest.mark.timeout(20)
@pytest.mark.parametrize("filling", ["(x)", "; a=b", ' x="y"', "a.", "\\", "()", " "])
def test_a_long_field_is_read_in_time(filling: str) -> None:
    value = f"{ID}; dmarc=pass header.from=bluefern.example " + filling * (LONGEST_FIELD // len(filling) - 40)
    assert verdict(stamped(value), trust=OURS).reasons


@given(
    st.binary(max_size=200)
    | st.text(alphabet='(;="\\) .a@\r\n\tdmkspfi', max_size=80).map(lambda t: f"{ID}; {t}".encode())
)
def test_any_bytes_are_read_or_refused(value: bytes) -> None:
    readers = (sealed, lambda one: topmost((one,), (ID, "microsoft-365")))
    for read in readers:
        try:
            claims = read(value)
        except UnreadableError:
            continue
        assert all(claim.method in ("spf", "dkim", "dmarc") for claim in claims)
