"""Whether a sender is who he says, as far as the wire proves it."""

import pytest

from bot.policy.genuine import verdict
from parsers.arrival import Envelope
from parsers.vocabulary import Authenticity
from tests.builders import KIM, LEE

PASS, UNCHECKED = Authenticity.PASS, Authenticity.UNCHECKED
LOGINS = {"kim": (KIM,), "bluefern": (KIM, LEE), "empty": ()}
NETWORKS = ("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")


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
    found = verdict(address, envelope, logins=LOGINS, networks=NETWORKS)
    assert (found.result, found.method) == (result, method)
    assert found.reasons


def test_without_settings_nothing_is_proven() -> None:
    envelope = Envelope(auth_user="kim", client_ip="127.0.0.1")
    assert verdict(KIM, envelope, logins={}, networks=()).result is UNCHECKED


def test_an_imap_mail_is_not_proven_by_its_envelope() -> None:
    assert verdict(KIM, Envelope(uid=7, folder="INBOX"), logins=LOGINS, networks=NETWORKS).result is UNCHECKED
