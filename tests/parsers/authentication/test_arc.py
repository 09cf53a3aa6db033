"""ARC: a chain counts where it is whole, where we trust all who sealed it, and where the first found the sender genuine."""

import re

import pytest

from parsers.authentication import Trust, authenticate
from parsers.authentication.dns import RecordType
from parsers.message import Sender
from parsers.vocabulary import Authenticity
from tests.dns_server import zone_resolve
from tests.parsers.authentication.mails import DEAD, HOME, KIM, MAIL, REJECT, arrival, result_of, verdict
from tests.signing import KeyName, dkim_zone, public, seal, sign

PASS, FAIL, TEMPORARY, UNCHECKED = (
    Authenticity.PASS,
    Authenticity.FAIL,
    Authenticity.TEMPORARY,
    Authenticity.UNCHECKED,
)
LISTS, RELAY = "lists.example", "relay.example"
TRUST = Trust(arc_sealers=(LISTS, RELAY))
ZONE = {**dkim_zone(LISTS, "arc"), **dkim_zone(RELAY, "arc")}
GENUINE = "dmarc=pass header.from=bluefern.example"


def chain(results: str = GENUINE, *more: str, mail: bytes = MAIL, key: KeyName = "rsa") -> bytes:
    """The mail sealed by the list, and once more by the relay for each further word of results."""
    raw = seal(mail, domain=LISTS, results=results, key=key)
    for further in more:
        raw = seal(raw, domain=RELAY, results=further, key=key)
    return raw


@pytest.mark.parametrize(
    ("results", "result"),
    [
        (GENUINE, PASS),
        ("dmarc=pass (p=reject) header.from=BLUEFERN.example", PASS),
        ("dkim=pass header.d=bluefern.example", PASS),
        ("dkim=pass header.i=@bluefern.example", PASS),
        ("spf=pass smtp.mailfrom=kim@bluefern.example", PASS),
        ("spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=bluefern.example", PASS),
        ("dmarc=pass header.from=evil.example", UNCHECKED),
        ("dmarc=pass header.from=mail.bluefern.example", UNCHECKED),
        ("dmarc=fail header.from=bluefern.example", UNCHECKED),
        ("dmarc=fail header.from=bluefern.example; dkim=pass header.d=bluefern.example", UNCHECKED),
        ("dmarc=pass header.from=evil.example; dkim=pass header.d=bluefern.example", UNCHECKED),
        ("dmarc=none header.from=bluefern.example", UNCHECKED),
        ("dmarc=pass", UNCHECKED),
        ("dkim=pass header.d=evil.example", UNCHECKED),
        ("dkim=fail header.d=bluefern.example", UNCHECKED),
        ("spf=softfail smtp.mailfrom=bluefern.example", UNCHECKED),
        ("spf=pass smtp.mailfrom=bluefern.example.evil.test", UNCHECKED),
    ],
)
def test_what_the_first_server_found(results: str, result: Authenticity) -> None:
    found = verdict(chain(results), ZONE, trust=TRUST)
    assert (found.result, found.method) == (result, "arc" if result is PASS else ""), found.reasons
    assert not found.direct
    assert result_of(found, "arc") == "pass"


@pytest.mark.parametrize(
    ("more", "result"),
    [
        (["arc=pass; dmarc=fail header.from=bluefern.example"], PASS),
        (["arc=pass"] * 5, PASS),
        (["arc=fail"], UNCHECKED),
        (["arc=pass", "arc=fail"], UNCHECKED),
    ],
    ids=["two", "six", "failed", "failed later"],
)
def test_chains_of_several(more: list[str], result: Authenticity) -> None:
    found = verdict(chain(GENUINE, *more), ZONE, trust=TRUST)
    assert found.result is result, found.reasons


def test_a_later_server_cannot_make_the_sender_genuine() -> None:
    found = verdict(chain("dmarc=fail header.from=bluefern.example", f"arc=pass; {GENUINE}"), ZONE, trust=TRUST)
    assert found.result is UNCHECKED


