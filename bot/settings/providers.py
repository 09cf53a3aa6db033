"""Mail providers whose Authentication-Results (RFC 8601) can be believed without a setting, by the host their IMAP answers at."""

from types import MappingProxyType

from bot.settings.channels import ImapSettings
from bot.settings.proof import AuthenticationSettings
from parsers.authentication.trust import MICROSOFT_365

NOBODY = "none"
"""The word in ``authentication.authserv_ids`` for: believe nobody's Authentication-Results, also no known provider's."""

_GOOGLE = "mx.google.com"

# Only who writes a field on every mail that comes in, above all others or instead of them, under a name that can be listed.
# Who was looked at and left out is in docs/decisions/sender-authentication.md.
_IDS = MappingProxyType(
    {
        "outlook.office365.com": MICROSOFT_365,
        "outlook.office.com": MICROSOFT_365,
        "outlook.office365.us": MICROSOFT_365,
        "outlook-dod.office365.us": MICROSOFT_365,
        "partner.outlook.cn": MICROSOFT_365,
        "imap-mail.outlook.com": MICROSOFT_365,
        "imap.gmail.com": _GOOGLE,
        "imap.googlemail.com": _GOOGLE,
    }
)


def named_ids(authentication: AuthenticationSettings) -> tuple[str, ...]:
    """The names under which the operator believes the field, whichever way mail comes."""
    return tuple(name for name in authentication.authserv_ids if name.lower() != NOBODY)


def id_at(host: str) -> str | None:
    """The name that the provider at this IMAP host writes, None where it is not known, or not to be trusted."""
    return _IDS.get(host.strip().lower().removesuffix("."))


def provider_ids(account: ImapSettings, authentication: AuthenticationSettings) -> tuple[str, ...]:
    """The names that are believed of mail from this mailbox, because its provider is known. Any setting comes before that."""
    known = id_at(account.host)
    return () if known is None or authentication.authserv_ids else (known,)
