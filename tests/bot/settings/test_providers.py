"""Which provider's word is believed without a setting, and of which mail."""

from typing import Any

import pytest

from bot.assembly import trust
from bot.settings.load import parse_settings
from parsers.authentication import Trust


def trust_for(*hosts: str, authserv_ids: list[str] | None = None) -> Trust:
    accounts = [
        {"mailbox": "help", "host": host, "user": f"u{number}", "password": "secret"}
        for number, host in enumerate(hosts, 1)
    ]
    tables: dict[str, Any] = {"imap": accounts, "authentication": {"authserv_ids": authserv_ids or []}}
    return trust(parse_settings(tables))


@pytest.mark.parametrize(
    ("host", "ids"),
    [
        ("outlook.office365.com", ("microsoft-365",)),
        ("Outlook.Office365.com.", ("microsoft-365",)),
        ("outlook.office365.us", ("microsoft-365",)),
        ("outlook-dod.office365.us", ("microsoft-365",)),
        ("partner.outlook.cn", ("microsoft-365",)),
        ("imap-mail.outlook.com", ("microsoft-365",)),
        ("imap.gmail.com", ("mx.google.com",)),
        ("imap.googlemail.com", ("mx.google.com",)),
        # only the host itself, not what looks like it
        ("imap.gmail.com.evil.example", ()),
        ("evil-imap.gmail.com", ()),
        ("x.imap.gmail.com", ()),
        ("gmail.com", ()),
        # a server of one's own, or one in front of the provider
        ("imap.echopass.example", ()),
        ("127.0.0.1", ()),
        # their topmost field says nothing of the sender, or its name changes with the machine
        ("imap.fastmail.com", ()),
        ("imap.mail.me.com", ()),
        ("imap.mail.yahoo.com", ()),
        ("imap.zoho.com", ()),
        ("imap.mailbox.org", ()),
    ],
)
def test_a_provider_is_known_by_its_host(host: str, ids: tuple[str, ...]) -> None:
    found = trust_for(host)
    assert (found.authserv_ids, found.imap_authserv_ids) == ((), {f"u1@{host}/INBOX": ids})


def test_each_is_believed_of_its_own_mailbox_alone() -> None:
    found = trust_for("imap.gmail.com", "outlook.office365.com", "imap.echopass.example")
    assert found.authserv_ids == ()
    assert found.imap_authserv_ids == {
        "u1@imap.gmail.com/INBOX": ("mx.google.com",),
        "u2@outlook.office365.com/INBOX": ("microsoft-365",),
        "u3@imap.echopass.example/INBOX": (),
    }


@pytest.mark.parametrize(
    ("named", "believed"),
    [
        (["mx.echopass.example"], ("mx.echopass.example",)),
        (["none"], ()),
        (["None"], ()),
        (["none", "mx.echopass.example"], ("mx.echopass.example",)),
    ],
)
def test_a_setting_goes_before_what_is_known(named: list[str], believed: tuple[str, ...]) -> None:
    found = trust_for("imap.gmail.com", authserv_ids=named)
    assert (found.authserv_ids, found.imap_authserv_ids) == (believed, {"u1@imap.gmail.com/INBOX": ()})
