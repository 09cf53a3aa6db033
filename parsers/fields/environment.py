"""Production or development, where the text says so or leaves no doubt."""

import re

from parsers.extraction import Found
from parsers.fields.view import View
from parsers.vocabulary import Environment, MessageKind
from parsers.wordsearch import WordSearch

_DEVELOPMENT = WordSearch(
    r"\b(?:(?:in|on|our|the|your|this is|its|it's|only|just|from|to)\s(?:our\s|the\s|a\s|only\s|"
    r"just\s)?(?:\w+\s)?(?:test|dev|development|staging|stage|uat|sandbox|lab|pre-?prod(?:uction)?|"
    r"non-?prod(?:uction)?|qa|integration|demo|training)"
    r"(?:\s(?:environment|env|system|tenant|platform|instance|site|server|box|stack|cluster|area|account|"
    r"queues?|side|org|lab|only))"
    r"|(?:uat|sandbox|staging|pre-?prod|non-?prod|devtest|dev/test|test lab|test tenant|test environment|"
    r"dev tenant|dev env(?:ironment)?|development (?:environment|system|tenant|team)|qa environment|"
    r"test system|lab environment)"
    r"|(?:in|on) (?:dev|test|qa|lab)\b|(?:dev|test) (?:not|,? no) (?:in )?prod)\b",
)
_NOT_DEVELOPMENT = WordSearch(
    (
        r"\b(?:not (?:in|on)?\s?(?:the |our )?(?:test|uat|staging|sandbox|dev)|(?:works|fine|ok|worked|passed|"
        r"same in|tested) (?:fine |ok |well |perfectly )?(?:in|on) (?:the |our )?(?:test|uat|staging|sandbox|"
        r"dev|lab))"
    ),
)
_PRODUCTION = WordSearch(
    (
        r"(?<!pre-)(?<!pre)(?<!non-)(?<!non)(?<!not )(?<!not in )(?<!nothing in )(?<!than )\b(?:prod(?:uction)?|"
        r"live (?:system|environment|platform|site|service|traffic|calls?|queues?|floor|agents|customers?|"
        r"tenant|env|callers?))\b"
    ),
)
_NOT_PRODUCTION = WordSearch(
    r"\b(?:prod(?:uction)? (?:is|are|was|system|itself)?\s?(?:\w+\s)?(?:fine|ok|unaffected|not affected|"
    r"not touched|untouched|works|working|ok)|not (?:in |on )?(?:the )?prod(?:uction)?|before (?:it|we|"
    r"this|going|the) .{0,30}(?:prod|live)|to prod(?:uction)? (?:on|next|by|in)"
    r"|no (?:prod(?:uction)?|live)|(?:prod(?:uction)?) not|go(?:es|ing)? (?:to |into |"
    r"in )?(?:prod(?:uction)?|live)|move(?:d|s)? to prod(?:uction)?|promot\w+ to prod(?:uction)?|"
    r"in production next|nothing live)\b",
)
_CALLERS = WordSearch(
    r"\b(?:customers?|callers?|patients?|members?|guests?|clients?|citizens?|motorists?|passengers?|"
    r"residents?|policyholders?|shoppers?|donors?|subscribers?|tenants?|students?|parents?|families|"
    r"drivers?|visitors?|public|buyers|borrowers|cardholders?|taxpayers?|travell?ers?|users of ours)\s"
    r"(?:\w+\s){0,3}?(?:can(?:'t|not| not)|cannot|are (?:\w+ly )?(?:hearing|getting|waiting|left|being|"
    r"stuck|dropped|cut|told|put|sent|calling back|complaining|hanging|routed|losing|stranded|unable|"
    r"sitting|abandoning|giving up|hit|affected|screaming|angry|furious|repeating)"
    r"|is being|get(?:s|ting)?|hear|hang|complain|think|have to|were|wait|who (?:call|dial|phone|press|"
    r"get|are)|dial|report|say|said|tell|told|give up|abandon|just leave|keep|lose|lost|giving|"
    r"call(?:ing)? back|end up|land|sit|ring|repeat|drop|fall|reach|waiting|left|being)\b"
    r"|\b(?:calls?|chats?|emails?)\s(?:are|is|were|keep|get|got|being|all|not|that|going|drop\w*|ring\w*|"
    r"fail\w*|never|come|coming|waiting|stuck)\b.{0,60}\b(?:drop\w*|queue|agent|abandon\w*|reject\w*|"
    r"wrong|lost|fail\w*|silent|dead|disconnect\w*|busy|answered|waiting)\b"
    r"|\b(?:lines?|floor|call cent(?:er|re)|contact cent(?:er|re)|whole site|everything|all (?:queues|"
    r"calls|lines))\s(?:\w+\s){0,2}?(?:is|are|has|have)\s(?:\w+\s)?(?:down|dead|stopped|standing still|"
    r"at a standstill|idle|out)\b"
    r"|\b(?:no calls (?:at all|are|can|coming|get|since)|not a single call|everything is down|(?:agents?|"
    r"people|ppl|reps|staff|us)\s(?:\w+\s){0,7}?(?:idle|kicked out|sitting|locked out|can(?:'t|"
    r"not) (?:take|answer|receive|make)|cannot (?:take|answer|receive|make))|agts (?:all )?kicked out|"
    r"sitting on their hands|calls (?:queu|pil|stack)\w+|queue (?:is )?(?:growing|backing up|building|"
    r"climbing)|all inbound|inbound calls (?:are|get|fail)|fast busy|our (?:stores|branches|shops|drivers|"
    r"dispatchers) (?:cannot|can\'t)|losing (?:calls|orders|sales|customers))",
)
_OUTSIDERS = WordSearch(
    (
        r"\b(?:customers?|callers?|patients?|members|guests|clients|citizens|motorists|passengers|residents|"
        r"policyholders|shoppers|donors|subscribers|students|cardholders|travell?ers|"
        r"borrowers)\b(?!\s(?:service|services|care|support|experience|relations|id|ids|record|database|field|"
        r"satisfaction|survey|portal))"
    ),
)
_SYMPTOM_KINDS = frozenset({MessageKind.INCIDENT})
_FIRST = {"p": Environment.PRODUCTION, "l": Environment.PRODUCTION}


