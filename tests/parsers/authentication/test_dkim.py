"""DKIM: which signatures are believed, and which mail they are believed on."""

import base64
import re

import pytest

from parsers.authentication import Trust, authenticate
from parsers.authentication.dkim_signatures import MOST_SIGNATURES
from parsers.authentication.dns import RecordType
from parsers.message import Sender
from parsers.vocabulary import Authenticity
from tests.dns_server import zone_resolve
from tests.parsers.authentication.mails import DEAD, HOME, KIM, MAIL, NOW, REJECT, arrival, result_of, verdict
from tests.signing import KeyName, dkim_zone, public, seal, sign, sign_with_tags

PASS, FAIL, TEMPORARY, UNCHECKED = (
    Authenticity.PASS,
    Authenticity.FAIL,
    Authenticity.TEMPORARY,
    Authenticity.UNCHECKED,
)
ZONE = dkim_zone(HOME)
STAMP = int(NOW.timestamp())


@pytest.mark.parametrize("key", ["rsa", "ed25519"])
@pytest.mark.parametrize("canonical", [("simple", "simple"), ("relaxed", "simple"), ("relaxed", "relaxed")])
def test_a_genuine_signature_is_a_pass(key: KeyName, canonical: tuple[str, str]) -> None:
    found = verdict(sign(MAIL, domain=HOME, key=key, canonical=canonical), dkim_zone(HOME, key=key))
    assert (found.result, found.method, found.direct) == (PASS, "dkim", False)
    assert found.reasons[0].startswith("DKIM: signed by bluefern.example (selector mail), and the signature fits")


def test_a_genuine_mail_costs_one_question() -> None:
    asked: list[str] = []
    answer = zone_resolve(ZONE)

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        asked.append(f"{kind} {name}")
        return answer(name, kind)

    raw = sign(sign(MAIL, domain=HOME), domain=HOME)
    assert authenticate(arrival(raw), Sender(address=KIM), trust=Trust(), resolve=resolve).result is PASS
    assert asked == ["TXT mail._domainkey.bluefern.example"]


