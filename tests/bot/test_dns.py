"""The resolver against a real name server on this machine."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import bot.dns
from bot.dns import Resolver
from bot.settings.nameservers import server_address
from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve
from parsers.authentication.spf import check_spf
from tests.dns_server import GARBLED, SERVFAIL, TIMEOUT, TRUNCATED, DnsServer, Records, Zone, zone_resolve
from tests.threads import together

LONG = "v=DKIM1; k=rsa; p=" + "A" * 700
ZONE: Zone = {
    "bluefern.example": {
        "TXT": ["v=spf1 mx -all", "latin \xe9 and \xff", LONG, ""],
        "MX": ["10 mx.bluefern.example", "20 backup.bluefern.example"],
        "A": ["192.0.2.7", "192.0.2.8"],
        "AAAA": ["2001:db8::7"],
    },
    "mx.bluefern.example": {"A": ["192.0.2.9"]},
    "nullmx.example": {"MX": ["0 ."]},
    "alias.example": {"CNAME": ["other.example"]},
    "other.example": {"CNAME": ["bluefern.example"]},
    "loop.example": {"CNAME": ["pool.example"]},
    "pool.example": {"CNAME": ["loop.example"]},
    "lost.example": {"CNAME": ["nowhere.example"]},
    "7.2.0.192.in-addr.arpa": {"PTR": ["mx.bluefern.example"]},
    "_under._score.example": {"TXT": ["yes"]},
    "long.example": {"TXT": [LONG, LONG], **TRUNCATED},
    "dead.example": TIMEOUT,
    "half.example": {"A": ["192.0.2.7"], **TIMEOUT},
    "failing.example": SERVFAIL,
    "garbled.example": GARBLED,
}


class Seconds:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def resolver(server: DnsServer, *, timeout: float = 5.0, monotonic: Callable[[], float] = time.monotonic) -> Resolver:
    return Resolver([server.address], timeout=timeout, monotonic=monotonic)


ANSWERS: list[tuple[str, RecordType, set[str]]] = [
    ("bluefern.example", "TXT", {"v=spf1 mx -all", "latin \xe9 and \xff", LONG, ""}),
    ("bluefern.example", "MX", {"10 mx.bluefern.example", "20 backup.bluefern.example"}),
    ("bluefern.example", "A", {"192.0.2.7", "192.0.2.8"}),
    ("bluefern.example", "AAAA", {"2001:db8::7"}),
    ("BlueFern.EXAMPLE.", "A", {"192.0.2.7", "192.0.2.8"}),
    ("nullmx.example", "MX", {"0 ."}),
    ("alias.example", "A", {"192.0.2.7", "192.0.2.8"}),
    ("lost.example", "A", set()),
    ("7.2.0.192.in-addr.arpa", "PTR", {"mx.bluefern.example"}),
    ("_under._score.example", "TXT", {"yes"}),
    ("long.example", "TXT", {LONG}),
    ("half.example", "A", {"192.0.2.7"}),
    ("bluefern.example", "PTR", set()),
    ("nowhere.example", "A", set()),
    ("nowhere.invalid", "TXT", set()),
]


@pytest.mark.parametrize(("name", "kind", "expected"), ANSWERS)
def test_what_is_asked_is_answered(name: str, kind: RecordType, expected: set[str]) -> None:
    with DnsServer(ZONE) as server:
        found = resolver(server).within(5)(name, kind)
    assert set(found) == expected


@pytest.mark.parametrize(("name", "kind", "expected"), ANSWERS)
def test_the_zone_as_a_function_says_the_same(name: str, kind: RecordType, expected: set[str]) -> None:
    assert set(zone_resolve(ZONE)(name, kind)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a..example",
        ".example",
        "a" * 64 + ".example",
        "a." * 127 + "example",
        "caf\xe9.example",
        "\udce9.example",
    ],
)
def test_what_cannot_be_a_name_is_not_asked(name: str) -> None:
    with DnsServer({}) as server:
        assert resolver(server).within(5)(name, "A") == ()
        assert server.questions == []


def test_an_escape_is_not_read() -> None:
    r"""``\046`` is a dot in a zone file; a stranger's name that has one must not become another name."""
    with DnsServer(ZONE) as server:
        assert resolver(server).within(5)("bluefern\\046example", "A") == ()
        assert resolver(server).within(5)("x.bluefern\\.example", "A") == ()
        assert server.asked("bluefern.example") == 0


