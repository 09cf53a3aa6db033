"""Message-IDs of the desk's own mail: made from what the mail is, so that a retry is the same mail."""

import hashlib
import hmac


def delivery_id_for(key: bytes, cause: str, notice: str, recipient: str, address: str) -> str:
    """The Message-ID (without angle brackets) of one notice to one recipient because of one cause.

    Keyed, so that nobody can write a mail that the desk takes for its own.
    """
    text = f"{cause}\0{notice}\0{recipient.casefold()}"
    digest = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
    return f"echodesk.{digest}@{address.rpartition('@')[2]}"