@pytest.mark.parametrize(
    ("tags", "result", "word"),
    [
        ({}, "pass", "fits"),
        ({"t": str(STAMP)}, "pass", "fits"),
        ({"t": str(STAMP + 86_400 * 3)}, "policy", "future"),
        ({"x": str(STAMP - 60)}, "policy", "expired"),
        ({"x": str(STAMP + 60)}, "pass", "fits"),
        ({"t": str(STAMP - 60), "x": str(STAMP + 60)}, "pass", "fits"),
        ({"t": str(STAMP - 10), "x": str(STAMP - 20)}, "policy", "expired"),
        ({"t": str(STAMP + 100), "x": str(STAMP + 50)}, "permerror", "expires before"),
        ({"t": "yesterday"}, "permerror", "t="),
        ({"x": "-1"}, "permerror", "x="),
        ({"x": "9" * 5000}, "permerror", "x="),
        ({"i": "kim@bluefern.example"}, "pass", "fits"),
        ({"i": "@mail.bluefern.example"}, "pass", "fits"),
        ({"i": "@evil.example"}, "permerror", "i="),
        ({"i": "@evilbluefern.example"}, "permerror", "i="),
        ({"i": "bluefern.example"}, "permerror", "i="),
        ({"i": "@"}, "permerror", "i="),
        ({"q": "dns/txt"}, "pass", "fits"),
        ({"q": "http"}, "permerror", "DNS"),
        ({"v": "2"}, "permerror", "version"),
        ({"v": ""}, "permerror", "v="),
        ({"a": "rsa-sha1"}, "policy", "SHA-1"),
        ({"a": "rsa-md5"}, "permerror", "algorithm"),
        ({"a": "ed25519-sha256"}, "permerror", "another kind"),
        ({"c": "nowsp"}, "permerror", "canonicalization"),
        ({"c": "relaxed/simple/relaxed"}, "permerror", "canonicalization"),
        ({"l": "10"}, "policy", "l="),
        ({"l": "999999"}, "policy", "l="),
        ({"h": "to:subject:date"}, "policy", "From"),
        ({"h": "from:to:date"}, "policy", "Subject"),
        ({"h": "from:subject:to"}, "pass", "fits"),
        ({"h": "from:subject"}, "pass", "fits"),
        ({"h": "from:from:to:to:subject:subject:reply-to"}, "pass", "fits"),
        ({"h": "FROM : Subject : To"}, "pass", "fits"),
        ({"h": ""}, "permerror", "h="),
        ({"h": "from::subject"}, "permerror", "signed fields"),
        ({"h": "from:to:subject:" + ":".join(["x"] * 300)}, "permerror", "signed fields"),
        ({"bh": base64.b64encode(b"x" * 32).decode()}, "fail", "text"),
        ({"bh": "!!!"}, "permerror", "base64"),
        ({"bh": "A"}, "permerror", "base64"),
        ({"d": "example"}, "permerror", "d="),
        ({"d": "blue fern.example"}, "permerror", "d="),
        ({"d": "[192.0.2.1]"}, "permerror", "d="),
        ({"d": "bluefern.example;"}, "permerror", ""),
        ({"d": "bluefern..example"}, "permerror", "d="),
        ({"d": "\udcff.example"}, "permerror", "d="),
        ({"s": "no such/thing"}, "permerror", "selector"),
        ({"s": "x" * 300}, "permerror", "selector"),
        ({"s": "missing"}, "permerror", "no key"),
        ({"z": "x" * 9000}, "permerror", "too long"),
        ({"z": "x" + " " * 100 + "x"}, "permerror", "too long"),
        ({"zz": "=\udcff"}, "pass", "fits"),
    ],
)
def test_what_the_tags_of_a_signature_may_say(tags: dict[str, str], result: str, word: str) -> None:
    found = verdict(sign_with_tags(MAIL, domain=HOME, tags=tags), ZONE)
    assert result_of(found, "dkim") == result, found.reasons
    assert word in found.reasons[0]
    assert (found.result is PASS) == (result == "pass")


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=DKIM1; k=rsa; p={key}", "pass"),
        ("p={key}", "pass"),
        ("v=DKIM1; p={half} {rest};", "pass"),
        ("v=DKIM1; n=a note; h=sha1:sha256; s=email:other; t=s; p={key}", "pass"),
        ("v=DKIM1; s=*; p={key}", "pass"),
        ("v=DKIM1; t=y; p={key}", "none"),
        ("v=DKIM1; t=s:y; p={key}", "none"),
        ("v=DKIM1; s=tlsrpt; p={key}", "permerror"),
        ("v=DKIM1; h=sha1; p={key}", "permerror"),
        ("v=DKIM1; k=ed25519; p={key}", "permerror"),
        ("v=DKIM1; k=dsa; p={key}", "permerror"),
        ("v=DKIM2; p={key}", "permerror"),
        ("k=rsa; v=DKIM1; p={key}", "permerror"),
        ("v=DKIM1; p={key}; p={key}", "permerror"),
        ("v=DKIM1; p=", "fail"),
        ("v=DKIM1; k=rsa", "permerror"),
        ("", "permerror"),
        ("v=spf1 -all", "permerror"),
        ("v=DKIM1; p=!!!", "permerror"),
        ("v=DKIM1; p=AAAA", "permerror"),
        ("v=DKIM1; p=MA==", "permerror"),
        ("v=DKIM1; p=\xff\x00", "permerror"),
        ("v=DKIM1; p={half}", "permerror"),
        ("v=DKIM1; p={other}", "fail"),
        ("v=DKIM1; p={weak}", "policy"),
        ("v=DKIM1; p={long}", "permerror"),
        ("v=DKIM1; p={key};{long}", "permerror"),
    ],
)
def test_what_the_key_record_may_say(record: str, result: str) -> None:
    key = public()
    written = record.format(
        key=key, half=key[:100], rest=key[100:], other=public("other"), weak=public("weak"), long="A" * 100_000
    )
    found = verdict(sign(MAIL, domain=HOME), dkim_zone(HOME, record=written))
    assert result_of(found, "dkim") == result, found.reasons
    assert (found.result is PASS) == (result == "pass")


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=DKIM1; k=ed25519; p={key}", "pass"),
        ("v=DKIM1; k=ED25519; p={key}", "pass"),
        ("p={key}", "permerror"),
        ("k=ed25519; p={rsa}", "permerror"),
        ("k=ed25519; p=AAAA", "permerror"),
        ("k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "fail"),
        ("k=ed25519; p=", "fail"),
    ],
)
def test_what_the_record_of_an_ed25519_key_may_say(record: str, result: str) -> None:
    written = record.format(key=public("ed25519"), rsa=public())
    found = verdict(sign(MAIL, domain=HOME, key="ed25519"), dkim_zone(HOME, record=written))
    assert result_of(found, "dkim") == result, found.reasons


def _rsa_record(modulus: int, exponent: int) -> str:
    def integer(number: int) -> bytes:
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return b"\x02" + _length(len(data)) + data

    body = integer(modulus) + integer(exponent)
    return "v=DKIM1; p=" + base64.b64encode(b"\x30" + _length(len(body)) + body).decode()