@pytest.mark.parametrize(
    ("sealers", "result"),
    [
        ((LISTS, RELAY), PASS),
        (("LISTS.example.", RELAY), PASS),
        ((LISTS,), UNCHECKED),
        ((RELAY,), UNCHECKED),
        ((), UNCHECKED),
        (("example",), UNCHECKED),
        (("",), UNCHECKED),
        (("mx.lists.example", RELAY), UNCHECKED),
    ],
    ids=str,
)
def test_every_sealer_must_be_on_the_list(sealers: tuple[str, ...], result: Authenticity) -> None:
    assert verdict(chain(GENUINE, "arc=pass"), ZONE, trust=Trust(arc_sealers=sealers)).result is result


_SEALED = chain(GENUINE, "arc=pass")
_FIELDS = re.compile(rb"(?mi)^ARC-[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")
_BLOCKS = _FIELDS.findall(_SEALED)
_BARE = _FIELDS.sub(b"", _SEALED)


def _blocks(*order: int) -> bytes:
    return b"".join(_BLOCKS[at] for at in order) + _BARE


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_SEALED.replace(b"ten seconds", b"two seconds"), id="text"),
        pytest.param(_SEALED + b"More.\r\n", id="more text"),
        pytest.param(_SEALED.replace(b"Subject: Calls", b"Subject: Cells"), id="subject"),
        pytest.param(b"Subject: Another\r\n" + _SEALED, id="second subject"),
        pytest.param(b"Content-Type: text/html\r\n" + _SEALED, id="second type"),
        pytest.param(b"From: kim@bluefern.example\r\n" + _SEALED, id="second from"),
        pytest.param(b"no colon\r\n" + _SEALED, id="no colon"),
        pytest.param(b"X-A: 1\rSubject: Another\r\n" + _SEALED, id="lone CR"),
        pytest.param(_SEALED.replace(b"header.from=bluefern", b"header.from=greyfern"), id="first results"),
        pytest.param(_SEALED.replace(b"arc=pass", b"arc=fail"), id="second results"),
        pytest.param(_SEALED.replace(b"cv=pass", b"cv=none"), id="cv none"),
        pytest.param(_SEALED.replace(b"cv=pass", b"cv=fail"), id="cv fail"),
        pytest.param(_SEALED.replace(b"cv=none", b"cv=pass"), id="first cv"),
        pytest.param(_blocks(1, 2, 3, 4, 5), id="no newest seal"),
        pytest.param(_blocks(0, 2, 3, 4, 5), id="no newest message signature"),
        pytest.param(_blocks(0, 1, 3, 4, 5), id="no newest results"),
        pytest.param(_blocks(0, 1, 2), id="no first set"),
        pytest.param(_blocks(0, 1, 2, 4, 5), id="no first seal"),
        pytest.param(_blocks(0, 0, 1, 2, 3, 4, 5), id="seal twice"),
        pytest.param(_blocks(2, 0, 1, 2, 3, 4, 5), id="results twice"),
        pytest.param(_SEALED.replace(b"i=2;", b"i=3;"), id="gap"),
        pytest.param(_SEALED.replace(b"i=1;", b"i=0;"), id="nought"),
        pytest.param(_SEALED.replace(b"i=2;", b"i=99999999;"), id="huge"),
        pytest.param(_SEALED.replace(b"i=2;", b"i=two;"), id="no number"),
        pytest.param(_SEALED.replace(b"i=2; a=", b"a=rsa-sha256; i=2; x="), id="i is not first"),
        pytest.param(_SEALED.replace(b"a=rsa-sha256", b"a=rsa-sha1"), id="sha1"),
        pytest.param(_SEALED.replace(b"d=relay.example", b"d=relay.example; l=10", 2), id="l"),
        pytest.param(_SEALED.replace(b"d=lists.example", b"d=relay.example"), id="another sealer"),
        pytest.param(_SEALED.replace(b"s=arc", b"s=a/c"), id="selector"),
        pytest.param(_SEALED.replace(b"s=arc", b"s=none"), id="no key"),
        pytest.param(b"ARC-Seal: i=3; cv=pass; " + b"x" * 50_000 + b"\r\n" + _SEALED, id="long"),
        pytest.param(b"ARC-Seal:\r\n" + _SEALED, id="empty"),
        pytest.param(
            seal(_BARE, domain=LISTS, results=GENUINE, headers=("from", "to", "date")), id="subject not signed"
        ),
    ],
)
def test_a_chain_that_is_not_whole_is_none(raw: bytes) -> None:
    found = verdict(raw, {**ZONE, **REJECT}, trust=TRUST)
    assert found.result is FAIL, found.reasons
    assert result_of(found, "arc") != "pass"


