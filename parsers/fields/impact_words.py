"""The words by which a clause states what a trouble means for the business, each with its weight."""

from parsers.wordsearch import WordSearch

_OUTSIDERS = (
    r"(?:customers?|callers?|patients?|members?|guests?|clients?|citizens?|motorists?|passengers?|"
    r"residents?|policyholders?|shoppers?|donors?|subscribers?|students?|parents?|families|drivers?|"
    r"visitors?|travell?ers?|borrowers?|cardholders?|taxpayers?|tenants?|elderly|cx|stores|branches|shops|"
    r"field crews|crews|sales reps|suppliers|partners|vendors|offices|employees|colleagues|applicants|"
    r"claimants|voters|fans|readers|sick people|consumers|buyers|dealers|physicians|doctors|the public|"
    r"people (?:calling|who call|in pain)|they)"
)
_INSIDERS = (
    r"(?:agents?|agts|ppl|people|staff|reps?|supervisors?|everyone|everybody|we|the (?:whole )?(?:team|"
    r"floor|shift)|nurses|dispatchers|advisors|advisers|operators|team leads?|somebody|someone|she|he|"
    r"half the floor)"
)
CUT = WordSearch(
    r"[;]\s|\s[-–—]{1,3}\s|—|,?\s(?=(?:but(?!\snothing|\snot|\sno\b|\sstill)|because)\s)|,\s(?=(?:so|"
    r"and)\s(?:we|i|our|the|they|customers|callers|agents|patients|members)\b)"
    rf"|,\s(?={_OUTSIDERS}\s|{_INSIDERS}\s|our\s|it\s|no\s|nobody\s|which\s|meaning\s|leaving\s|costing\s|"
    rf"causing\s)|:\s|,?\s(?=and\s(?:we|our|my)\s)|,\s(?=so\sit\s)|\s\((?=ref|see|e\.g|i\.e|item|page)|"
    rf",?\s(?=(?:which means|so that|meaning that)\b)",
)
CUES: tuple[tuple[float, WordSearch], ...] = tuple(
    (weight, WordSearch(pattern.replace(" ", r"\s")))
    for weight, pattern in (
        (
            1.6,
            (
                r"\b(?:my|our) (?:people|team|staff|agents|guys|colleagues|supervisors|clerks|nurses) (?!is\b|are\b|"
                r"have\b|has\b|can\b|in\b|at\b|says?\b|see|hear)\w+"
            ),
        ),
        (
            1.6,
            (
                r"\b[a-z]{3,}s (?:wait|have to|must|re-?key|re-?type|call back|hang up|give up|complain|walk in|"
                r"ask us|queue up)\b"
            ),
        ),
        (
            1.6,
            (
                r"\b(?:on|running on|working on|using) (?:backup|paper|mobiles|cell ?phones|personal phones|manual)|"
                r"until (?:it'?s|it is|this is|that is) fixed\b"
            ),
        ),
        (2.0, r"\b(?:no (?:catastrophe|disaster|tragedy|problem for)|\d+ (?:\w+ ){0,4}(?:sitting|idle|twiddling))"),
        (0.8, r"\b(?:instead|in excel|by then|on our side we)\b"),
        (1.2, r"\A(?:so|and so) (?:\w+ ){0,2}(?:people|we|they|the|agents|customers|our|my|it|callers)\b"),
        (
            2.0,
            (
                r"\b(?:swamped|flooded|overwhelmed|overflow(?:ing)? (?:to|in)|buried|hammered|slammed|drowning|"
                r"snowed under)\b"
            ),
        ),
        (
            2.0,
            (
                r"\b(?:rate|level|time|volume|numbers?|score|conversion|csat|nps) (?:has |have |is |are )?(?:fell|"
                r"fallen|dropp\w+|went|gone|doubled|tripled|up|down|rising|climb\w+|suffer\w*)"
            ),
        ),
        (
            2.0,
            (
                r"\b(?:los(?:e|ing|t) (?:\w+ ){0,2}(?:fortune|thousands|hundreds)|fortune|"
                r"not (?:the )?end of the world|(?:purely|only|just) (?:visual|cosmetic|an annoyance)|"
                r"(?:a )?(?:little|small|minor) thing|low prio(?:rity)?|live without)\b"
            ),
        ),
        (
            1.5,
            (
                r"\b(?:not acceptable|unacceptable|911|999|112|emergenc\w+|not reachable|unreachable|record (?:volume|"
                r"day|week)|busiest|cannot have it|can'?t have it|breaks? (?:our|the|their)|nervous|worried|furious|"
                r"angry|upset|unhappy|frustrat\w+|(?:call|order|sale|chat|data|work|case|lead)s? (?:\w+ ){0,3}(?:is|"
                r"are|gets?) lost|keep(?:s)? missing|misses|screaming|panick\w*)\b"
            ),
        ),
        (
            2.5,
            (
                r"\b(?:business impact|impact (?:is|on|to)|which means|this means|that means|meaning(?: that)?|"
                r"as a (?:result|consequence)|consequence|effectively|in effect|costing us|costs us|it costs)\b"
            ),
        ),
        (
            2.0,
            (
                rf"\b{_OUTSIDERS} (?:\w+ ){{0,4}}?(?:can'?t|cannot|can not|could not|couldn'?t|unable|have to|has to|"
                rf"had to|having to|must|need to|are (?:\w+ )?(?:left|stranded|waiting|stuck|angry|upset|furious|"
                rf"complaining|confused|hanging|giving|abandoning|told|being|getting|calling|repeating|on hold|without|"
                rf"turned|screaming|frustrated|annoyed|leaving|missing|losing|sitting|hearing)|get(?:ting)? (?:angry|"
                rf"upset|nothing|a busy|cut|stuck|frustrated|no |the wrong)|hang(?:ing)? up|hung up|give up|giving up|"
                rf"gave up|complain\w*|wait\w*|think|believe|repeat\w*|abandon\w*|leav\w*|left|start over|just leave|"
                rf"lose|lost|miss\w*|call(?:ing)? back|call(?:ing)? (?:twice|again|our competitors?)|tell (?:us|me)|"
                rf"go(?:ing)? (?:to|elsewhere)|don'?t (?:get|know|hear)|do not (?:get|know|hear)|hear nothing|won'?t|"
                rf"reach)\b"
            ),
        ),
        (
            2.0,
            (
                r"\b(?:los(?:e|es|ing|t) (?:\w+ ){0,4}?(?:business|revenue|sales|orders?|money|customers?|calls?|"
                r"bookings?|leads|hours?|data|deals|contacts|time|callers?|income|donations|payments|the first|about|"
                r"roughly|\$|£|€)|revenue|sales (?:are|is|have|lost)|fined\b|(?:regulatory|heavy|a) fines?\b|"
                r"penalt\w+|regulat\w+|complian\w+|privacy|hipaa|pci|gdpr|legal|liabilit\w+|safety|risk\b|at risk|"
                r"exposure|reputation\w*|sla\b|service levels? (?:is|are|has|dropped|fell|down|at)|abandon(?:ment|"
                r"ed)?(?: rate| calls)?|backlog\w*|overtime|pil(?:e|es|ing) up|queue (?:is )?(?:growing|building|"
                r"backing)|backed up|behind schedule|deadline|payroll|audit\w*|inspection|to the board|the board|"
                r"press\b|newspaper|social media|bad reviews?|refunds?|compensation|capacity|quota|targets?)\b"
            ),
        ),
        (
            1.8,
            (
                rf"\b{_INSIDERS} (?:\w+ ){{0,5}}?(?:idle|sitting|by hand|manually|on paper|doing nothing|"
                rf"stand(?:ing)? (?:around|idle|by)|twirling|waiting|(?:can'?t|cannot|can not|unable to|"
                rf"not able to) (?:\w+ )?(?:work|help|serve|take (?:any )?(?:calls|orders|bookings|payments)|"
                rf"do (?:their|our|any)|process|see who|verify|tell|answer|bill|ship|dispatch|book|schedule|plan|"
                rf"report|pay|meet|coach|monitor|sell|make)|have to (?:\w+ )?(?:re-?type|re-?enter|ask|call|log|write|"
                rf"look|search|dial|type|copy|repeat|guess|apologi[sz]e|restart|use|do|work|transfer|verify|key|send|"
                rf"count|walk|share|enter|start|check|note|switch|pull|re)|are (?:having|forced) to|forced to|"
                rf"working from|working off|sent (?:\w+ )?home|sending (?:\w+ )?home|apologi[sz]\w+|guess\w*|"
                rf"pulls? (?:this|it)|takes? (?:her|him|them|us))\b"
            ),
        ),
        (
            1.5,
            (
                r"\b(?:sitting on their hands|dead in the water|flying blind|at a standstill|standstill|"
                r"nobody to (?:talk|"
                r"speak) to|on (?:the )?paper|by hand|manually|double (?:the )?(?:work|entry|handling)|"
                r"twice the (?:work|time)|extra work|wast(?:e|es|ing)|slow(?:s|ing)? us down|takes? (?:twice|"
                r"three times|longer|much longer|ages)|handle times? (?:is|are|has|have|went|up)|aht\b|"
                r"hold times? (?:is|are|went|up|of)|wait times? (?:is|are|went|up|of)|no (?:way to (?:reach|serve|"
                r"help|take)|phones|alternative)|we (?:are|'re) (?:blind|flying blind|losing|missing|behind|closed|"
                r"stuck|down to|dead|short|turning|unable|not able|bleeding|drowning|getting (?:complaints|hammered|"
                r"killed))|turn(?:ed|ing) (?:\w+ )?away|cannot (?:serve|operate|do business|be reached|trade|sell|"
                r"dispatch|take orders|take bookings|take payments|process)|can'?t (?:serve|operate|do business|trade|"
                r"sell|dispatch|take orders|take bookings|take payments|process|bill|plan|report|staff))\b"
            ),
        ),
        (
            1.8,
            (
                r"\b(?:no (?:customer |business |real |caller |big |major |immediate |operational |actual |user |"
                r"visible |great )?(?:impact|effect|harm|consequences?|damage)|not (?:a (?:big|huge) (?:deal|problem)|"
                r"urgent|affecting (?:anyone|customers|callers|calls|anybody)|stopping|critical|blocking)|does(?:n'?t|"
                r" not) (?:affect|stop|block|hurt|impact|bother)|nobody (?:is )?(?:affected|hurt|stopped|noticed|"
                r"else)|no(?: one|-one) (?:is )?(?:affected|hurt|noticed)|(?:only|just|purely|"
                r"more) (?:an? )?(?:annoy\w*|cosmetic|nuisance|irritation|embarrass\w*|confus\w*|inconvenien\w*)|"
                r"(?:it'?s|it is|that is|which is|a bit|somewhat|rather|mildly|just) (?:just |only |a bit |"
                r"rather )?(?:annoying|embarrassing|confusing|cosmetic)|annoying|nuisance|embarrassing|"
                r"nothing serious|nobody minds|no (?:harm|drama|biggie)|confus\w+ for|looks (?:silly|bad|"
                r"unprofessional|odd)|(?:so |we are |we're |she is |he is |i am )?ok (?:till?|until|for)|"
                r"we can (?:live|cope|manage|wait|work around)|can wait|live with it|"
                r"calls (?:themselves )?are (?:not affected|unaffected)|minor (?:impact|inconvenience|annoyance))\b"
            ),
        ),
        (
            1.5,
            (
                r"\b(?:(?:is|are|'s) (?:holding up|delaying|blocking|stopping|preventing|keeping|hurting|killing|"
                r"costing|jeopardi[sz]ing|slowing|confusing)|holds? (?:us |up )|block(?:s|ed|ing)? (?:our|us|the|all|"
                r"go|testing|uat|release|project)|delay(?:s|ed|ing)? (?:our|the|go|release|project|launch)|"
                r"cannot (?:continue|proceed|finish|complete|go on|test|go live)|can'?t (?:continue|proceed|finish|"
                r"complete|go on|test|go live)|prevent(?:s|ing)? (?:us|our|the|agents)|stops us|"
                r"our (?:\w+ )?(?:testers|developers|project|launch|go-live|release|campaign|numbers|figures|payroll|"
                r"reporting|board|management|compliance office|audit\w*|regulator|cfo|coo|ceo|director)\b)"
            ),
        ),
        (
            0.8,
            (
                r"\b(?:customers?|callers?|patients?|members?|guests?|clients?|business|orders?|bookings?|"
                r"appointments?|claims|emergenc\w+|ambulance|payments?|donations?|agents? idle|peak|season|today is|"
                r"month[- ]end|deadline|go nowhere|only find out|storm|lives?)\b"
            ),
        ),
        (
            1.5,
            (
                r"\b(?:go(?:es)? nowhere|only find out|get(?:s)? lost|falls? through the cracks|slip(?:s|"
                r"ping)? through)\b"
            ),
        ),
        (
            0.6,
            (
                r"\b(?:real help|seriously|badly|severe(?:ly)?|huge|major|serious|critical|big problem|dangerous|"
                r"unusable|useless|chaos|mess|nightmare|every (?:time|call|caller)|again and again|for now|"
                r"in the meantime|meanwhile|until then|paper list|spreadsheet|sticky notes?|in excel|once a (?:day|"
                r"week)|every (?:day|week|monday|morning|month))\b"
            ),
        ),
    )
)
PENALTIES: tuple[tuple[float, WordSearch], ...] = tuple(
    (weight, WordSearch(pattern))
    for weight, pattern in (
        (
            3.0,
            (
                r"\A(?:please|pls|kindly|can you|could you|would you|can someone|could someone|let (?:me|us) know|"
                r"thanks|thank|hi|hello|dear|i hope|hope|this is critical|as i understand|how|what|when|where|is|are|"
                r"do|does|did|why|who)\b"
            ),
        ),
        (
            2.0,
            (
                r"\b(?:we|i|our \w+|they) (?:have |has |also |already )?(?:tried|rebooted|restarted|checked|verified|"
                r"cleared|reinstalled|swapped|tested|confirmed|asked)\b"
            ),
        ),
        (
            1.5,
            (
                r"\b(?:since|started|began|first (?:noticed|seen)|connid|ani\b|error|says|attached|example|ticket|"
                r"ep-\d+|extension|contact|reach me|call me|\d{2}:\d{2}|http|invoice|page \d+)\b"
            ),
        ),
        (1.0, r"\b(?:if|would like|we need|we want|i want|i need|set up|wish|invited)\b"),
    )
)
