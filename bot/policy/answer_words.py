"""What people write when they are asked "was it you?": words and phrases, folded (small letters, no accents).

Whole languages are not understood here, only the few words of such an answer; whatever else stands beside them makes it unclear.
"""

import re
import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "’": "'", "‘": "'", "´": "'", "`": "'", "＇": "'"})
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``, folded: ``C'était moi!`` is ``("c", "etait", "moi")``."""
    small = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return tuple(_WORD.findall("".join(sign for sign in small if not unicodedata.combining(sign))))


def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(line) for line in text.strip().splitlines())


YES = _words(
    "yes yep yeah yup ja jawohl jep oui ouais sí sì sim ano joo kyllä da igen evet tak ναι да так はい 是 是的 对 네 예 نعم כן"
)
"""A whole answer in itself."""

AFFIRM = _words(
    "correct confirmed absolutely definitely certainly indeed genau richtig korrekt stimmt exactement exact tout-à-fait "
    "correcto exacto esatto corretto exato precies klopt stämmer riktigt precis rigtigt stemmer dokładnie"
)
"""Agrees, beside a yes or alone."""

NO = _words("no nope nah nein nee nej nei non não nao ne nie nem hayır ei όχι нет ні いいえ 不 不是 아니요 لا לא")

NEGATORS = _words(
    "not never nicht niemals nie pas jamais non não niet nooit inte aldrig ikke aldri aldrig nie wasnt isnt didnt havent "
    "не ei en mai nunca jamás kein keine geen"
)
"""Turn "it was me" round. English "no" does not ("No that was me"), and romance "no" only within a phrase of its own."""

NOT_FIRST = NO - _words("non não")
"""At the head of a clause these answer; only "non" and "não" stand there for "not" ("Não fui eu")."""

CONTRACTED = _words("wasn isn didn haven weren aren don")
"""Words of which ``n't`` was cut off: ``wasn't`` is ``wasn`` and ``t``."""

MINE = _phrases(
    """
was me
is me
it s me
its me
was mine
is mine
it s mine
its mine
that s mine
that s me
was i
was us
is ours
is from me
was from me
from me
not me
wasnt me
not mine
not us
not ours
t me
t mine
t us
t i
t send
t write
not send
not sent
not write
not written
never sent
never wrote
never send
i did
i sent
i wrote
i have sent
i have written
i did send
i did write
we sent
we wrote
we did
i confirm
my mail
my message
my email
my request
war ich
bin ich
ich war
ich bin
nicht ich
von mir
von uns
waren wir
habe ich
ich habe
meine mail
meine nachricht
etait moi
est moi
suis moi
pas moi
bien moi
de moi
je confirme
j ai envoye
j ai ecrit
n ai pas envoye
n ai pas ecrit
n ai jamais envoye
fui yo
he sido yo
era yo
soy yo
es mio
es mia
era mio
confirmo
lo envie yo
yo lo envie
he enviado
he escrito
was ik
ben ik
ik was
van mij
heb ik
ik heb
ero io
sono io
sono stato io
sono stata io
stato io
stata io
mio messaggio
e mio
e mia
confermo
ho inviato
ho scritto
fui eu
era eu
sou eu
e meu
e minha
enviei
escrevi
var jag
ar jag
fran mig
var mig
er mig
var meg
er meg
var jeg
fra mig
fra meg
to ja
bylem ja
bylam ja
byl jsem ja
mina se olin
oli minulta
это я
был я
была я
"""
)
"""That the mail is the writer's, or (with a negator) that it is not."""

DENIALS = _phrases(
    """
no fui yo
no era yo
no soy yo
no he sido yo
no es mio
no es mia
no lo envie
no lo envie yo
no lo he enviado
no lo he escrito
no he enviado
no he enviado nada
no he escrito
"""
)
"""Spanish says "no" where others say "not"; as a phrase it is clear."""

HEDGES = _words(
    "maybe perhaps probably possibly guess think believe unsure but although however might could may unless "
    "vielleicht glaube denke vermutlich wahrscheinlich möglicherweise aber peut-être crois pense mais probablement "
    "quizás quizá creo pero probablemente tal-vez misschien denk maar waarschijnlijk forse credo ma probabilmente "
    "talvez acho mas provavelmente kanske tror men kanskje måske może chyba ale ehkä"
) - _words("tal vez peut être")
"""Not certain: a person reads it."""

FILLERS = _words(
    """
it that this these confirm those was is were s t me mine i we us you my our the a an of course sure for to in on at
from by did sent send sending wrote write written have has been do does had mail mails message messages email emails e
request ticket myself ourselves really all right certain very much thank thanks hi hello true one again both just
surely das es ist war bin ich habe mir von mein meine meiner uns wir nachricht anfrage diese dieser dieses die der den
hat haben geschickt geschrieben gesendet verschickt natürlich gar auch selbst c ce ca cela etait est moi de mon ma
courriel je j ai l le la un une suis n envoye ecrit bien sur vient vrai merci il lo fui soy yo era mio mia ese esa eso
este esta he sido el mensaje correo ha claro una mi envie enviado nada dat dit ik het ben van mij mijn bericht heb
hebben verstuurd gestuurd geschreven deze ero io sono stato stata messaggio ho inviato scritto si questo questa quello
certo eu foi sou minha meu mensagem o que enviei escrevi esse essa fue quem det var jag ar fran mig mitt min
meddelande har skickat skrivit detta jeg er fra meg sendte skrev dette ja bylem bylam moje wiadomosc moja wyslalem
jsem byl psal se olin oli mina minulta это я был была
"""
)
"""What may stand beside an answer without changing it."""

ACCUSES = _words(
    "forged forgery forger fake faked phishing phish spam scam fraud fraudulent hacked hacker compromised spoof spoofed "
    "spoofing stolen impostor imposter impersonated impersonating suspicious gefälscht fälschung betrug gehackt missbraucht "
    "fraude fraudulento falsifié falsificado falsifiée arnaque piraté hackeado suplantado estafa truffa falso falsa hackerato "
    "nep vervalst gehackt oplichting falsk förfalskad bedrägeri hackad svindel hacket oszustwo"
)
"""Who says so did not mean yes: he answered "do you know of it?" or "shall we block it?"."""

CONFIRMS_RECEIPT = _words(
    "received receipt registered logged ticket case monitored unattended erhalten eingegangen bekommen erhielten reçu reçue "
    "recibido recibimos recibida registrado recebido recebemos recebida ricevuto ricevuta ontvangen geregistreerd mottagit "
    "mottaget modtaget mottatt otrzymaliśmy přijata vastaanotettu"
)
"""Programs that mark nothing say so below a cheerful "Yes!" or "Confirmed."."""

GREETINGS = _words(
    "hi hello hey dear good hallo guten sehr liebe lieber moin servus bonjour salut bonsoir cher chère hola buenos buenas "
    "estimado estimada dag beste goedemorgen ciao buongiorno buonasera gentile olá ola bom boa prezado hej hejsan hei god cześć"
)
