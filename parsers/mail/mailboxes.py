"""One address in its normal form: what is compared, stored and answered to."""

import re
import unicodedata

import idna

_LONGEST = 320
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+\Z")
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*+\Z")
_LONGEST_DOMAIN = 253
_OTHER_DOTS = "\u3002\uff0e\uff61"  # IDNA 2003 takes them for dots, other readers do not


class AddressError(ValueError):
    """Why a field holds no address that can be trusted; the text goes on after "The From field"."""


def normal_address(local: str, domain: str, *, quoted: bool = False) -> str:
    """``local@domain``: local part as written (NFC; quoted only where it must be), domain as lower-case A-labels.

    Raises AddressError where that is not one mailbox at a host name (RFC 5321 section 4.1.2, RFC 5891, RFC 6531).
    """
    if not local or not domain:
        raise AddressError("has an address without its " + ("domain" if local else "local part"))
    if len(local) + len(domain) >= _LONGEST:
        raise AddressError("has an address that is too long")
    return f"{_local(local, quoted=quoted)}@{_domain(domain)}"


def _local(local: str, *, quoted: bool) -> str:
    local = unicodedata.normalize("NFC", local)
    if any(unicodedata.category(sign)[0] == "C" or (sign.isspace() and sign != " ") for sign in local):
        raise AddressError("has control characters in the address")
    if not quoted:
        if local.isascii() and not _LOCAL.match(local):
            raise AddressError("has characters in the address that do not belong there")
        if "=?" in local and "?=" in local:
            raise AddressError("has an encoded word for an address")
        return local
    if _DOT_ATOM.match(local):
        return local  # "ann"@x and ann@x are one mailbox (RFC 5321 section 4.1.2)
    return '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _domain(domain: str) -> str:
    if any(sign in domain for sign in _OTHER_DOTS):
        raise AddressError("has a domain that is no host name")
    if domain.startswith("["):
        raise AddressError("has an IP address for a domain")
    if len(domain) > _LONGEST_DOMAIN:
        raise AddressError("has a domain that is too long")
    domain = unicodedata.normalize("NFC", domain).lower()
    if not domain.isascii():
        try:
            domain = idna.encode(domain).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise AddressError("has a domain that is no host name") from error
    if not all(_LABEL.match(label) for label in domain.split(".")):
        raise AddressError("has a domain that is no host name")
    return domain
