"""How mail programs announce a quote, a forward or a signature, in the languages they speak. Data; the rules are in bodies."""

import re

# "On <date>, <who> wrote:": the verb, anywhere in a line or a few lines that end in a colon.
WROTE = re.compile(
    r"(?:\b(?:wrote|writes|schrieb|geschrieben|schreef|geschreven|skrev|skriver|kirjoitti|escribió|escribio|escreveu|"
    r"ha scritto|scrisse|napsala?|napísala?|napisał\(?a?\)?|napisała|va escriure|a scris|írta|ezt írta|kirjutas|"
    r"rašė|rakstīja|"
    r"a écrit|написала?|написал\(а\)|написав|пише|пишет|έγραψε|yazdı|şunu yazdı|đã viết|menulis|napisao|napisala)|"
    r"a écrit|написал\(а\)|写道|寫道|のメール|書きました|님이 작성|כתב|كتب)",
    re.IGNORECASE,
)
# What such an announcement begins with; others (a name and an address) need an address to be believed.
WROTE_BEGINS = re.compile(
    r"[>\s*_-]{0,12}(?:on|am|le|el|den|em|op|il|dne|dňa|w dniu|dnia|på|på|pe|în data|la|tra|pada|vào|στις|lúc|"
    r"在|于|於|mon|tue|wed|thu|fri|sat|sun|\d{1,4}[\s./年-])(?:\b|(?<=年)|(?=[\s\d]))",
    re.IGNORECASE,
)
DATE_LIKE = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年")
ADDRESS_LIKE = re.compile(r"<[^<>\s]{0,200}@?[^<>\s]{0,200}|[\w.+-]{1,64}@[\w-]{1,63}\.")

_ORIGINAL = (
    "original message|original appointment|reply message|ursprüngliche nachricht|originalnachricht|antwortnachricht|"
    "message d[’']origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|"
    "origineel bericht|"
    "mensagem original|ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|original meddelelse|"
    "opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|eredeti üzenet|исходное сообщение|"
    "оригинальное сообщение|αρχικό μήνυμα|özgün ileti|mesaj original|原始邮件|原始郵件|元のメッセージ|원본 메시지"
)
_FORWARDED = (
    "forwarded message|forwarded by .{1,80}|weitergeleitete nachricht|weitergeleitete e-mail|message transféré|"
    "message réexpédié|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|"
    "vidarebefordrat meddelande|videresendt (?:meddelelse|besked|melding)|välitetty viesti|przekazana wiadomość|"
    "wiadomość przekazana dalej|přeposlaná zpráva|továbbított üzenet|пересылаемое сообщение|пересланное сообщение|"
    "начало переадресованного сообщения|προωθημένο μήνυμα|iletilen mesaj|mesaj redirecționat|转发的?邮件|轉寄郵件|"
    "轉寄的郵件|転送されたメッセージ|전달된 메시지"
)
ORIGINAL = re.compile(
    rf"[\s>*]{{0,8}}(?:[-_=–—]{{2,60}}\s{{0,3}})(?:{_ORIGINAL})\s{{0,3}}[-_=–—]{{2,60}}\s*\Z", re.IGNORECASE
)
FORWARDED = re.compile(
    rf"[\s>*]{{0,8}}[-_=–—]{{2,60}}\s{{0,3}}(?:{_FORWARDED})\s{{0,3}}[-_=–—]{{0,60}}\s*\Z|"
    r"[\s>*]{0,8}(?:begin forwarded message|anfang der weitergeleiteten (?:e-mail|nachricht)|"
    r"début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|"
    r"begin doorgestuurd bericht|início da mensagem encaminhada|vidarebefordrat brev|start på videresendt besked|"
    r"początek przekazanej wiadomości|начало переадресованного сообщения|以下是转发的邮件|開始轉寄訊息|"
    r"転送されたメッセージ)\s?[:：]\s*\Z",
    re.IGNORECASE,
)

_FROM = (
    "from|von|de|da|van|från|fra|från|lähettäjä|od|feladó|от|от кого|від|από|kimden|gönderen|de la|expéditeur|"
    "mittente|remitente|发件人|寄件者|差出人|보낸 사람"
)
_DATE = (
    "sent|date|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|enviado em|data|fecha|"
    "inviato|"
    "verzonden|skickat|skickades|sendt|sendte|dato|lähetetty|päivämäärä|wysłano|data|odesláno|odoslané|elküldve|"
    "küldve|dátum|"
    "отправлено|дата|відправлено|στάλθηκε|ημερομηνία|gönderilme tarihi|tarih|trimis|发送时间|日期|傳送時間|"
    "送信日時|日付|보낸 날짜|sent at"
)
_TO = (
    "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|címzett|кому|προς|kime|către|destinataire|destinatario|per|"
    "收件人|收件者|宛先|받는 사람|cc|kopie|kopia|copie|copia|копия|抄送|副本"
)
_SUBJECT = (
    "subject|betreff|objet|sujet|asunto|oggetto|onderwerp|assunto|ämne|emne|aihe|temat|předmět|predmet|tárgy|тема|"
    "θέμα|konu|"
    "subiect|主题|主旨|件名|제목"
)
_OTHER = (
    "reply-to|reply to|antwort an|répondre à|responder a|risposta|rispondi a|importance|wichtigkeit|attachments|anlagen"
)
_NAMES = {"from": _FROM, "date": _DATE, "to": _TO, "subject": _SUBJECT, "other": _OTHER}
HEADER_LINE = re.compile(
    r"[\s>*|]{0,12}(?:"
    + "|".join(f"(?P<{key}>{names})" for key, names in _NAMES.items())
    + r")\*?\s?[:：]\*?(?:\s|\Z|(?=\S))",
    re.IGNORECASE,
)
RULE = re.compile(r"[\s>*]{0,8}(?:[_=–—-]\s?){5,200}\Z")

