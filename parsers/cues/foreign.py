"""Strong words for trouble in German, French, Spanish and Dutch: enough to see an incident, and one that stops all.

Written in lower case; a space stands for any white space. They are no translation of the English cues: a letter in
another language is at least not taken for small talk, and a total outage is seen as one.
"""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

TOTAL_WORDS = (
    r"total-?ausf[aä]ll\w*|komplettausfall|komplett(?:er|e)? (?:ausfall|ausgefallen|tot|down)|"
    r"kein(?:e|en)?(?: einzige[rn]?)? (?:\w+ )?(?:anrufe?n?|telefonate?|gespräche?)\b|niemand kann|"
    r"nichts (?:geht|funktioniert)|geht nichts|alles (?:steht|tot|ausgefallen)|"
    r"(?:plus )?aucun (?:\w+ )?appel|panne (?:totale|générale|complète)|(?:plus )?rien ne (?:fonctionne|marche)|"
    r"personne ne peut|"
    r"ninguna (?:\w+ )?llamada|ca[ií]da (?:total|general|completa)|no entran? (?:las )?llamadas|nadie puede|"
    r"nada funciona|todo (?:está )?ca[ií]do|"
    r"geen (?:enkele? )?(?:\w+ )?(?:gesprek(?:ken)?|oproep(?:en)?|telefoontjes?)|(?:alles|ligt) (?:ligt )?plat|"
    r"totale (?:storing|uitval)|niemand kan|niets werkt"
)
"""Nothing gets through, nobody can work."""

TROUBLE_WORDS = (
    r"ausf[aä]ll(?:e|s)?|ausgefallen|st(?:ö|oe)rung(?:en)?|gestört|"
    r"(?:geht|gehen|funktioniert|funktionieren|klappt|lädt|startet|reagiert)"
    r" (?:\w+ ){0,3}?(?:nicht|nichts)|nicht (?:mehr )?(?:erreichbar|anmelden|einloggen|möglich|verfügbar)|"
    r"(?:können|kann) (?:\w+ ){0,3}?(?:nicht|keine|niemanden|nichts)|(?:hört|hören) (?:\w+ ){0,2}?nichts|"
    r"stürzt (?:\w+ ){0,3}ab|abgestürzt|kaputt|defekt|fehlermeldung(?:en)?|abgebrochen|"
    r"en panne|(?:une|la) panne|panne|(?:ne|n') ?(?:\w+ )?(?:fonctionnen?t?|marchen?t?|peu(?:t|vent)|pouvons|"
    r"arrive|arrivons|arrivent|répond|répondent) (?:\w+ )?(?:pas|plus|aucun\w*)|hors service|injoignables?|coupures?|"
    r"no funcionan?|no (?:pueden|podemos|puedo|se puede|responde|carga|entran?|suena)|sin servicio|"
    r"ca[ií]das?|se (?:ha )?ca(?:yó|yo|ído|ido)|aver[ií]as?|fallos?|"
    r"storing(?:en)?|(?:werkt|werken|doet|doen) (?:\w+ ){0,3}?niet|onbereikbaar|uitgevallen|"
    r"(?:kan|kunnen) (?:\w+ ){0,3}?(?:niet|geen)"
)
"""Something is broken."""

CALL_WORDS = r"anruf|telefon|telefoon|leitung(?:en)?\b|appels?\b|téléphon|llamada|gesprek|oproep|gespräch"
"""Calls and telephones."""

FOREIGN_CUES: tuple[Cue, ...] = (
    cue(
        MessageKind.INCIDENT,
        4,
        "says in another language that nothing works",
        rf"\b(?:{TOTAL_WORDS})\b",
    ),
    cue(
        MessageKind.INCIDENT,
        3.5,
        "says in another language that something does not work",
        # German joins words: "Stromausfall", "Telefonstörung".
        rf"\b(?:{TROUBLE_WORDS})\b|ausf[aä]ll(?:e|s)?\b|st(?:ö|oe)rung(?:en)?\b",
    ),
)
