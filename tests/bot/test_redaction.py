import pytest

from bot.redaction import short_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("karen@acme.example", "k***@acme.example"),
        ("help+ticket-104233-secret@echopass.example", "h***@echopass.example"),
        ('"quoted@local"@acme.example', '"***@acme.example'),
        ("", "<>"),
        (None, ""),
        ("postmaster", "p***"),
        ("@acme.example", "***@acme.example"),
        ("jörg@bücher.example", "j***@b?cher.example"),
        ("x\r\ny@acme\x1b[31m.example", "x***@acme?[31m.example"),
        ("a@" + "b" * 500, "a***@" + "b" * 60),
    ],
)
def test_what_a_log_shows_of_an_address(address: str | None, shown: str) -> None:
    assert short_address(address) == shown
