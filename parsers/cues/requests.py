"""The words for wanting something: a change, a feature, an answer."""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

_K = MessageKind

_POLITE = (
    r"(?:please|pls|plz|kindly|can (?:u|ya|you)|could (?:u|ya)|cld you|would u|could you|could your|"
    r"can your|would you|can someone|could someone|can somebody|we need|i need|need you to"
    r"|we(?:'d| would) like(?: you)?|i(?:'d| would) like(?: you)?|we want|i want|would like|"
    r"request(?:ing)?|requesting you|like to have|can we (?:get|have)"
    r"|could we (?:get|have)|can i (?:get|have)|may we have|need|we require|asking you|want)"
)
_CHANGE_VERBS = (
    r"(?:add|create|set ?up|setup|change|move|update|remove|delete|load|upload|enable|disable|activate|"
    r"deactivate|route|reroute|re-route|point"
    r"|redirect|port|order|provision|build|install|configure|adjust|extend|increase|reduce|modify|replace|"
    r"record|re-record|swap|switch|rename|assign"
    r"|schedule|turn (?:on|off)|put|make|grant|reassign|program|re-program|reprogram|implement|publish|"
    r"map|retire|decommission|raise the|lower the|shorten|lengthen"
    r"|open|import|clone|copy|split|merge|play|forward|apply|amend|alter|set|give|exchange|substitute|"
    r"redo|prolong|reschedule the campaign|have .{1,40} (?:changed|"
    r"added|moved|removed|set up|updated|pointed))"
)
_CHANGE_NOUNS = (
    r"(?:toll[- ]free|tfn|800 number|freephone|dnis|did|number|numbers|queue|skill|skills|ivr|menu|"
    r"menu option|option|prompt|prompts|announcement|announcements|greeting"
    r"|campaign|calling list|call list|list|report|reports|mailbox|e-?mail alias|alias|page|script|"
    r"scripts|template|holiday|closure|hours|opening hours|agents?|users?|routing"
    r"|logins?|voicemail|voice mail|disposition|dispositions|pause reason|wrap[- ]?up|wallboard|dashboard|"
    r"recording|message|language|overflow|callback|training|chat|business hours|seats?|vq)"
)
REQUEST_CUES: tuple[Cue, ...] = (
    cue(_K.CHANGE_REQUEST, 3, "asks for a change", rf"\b{_POLITE}\s(?:\w+\s){{0,3}}?{_CHANGE_VERBS}\b"),
    cue(
        _K.CHANGE_REQUEST,
        2,
        "names what can be added or changed",
        (
            rf"\b(?:new|additional|extra|another|temporary|second|more|weekly|monthly|daily|"
            rf"custom)\s(?:\w+\s){{0,2}}?{_CHANGE_NOUNS}\b"
        ),
    ),
    cue(
        _K.CHANGE_REQUEST,
        1.5,
        "begins with the change it wants",
        rf"(?:\A|\n)\s{{0,8}}(?:please\s|pls\s|kindly\s|subject:\s)?{_CHANGE_VERBS}\s(?!(?:it|this)\b)",
    ),
    cue(
        _K.CHANGE_REQUEST,
        3,
        "speaks of a change request",
        (
            r"\b(?:change request|service request|service order|mac request|move/add/change|moves?,? adds|m/a/c|"
            r"request for (?:a )?(?:new|change|report|an? additional)|chg-?\d+|quote (?:for|me|us) |(?:send|"
            r"give) (?:us|me) a quote|how much (?:would|will) it cost|lead time)\b"
        ),
    ),
    cue(
        _K.CHANGE_REQUEST,
        2,
        "says when the change shall be live",
        (
            r"\b(?:go(?:es)? live (?:on|by)|live (?:on|by|from)|effective (?:from|on|as of|\w+day)|in place by|"
            r"ready by|needed by|need (?:it|this|them) (?:by|for|before|live|from|testable)|by (?:end of|close of|"
            r"next|monday|tuesday|wednesday|thursday|friday|the \d)|starting (?:monday|tuesday|wednesday|thursday|"
            r"friday|saturday|sunday|next)|from (?:monday|next))\b"
        ),
    ),
    cue(
        _K.CHANGE_REQUEST,
        2,
        "names a holiday or closing",
        (
            r"\b(?:holiday (?:hours|schedule|message|routing|greeting|calendar|closure|announcement)|closed on|"
            r"closing (?:early|at)|open(?:ing)? hours|special hours|bank holiday|closed for|thanksgiving|"
            r"christmas|memorial day|labor day|new year)\b"
        ),
    ),
    cue(
        _K.FEATURE_REQUEST,
        4,
        "knows that it cannot be done today",
        (
            r"\b(?:one day|some ?day|(?:would )?love (?:to (?:be able|see|have)|an? |it if)|any chance (?:of|to|"
            r"that|you)|cannot do (?:this|that|it) (?:today|yet|now|at (?:the moment|present))|"
            r"can't do (?:this|that|it) (?:today|yet|now)|not possible (?:today|yet|at present)|"
            r"isn't possible (?:today|yet)|could the \w+ (?:\w+ )?(?:also|maybe|perhaps|one day)|imagine if|"
            r"idea:?|in (?:a )?(?:future|later) (?:version|release)|ever going to)\b"
        ),
    ),
    cue(
        _K.FEATURE_REQUEST,
        5,
        "asks for what the product lacks",
        (
            r"\b(?:feature request|enhancement request|product idea|product suggestion|suggestion for|wish ?list|"
            r"our wish|roadmap|road map|product management|product team|vote (?:for|on|counted)|upvote|"
            r"future (?:release|version)|next (?:release|version) (?:could|should|to)|would be (?:nice|great|good|"
            r"lovely|handy|helpful|fantastic|useful|brilliant|awesome|so much easier|a (?:great|real|big|"
            r"nice))\s?(?:if|to (?:have|be able|see)|feature|help if)|(?:be|find it) (?:nice|great|useful|handy|"
            r"helpful) if|it'd be (?:nice|great|good|lovely|handy|cool|useful)|(?:consider|think about|"
            r"thought about|thought of) (?:adding|building|supporting|making|offering|letting|it for)|"
            r"ever (?:thought|considered|planned)|any plans? (?:to|for)|are there plans|do you plan|"
            r"planning to (?:support|add|offer)|wish (?:there|it|we|the|you|one could|i could)|idea for|"
            r"(?:missing|lacking) (?:is|feature|functionality)|there is no way to .{1,60}(?:today|at the moment|"
            r"currently)|does(?:n't| not) (?:exist|support|offer|have) .{0,40}(?:yet|today|at present)|"
            r"functionality|new feature|a feature|the feature|feature that|dream|if only|why can't (?:the|we|you|"
            r"it)|competitor)\b"
        ),
    ),
    cue(
        _K.FEATURE_REQUEST,
        2,
        "wishes for something",
        (
            r"\b(?:dark mode|ability to|able to (?:see|filter|sort|export|pin|snooze|colou?r|tag|undo)|option to|"
            r"let (?:us|agents|supervisors|me) (?:choose|pick|sort|filter|pin|see|undo|set)|(?:business need|"
            r"use case|user story)\b|we(?:'d| would) (?:love|like) (?:to see|to be able|it if|the ability|a way)|"
            r"i(?:'d| would) (?:love|like) (?:to see|a way|it if)|love (?:a|an|it if|to see)|"
            r"it is not (?:currently )?possible|register our)\b"
        ),
    ),
    cue(
        _K.QUESTION,
        3.5,
        "asks how something works",
        (
            r"\b(?:how (?:do|does|can|would|should|is|are|to|long (?:do|does|are|is)|many .{1,40} (?:can|does|do)|"
            r"often does|exactly)\b|what (?:does|do|is the (?:difference|maximum|limit|max|default|best way|"
            r"right way|meaning|definition|format|retention)|are the (?:limits|options|default|possible|steps|"
            r"requirements)|happens (?:if|when|to)|counts as|determines|exactly)|where (?:do|can|would|is the|"
            r"are the|does|in the)|which (?:one|report|field|setting|of the|column|version|port|ports|browser|"
            r"browsers|format|event|kvp|key|stat\w*)|who can|is (?:it|there) (?:possible|a way|any way|a limit|"
            r"a maximum|a setting|documentation|a guide|supported|safe|normal|correct)|are (?:we|agents|"
            r"there) (?:able|supposed|allowed|any (?:limits|restrictions))|is (?:this|that) (?:expected|by design|"
            r"intended|normal|correct|supposed)|does (?:the|urs|it|a|an|anyone|your|this|that|echo\w*|ixn|stat\w*|"
            r"sip|genesys|\w+ (?:count|include|support|apply|run|keep|use|reset|store|work))|do (?:we|you|i|"
            r"agents|they|the|callbacks|calls|transferred|abandoned) (?:need|have to|support|count|know|get|keep|"
            r"apply|include|offer)|can (?:we|i|agents|supervisors|one|a|an|the|it|callers|you (?:explain|"
            r"tell me (?:how|what|which|where|whether|if)|clarify|confirm (?:whether|if|how|that|the|what|"
            r"which)))\b|could you (?:please |kindly )?(?:explain|clarify|tell (?:me|us) (?:how|what|which|where|"
            r"whether|if)|confirm (?:whether|if|how|the|what|which)|point me|advise (?:how|what|which|whether|"
            r"if)))"
        ),
    ),
    cue(
        _K.QUESTION,
        3,
        "says it has a question",
        (
            r"\b(?:(?:quick|one|small|short|technical|simple|silly|stupid|general|another|a|two|few|how-to|my|"
            r"our) questions?\b|question (?:about|on|re|regarding|for|:)|wondering (?:if|how|whether|what|why)|"
            r"curious (?:if|how|whether|what|about)|clarif(?:y|ication)|(?:would|want|like|trying|"
            r"need) to (?:know|understand)|want to understand|not sure (?:how|what|whether|if|which)|can(?:'t|"
            r"not) find (?:it |this |that |anything )?(?:in|about|how|where|documented)|(?:don't|"
            r"do not) (?:understand|see) (?:how|what|where|why)|explain|difference between|definition of|"
            r"what is meant|is meant by|documentation (?:on|for|about)|just asking|for my (?:own )?understanding|"
            r"arrived at|be so kind as to confirm|rule of thumb)\b"
        ),
    ),
)