def test_a_truncated_answer_is_fetched_over_tcp() -> None:
    with DnsServer(ZONE) as server:
        resolver(server).within(5)("long.example", "TXT")
        assert [one.wire for one in server.questions] == ["udp", "tcp"]


@pytest.mark.parametrize("name", ["failing.example", "dead.example", "loop.example", "garbled.example"])
def test_a_failure_is_not_no(name: str) -> None:
    with DnsServer(ZONE) as server, pytest.raises(DnsTemporaryError, match=name):
        resolver(server, timeout=0.2).within(5)(name, "TXT")


@pytest.mark.parametrize(
    ("records", "ttl", "negative_ttl", "lasts"),
    [
        ({"A": ["192.0.2.7"]}, 30, 60, 30),
        ({"A": ["192.0.2.7"]}, 90_000, 60, 3600),
        ({"TXT": ["no address"]}, 3000, 45, 45),
        ({"TXT": ["no address"]}, 3000, 4000, 300),
        ({"TXT": ["no address"]}, 3000, None, 60),
        (None, 3000, 45, 45),
        (None, 3000, 4000, 300),
        (None, 3000, None, 60),
        (SERVFAIL, 3000, 60, 15),
    ],
)
def test_an_answer_is_remembered_as_long_as_it_holds(
    records: Records | None, ttl: int, negative_ttl: int | None, lasts: float
) -> None:
    clock = Seconds()
    with DnsServer({} if records is None else {"x.example": records}, ttl=ttl, negative_ttl=negative_ttl) as server:
        ours = resolver(server, monotonic=clock)
        first = outcome(ours.within(5), "x.example")
        server.zone = {"x.example": {"A": ["203.0.113.1"]}}
        clock.now += lasts - 1
        assert outcome(ours.within(5), "X.example.") == first
        assert server.asked("x.example") == 1
        clock.now += 1
        assert outcome(ours.within(5), "x.example") == ("203.0.113.1",)
        assert server.asked("x.example") == 2


def outcome(resolve: Resolve, name: str) -> tuple[str, ...]:
    try:
        return resolve(name, "A")
    except DnsTemporaryError:
        return ("failed",)


def test_an_answer_that_holds_for_no_time_is_not_remembered() -> None:
    with DnsServer(ZONE, ttl=0) as server:
        ours = resolver(server)
        ours.within(5)("bluefern.example", "A")
        ours.within(5)("bluefern.example", "A")
        assert server.asked("bluefern.example") == 2


def test_a_dead_name_server_costs_once() -> None:
    with DnsServer(ZONE) as server:
        ours = resolver(server, timeout=0.2)
        with pytest.raises(DnsTemporaryError):
            ours.within(5)("dead.example", "A")
        asked = server.asked("dead.example")
        with pytest.raises(DnsTemporaryError):
            ours.within(5)("dead.example", "A")
        assert server.asked("dead.example") == asked


def test_a_silent_server_takes_no_longer_than_it_was_given() -> None:
    took: list[float] = []
    with DnsServer({f"n{number}.example": TIMEOUT for number in range(3)}) as server:
        for number in range(3):
            start = time.monotonic()
            with pytest.raises(DnsTemporaryError):
                resolver(server, timeout=1.0).ask(f"n{number}.example", "A", seconds=1.0)
            took.append(time.monotonic() - start)
    assert min(took) < 1.15  # the best of three: a busy machine is no reason


def test_all_questions_of_one_message_have_so_much_time_together() -> None:
    with DnsServer({f"n{number}.example": TIMEOUT for number in range(20)} | dict(ZONE)) as server:
        ours = resolver(server, timeout=0.2)
        assert ours.within(5)("bluefern.example", "A")
        resolve = ours.within(0.5)
        start = time.monotonic()
        for number in range(20):
            with pytest.raises(DnsTemporaryError):
                resolve(f"n{number}.example", "A")
        assert time.monotonic() - start < 2.0
        with pytest.raises(DnsTemporaryError, match="used up"):
            resolve("mx.bluefern.example", "A")
        assert server.asked("mx.bluefern.example") == 0
        assert resolve("bluefern.example", "A"), "what is known costs nothing"
        assert ours.within(5)("mx.bluefern.example", "A") == ("192.0.2.9",), "the next message has its own time"


