"""Words that only machines write, in the languages that mail systems speak. Data; the rules are in automatic."""

import re

_ABSENCE_SUBJECTS = {
    "English": r"out of (?:the )?office(?: (?:auto(?:matic)?[- ]?reply|reply|response|notification|message))?|"
    r"auto(?:matic|mated)?[- ]?(?:reply|response|answer|responder)|away from (?:the |my )?(?:office|desk|mail)|"
    r"vacation (?:reply|message|notice|response)|on (?:vacation|holiday|annual leave|parental leave|leave)|ooo",
    "German": r"abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung)|automatische (?:antwort|"
    r"abwesenheitsnotiz|e-?mail-antwort)|abwesend|nicht im (?:büro|haus)|außer haus|autoantwort|im urlaub",
    "French": r"réponse automatique|absence du bureau|message d['’]absence|absent(?:e)? du bureau|"
    r"notification d['’]absence|avis d['’]absence|en congés?",
    "Spanish": r"respuesta autom[áa]tica|fuera de (?:la )?oficina|ausente de la oficina|aviso de ausencia|de vacaciones",
    "Italian": r"risposta automatica|fuori (?:sede|ufficio)|assente dall['’]ufficio|avviso di assenza|in ferie",
    "Portuguese": r"resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor[áa]ria|aviso de aus[êe]ncia|de férias",
    "Dutch": r"automatisch(?:e)? (?:antwoord|reactie|beantwoording)|afwezigheids(?:bericht|melding|assistent)|"
    r"niet aanwezig|afwezig|met vakantie|op vakantie",
    "Swedish": r"autosvar|automatiskt? svar|frånvaro(?:meddelande)?|inte på kontoret|på semester",
    "Danish": r"automatisk svar|fravær|fraværs(?:besked|assistent)|ikke til stede|på ferie",
    "Norwegian": r"automatisk svar|fravær|fraværsmelding|fraværsassistent|ikke på kontoret|ikke tilstede|borte fra kontoret",
    "Finnish": r"automaattinen vastaus|poissa(?:olo)?(?:viesti|ilmoitus)?|automaattivastaus|poissa toimistosta|lomalla",
    "Polish": r"odpowied[źz] automatyczna|automatyczna odpowied[źz]|autoodpowied[źz]|poza biurem|nieobecno[śs][ćc]|"
    r"na urlopie",
    "Czech": r"automatick[áa] odpov[ěe][ďd]|mimo kancel[áa][řr]|nep[řr][íi]tomnost|na dovolen[ée]",
    "Hungarian": r"automatikus v[áa]lasz|irod[áa]n k[íi]v[üu]l|h[áa]zon k[íi]v[üu]l|szabads[áa]gon|t[áa]voll[ée]t",
    "Romanian": r"r[ăa]spuns automat|absen[țţt][ăa] din birou|[îi]n concediu|plecat din birou",
    "Turkish": r"otomatik (?:yan[ıi]t|cevap)|ofis d[ıi][şs][ıi]nda(?:y[ıi]m)?|i[̇]?zindeyim|y[ıi]ll[ıi]k i[̇]?zin",
    "Russian": r"автоответ(?:чик)?|автоматический ответ|вне офиса|в отпуске|отсутствую|автоматическое уведомление об отсутствии",
    "Ukrainian": r"автоматична відповідь|автовідповідь|поза офісом|у відпустці|відсутн(?:ій|я)",
    "Greek": r"αυτόματη απάντηση|εκτός γραφείου|ειδοποίηση απουσίας|απουσία|σε άδεια",
    "Japanese": r"自動(?:返信|応答)(?:メール)?|不在(?:通知|のお知らせ|連絡|にしております)?|休暇中|外出中",
    "Chinese": r"自[动動](?:回复|答复|回覆|回復)|不在[办辦]公室|外出(?:自[动動]回复)?|休假(?:通知|中)?",
    "Korean": r"자동 ?(?:회신|응답|답장)|부재 ?중(?: ?알림)?|휴가 ?중",
}
REPLY_SUBJECT = re.compile(
    rf"\s{{0,4}}(?:\[[^\]]{{1,30}}\]\s?)?\W{{0,2}}(?:{'|'.join(_ABSENCE_SUBJECTS.values())})\)?\s{{0,3}}"
    r"(?:[:：!.\]】]|re:|\Z|\s[-–—]\s|\(|（)|"
    r"\s{0,4}(?:i am|i'm|we are) (?:currently )?(?:out of (?:the )?office|on (?:vacation|holiday|annual leave))\b|"
    r"\s{0,4}auto(?:\s?re)?:\s",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"\s{0,4}(?:undelivered mail returned to sender|mail delivery failed: returning message|mail delivery failed\s*\Z|"
    r"returned mail:? |returned to sender|delivery status notification|failure notice\s*\Z|delivery (?:failure|"
    r"notification|report|has failed)\b.{0,40}\Z|"
    r"undeliverable(?: mail| message)?\s?:|undeliverable (?:mail|message)|undeliverable\s*\Z|"
    r"(?:mail )?delivery failure|non ?remis\s?:|unzustellbar\s?:|no se puede entregar\s?:|"
    r"mail system error - returned mail|message (?:delivery|undeliverable|not delivered|could not be delivered|"
    r"status - undeliverable)|"
    r"warning: (?:message|could not send message).{0,60}|delayed mail|nondeliverable mail|mail could not be delivered|"
    r"mail (?:undeliverable|delivery problem|returned)|user unknown\s*\Z|mdaemon notification|onbestelbaar|"
    r"unzustellbare nachricht|"
    r"não entregue|entrega fallida|недоставленное сообщение|配信不能|配送失败|退信|系统退信|(?:メール|"
    r"送信)(?:配信)?エラー)",
    re.IGNORECASE,
)