def _length(size: int) -> bytes:
    return bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        (2**2048 - 1, 1),
        (2**2048 - 1, 2),
        (2**2048 - 2, 65_537),
        (2**8300 - 1, 3),
        (2**2048 - 1, 2**2000 + 1),
        (2**12_000 - 1, 2**2000 + 1),
        (0, 3),
    ],
    ids=["one", "even exponent", "even modulus", "long", "long exponent", "all long", "nought"],
)
def test_a_key_that_anybody_could_use_or_that_takes_for_ever_is_none(modulus: int, exponent: int) -> None:
    found = verdict(sign(MAIL, domain=HOME), dkim_zone(HOME, record=_rsa_record(modulus, exponent)))
    assert result_of(found, "dkim") in ("permerror", "policy")
    assert found.result is UNCHECKED


def test_two_keys_at_one_name_are_none() -> None:
    zone = {"mail._domainkey.bluefern.example": {"TXT": [f"p={public()}", f"p={public('other')}"]}}
    assert result_of(verdict(sign(MAIL, domain=HOME), zone), "dkim") == "permerror"


def test_other_texts_beside_the_key_do_no_harm() -> None:
    zone = {"mail._domainkey.bluefern.example": {"TXT": ["v=spf1 -all", f"v=DKIM1; p={public()}"]}}
    assert verdict(sign(MAIL, domain=HOME), zone).result is PASS


def test_a_key_for_no_subdomain_holds_i_to_the_domain() -> None:
    zone = dkim_zone(HOME, tags="t=s; ")
    assert verdict(sign(MAIL, domain=HOME, identity="kim@bluefern.example"), zone).result is PASS
    assert verdict(sign(MAIL, domain=HOME, identity="kim@mail.bluefern.example"), zone).result is UNCHECKED


def test_a_dns_that_does_not_answer_is_a_temporary_verdict_and_no_pass() -> None:
    found = verdict(sign(MAIL, domain=HOME), {"mail._domainkey.bluefern.example": DEAD})
    assert found.result is TEMPORARY
    assert result_of(found, "dkim") == "temperror"


def test_a_stranger_s_dns_does_not_make_the_verdict_temporary() -> None:
    found = verdict(sign(MAIL, domain="evil.test.example"), {"mail._domainkey.evil.test.example": DEAD, **REJECT})
    assert found.result is FAIL


def test_every_signature_counts_up_to_a_bound() -> None:
    other = {**ZONE, **dkim_zone("evil.example")}
    raw = sign(MAIL, domain=HOME)
    for _ in range(MOST_SIGNATURES - 1):
        raw = sign(raw, domain="evil.example")
    assert verdict(raw, other).result is PASS
    beyond = verdict(sign(raw, domain="evil.example"), other)
    assert beyond.result is UNCHECKED
    assert any("9 signatures, of which the first 8" in reason for reason in beyond.reasons)


def test_the_signature_that_could_count_is_looked_at_first_and_ends_the_search() -> None:
    raw = sign(sign(MAIL, domain=HOME), domain="evil.example")
    found = verdict(raw, {**ZONE, "mail._domainkey.evil.example": DEAD})
    assert found.result is PASS
    assert [check.domain for check in found.checks] == [HOME]


def test_a_broken_signature_beside_a_good_one_does_no_harm() -> None:
    broken = re.sub(rb"bh=[^;]*", b"bh=AAAA", sign(MAIL, domain=HOME).partition(b"From:")[0])
    assert verdict(broken + sign(MAIL, domain=HOME), ZONE).result is PASS


@pytest.mark.parametrize(
    "value",
    [
        *(
            b"",
            b";;;",
            b"=",
            b"v",
            b"v=1",
            b"v=1; v=1",
            b"\x00",
            b"\xff" * 500,
            b"v=1; a=" + b"x" * 100_000,
            b" " * 5000,
        ),
        b"v=1; a=rsa-sha256; b=" + b"A" * 4000 + b"; bh=AAAA; d=bluefern.example; h=from:subject; s=mail",
        b"v=1; a=rsa-sha256; b=; bh=; d=bluefern.example; h=from:subject; s=mail",
        b"b=" + b"\r\n \t" * 400,
    ],
    ids=lambda value: str(len(value)),
)
def test_a_malformed_signature_is_none(value: bytes) -> None:
    found = verdict(b"DKIM-Signature: " + value + b"\r\n" + MAIL, ZONE)
    assert found.result is not PASS
    assert all("\n" not in reason and len(reason) <= 300 for reason in found.reasons)


def test_a_mail_of_a_header_only_can_be_signed() -> None:
    raw = sign(MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", domain=HOME)
    assert verdict(raw, ZONE).result is PASS


def test_a_sealed_mail_keeps_its_signature() -> None:
    assert (
        verdict(
            seal(sign(MAIL, domain=HOME), domain="lists.example", results="dkim=pass header.d=bluefern.example"), ZONE
        ).method
        == "dkim"
    )