def test_impatience_is_not_remembered_as_a_failure() -> None:
    with DnsServer({"slow.example": TIMEOUT}) as server:
        ours = resolver(server, timeout=5)
        with pytest.raises(DnsTemporaryError):
            ours.within(0.1)("slow.example", "A")
        server.zone = {"slow.example": {"A": ["192.0.2.7"]}}
        assert ours.within(5)("slow.example", "A") == ("192.0.2.7",)


def test_the_longest_unasked_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.dns, "MOST_ANSWERS", 3)
    with DnsServer({}) as server:
        resolve = resolver(server).within(5)
        for name in ("a", "b", "c", "a", "d", "a", "b"):
            resolve(f"{name}.example", "A")
        assert {name: server.asked(f"{name}.example") for name in "abcd"} == {"a": 1, "b": 2, "c": 1, "d": 1}


def test_large_answers_are_not_hoarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.dns, "MOST_CHARACTERS", 10_000)
    with DnsServer({f"{name}.example": {"TXT": ["x" * 4_000]} for name in "abc"}) as server:
        resolve = resolver(server).within(5)
        for name in "abca":
            assert len(resolve(f"{name}.example", "TXT")[0]) == 4_000
        assert server.asked("a.example", "TXT") == 4  # twice, each time over UDP and then over TCP


def test_several_threads_ask_at_once() -> None:
    zone: Zone = {f"n{number}.example": {"A": [f"192.0.2.{number}"]} for number in range(40)}
    with DnsServer(zone) as server:
        ours = resolver(server)

        def ask(first: int) -> None:
            resolve = ours.within(20)
            for number in (*range(first, 40), *range(first)):
                assert resolve(f"n{number}.example", "A") == (f"192.0.2.{number}",)

        together([partial(ask, start * 5) for start in range(8)])
        assert all(server.asked(name) >= 1 for name in zone)


def test_a_server_that_is_not_there_is_passed_over() -> None:
    with DnsServer(ZONE) as gone:
        nobody = gone.address
    with DnsServer(ZONE) as server:
        ours = Resolver([nobody, server.address], timeout=0.8)
        assert ours.within(5)("mx.bluefern.example", "A") == ("192.0.2.9",)
    with pytest.raises(DnsTemporaryError):
        ours.within(5)("other.example", "TXT")


@pytest.mark.parametrize(
    "text", [None, "", "search example\n", "nameserver\n", "nameserver not-an-address\n", "\0\n", "options ndots:x"]
)
def test_a_machine_without_name_servers_has_no_answers(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    resolve = Resolver(resolv_conf=str(file)).within(5)
    with pytest.raises(DnsTemporaryError):
        resolve("bluefern.example", "A")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
        ("[2001:db8::53]", ("2001:db8::53", 53)),
        ("2001:db8::53", ("2001:db8::53", 53)),
    ],
)
def test_a_server_is_an_address_with_or_without_a_port(server: str, expected: tuple[str, int]) -> None:
    assert server_address(server) == expected


@pytest.mark.parametrize(
    "server",
    [
        "", "ns.example", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2.53:x", "[2001:db8::53", "[::1]x", "[::1]53",
        "[::1]:", ":53",
    ],
)  # fmt: skip
def test_what_is_no_server_is_said_at_once(server: str) -> None:
    with pytest.raises(ValueError, match="is no name server"):
        Resolver([server])


def test_spf_is_checked_over_the_wire() -> None:
    with DnsServer(ZONE) as server:
        resolve = resolver(server, timeout=0.2).within(5)
        results = {
            (domain, address): check_spf(
                client_ip=address, mail_from=f"ann@{domain}", helo="mx.example", resolve=resolve
            ).result
            for domain, address in [
                ("bluefern.example", "192.0.2.9"),
                ("bluefern.example", "192.0.2.7"),
                ("dead.example", "192.0.2.9"),
                ("nowhere.example", "192.0.2.9"),
            ]
        }
    assert list(results.values()) == ["pass", "fail", "temperror", "none"]
