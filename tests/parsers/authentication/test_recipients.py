"""Whether what proves the sender proves also to whom he wrote: else anybody who had the mail may have sent it on."""

import pytest

from parsers.authentication import Trust
from parsers.vocabulary import Authenticity
from tests.parsers.authentication.mails import HOME, MAIL, verdict
from tests.signing import dkim_zone, seal, sign

ZONE = dkim_zone(HOME)
LISTS = "lists.example"
# What Exchange Online signs: nothing that says to whom.
EXCHANGE = ("from", "date", "subject", "message-id", "content-type", "mime-version")
PLAIN = (*EXCHANGE, "to", "cc")
GENUINE = f"dmarc=pass header.from={HOME}"


def _signed(headers: tuple[str, ...], raw: bytes = MAIL) -> bytes:
    return sign(raw, domain=HOME, headers=[name for name in headers if name.encode() + b":" in raw.lower()])


@pytest.mark.parametrize(
    ("raw", "addressed"),
    [
        pytest.param(_signed(PLAIN), True, id="to is signed"),
        pytest.param(_signed(EXCHANGE), False, id="to is not signed"),
        pytest.param(_signed(PLAIN, b"Cc: lee@bluefern.example\r\n" + MAIL), True, id="to and cc are signed"),
        pytest.param(_signed(("from", "to", "subject", "message-id")), False, id="its date is not signed"),
        pytest.param(b"Cc: help@echopass.example\r\n" + _signed(PLAIN), False, id="a cc was put on top"),
        pytest.param(_signed(PLAIN, MAIL.replace(b"To: help@echopass.example\r\n", b"")), False, id="nobody is named"),
        pytest.param(
            b"DKIM-Signature: v=1; a=rsa-sha256; d=bluefern.example; s=mail; h=from:to:cc:subject; bh=AA==; b=AA==\r\n"
            + _signed(EXCHANGE),
            False,
            id="another one was put on top that claims it",
        ),
        pytest.param(
            b"DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=mail; h=from:subject; bh=AA==; b=AA==\r\n"
            + _signed(PLAIN),
            True,
            id="a stranger's signature says nothing",
        ),
    ],
)
def test_a_signature_says_to_whom_only_where_it_covers_it(raw: bytes, addressed: bool) -> None:
    found = verdict(raw, ZONE)
    assert (found.result, found.method, found.direct) == (Authenticity.PASS, "dkim", False)
    assert found.addressed is addressed


@pytest.mark.parametrize(("headers", "addressed"), [(PLAIN, True), (EXCHANGE, False)])
def test_so_do_a_forwarders_seal(headers: tuple[str, ...], addressed: bool) -> None:
    raw = seal(MAIL, domain=LISTS, results=GENUINE, headers=[name for name in headers if name != "cc"])
    found = verdict(raw, dkim_zone(LISTS, "arc"), trust=Trust(arc_sealers=(LISTS,)))
    assert (found.result, found.method) == (Authenticity.PASS, "arc")
    assert found.addressed is addressed


@pytest.mark.parametrize(("headers", "addressed"), [(PLAIN, True), (EXCHANGE, False)])
def test_and_a_signature_that_our_own_server_has_checked(headers: tuple[str, ...], addressed: bool) -> None:
    top = b"Authentication-Results: mx.echopass.example; dkim=pass header.d=bluefern.example; spf=none\r\n"
    found = verdict(top + _signed(headers), trust=Trust(authserv_ids=("mx.echopass.example",), check=False))
    assert (found.result, found.method, found.direct) == (Authenticity.PASS, "authentication-results", False)
    assert found.addressed is addressed
