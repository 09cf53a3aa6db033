"""DMARC: which domains are one organisation's (RFC 9989 section 4.10), and what a domain asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.authentication.dmarc import Mode, Organisation, read_record
from parsers.authentication.dns import RecordType
from parsers.vocabulary import Authenticity
from tests.dns_server import zone_resolve
from tests.parsers.authentication.mails import DEAD, HOME, MAIL, REJECT, result_of, verdict
from tests.signing import dkim_zone, sign

Published = dict[str, str]


def organisation(author: str, published: Published) -> Organisation:
    return Organisation(author, zone_resolve({f"_dmarc.{name}": {"TXT": [text]} for name, text in published.items()}))


P = "v=DMARC1; p=reject"
BELOW = {"bluefern.example": P}
SUFFIX = {"co.example": "v=DMARC1; p=none; psd=y"}


@pytest.mark.parametrize(
    ("author", "domain", "published", "aligned"),
    [
        # the same domain needs no record
        ("bluefern.example", "bluefern.example", {}, True),
        ("mail.bluefern.example", "mail.bluefern.example", {}, True),
        ("bluefern.example", "bluefern.example", {"bluefern.example": P + "; adkim=s"}, True),
        # without a record nobody knows the organisation
        ("bluefern.example", "mail.bluefern.example", {}, False),
        ("mail.bluefern.example", "bluefern.example", {}, False),
        # one record on top
        ("bluefern.example", "mail.bluefern.example", BELOW, True),
        ("mail.bluefern.example", "bluefern.example", BELOW, True),
        ("mail.bluefern.example", "news.bluefern.example", BELOW, True),
        ("a.b.c.bluefern.example", "d.bluefern.example", BELOW, True),
        ("bluefern.example", "redfern.example", BELOW, False),
        ("bluefern.example", "evilbluefern.example", BELOW, False),
        ("bluefern.example", "bluefern.example.evil.test", BELOW, False),
        ("bluefern.example", "example", {**BELOW, "example": P}, False),
        ("bluefern.example", "", BELOW, False),
        # a record of one label, without psd=y: nobody owns a top-level domain
        ("bluefern.example", "mail.bluefern.example", {"example": P}, False),
        ("bluefern.example", "mail.bluefern.example", {"example": P, **BELOW}, False),
        ("bluefern.example", "mail.bluefern.example", {"example": P + "; psd=y", **BELOW}, True),
        ("bluefern.example", "mail.bluefern.example", {"example": P + "; psd=y"}, True),
        ("bluefern.example", "redfern.example", {"example": P + "; psd=y"}, False),
        # the topmost record is the organisation's
        ("mail.bluefern.example", "news.bluefern.example", {**BELOW, "mail.bluefern.example": P}, True),
        ("mail.bluefern.example", "x.mail.bluefern.example", {"mail.bluefern.example": P}, True),
        ("mail.bluefern.example", "bluefern.example", {"mail.bluefern.example": P}, False),
        (
            "mail.bluefern.example",
            "news.bluefern.example",
            {"mail.bluefern.example": P, "news.bluefern.example": P},
            False,
        ),
        # psd=n: an organisation of its own below another
        ("lab.bluefern.example", "bluefern.example", {**BELOW, "lab.bluefern.example": P + "; psd=n"}, False),
        ("bluefern.example", "lab.bluefern.example", {**BELOW, "lab.bluefern.example": P + "; psd=n"}, False),
        ("lab.bluefern.example", "x.lab.bluefern.example", {**BELOW, "lab.bluefern.example": P + "; psd=n"}, True),
        ("x.lab.bluefern.example", "y.lab.bluefern.example", {**BELOW, "lab.bluefern.example": P + "; psd=n"}, True),
        # psd=y: the organisation is one label below
        ("bluefern.co.example", "mail.bluefern.co.example", SUFFIX, True),
        ("bluefern.co.example", "redfern.co.example", SUFFIX, False),
        ("bluefern.co.example", "co.example", SUFFIX, False),
        ("co.example", "bluefern.co.example", SUFFIX, False),
        ("co.example", "co.example", SUFFIX, True),
        ("a.bluefern.co.example", "b.bluefern.co.example", {**SUFFIX, "bluefern.co.example": P}, True),
        ("bluefern.co.example", "redfern.co.example", {**SUFFIX, "example": P}, False),
        # strictness
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": P + "; adkim=s"}, False),
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": P + "; adkim=r"}, True),
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": P + "; aspf=s"}, True),
        ("mail.bluefern.example", "bluefern.example", {"bluefern.example": P + ";ADKIM=S"}, False),
        # a record that is none
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": "v=DMARC2; p=reject"}, False),
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": "p=reject; v=DMARC1"}, False),
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": "v=dmarc1; p=reject"}, False),
        ("bluefern.example", "mail.bluefern.example", {"bluefern.example": ""}, False),
        # long names: the walk jumps to seven labels
        ("a.b.c.d.e.f.g.h.i.bluefern.example", "x.bluefern.example", BELOW, True),
        ("a.b.c.d.e.f.g.h.i.bluefern.example", "z.h.i.bluefern.example", {"h.i.bluefern.example": P}, True),
        ("1.2.3.4.5.6.7.8.9.example", "x.8.9.example", {"1.2.3.4.5.6.7.8.9.example": P, "8.9.example": P}, True),
        ("1.2.3.4.5.6.7.8.9.example", "x.2.3.4.5.6.7.8.9.example", {"2.3.4.5.6.7.8.9.example": P}, False),
    ],
)
def test_which_domains_are_one_organisation(author: str, domain: str, published: Published, aligned: bool) -> None:
    assert organisation(author, published).owns(domain, "adkim") is aligned


@pytest.mark.parametrize(("mode", "aligned"), [("adkim", True), ("aspf", False)])
def test_spf_and_dkim_have_a_strictness_each(mode: Mode, aligned: bool) -> None:
    published = {"bluefern.example": "v=DMARC1; p=none; aspf=s"}
    assert organisation("bluefern.example", published).owns("mail.bluefern.example", mode) is aligned


@pytest.mark.parametrize(
    ("author", "published", "asks", "by"),
    [
        ("bluefern.example", {}, None, ""),
        ("bluefern.example", {"bluefern.example": "v=DMARC1; p=none"}, "none", "bluefern.example"),
        ("bluefern.example", {"bluefern.example": "v=DMARC1; p=Quarantine"}, "quarantine", "bluefern.example"),
        ("bluefern.example", {"bluefern.example": "v = DMARC1 ;p= reject ; pct=0"}, "reject", "bluefern.example"),
        ("bluefern.example", {"bluefern.example": "v=DMARC1; sp=none; p=reject"}, "reject", "bluefern.example"),
        ("bluefern.example", {"bluefern.example": "v=DMARC1"}, None, ""),
        ("bluefern.example", {"bluefern.example": "v=DMARC1; p=maybe"}, None, ""),
        (
            "bluefern.example",
            {"bluefern.example": "v=DMARC1; rua=mailto:d@bluefern.example"},
            "none",
            "bluefern.example",
        ),
        ("mail.bluefern.example", {"bluefern.example": "v=DMARC1; p=reject"}, "reject", "bluefern.example"),
        ("mail.bluefern.example", {"bluefern.example": "v=DMARC1; p=reject; sp=none"}, "none", "bluefern.example"),
        (
            "mail.bluefern.example",
            {"bluefern.example": "v=DMARC1; p=none", "mail.bluefern.example": "v=DMARC1; p=reject"},
            "reject",
            "mail.bluefern.example",
        ),
        ("bluefern.co.example", {"co.example": "v=DMARC1; p=none; sp=reject; psd=y"}, "reject", "co.example"),
        ("bluefern.example", {"_dmarc.bluefern.example": "v=DMARC1; p=reject"}, None, ""),
    ],
)
def test_which_policy_is_in_force(author: str, published: Published, asks: str | None, by: str) -> None:
    policy = organisation(author, published).policy()
    assert (policy.asks if policy else None, policy.published_by if policy else "") == (asks, by)


def test_several_records_are_none() -> None:
    zone = {"_dmarc.bluefern.example": {"TXT": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}}
    assert Organisation("bluefern.example", zone_resolve(zone)).policy() is None
    zone = {"_dmarc.bluefern.example": {"TXT": ["v=DMARC1; p=reject", "v=spf1 -all"]}}
    assert Organisation("bluefern.example", zone_resolve(zone)).policy() is not None


@pytest.mark.parametrize("labels", [1, 2, 7, 8, 9, 60])
def test_a_walk_asks_eight_questions_at_most(labels: int) -> None:
    asked: list[str] = []

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        asked.append(name)
        return ()

    assert Organisation("a." * labels + "example", resolve).policy() is None
    assert len(asked) == min(labels + 1, 8)
    assert asked[0] == "_dmarc." + "a." * labels + "example"
    assert asked[-1] == "_dmarc.example"


def test_a_stranger_s_domain_draws_no_question() -> None:
    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        raise AssertionError(f"asked for {name}")

    author = Organisation("bluefern.example", resolve)
    assert not author.owns("evil.test", "adkim")
    assert author.owns("bluefern.example", "adkim")


def test_a_failing_dns_is_no_alignment_and_is_said() -> None:
    author = Organisation("bluefern.example", zone_resolve({"_dmarc.bluefern.example": DEAD}))
    assert not author.owns("mail.bluefern.example", "adkim")
    assert author.temporary
    assert author.policy() is None


def test_without_dns_only_the_same_domain_is_aligned() -> None:
    author = Organisation("bluefern.example", None)
    assert author.owns("bluefern.example", "adkim")
    assert not author.owns("mail.bluefern.example", "adkim")
    assert author.policy() is None


RELAXED = {**dkim_zone("mail.bluefern.example"), **REJECT}


@pytest.mark.parametrize(
    ("domain", "zone", "result"),
    [
        ("mail.bluefern.example", RELAXED, Authenticity.PASS),
        ("mail.bluefern.example", {**RELAXED, "_dmarc.bluefern.example": DEAD}, Authenticity.TEMPORARY),
        ("mail.bluefern.example", dkim_zone("mail.bluefern.example"), Authenticity.UNCHECKED),
        ("evil.test", {**dkim_zone("evil.test"), **REJECT}, Authenticity.FAIL),
        (
            "evil.test",
            {**dkim_zone("evil.test"), "_dmarc.bluefern.example": {"TXT": ["v=DMARC1; p=none"]}},
            Authenticity.FAIL,
        ),
        ("evil.test", dkim_zone("evil.test"), Authenticity.UNCHECKED),
    ],
)
def test_a_signature_of_another_domain(
    domain: str, zone: dict[str, dict[str, list[str]]], result: Authenticity
) -> None:
    assert verdict(sign(MAIL, domain=domain), zone).result is result


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ("v=DMARC1; p=reject", "DMARC: bluefern.example asks to reject such mail"),
        ("v=DMARC1; p=reject; t=y", "DMARC: bluefern.example asks to reject such mail (while it is testing)"),
        ("v=DMARC1; p=none", "DMARC: bluefern.example asks for nothing to be done with such mail"),
    ],
)
def test_the_policy_is_told_to_the_analyst(record: str, sentence: str) -> None:
    found = verdict(MAIL, {f"_dmarc.{HOME}": {"TXT": [record]}})
    assert sentence in found.reasons
    assert result_of(found, "dmarc") == "fail"


@given(st.text(max_size=300) | st.text(max_size=100).map(lambda text: "v=DMARC1;" + text))
def test_any_text_is_read(text: str) -> None:
    record = read_record(text)
    assert record is None or text.lstrip(" \t").startswith("v") or text.lstrip(" \t").startswith("V")