def test_the_chain_that_these_are_made_of_is_whole() -> None:
    assert len(_BLOCKS) == 6
    assert verdict(_blocks(0, 1, 2, 3, 4, 5), ZONE, trust=TRUST).result is PASS


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=DKIM1; p=", "fail"),
        ("v=DKIM1; t=y; p={key}", "none"),
        ("v=DKIM1; p={other}", "fail"),
        ("v=DKIM1; p={weak}", "policy"),
        ("v=DKIM1; p=AAAA", "permerror"),
    ],
)
def test_a_key_that_is_none_breaks_the_chain(record: str, result: str) -> None:
    written = record.format(key=public(), other=public("other"), weak=public("weak"))
    found = verdict(_SEALED, {**ZONE, **dkim_zone(RELAY, "arc", record=written)}, trust=TRUST)
    assert (found.result, result_of(found, "arc")) == (UNCHECKED, result)


def test_a_dns_that_does_not_answer_is_a_temporary_verdict() -> None:
    assert verdict(_SEALED, {**ZONE, f"arc._domainkey.{LISTS}": DEAD}, trust=TRUST).result is TEMPORARY


def asked_for(raw: bytes, trust: Trust) -> list[str]:
    """The keys that were asked for."""
    asked: list[str] = []
    answer = zone_resolve(ZONE)

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        asked.append(name)
        return answer(name, kind)

    authenticate(arrival(raw), Sender(address=KIM), trust=trust, resolve=resolve)
    return [name for name in asked if "_domainkey" in name]


def test_unlisted_sealers_cost_no_question_and_a_bad_signature_ends_the_look() -> None:
    assert asked_for(_SEALED, Trust(arc_sealers=(LISTS,))) == []
    assert asked_for(_SEALED, TRUST) == [f"arc._domainkey.{RELAY}", f"arc._domainkey.{LISTS}"]
    assert asked_for(_SEALED.replace(b"Subject: Calls", b"Subject: Cells"), TRUST) == [f"arc._domainkey.{RELAY}"]


@pytest.mark.timeout(30)
def test_many_forged_sets_are_seen_through_at_once() -> None:
    forged = b"".join(
        b"ARC-%b: i=%d; %b\r\n" % (name, number, rest)
        for number in range(1, 51)
        for name, rest in (
            (b"Authentication-Results", b"mx.lists.example; " + GENUINE.encode()),
            (b"Message-Signature", b"a=rsa-sha256; b=AAAA; bh=AAAA; d=lists.example; s=s%d; h=from:subject" % number),
            (b"Seal", b"a=rsa-sha256; cv=pass; b=AAAA; d=lists.example; s=s%d" % number),
        )
    )
    raw = forged + MAIL + b"More text.\r\n" * 100_000
    assert len(asked_for(raw, TRUST)) <= 1
    assert verdict(raw, ZONE, trust=TRUST).result is UNCHECKED


def test_more_sets_than_fifty_are_no_chain() -> None:
    raw = b"".join(b"ARC-Seal: i=%d; d=lists.example\r\n" % number for number in range(1, 52)) + MAIL
    assert result_of(verdict(raw, ZONE, trust=TRUST), "arc") == "fail"


def test_a_signature_of_the_sender_s_own_comes_first() -> None:
    found = verdict(chain(mail=sign(MAIL, domain=HOME)), {**ZONE, **dkim_zone(HOME)}, trust=TRUST)
    assert (found.result, found.method) == (PASS, "dkim")


def test_what_a_list_changed_is_proven_by_its_seal() -> None:
    changed = sign(MAIL, domain=HOME).replace(b"Subject: ", b"Subject: [desk] ") + b"-- \r\nThe list\r\n"
    raw = chain("dkim=pass header.d=bluefern.example; " + GENUINE, mail=changed)
    found = verdict(raw, {**ZONE, **dkim_zone(HOME), **REJECT}, trust=TRUST)
    assert (found.result, found.method) == (PASS, "arc")
    assert result_of(found, "dkim") == "fail"
