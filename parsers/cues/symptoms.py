"""The plain words of people who describe what they see and hear, without the trade's terms."""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

_K = MessageKind
_CALLERS = r"(?:callers?|customers?|clients?|patients?|members?|guests?|agents?|people|they|both sides|nobody|we)"

SYMPTOM_CUES: tuple[Cue, ...] = (
    cue(
        _K.INCIDENT,
        3.5,
        "says what people hear or do not hear",
        (
            rf"\b(?:(?:voices?|sound|audio|speech|line|calls?|reception) (?:\w+ )?(?:break(?:s|ing)? up|"
            r"(?:comes?|goes?|coming|going) and (?:go(?:es)?|com(?:e|es))|(?:goes|went|gone|going|is) quiet|fad(?:es|ing)|"
            rf"cracks|stutters?|hangs)|{_CALLERS} (?:[\w']+ ){{0,4}}hears? (?:\w+ )?(?:nothing|no|an? "
            r"(?:echo|hiss|hum|buzz|click))|(?:goes|went|goes all|going) quiet|lost (?:the )?(?:audio|sound|voice|"
            r"calls|phones|connection|dial ?tone|power to)|never (?:see|get|receive)s? (?:the|any|a) calls?)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        3.5,
        "says that a part of it is lost each time",
        (
            r"\b(?:(?:drop(?:s|ping)?|los(?:es|ing)|cuts?(?: off)?|kills?|swallows?|eats?|misses|skips?|rejects?) (?:\w+ )?(?:"
            r"every|each|all|some|half|most|\d+) (?:\w+ ){0,3}calls?|(?:is|are|was|were|get|gets|been) (?:not|never) "
            r"(?:being )?(?:saved|stored|sent|delivered|recorded|counted|written|kept|logged|shown|displayed|updated|"
            r"synced|transferred|offered|connected|played|answered)|(?:still|always|again|comes? up|is|are|stays?) "
            r"(?:empty|blank|grey|gray|black|white)|(?:go|goes|going|went|turns?|turned) (?:grey|gray|black|white|blank)"
            r"|(?:in|until) (?:january|february|march|april|may|june|july|august|september|october|november|december|"
            r"the old version|last \w+|yesterday) (?:it|they|this|all|everything) (?:was|were|worked) (?:\w+ )?"
            r"(?:right|fine|correct|ok|okay|good|well)?)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        1.5,
        "counts its troubles",
        r"\b(?:(?:\d|two|three|four|several|some|a few|the following|multiple) (?:issues|problems|faults|troubles))\b",
    ),
)
