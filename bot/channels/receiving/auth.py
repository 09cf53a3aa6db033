"""Logins that may submit mail: SASL PLAIN (RFC 4616) and LOGIN against the configured users."""

import hashlib
import hmac
from collections.abc import Sequence

from bot.settings.channels import SmtpUser


class Credentials:
    """Checks names and passwords in a time that tells nothing about either."""

    def __init__(self, users: Sequence[SmtpUser]) -> None:
        self._users = [
            (user.name, _digest(user.name.encode()), _digest(user.password.get_secret_value().encode()))
            for user in users
        ]

    def __bool__(self) -> bool:
        return bool(self._users)

    def check(self, name: bytes, password: bytes) -> str | None:
        """The user's name, or None. Every user is compared whole, whichever matches."""
        given_name, given_password = _digest(name), _digest(password)
        found = None
        for user, its_name, its_password in self._users:
            right_name = hmac.compare_digest(its_name, given_name)
            right_password = hmac.compare_digest(its_password, given_password)
            if right_name & right_password:
                found = user
        return found

    def check_plain(self, message: bytes) -> str | None:
        """The user of a PLAIN message ``[authzid] NUL authcid NUL passwd``; None where it is wrong or malformed."""
        words = message.split(b"\0")
        return self.check(words[1], words[2]) if len(words) == 3 else None


def _digest(value: bytes) -> bytes:
    # Equal lengths, so that the comparison does not tell how long a password is.
    return hashlib.sha256(value).digest()
