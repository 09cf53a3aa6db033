"""Subjects that only machines write, in the languages that mail systems speak. Data; the rules are in automatic."""

import re

_REPLIES = (
    r"out of (?:the )?office(?: (?:auto(?:matic)?[- ]?reply|reply|response|notification|message))?|auto(?:matic|"
    r"mated)?[- ]?(?:reply|response|answer|responder)|"
    r"away from (?:the |my )?(?:office|desk|mail)|vacation (?:reply|message|notice|response)|on (?:vacation|"
    r"holiday|annual leave|parental leave|leave)|ooo|"
    r"abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung)|automatische (?:antwort|"
    r"abwesenheitsnotiz)|abwesend|nicht im (?:büro|haus)|außer haus|autoantwort|"
    r"réponse automatique|absence du bureau|message d['’]absence|absent(?:e)? du bureau|notification d['’]absence|"
    r"respuesta autom[áa]tica|fuera de (?:la )?oficina|ausente de la oficina|"
    r"risposta automatica|fuori (?:sede|ufficio)|assente dall['’]ufficio|"
    r"resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor[áa]ria|"
    r"automatisch(?:e)? (?:antwoord|reactie|beantwoording)|afwezigheids(?:bericht|melding|assistent)|niet aanwezig|"
    r"autosvar|automatiskt? svar|frånvaro(?:meddelande)?|ikke til ?stede|fraværs?(?:besked|melding)?|"
    r"fraværsassistent|ikke på kontoret|"
    r"automaattinen vastaus|poissa(?:olo)?(?:viesti|ilmoitus)?|"
    r"odpowied[źz] automatyczna|automatyczna odpowied[źz]|poza biurem|nieobecno[śs][ćc]|"
    r"automatick[áa] odpov[ěe][ďd]|mimo kancel[áa][řr]|"
    r"automatikus v[áa]lasz|irodán kívül|r[ăa]spuns automat|"
    r"автоответ(?:чик)?|автоматический ответ|автоматична відповідь|вне офиса|"
    r"αυτόματη απάντηση|εκτός γραφείου|otomatik (?:yanıt|cevap)|ofis dışında(?:yım)?|"
    r"自动(?:回复|答复)|自動(?:回覆|返信|応答)|不在(?:通知|のお知らせ)|자동 ?회신|부재 ?중"
)
REPLY_SUBJECT = re.compile(
    rf"\s{{0,4}}(?:\[[^\]]{{1,30}}\]\s?)?\W{{0,2}}(?:{_REPLIES})\)?\s{{0,3}}(?:[:：!.\]]|re:|\Z|\s[-–—]\s|\()|"
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
