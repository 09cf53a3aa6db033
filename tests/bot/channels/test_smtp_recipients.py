import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.receiving.recipients import Recipients
from bot.settings.model import MailboxSettings

RECIPIENTS = Recipients(
    [
        MailboxSettings(name="all", domains=("echopass.example", "@Bücher.example")),
        MailboxSettings(name="help", addresses=("help@echopass.example", "Help@other.example", "grüße@other.example")),
        MailboxSettings(name="second", addresses=("help@other.example", "vip+gold@other.example", "vip@other.example")),
    ]
)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("help@echopass.example", "help"),
        ("HELP@EchoPass.Example", "help"),
        ("help+EP-104233.abc@echopass.example", "help"),
        ("help+a+b@other.example", "help"),
        ("help@other.example", "help"),
        ('"help"@other.example', "help"),
        ('"he\\lp"@other.example', "help"),
        ("help@other.example.", "help"),
        ("grüße@other.example", "help"),
        ("gru\u0308ße@other.example", "help"),
        ("GRÜSSE@other.example", "help"),
        ("vip+gold@other.example", "second"),
        ("vip+silver@other.example", "second"),
        ("anything@echopass.example", "all"),
        ("x@bücher.example", "all"),
        ("x@xn--bcher-kva.example", "all"),
        ("x@BÜCHER.example", "all"),
        ("postmaster", "all"),
        ("PostMaster@other.example", "all"),
        ("postmaster@echopass.example", "all"),
        ("postmaster@elsewhere.example", None),
        ("postmaster@[127.0.0.1]", None),
        ("helpx@other.example", None),
        ("+help@other.example", None),
        ("nobody@other.example", None),
        ("help@elsewhere.example", None),
        ("help@sub.echopass.example", None),
        ("help@echopass.example@elsewhere.example", None),
        ("help", None),
        ("", None),
        ("@echopass.example", None),
        ("@", None),
        ("help@", None),
        ("help@" + "a" * 300 + ".example", None),
        ("help@..example", None),
    ],
)
def test_which_mailbox_takes_it(address: str, mailbox: str | None) -> None:
    assert RECIPIENTS.mailbox_of(address) == mailbox


@given(st.text(max_size=60))
def test_no_address_is_an_error(address: str) -> None:
    mailbox = RECIPIENTS.mailbox_of(address)
    assert mailbox is None or mailbox in {"all", "help", "second"}


@given(st.text(max_size=30), st.from_regex(r"[a-z]{1,10}\.test", fullmatch=True))
def test_no_relaying(local: str, domain: str) -> None:
    assert RECIPIENTS.mailbox_of(f"{local}@{domain}") is None
