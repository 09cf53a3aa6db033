"""How far a trouble reaches: whether it is over, and whether it has caught only some of the people.

An outage that has ended is not continuous, and a phone that is dead for five people does not stop the business: both
read like an outage word for word.
"""

import re

from parsers.wordsearch import Folded, WordSearch

_I = re.IGNORECASE


def _pattern(text: str) -> WordSearch:
    return WordSearch(text.replace(" ", r"\s"))


_OVER = _pattern(
    r"\b(?:(?:has |have |had )?(?:since )?recovered|(?:work(?:s|ed|ing)?|running|fine|up|ok|okay|normal|stable|good|"
    r"online|flowing) (?:again|now)\b|back (?:to normal|up|online|in service)|(?:all|everything) (?:is |was )?"
    r"(?:back|fine|good|well|normal) (?:again|now|since)|(?:has|have|had) (?:been )?(?:resolved|cleared|stopped|ended|"
    r"gone away)|(?:resolved|fixed|cleared|healed) (?:itself|by itself|on its own)|(?:is|was) over\b|"
    r"(?:has|have) been (?:fine|ok|okay|stable|normal|quiet) (?:since|again)|(?:no|not) longer happening)"
)
_BEFORE_NOT_OVER = _pattern(
    r"(?:\b(?:not|never|nothing|nobody|none|no one|hardly|if|when|whenever|once|until|till|unless|before|should|hope|"
    r"want|need|get|make|please|only|one|some|half|sometimes|then)|n't)\b[^.,;!?\n]{0,25}\Z"
)
_AFTER_NOT_OVER = _pattern(
    r"\A(?: and then|, then| then| for (?:a|an|one|two|some|\d)| except| on one| at one| in one| but|, but| until|"
    r" when| if)"
)
_RELAPSE = _pattern(
    r"\b(?:still (?:\w+ )?(?:down|dead|out|failing|affected|not|no|cannot|can'?t|unable|dropping|broken)|(?:down|dead|"
    r"failing|dropping|stopped|broken|lost) again|keeps? \w+ing|comes? and goes?|on and off|again and again|"
    r"happened again|now (?:it|they) (?:is|are) (?:down|dead)|not (?:working|back|up|ok|okay|fine|normal|stable))\b"
)
_PEOPLE = (
    r"(?:agents?|users?|people|persons|reps?|seats?|staff|colleagues|supervisors?|employees|workers|operators|"
    r"team members|of us|of them|agenten|mitarbeiter\w*|kollegen|agentes|medewerkers|personnes)"
)
_NUMBER = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|some|several|a few|a handful of)"
)
_FOR_SOME = _pattern(
    rf"\b(?:for|at|with|on|affects?|affecting|affected|hits?|hitting|only|just) (?:only |just |about |around |roughly )?"
    rf"{_NUMBER} (?:of (?:our|the|my) )?(?:\w+ )?{_PEOPLE}\b|\b{_NUMBER} of (?:our|the|my) (?:\d+ )?(?:\w+ )?{_PEOPLE}\b"
)
_FOR_ALL = _pattern(
    r"\b(?:(?<!at )(?<!not )all|every|everyone|everybody|everything|whole|entire|nobody|no ?one|none|no (?:\w+ )?calls?|"
    r"not a single|nothing|total(?:ly)?|team of)\b"
)
_SHARE = re.compile(r"\b(\d{1,5})\s?(?:out\sof|of|/)\s?(?:the\s|our\s|my\s|a\stotal\sof\s)?(\d{1,5})\b", _I)
_MOST = 0.6
"""From this share of the people on, a trouble counts as everybody's."""


def share_of(words: str) -> float | None:
    """The share that "14 of our 60" tells, 0 to 1, or None."""
    found = _SHARE.search(words)
    return int(found[1]) / int(found[2]) if found and int(found[2]) else None


def is_most(share: float | None) -> bool:
    """Whether so many of the people are concerned that all are."""
    return share is not None and share >= _MOST


def over(text: Folded) -> bool:
    """Whether the writer of ``text`` (folded) says that the trouble has ended, and nothing that takes it back."""
    if _RELAPSE.search(text):
        return False
    return any(
        not _BEFORE_NOT_OVER.search_here(text[max(0, match.start() - 40) : match.start()])
        and not _AFTER_NOT_OVER.match(text[match.end() : match.end() + 20])
        for match in _OVER.finditer(text)
    )


def for_some(text: Folded, counted: str) -> bool:
    """Whether only some people are concerned by ``text`` (folded). ``counted`` are the words that tell how many.

    A word for all of anything in the text speaks against it: better one call too many than a silent outage.
    """
    share = share_of(counted)
    if share is not None:
        return not is_most(share) and not _FOR_ALL.search(text)
    return bool(_FOR_SOME.search(text)) and not _FOR_ALL.search(text)
