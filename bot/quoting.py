"""Foreign words that stand in a mail of ours to somebody else: who wrote them may want them to be clicked, called or believed."""

import re
import unicodedata

from bot.text import one_line

QUOTED_LENGTH = 80

# What mail programs make links of by themselves: schemes, addresses, anything that looks like a host, telephone numbers.
_LURE = re.compile(
    r"://|www\.|@|\b(?:https?|ftp|mailto|tel|sms|javascript|data)\s*:"
    r"|[^\W_][.\u3002][^\W\d_]{2}|xn--|(?:\d[\s().+/-]{0,3}){7}",
    re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»', "'") | {"<": "‹", ">": "›"})
_HOST_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W_])")


def quoted(subject: str) -> str:
    """A foreign subject to stand between quotation marks, at most 80 characters; "" where it has a lure in it.

    A lure is what a mail program makes a link of, or a reader dials. Linear in its length: it is cut first.
    """
    line = one_line(subject, QUOTED_LENGTH).translate(_QUOTES)
    # Held against the lures as it is read (RFC 2047 lets any look-alike in), and before it is cut off within one.
    whole = unicodedata.normalize("NFKC", one_line(subject, 2 * QUOTED_LENGTH))
    return "" if _LURE.search(whole) else line


def unlinked(sentence: str, longest: int) -> str:
    """A sentence whose hosts and addresses no mail program makes links of: ``mail[.]example``, ``kim[at]bluefern[.]example``."""
    line = one_line(sentence, longest)
    return _HOST_DOT.sub("[.]", line.replace("://", "[:]//").replace("@", "[at]"))
