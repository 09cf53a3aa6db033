"""What a log line may show of a person."""

_LONGEST_DOMAIN = 60


def short_address(address: str | None) -> str:
    """An address as logs show it: first letter and domain (``k***@example.com``), ``<>`` for the null sender.

    Printable ASCII only, so that a hostile address can neither break a line nor reach a terminal as control codes.
    """
    if address is None:
        return ""
    if not address:
        return "<>"
    local, at, domain = address.rpartition("@")
    if not at:
        local, domain = domain, ""
    return _printable(local[:1]) + "***" + at + _printable(domain[:_LONGEST_DOMAIN])


def _printable(text: str) -> str:
    return "".join(character if "!" <= character <= "~" else "?" for character in text)
