"""SPF: what is checked, what is said of it, and that no policy of a stranger's can hurt."""

import time
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.authentication.dns import DnsTemporaryError, RecordType
from parsers.authentication.spf import check_spf
from parsers.verdict import Check
from tests.dns_server import SERVFAIL, TIMEOUT, Zone, zone_resolve

RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "permerror", "temperror"})
ZONE: Zone = {
    "bluefern.example": {"TXT": ["v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all", "other=text"]},
    "mx.bluefern.example": {"A": ["192.0.2.7"], "TXT": ["v=spf1 a -all"]},
    "soft.example": {"TXT": ["v=spf1 ~all"]},
    "neutral.example": {"TXT": ["v=spf1 ?all"]},
    "nothing.example": {"TXT": ["v=spf10 +all"]},
    "twice.example": {"TXT": ["v=spf1 +all", "v=spf1 -all"]},
    "broken.example": {"TXT": ["v=spf1 ipv4:192.0.2.7 -all"]},
    "accents.example": {"TXT": ["v=spf1 a:caf\xe9.example +all"]},
    "dead.example": TIMEOUT,
    "failing.example": SERVFAIL,
    "includes-dead.example": {"TXT": ["v=spf1 include:dead.example +all"]},
    "local.example": {"TXT": ["v=spf1 ip4:127.0.0.0/8 -all"]},
    "xn--strae-oqa.example": {"TXT": ["v=spf1 ip4:192.0.2.7 -all"]},
    "alias.example": {"CNAME": ["bluefern.example"]},
    "exists.example": {"TXT": ["v=spf1 exists:%{l}.users.exists.example -all"]},
    "ann.users.exists.example": {"A": ["127.0.0.2"]},
    "explained.example": {"TXT": ["v=spf1 -all exp=why.explained.example"]},
    "why.explained.example": {"TXT": ["You are not welcome, %{s}"]},
    "nullmx.example": {"TXT": ["v=spf1 mx -all"], "MX": ["0 ."]},
    "ptr.example": {"TXT": ["v=spf1 ptr ip4:198.51.100.1 -all"]},
    "7.2.0.192.in-addr.arpa": {"PTR": ["dead.example", "host.ptr.example"]},
    "host.ptr.example": {"A": ["192.0.2.7"]},
    "1.100.51.198.in-addr.arpa": SERVFAIL,
    "evil.example": {"TXT": ["v=spf1 +all"]},
}  # fmt: skip


def checked(
    mail_from: str, client_ip: str = "192.0.2.7", helo: str = "mx.bluefern.example", zone: Zone = ZONE
) -> Check:
    return check_spf(
        client_ip=client_ip, mail_from=mail_from, helo=helo, resolve=zone_resolve(zone), receiver="desk.example"
    )


@pytest.mark.parametrize(
    ("mail_from", "client_ip", "result", "domain"),
    [
        ("ann@bluefern.example", "192.0.2.7", "pass", "bluefern.example"),
        ("ann@BlueFern.Example.", "192.0.2.7", "pass", "bluefern.example"),
        ("<ann@bluefern.example>", "192.0.2.7", "pass", "bluefern.example"),
        ("ann@bluefern.example", "198.51.100.9", "fail", "bluefern.example"),
        ("ann@bluefern.example", "::ffff:192.0.2.9", "pass", "bluefern.example"),
        ("ann@bluefern.example", "::ffff:198.51.100.9", "fail", "bluefern.example"),
        ("ann@bluefern.example", "2001:db8::9", "pass", "bluefern.example"),
        ("ann@bluefern.example", "2001:db9::9", "fail", "bluefern.example"),
        ("ann@bluefern.example", "127.0.0.1", "fail", "bluefern.example"),
        ("ann@bluefern.example", "::1", "fail", "bluefern.example"),
        ("ann@bluefern.example", "fe80::1%eth0", "fail", "bluefern.example"),
        ("ann@nothing.example", "127.0.0.1", "none", "nothing.example"),
        ("ann@local.example", "127.0.0.1", "pass", "local.example"),
        ("ann@soft.example", "192.0.2.7", "softfail", "soft.example"),
        ("ann@neutral.example", "192.0.2.7", "neutral", "neutral.example"),
        ("ann@nothing.example", "192.0.2.7", "none", "nothing.example"),
        ("ann@nowhere.example", "192.0.2.7", "none", "nowhere.example"),
        ("ann@twice.example", "192.0.2.7", "permerror", "twice.example"),
        ("ann@broken.example", "192.0.2.7", "permerror", "broken.example"),
        ("ann@accents.example", "192.0.2.7", "permerror", "accents.example"),
        ("ann@dead.example", "192.0.2.7", "temperror", "dead.example"),
        ("ann@failing.example", "192.0.2.7", "temperror", "failing.example"),
        ("ann@includes-dead.example", "192.0.2.7", "temperror", "includes-dead.example"),
        ("ann@straße.example", "192.0.2.7", "pass", "xn--strae-oqa.example"),
        ("ann@alias.example", "192.0.2.7", "pass", "alias.example"),
        ("ann@exists.example", "192.0.2.7", "pass", "exists.example"),
        ("bob@exists.example", "192.0.2.7", "fail", "exists.example"),
        ("renée@exists.example", "192.0.2.7", "fail", "exists.example"),
        ("ann@nullmx.example", "192.0.2.7", "fail", "nullmx.example"),
        ("ann@ptr.example", "192.0.2.7", "pass", "ptr.example"),
        ("ann@ptr.example", "198.51.100.1", "pass", "ptr.example"),
        ("@bluefern.example", "192.0.2.7", "pass", "bluefern.example"),
    ],
)
def test_the_envelopes_domain_is_checked(mail_from: str, client_ip: str, result: str, domain: str) -> None:
    check = checked(mail_from, client_ip)
    assert (check.method, check.result, check.domain, check.aligned) == ("spf", result, domain, False)
    assert check.detail