MOBILE = re.compile(
    r"[\s*_(<\[-]{0,8}(?:(?:sent|send) (?:from|via|with|by|using) \S|from my (?:i?phone|ipad|mobile|android)|"
    r"sent on the go|"
    r"get outlook for|get \[?outlook|download outlook|gesendet (?:von|mit|über|aus)\b|von meinem .{1,40} gesendet|"
    r"diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir|avec)|télécharger outlook|enviado (?:desde|do|"
    r"de|pelo|a partir|con)\b|"
    r"obtener outlook|obter o outlook|inviato (?:da|dal|con)\b|scarica outlook|verzonden (?:vanaf|met|vanuit|"
    r"door)\b|verstuurd vanaf|outlook downloaden|"
    r"skickat från|hämta outlook|sendt (?:fra|med)\b|hent outlook|lähetetty\s|wysłane? z|pobierz outlook|"
    r"odesláno z|odoslané z|elküldve|"
    r"отправлено (?:с|из)\b|надіслано з|yolladığım|tarafımdan gönderildi|從我的|来自我的|發自我的|发自我的|"
    r"iphoneから送信|나의 .{1,20}에서 보냄)",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"\s{0,8}(?:(?:many |with |warm |warmest |best |kind |kindest )?(?:regards|wishes|thanks)|thanks (?:again|"
    r"a lot|so much|very much|in advance|and (?:best |kind )?regards)|"
    r"thank you(?: (?:again|very much|so much|in advance|and (?:best |kind )?regards))?|best|cheers|sincerely|"
    r"yours (?:sincerely|faithfully|truly)|respectfully|br|rgds|thx|"
    r"mit (?:freundlichen|besten|lieben) grüßen|mit freundlichem gruß|freundliche grüße|(?:viele|beste|liebe|"
    r"schöne) grüße|(?:lg|vg|mfg|gruß|grüße)|"
    r"(?:bien )?cordialement|bien à vous|salutations(?: distinguées)?|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|un saludo|"
    r"cordiali saluti|distinti saluti|saluti|atenciosamente|att|obrigad[oa]|met vriendelijke groeten?|groeten|mvh|"
    r"(?:med )?vänlig(?:a)? hälsning(?:ar)?|(?:med )?venlig hilsen|(?:med )?vennlig hilsen|ystävällisin terveisin|"
    r"pozdrawiam|z poważaniem|s pozdravem|с уважением|спасибо|üdvözlettel|saygılarımla|敬具|よろしくお願いします|"
    r"此致)\s?[,.!:–—-]{0,3}\s{0,8}\Z",
    re.IGNORECASE,
)
CONTACT_LINE = re.compile(
    r"\s{0,8}(?:(?:phone|tel|telephone|telefon|mobile|mob|cell|fax|office|direct|desk|e-?mail|mail|web|website|"
    r"www|skype|linkedin|address|"
    r"[tmpfewod])\.?\s?[:.|]|www\.|https?://|<?[\w.+-]{1,64}@[\w-]{1,63}\.|\+?[\d(][\d\s().+/x-]{6,24}\Z|\[cid:|"
    r"<https?:)",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"[\s*_>-]{0,8}(?:(?:confidentiality|privileged|disclaimer|legal|privacy|confidential)(?: (?:and|"
    r"&) \w{1,15})? ?(?:notice|note|statement|information|warning)|disclaimer\s?[:.-]|"
    r"\W{0,4}(?:caution|warning|external)\W{1,4}(?:this|external|e-?mail|sender|the sender)|"
    r"\[external(?: e-?mail)?\]|external e-?mail\W|"
    r"(?:the )?information (?:contained |transmitted )?(?:in|by) this (?:e-?mail|message|communication|transmission)|"
    r"this (?:e-?mail|message|communication|transmission|electronic (?:mail|message))(?:,? (?:message|"
    r"transmission))?(?:,? ?\(?(?:and|including|together with) .{1,60}?)?,? (?:is|are|may|contains?|was sent|"
    r"has been scanned|originated)\b.{0,200}"
    r"(?:confidential|privileged|intended|proprietary|virus|outside|legally|solely|exclusive)|"
    r"(?:if|should) you (?:are|have|be) (?:not )?(?:the |an )?(?:intended |received |receive )(?:recipient|this)|"
    r"please consider the environment|think before you print|"
    r"diese (?:e-?mail|nachricht) (?:enthält|kann|ist).{0,120}(?:vertraulich|rechtlich)|der inhalt dieser e-?mail|"
    r"(?:ce|cet) (?:message|courriel|e-?mail).{0,120}(?:confidentiel|destin)|(?:este|esta) (?:mensaje|correo|"
    r"mensagem|e-?mail).{0,120}(?:confiden|destin)|"
    r"(?:questo|la presente) (?:messaggio|e-?mail).{0,120}(?:riservat|confidenzial|destinat)|dit (?:bericht|"
    r"e-mailbericht).{0,120}(?:vertrouwelijk|bestemd)|"
    r"настоящее сообщение.{0,120}конфиденциал)",
    re.IGNORECASE | re.DOTALL,
)
FORWARD_SUBJECT = re.compile(
    r"\s{0,4}(?:\[[^\]]{0,40}\]\s{0,2})?(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|vl|pd|转发|"
    r"轉寄)\s?(?:\[\d{1,3}\])?\s?[:：]",
    re.IGNORECASE,
)
