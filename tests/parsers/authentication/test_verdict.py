"""The verdict over a sender: what proves him, in which order, and what is neither a proof nor a disproof."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.arrival import Envelope
from parsers.authentication import Trust, authenticate
from parsers.authentication.dns import DnsTemporaryError, RecordType
from parsers.mail.addresses import read_sender
from parsers.mail.headers import split_headers
from parsers.message import Sender
from parsers.verdict import Verdict
from parsers.vocabulary import Authenticity, Channel
from tests.dns_server import zone_resolve
from tests.parsers.authentication.mails import DEAD, HOME, KIM, MAIL, NOW, REJECT, arrival, result_of, verdict
from tests.signing import Zone, dkim_zone, seal, sign, sign_with_tags

PASS, FAIL, TEMPORARY, UNCHECKED = (
    Authenticity.PASS,
    Authenticity.FAIL,
    Authenticity.TEMPORARY,
    Authenticity.UNCHECKED,
)
LEE = "lee@bluefern.example"
LOGINS = {"kim": (KIM,), "bluefern": (KIM, LEE), "empty": ()}
NETWORKS = ("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")
WIRE = Trust(logins=LOGINS, genuine_networks=NETWORKS, check=False)


@pytest.mark.parametrize(
    ("address", "envelope", "result", "method"),
    [
        (KIM, Envelope(), UNCHECKED, ""),
        (KIM, Envelope(mail_from=KIM), UNCHECKED, ""),
        (KIM, Envelope(auth_user="kim"), PASS, "smtp-auth"),
        ("Kim@Bluefern.Example", Envelope(auth_user="kim"), PASS, "smtp-auth"),
        (LEE, Envelope(auth_user="kim"), UNCHECKED, ""),
        (LEE, Envelope(auth_user="bluefern"), PASS, "smtp-auth"),
        (KIM, Envelope(auth_user="empty"), UNCHECKED, ""),
        (KIM, Envelope(auth_user="nobody"), UNCHECKED, ""),
        (KIM, Envelope(auth_user=""), UNCHECKED, ""),
        (LEE, Envelope(auth_user="kim", client_ip="192.0.2.9"), PASS, "gateway"),
        (KIM, Envelope(client_ip="192.0.2.9"), PASS, "gateway"),
        (KIM, Envelope(client_ip="198.51.100.7"), PASS, "gateway"),
        (KIM, Envelope(client_ip="198.51.100.8"), UNCHECKED, ""),
        (KIM, Envelope(client_ip="2001:db8:1::9"), PASS, "gateway"),
        (KIM, Envelope(client_ip="2001:db9::9"), UNCHECKED, ""),
        (KIM, Envelope(client_ip="::ffff:192.0.2.9"), PASS, "gateway"),
        (KIM, Envelope(client_ip="::ffff:203.0.113.9"), UNCHECKED, ""),
        (KIM, Envelope(client_ip="fe80::1%eth0"), UNCHECKED, ""),
        (KIM, Envelope(client_ip="not an address"), UNCHECKED, ""),
        (KIM, Envelope(client_ip=""), UNCHECKED, ""),
        (None, Envelope(auth_user="kim", client_ip="192.0.2.9"), UNCHECKED, ""),
    ],
)
def test_what_the_wire_proves(address: str | None, envelope: Envelope, result: Authenticity, method: str) -> None:
    found = verdict(MAIL, address=address, channel=Channel.SMTP, trust=WIRE, envelope=envelope)
    assert (found.result, found.method, found.direct) == (result, method, result is PASS)
    assert found.reasons


def no_dns(name: str, kind: RecordType) -> tuple[str, ...]:
    raise AssertionError(f"asked for {kind} {name}")


@pytest.mark.parametrize(
    ("trust", "envelope", "address"),
    [
        (Trust(logins=LOGINS), Envelope(auth_user="kim", client_ip="203.0.113.9", mail_from=KIM), KIM),
        (Trust(genuine_networks=NETWORKS), Envelope(client_ip="192.0.2.9", mail_from=KIM), KIM),
        (Trust(check=False), Envelope(client_ip="203.0.113.9", mail_from=KIM), KIM),
        (Trust(), Envelope(client_ip="203.0.113.9", mail_from=KIM), None),
        (Trust(arc_sealers=("lists.example",), check=False), Envelope(client_ip="203.0.113.9", mail_from=KIM), KIM),
    ],
    ids=["login", "gateway", "no check", "no sender", "no check of seals"],
)
def test_nothing_is_asked_where_nothing_could_be_learnt(trust: Trust, envelope: Envelope, address: str | None) -> None:
    raw = seal(sign(MAIL, domain=HOME), domain="lists.example", results="dmarc=pass header.from=bluefern.example")
    came = arrival(raw, channel=Channel.SMTP, envelope=envelope)
    assert authenticate(came, Sender(address=address), trust=trust, resolve=no_dns).reasons


SPF_PASS = {HOME: {"TXT": ["v=spf1 ip4:203.0.113.9 -all"]}}
SPF_FAIL = {HOME: {"TXT": ["v=spf1 -all"]}}
DKIM = dkim_zone(HOME)
BOUNCE = {"bounce.bluefern.example": {"TXT": ["v=spf1 ip4:203.0.113.9 -all"]}}


def edge(mail_from: str = KIM, client_ip: str = "203.0.113.9", client_name: str = "mx.bluefern.example") -> Envelope:
    return Envelope(mail_from=mail_from, client_ip=client_ip, client_name=client_name)


@pytest.mark.parametrize(
    ("envelope", "zone", "result", "method", "direct"),
    [
        (edge(), SPF_PASS, PASS, "spf", True),
        (edge(), {**SPF_PASS, **REJECT}, PASS, "spf", True),
        (edge(), SPF_FAIL, FAIL, "", False),
        (edge(), {HOME: {"TXT": ["v=spf1 ~all"]}}, UNCHECKED, "", False),
        (edge(), {HOME: {"TXT": ["v=spf1 ~all"]}, **REJECT}, FAIL, "", False),
        (edge(), {}, UNCHECKED, "", False),
        (edge(), {HOME: DEAD}, TEMPORARY, "", False),
        (edge("x@evil.test"), {"evil.test": {"TXT": ["v=spf1 +all"]}, **REJECT}, FAIL, "", False),
        (edge("x@evil.test"), {"evil.test": {"TXT": ["v=spf1 +all"]}}, UNCHECKED, "", False),
        (edge("x@evil.test"), {"evil.test": DEAD}, UNCHECKED, "", False),
        (edge("x@evil.test"), {"evil.test": DEAD, **REJECT}, FAIL, "", False),
        (edge("x@bounce.bluefern.example"), {**BOUNCE, **REJECT}, PASS, "spf", True),
        (edge("x@bounce.bluefern.example"), BOUNCE, UNCHECKED, "", False),
        (edge("", client_name=HOME), SPF_PASS, PASS, "spf", True),
        (edge("", client_name="mx.evil.test"), SPF_PASS, UNCHECKED, "", False),
        (edge("x@evil.test", client_name=HOME), SPF_PASS, UNCHECKED, "", False),
        (
            edge('"kim@bluefern.example"@evil.test'),
            {**SPF_PASS, "evil.test": {"TXT": ["v=spf1 +all"]}},
            UNCHECKED,
            "",
            False,
        ),
        (edge(client_ip="nonsense"), SPF_PASS, UNCHECKED, "", False),
        (edge("Kim@BLUEFERN.example."), SPF_PASS, PASS, "spf", True),
        (edge("kim"), SPF_PASS, UNCHECKED, "", False),
    ],
)
def test_what_the_envelope_proves(
    envelope: Envelope, zone: Zone, result: Authenticity, method: str, direct: bool
) -> None:
    found = verdict(MAIL, zone, channel=Channel.SMTP, envelope=envelope)
    assert (found.result, found.method, found.direct) == (result, method, direct), found.reasons


@pytest.mark.parametrize(
    ("channel", "gateways"),
    [(Channel.SMTP, ("203.0.113.0/24",)), (Channel.LMTP, ()), (Channel.IMAP, ()), (Channel.FILE, ())],
)
def test_spf_is_asked_only_at_our_own_edge(channel: Channel, gateways: tuple[str, ...]) -> None:
    found = verdict(MAIL, SPF_PASS, channel=channel, trust=Trust(gateways=gateways), envelope=edge())
    assert (found.result, result_of(found, "spf")) == (UNCHECKED, "")


@pytest.mark.parametrize(
    ("raw", "zone", "result", "method", "direct"),
    [
        (sign(MAIL, domain=HOME), {**SPF_PASS, **DKIM}, PASS, "dkim", True),
        (sign(MAIL, domain=HOME), {**SPF_FAIL, **DKIM}, PASS, "dkim", False),
        (sign(MAIL, domain=HOME), {HOME: DEAD, **DKIM}, PASS, "dkim", False),
        (sign(MAIL, domain=HOME), {**SPF_PASS, "mail._domainkey.bluefern.example": DEAD}, PASS, "spf", True),
        (sign(MAIL, domain=HOME), {HOME: DEAD, "mail._domainkey.bluefern.example": DEAD}, TEMPORARY, "", False),
        (sign(MAIL, domain=HOME) + b"More.\r\n", DKIM, FAIL, "", False),
        (sign(MAIL, domain=HOME) + b"More.\r\n", {**SPF_PASS, **DKIM}, PASS, "spf", True),
        (sign_with_tags(MAIL, domain=HOME, tags={"l": "5"}), {**DKIM, **REJECT}, FAIL, "", False),
        (MAIL, {"_dmarc.bluefern.example": DEAD}, TEMPORARY, "", False),
        (MAIL, REJECT, FAIL, "", False),
        (MAIL, {}, UNCHECKED, "", False),
        (b"", {}, UNCHECKED, "", False),
    ],
    ids=[
        *("both", "signature only", "signature, no SPF", "SPF, no key", "no answers", "broken", "broken, SPF"),
        *("part of the text", "no policy now", "policy", "nothing", "empty"),
    ],
)
def test_what_the_checks_prove_together(
    raw: bytes, zone: Zone, result: Authenticity, method: str, direct: bool
) -> None:
    found = verdict(raw, zone, channel=Channel.SMTP, envelope=edge())
    assert (found.result, found.method, found.direct) == (result, method, direct), found.reasons


def test_the_reasons_are_sentences_for_an_analyst() -> None:
    found = verdict(
        sign(MAIL, domain=HOME) + b"More.\r\n", {**DKIM, **SPF_FAIL, **REJECT}, channel=Channel.SMTP, envelope=edge()
    )
    assert found.reasons[0].startswith("SPF: ")
    assert found.reasons[1:] == (
        "DKIM: signed by bluefern.example (selector mail), but the text is not the one that was signed",
        "DMARC: bluefern.example asks to reject such mail",
    )


def test_expiry_is_held_against_the_time_of_arrival_and_not_of_reading() -> None:
    long_ago = NOW - timedelta(days=400)
    stamp = int(long_ago.timestamp())
    raw = sign_with_tags(MAIL, domain=HOME, tags={"t": str(stamp - 60), "x": str(stamp + 60)})
    old = arrival(raw, received_at=long_ago)
    assert authenticate(old, Sender(address=KIM), trust=Trust(), resolve=zone_resolve(DKIM)).result is PASS
    assert verdict(raw, DKIM).result is UNCHECKED


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("anne@bücher.example", UNCHECKED),
        ("anne@xn--bcher-kva.example", PASS),
        ("anne@localhost", UNCHECKED),
        ("", UNCHECKED),
    ],
)
def test_the_domain_is_the_one_address_s(address: str, result: Authenticity) -> None:
    raw = sign(MAIL.replace(b"kim@bluefern.example", b"anne@xn--bcher-kva.example"), domain="xn--bcher-kva.example")
    found = verdict(raw, dkim_zone("xn--bcher-kva.example"), address=address)
    assert found.result is (PASS if address == "anne@bücher.example" else result)


class HostileDns:
    """Answers every question with what hypothesis thought of, or with nothing at all."""

    def __init__(self, answers: list[str | None]) -> None:
        self.answers = answers
        self.asked = 0

    def __call__(self, name: str, kind: RecordType) -> tuple[str, ...]:
        self.asked += 1
        answer = self.answers[self.asked % len(self.answers)] if self.answers else ""
        if answer is None:
            raise DnsTemporaryError("no answer")
        return (answer,)


ANSWERS = st.lists(
    st.none()
    | st.text(alphabet=st.characters(max_codepoint=255), max_size=60)
    | st.text(max_size=30).map(lambda text: f"v=DKIM1; p={text}")
    | st.text(max_size=30).map(lambda text: f"v=DMARC1; p=none; psd={text}")
    | st.text(max_size=30).map(lambda text: f"v=spf1 {text} -all"),
    max_size=6,
)
SIGNED = sign(MAIL, domain=HOME, canonical=("simple", "simple"))
SEALED = seal(SIGNED, domain="lists.example", results="dmarc=pass header.from=bluefern.example")
STAMPED = b"Authentication-Results: mx.echopass.example; dkim=fail header.d=x.example\r\n" + SEALED
ALL = Trust(authserv_ids=("mx.echopass.example", "microsoft-365"), arc_sealers=("lists.example",))
BITS = st.binary(max_size=12) | st.sampled_from(
    [b"\r", b"\n", b"\r\n\r\n", b"\0", b": ", b";", b"=", b"From: ", b"b=", b" " * 70]
)


def mutated(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, bits in cuts:
        start = at % (len(raw) + 1)
        raw = raw[:start] + bits + raw[start + length :]
    return raw


CUTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), BITS), max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(cuts=CUTS, answers=ANSWERS, channel=st.sampled_from([Channel.SMTP, Channel.IMAP, Channel.LMTP]))
def test_no_bytes_and_no_dns_make_it_raise(
    cuts: list[tuple[int, int, bytes]], answers: list[str | None], channel: Channel
) -> None:
    came = arrival(mutated(STAMPED, cuts), channel=channel, envelope=edge())
    found = authenticate(came, Sender(address=KIM), trust=ALL, resolve=HostileDns(answers))
    assert isinstance(found, Verdict)
    assert found.reasons
    assert all(len(reason) <= 300 and reason.isprintable() for reason in found.reasons)
    assert all(len(check.detail) <= 300 and len(check.domain) <= 253 for check in found.checks)


def as_read(raw: bytes) -> tuple[object, ...]:
    """What a reader makes of a mail, as far as it was signed."""
    headers, body = split_headers(raw)
    names = ("from", "to", "subject", "date", "message-id", "mime-version", "content-type")
    return *(headers.get(name) for name in names), raw[body:].replace(b"\r\n", b"\n").rstrip(b"\n")


@settings(max_examples=300, deadline=None)
@given(cuts=CUTS.filter(bool))
def test_a_mail_that_reads_otherwise_than_it_was_signed_is_never_a_pass(cuts: list[tuple[int, int, bytes]]) -> None:
    raw = mutated(SIGNED, cuts)
    headers, _ = split_headers(raw)
    sender = read_sender(headers.all("from"), headers.from_count)
    found = authenticate(arrival(raw), sender, trust=Trust(), resolve=zone_resolve(DKIM))
    if found.result is PASS:
        assert as_read(raw) == as_read(SIGNED)


@given(at=st.integers(0, len(MAIL) - 1))
def test_no_letter_of_a_signed_mail_can_be_another(at: int) -> None:
    letter = MAIL[at : at + 1]
    if not letter.isalnum():
        return
    place = len(SIGNED) - len(MAIL) + at
    raw = SIGNED[:place] + (b"a" if letter != b"a" else b"b") + SIGNED[place + 1 :]
    assert verdict(raw, DKIM).result is not PASS


@pytest.mark.timeout(30)
def test_eight_bad_signatures_over_a_large_mail_hash_it_once() -> None:
    large = MAIL + b"Calls drop after ten seconds.\r\n" * 200_000
    top = sign(large, domain=HOME).removesuffix(large)
    found = verdict(top.replace(b" b=", b" b=BBBB", 1) * 8 + large, DKIM)
    assert found.result is FAIL
    assert len([check for check in found.checks if check.method == "dkim"]) == 8


@pytest.mark.parametrize(
    ("record", "disowned"),
    [
        ("v=DMARC1; p=reject", True),
        ("v=DMARC1; p=quarantine", True),
        ("v=DMARC1; p=none", False),
        ("v=DMARC1; p=reject; t=y", False),
        ("", False),
    ],
)
def test_a_domain_disowns_mail_where_it_asks_to_refuse_it(record: str, disowned: bool) -> None:
    zone = {f"_dmarc.{HOME}": {"TXT": [record]}} if record else {}
    assert verdict(MAIL, zone).disowned is disowned
    assert not verdict(SIGNED, {**zone, **DKIM}).disowned