def environment_of(words: str) -> Environment | None:
    """What a form's environment line says: "PROD" -> production, "UAT" -> development."""
    lowered = words.lower()
    if re.search(r"\b(?:pre-?prod|non-?prod|test|dev|uat|stag|sandbox|lab\b|qa\b|demo)", lowered):
        return Environment.DEVELOPMENT
    return Environment.PRODUCTION if re.search(r"\b(?:prod|live)", lowered) else None


def _stated(view: View) -> Found[Environment] | None:
    for place, text in (("body", view.low), ("subject", view.low_subject)):
        development = None if _NOT_DEVELOPMENT.search(text) else _DEVELOPMENT.search(text)
        production = None if _NOT_PRODUCTION.search(text) else _PRODUCTION.search(text)
        match, value = (development, Environment.DEVELOPMENT) if development else (production, Environment.PRODUCTION)
        if match:
            return view.found(value, *match.span(), 0.9, "stated", place="subject" if place == "subject" else "body")
    return None


def read_environment(view: View, kind: MessageKind) -> Found[Environment] | None:
    """The environment as stated, or production where real callers or a live floor are hit; None where nothing tells."""
    stated = _stated(view)
    if stated or kind not in _SYMPTOM_KINDS:
        return stated
    callers = _CALLERS.search(view.low) or _OUTSIDERS.search(view.low)
    if callers:
        return view.found(Environment.PRODUCTION, *callers.span(), 0.7, "real callers or a live floor are affected")
    return None
