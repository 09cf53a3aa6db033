"""A desk that demands proof: a DNS of its own, mail that is signed as its customers' servers do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.settings import Settings
from tests.dns_server import DnsServer, Zone
from tests.signing import dkim_zone, sign
from tests.stories.desk import KIM, Story, mail, running, settings_for

DOMAIN = "bluefern.example"
ZONE: Zone = {
    DOMAIN: {"TXT": ["v=spf1 ip4:192.0.2.7 -all"]},
    f"_dmarc.{DOMAIN}": {"TXT": ["v=DMARC1; p=reject"]},
    **dkim_zone(DOMAIN),
}
"""What Bluefern Travel publishes: its own server, a signature's key, and that it wants unproven mail refused."""


def proving(folder: Path, url: str, server: DnsServer, **tables: dict[str, Any]) -> Settings:
    """Settings of a desk that demands proof and asks ``server``."""
    proof = {"policy": "require", "check": True, "dns_servers": [server.address]}
    return settings_for(folder, url, **{**tables, "authentication": {**proof, **tables.get("authentication", {})}})


@contextmanager
def proven_desk(
    folder: Path, url: str, zone: Zone | None = None, **tables: dict[str, Any]
) -> Iterator[tuple[Story, DnsServer]]:
    """A running desk that demands proof, and its DNS."""
    with (
        DnsServer(zone if zone is not None else ZONE) as server,
        running(proving(folder, url, server, **tables)) as story,
    ):
        yield story, server


def signed(text: str, *, sender: str = KIM, **headers: str) -> bytes:
    """A mail as the customer's own server signs it."""
    return sign(mail(text, sender=sender, **headers), domain=sender.rpartition("@")[2])