@pytest.mark.parametrize(
    ("helo", "client_ip", "result", "domain"),
    [
        ("mx.bluefern.example", "192.0.2.7", "pass", "mx.bluefern.example"),
        ("MX.bluefern.example.", "192.0.2.8", "fail", "mx.bluefern.example"),
        ("nothing.example", "192.0.2.7", "none", "nothing.example"),
        ("localhost", "127.0.0.1", "none", ""),
        ("[192.0.2.7]", "192.0.2.7", "none", ""),
        ("", "192.0.2.7", "none", ""),
    ],
)
@pytest.mark.parametrize("null_sender", ["", "<>"])
def test_of_the_null_sender_the_greeting_is_checked(
    null_sender: str, helo: str, client_ip: str, result: str, domain: str
) -> None:
    check = checked(null_sender, client_ip, helo)
    assert (check.result, check.domain) == (result, domain)


@pytest.mark.parametrize(
    "mail_from",
    [
        "ann", "ann@", "ann@localhost", "ann@[192.0.2.7]", "ann@blue fern.example", "ann@bluefern..example", "ann@.example",
        "ann@bluefern.example\0", "ann@bluefern.example\r\n", "ann@\udce9.example", "ann@" + "a" * 64 + ".example",
        "ann@" + "a." * 200 + "example", "x" * 1_000 + "@bluefern.example", "ann@bluefern.example,evil.example",
        "ann@bluefern\u3002example", "ann@bluefern.example\u2028", "ann@" + "\u00fc." * 120 + "bluefern.example",
    ],
)  # fmt: skip
def test_what_is_no_domain_proves_nothing(mail_from: str) -> None:
    assert checked(mail_from).result == "none"


def test_the_domain_after_the_last_at_sign_is_checked() -> None:
    """Whoever divides at the first would take the word of the wrong domain."""
    check = checked('"ann@evil.example"@bluefern.example', "198.51.100.9")
    assert (check.result, check.domain) == ("fail", "bluefern.example")


@pytest.mark.parametrize(
    "client_ip", ["", "list", "list6", "not an address", "192.0.2.7.9", "192.0.2.0/24", "localhost"]
)
def test_without_an_address_nothing_is_proved(client_ip: str) -> None:
    assert checked("ann@evil.example", client_ip).result == "none"


def test_what_is_said_names_the_part_that_matched() -> None:
    assert checked("ann@bluefern.example").detail == "bluefern.example lets 192.0.2.7 send for it (ip4:192.0.2.0/24)"
    assert "-all" in checked("ann@bluefern.example", "198.51.100.9").detail
    assert "ipv4:192.0.2.7" in checked("ann@broken.example").detail
    assert "\x1b" not in checked("ann@x.example", zone={"x.example": {"TXT": ["v=spf1 \x1b[31m" + "y" * 500]}}).detail


def test_explanations_are_not_asked_for() -> None:
    asked: list[str] = []

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        asked.append(name)
        return zone_resolve(ZONE)(name, kind)

    assert check_spf(client_ip="192.0.2.7", mail_from="a@explained.example", helo="", resolve=resolve).result == "fail"
    assert asked == ["explained.example"]


def chain(length: int) -> dict[str, Mapping[str, Sequence[str]]]:
    """Policies that each include the next; the last lets anybody send."""
    names = [f"n{number}.example" for number in range(length)]
    linked = {name: {"TXT": [f"v=spf1 include:{following} -all"]} for name, following in pairwise(names)}
    return {**linked, names[-1]: {"TXT": ["v=spf1 +all"]}}


@pytest.mark.parametrize(("length", "result"), [(2, "pass"), (11, "pass"), (12, "permerror"), (60, "permerror")])
def test_ten_lookups_are_made_and_no_more(length: int, result: str) -> None:
    assert checked("a@n0.example", zone=chain(length)).result == result


@pytest.mark.parametrize(("voids", "result"), [(2, "pass"), (3, "permerror")])
def test_two_lookups_may_find_nothing(voids: int, result: str) -> None:
    terms = " ".join(f"a:no{number}.example" for number in range(voids))
    assert checked("a@x.example", zone={"x.example": {"TXT": [f"v=spf1 {terms} +all"]}}).result == result


