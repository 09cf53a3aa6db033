"""Words that a sender gets into a comment of our own server's field, by a local part or a name that the server tells of."""

import pytest

from parsers.authentication.results import UnreadableError, sealed, topmost

ID = "mx.echopass.example"
CLAIM = "dkim=pass header.d=bluefern.example"


@pytest.mark.parametrize(
    "comment",
    [
        f'(domain of "foo); {CLAIM}; x=y (a"@evil.example may send)',
        f'(domain of "\\"); {CLAIM}; x=y (a"@evil.example may send)',
        f'(domain of "foo); {CLAIM}; x=y (a" b@evil.example may send)',
        f'(helo "); {CLAIM} (")',
    ],
)
def test_a_quotation_in_a_comment_makes_the_field_unreadable(comment: str) -> None:
    value = f"{ID}; spf=pass {comment} smtp.mailfrom=evil.example".encode()
    with pytest.raises(UnreadableError):
        topmost([value], [ID])
    with pytest.raises(UnreadableError):
        sealed(value)


def test_an_ordinary_comment_does_not() -> None:
    value = f"{ID}; dkim=pass (2048-bit key; it's ours) header.d=bluefern.example".encode()
    assert [claim.domain for claim in topmost([value], [ID])] == ["bluefern.example"]
