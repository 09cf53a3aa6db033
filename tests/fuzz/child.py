"""The reader that mutants go through: the desk's own, with a DNS in which everybody has records. ``-m tests.fuzz.child FD``."""

import base64

from bot.reading.child import main
from bot.reading.here import ReaderTerms, ReadingHere
from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve

# A real 1,024 bit RSA modulus is not needed: whatever fits the form is parsed, and no signature of a mutant is right.
_KEY = base64.b64encode(
    bytes.fromhex("30819f300d06092a864886f70d010101050003818d0030818902818100")
    + bytes(range(128, 256))
    + b"\x02\x03\x01\x00\x01"
).decode()


class EverybodyPublishes:
    """A zone that holds a policy and a key for every name, but for those that fail."""

    def within(self, seconds: float) -> Resolve:
        return self.records

    def records(self, name: str, kind: RecordType) -> tuple[str, ...]:
        low = name.lower()
        if "x" in low.split(".", 1)[0]:
            raise DnsTemporaryError("no answer")
        match kind:
            case "A":
                return ("192.0.2.7",)
            case "AAAA":
                return ("2001:db8::7",)
            case "MX":
                return ("10 mx." + low,) if len(low) < 200 else ()
            case "PTR":
                return ("mx.client.example",)
            case "TXT":
                return self._text(low)

    def _text(self, name: str) -> tuple[str, ...]:
        if name.startswith("_dmarc."):
            return ("v=DMARC1; p=reject; adkim=s",)
        if "._domainkey." in name:
            return (f"v=DKIM1; k=rsa; p={_KEY}",)
        return ("v=spf1 a mx include:%{d2} exists:%{ir}.%{l1r-}.x.example ip4:192.0.2.0/24 -all",)


def reader(terms: ReaderTerms) -> ReadingHere:
    return ReadingHere(terms, resolver=EverybodyPublishes())


if __name__ == "__main__":
    main(reader)