HOSTILE = {
    "longer than anybody writes": "v=spf1 " + "ip4:192.0.2.7 " * 4_000 + "+all",
    "dots": "v=spf1 a:%{d}" + ".a" * 3_900 + " +all",
    "one long label": "v=spf1 a:x." + "a" * 7_000 + "! +all",
    "one long label, in bounds": "v=spf1" + (" a:x." + "a" * 500 + "!") * 15,
    "macros": "v=spf1 exists:" + "%{s}" * 1_900 + " +all",
    "macros in an unknown modifier": "v=spf1 x=" + "%{s}." * 1_500 + " +all",
    "delimiters": "v=spf1 a:%{l1r" + "-" * 7_000 + "}.example +all",
    "a huge number": "v=spf1 a:%{d" + "9" * 5_000 + "}.example +all",
    "a huge prefix": "v=spf1 ip4:192.0.2.7/" + "9" * 5_000 + " -all",
    "modifiers": "v=spf1 " + " ".join(f"m{number}=x" for number in range(1_000)),
    "mechanisms": "v=spf1 " + "ip4:192.0.2.7 " * 500,
    "itself by redirect": "v=spf1 redirect=x.example",
    "itself by include": "v=spf1 include:X.example include:%{d} +all",
    "itself by macro": "v=spf1 a:%{d} include:%{d}. +all",
    "slashes": "v=spf1 a" + "/1" * 3_900 + " +all",
    "unknown macro": "v=spf1 a:%{z}.example +all",
    "hidden attribute": "v=spf1 a:%{_}.example +all",
    "half a macro": "v=spf1 a:%{ +all",
    "control characters": "v=spf1\t+all \x00 +all",
    "not ASCII": "v=spf1 +all \xff",
    "no domain": "v=spf1 include: +all",
    "only a qualifier": "v=spf1 + - ? ~",
}


@pytest.mark.parametrize("policy", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_policy_is_no_pass_and_takes_no_time(policy: str) -> None:
    zone: Zone = {"x.example": {"TXT": [policy], "A": ["192.0.2.7"], "MX": ["10 x.example"]}}
    start = time.thread_time()
    check = checked("y" * 400 + "@x.example", client_ip="198.51.100.9", zone=zone)
    assert time.thread_time() - start < 2.0
    assert check.result in {"permerror", "none", "neutral", "fail"}, check
    assert len(check.detail) < 500


def test_a_huge_greeting_takes_no_time() -> None:
    zone: Zone = {"x.example": {"TXT": ["v=spf1 " + ("exists:" + "%{h}" * 120 + ".x.example ") * 10 + "+all"]}}
    start = time.thread_time()
    assert checked("ann@x.example", helo="h." * 1_000_000, zone=zone).result == "permerror"
    assert time.thread_time() - start < 2.0


def test_the_questions_of_one_message_are_bounded() -> None:
    asked: list[str] = []

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        asked.append(name)
        match kind:
            case "TXT":
                return ("v=spf1 " + " ".join(f"mx:m{number}.example ptr:%{{p}}.example" for number in range(20)),)
            case "MX":
                return tuple(f"{number} h{number}.{name}" for number in range(10))
            case "PTR":
                return tuple(f"p{number}.example" for number in range(500))
            case _:
                return ("203.0.113.1",)

    check = check_spf(client_ip="192.0.2.7", mail_from="a@x.example", helo="", resolve=resolve)
    assert check.result == "permerror"
    assert len(asked) < 150


def test_an_error_of_the_dns_function_is_no_pass() -> None:
    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        raise KeyError(name)

    check = check_spf(client_ip="192.0.2.7", mail_from="a@evil.example", helo="", resolve=resolve)
    assert check.result == "permerror"
    assert "KeyError" in check.detail


WORDS = st.sampled_from(
    [
        "v=spf1 ", "+all", "-all", "include:", "a:", "mx", "ptr", "exists:", "ip4:", "ip6:", "redirect=", "exp=", " ", " ", ".",
        *("%{", "}", "%%", "%_", "s", "l", "o", "d", "i", "p", "v", "h", "c", "r", "t", "9", "/", "//", ":", "32", "é", "\0"),
        "x.example", "{d2r}", "192.0.2.7",
    ]
)  # fmt: skip
POLICIES = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map("".join).map("v=spf1 ".__add__))


@settings(max_examples=300, deadline=None)
@given(policy=POLICIES, mail_from=st.one_of(st.text(max_size=40), st.just("ann@x.example")), helo=st.text(max_size=40))
def test_nothing_raises(policy: str, mail_from: str, helo: str) -> None:
    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        if len(name) % 7 == 6:
            raise DnsTemporaryError("now and then")
        return (policy,) if kind == "TXT" else ("10 x.example",) if kind == "MX" else (policy[:20],)

    check = check_spf(client_ip="192.0.2.7", mail_from=mail_from, helo=helo, resolve=resolve)
    assert check.result in RESULTS