_ABSENCE_LINES = {
    "English": r"(?:i am|i'm) (?:currently |now )?(?:out of (?:the )?office|on (?:annual |parental |maternity |"
    r"sick )?leave|on vacation|on holiday|away from (?:the office|my desk))|"
    r"this is an auto(?:matic|mated|matically generated)? (?:reply|response)",
    "German": r"ich bin (?:derzeit |zurzeit |zur zeit |momentan |aktuell )?(?:nicht im (?:büro|haus)|im urlaub|außer haus|"
    r"abwesend)|dies ist eine automatische antwort",
    "French": r"je suis (?:actuellement )?(?:absente?(?: du bureau)?|en congés?|en vacances)|ceci est une réponse automatique",
    "Spanish": r"(?:actualmente )?(?:estoy|me encuentro) (?:actualmente )?(?:fuera de la oficina|de vacaciones|"
    r"ausente)|esta es una respuesta autom[áa]tica",
    "Italian": r"(?:attualmente )?sono (?:attualmente )?(?:fuori (?:sede|ufficio)|assente|in ferie)|"
    r"questa è una risposta automatica",
    "Portuguese": r"(?:estou|encontro-me) (?:atualmente |de momento )?(?:fora do escrit[óo]rio|de férias|ausente)|"
    r"esta é uma resposta autom[áa]tica",
    "Dutch": r"(?:momenteel ben ik|ik ben) (?:momenteel |op dit moment )?(?:afwezig|niet (?:op kantoor|aanwezig)|"
    r"met vakantie|op vakantie)|dit is een automatisch antwoord",
    "Swedish": r"jag är (?:just nu |för närvarande )?(?:på semester|bortrest|inte på kontoret|ledig|föräldraledig)|"
    r"detta är ett autosvar",
    "Danish and Norwegian": r"jeg (?:er|holder) (?:i øjeblikket |for tiden |for øyeblikket )?(?:på ferie|ferie|bortrejst|"
    r"ikke (?:på kontoret|til ?stede)|borte fra kontoret)|dette er (?:et|en) auto(?:matisk )?svar",
    "Finnish": r"olen (?:tällä hetkellä )?(?:(?:vuosi|kesä)?lomalla|poissa(?: toimistosta)?)|tämä on automaattinen vastaus",
    "Polish": r"(?:obecnie |aktualnie )?(?:jestem|przebywam) (?:obecnie |aktualnie )?(?:na urlopie|poza biurem|"
    r"nieobecn[ya])|to jest automatyczna odpowiedź",
    "Czech": r"(?:momentálně |aktuálně )?(?:jsem (?:mimo kancelář|na dovolené)|čerpám dovolenou|nejsem v kanceláři)|"
    r"toto je automatická odpověď",
    "Hungarian": r"(?:jelenleg )?(?:szabadságon vagyok|nem tartózkodom az irodában|házon kívül vagyok)|"
    r"ez egy automatikus válasz",
    "Romanian": r"(?:[îi]n prezent |momentan )?(?:sunt|m[ăa] aflu) (?:[îi]n (?:concediu|vacan[țţ][ăa])|plecat[ăa]? din birou)|"
    r"acesta este un r[ăa]spuns automat",
    "Turkish": r"(?:şu (?:anda|an) )?(?:ofis dışındayım|(?:yıllık )?i[̇]?zindeyim|tatildeyim)|bu otomatik bir yanıttır",
    "Russian": r"(?:в настоящее время |сейчас )?(?:я )?(?:сейчас )?(?:нахожусь )?(?:в отпуске|вне офиса|в командировке|"
    r"отсутствую(?: на рабочем месте| в офисе)?)|это автоматический ответ",
    "Ukrainian": r"(?:наразі |зараз )?(?:я )?(?:перебуваю |знаходжус[яь] )?(?:у відпустці|поза офісом|відсутн(?:ій|я))|"
    r"це автоматична відповідь",
    "Greek": r"(?:αυτή τη στιγμή |αυτή την περίοδο )?(?:απουσιάζω(?: από το γραφείο)?|είμαι σε άδεια|βρίσκομαι (?:σε άδεια|"
    r"εκτός γραφείου)|λείπω (?:σε|με) άδεια)|αυτή είναι αυτόματη απάντηση",
    "Japanese": r"(?:ただいま|只今|現在)?、?(?:不在に?して(?:おり|い)ます|不在です|休暇中です|"
    r"休暇をいただいております|外出しております)|"
    r"(?:これは|本メールは)自動(?:返信|応答)(?:メール)?です",
    "Chinese": r"我?(?:目前|现在|現在|正在)?(?:不在[办辦]公室|休假(?:中)?|出差(?:中)?)|[这這]是自[动動]回[复覆]",
    "Korean": r"(?:현재|지금) ?(?:부재 ?중|휴가 ?중|자리를 비우고 있)(?:입니다|습니다)|자동 ?회신 ?메일입니다",
}
_UNTIL = (
    r"until|till|through|from|between|since|returning|and (?:will|return|back)|with (?:limited|no)|"
    r"bis|vom|von|ab|und|jusqu|du|de|depuis|et|hasta|del|desde|y|fino|dal|al|e|até|a partir|tot|van|vanaf|en|"
    r"till|till och med|t\.o\.m|från|och|til|fra|og|asti|saakka|do|od|i|až|a|până|între|pînă|și|по|до|с|и|з|та|"
    r"μέχρι|έως|από|και"
)
_GREETING = (
    r"(?:hi|hello|dear|good (?:day|morning)|hallo|guten tag|sehr geehrte|liebe|bonjour|madame|hola|buenos|estimad|"
    r"buongiorno|gentile|salve|olá|caro|prezad|beste|geachte|hej|hei|god dag|dobrý|dzień dobry|szanowni|tisztelt|bună|"
    r"merhaba|sayın|здравствуйте|добрый|уважаем|доброго|шановн|γεια|αγαπητ|您好|你好|안녕하세요|お世話)"
)
GREETING_LINE = re.compile(rf"\s{{0,4}}{_GREETING}.{{0,60}}\Z", re.IGNORECASE)
REPLY_LINE = re.compile(
    r"\s{0,4}(?:(?:thank you|thanks) for your (?:e-?mail|mail|message)[.,!] |vielen dank für ihre (?:e-?mail|nachricht)[.,!] |"
    r"merci pour votre (?:message|courriel|e-?mail)[.,!] |您好[，,！!]\s?)?"
    rf"(?:{'|'.join(_ABSENCE_LINES.values())})(?:[ ,]{{1,2}}(?:{_UNTIL})\b[^,?!]{{0,60}})?[.!。！]?\s{{0,4}}\Z",
    re.IGNORECASE,
)
"""A whole line that only an absence note begins with: the phrase, and until when."""
