"""From the checks to the verdict: which of them are made, in which order, and what they prove together."""

from dataclasses import dataclass, field

from parsers.arrival import Arrival
from parsers.authentication.arc import Chain, read_chain
from parsers.authentication.dkim_signatures import MOST_SIGNATURES, check_signatures, covers_recipients, covers_thread
from parsers.authentication.dmarc import Mode, Organisation
from parsers.authentication.dns import Resolve
from parsers.authentication.domains import host_name
from parsers.authentication.keys import Keys
from parsers.authentication.networks import within
from parsers.authentication.results import Claim, UnreadableError, topmost
from parsers.authentication.signed_view import SignedView, look
from parsers.authentication.spf import check_spf
from parsers.authentication.trust import Trust
from parsers.characters import clean_line
from parsers.mail.headers import split_headers
from parsers.message import Sender
from parsers.verdict import Check, Verdict
from parsers.vocabulary import Authenticity, Channel

_MOST_REASONS = 20
_LONGEST_REASON = 300
_UNCHECKED = "it came under no login and from no gateway of ours, and nothing else is checked here"
_STRONGEST = ("dkim", "spf", "arc", "authentication-results")
_TITLES = {
    "dkim": "DKIM",
    "spf": "SPF",
    "dmarc": "DMARC",
    "arc": "ARC",
    "authentication-results": "Authentication-Results",
}


@dataclass(slots=True)
class _Case:
    """What is known so far. ``passed`` are the methods that speak for the sender, ``broken`` says that one speaks against him."""

    arrival: Arrival
    trust: Trust
    organisation: Organisation
    checks: list[Check] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    direct: bool = False
    addressed: bool = False
    threaded: bool = False
    disowned: bool = False
    broken: bool = False
    temporary: bool = False

    @property
    def sealers(self) -> frozenset[str]:
        """The forwarders whose seals are believed."""
        return frozenset(host_name(name) for name in self.trust.arc_sealers)

    def signs(self, domain: str) -> bool:
        """Whether a signature of ``domain`` is what proves the sender: his own, or a forwarder's that is believed."""
        return domain in self.sealers if "arc" in self.passed else self.owns(domain, "adkim")

    def note(self, check: Check) -> None:
        """Keep a check and say it to the analyst."""
        detail = clean_line(check.detail, _LONGEST_REASON)
        self.checks.append(
            Check(method=check.method, result=check.result, domain=check.domain, aligned=check.aligned, detail=detail)
        )
        self.reasons.append(f"{_TITLES[check.method]}: {detail}")

    def owns(self, domain: str, mode: Mode) -> bool:
        """Whether the domain is aligned with the author's."""
        return self.organisation.owns(domain, mode)

    def verdict(self, result: Authenticity) -> Verdict:
        """The verdict on all this."""
        method = next((name for name in _STRONGEST if name in self.passed), "")
        reasons = tuple(clean_line(reason, _LONGEST_REASON) for reason in self.reasons[:_MOST_REASONS])
        return Verdict(
            result=result,
            method=method,
            reasons=reasons or (_UNCHECKED,),
            checks=tuple(self.checks),
            direct=self.direct and result is Authenticity.PASS,
            addressed=self.addressed and result is Authenticity.PASS,
            threaded=self.threaded and result is Authenticity.PASS,
            disowned=self.disowned and result is Authenticity.FAIL,
        )


def judge(arrival: Arrival, sender: Sender, *, trust: Trust, resolve: Resolve) -> Verdict:
    """The verdict over a sender. Never raises."""
    if sender.address is None:
        return Verdict(reasons=("there is no single sender to check",))
    proven = _by_the_wire(arrival, sender.address, trust)
    if proven is not None:
        return proven
    author = host_name(sender.address.rpartition("@")[2])
    if arrival.channel is Channel.SLACK or not author:
        return Verdict(reasons=("nothing was checked",))
    case = _Case(arrival, trust, Organisation(author, resolve if trust.check else None))
    view = look(arrival.raw)
    _ask_trusted_server(case, view)
    if not case.passed and trust.check:
        _ask_envelope(case, resolve)
        _ask_signatures(case, view, Keys(resolve))
    if case.passed and not case.direct:
        case.addressed = not view.problem and covers_recipients(view, case.signs)
        case.threaded = not view.problem and covers_thread(view, case.signs)
    return case.verdict(_concluded(case))


def _by_the_wire(arrival: Arrival, address: str, trust: Trust) -> Verdict | None:
    """What the connection proves without a question: a login that owns the address, a gateway of ours."""
    envelope = arrival.envelope
    if envelope.auth_user is not None:
        # Not case-folded: that makes one of letters that are two mailboxes.
        owned = {owned.lower() for owned in trust.logins.get(envelope.auth_user, ())}
        if address.lower() in owned:
            reason = f"sent under the login {clean_line(envelope.auth_user, 100)}, which owns the address"
            return Verdict(result=Authenticity.PASS, method="smtp-auth", reasons=(reason,), direct=True)
    if within(envelope.client_ip, trust.genuine_networks):
        reason = f"came from {envelope.client_ip}, a gateway that takes in authenticated mail only"
        return Verdict(result=Authenticity.PASS, method="gateway", reasons=(reason,), direct=True)
    return None


def _believed(case: _Case) -> tuple[str, ...]:
    """The names that our own servers' field may bear, where they stood between the sender and this arrival; else none."""
    trust, envelope = case.trust, case.arrival.envelope
    match case.arrival.channel:
        case Channel.IMAP:
            return trust.authserv_ids or trust.imap_authserv_ids.get(envelope.source or "", ())
        case Channel.LMTP:
            return trust.authserv_ids
        case Channel.SMTP if within(envelope.client_ip, trust.gateways):
            return trust.authserv_ids
        case _:
            return ()


def _ask_trusted_server(case: _Case, view: SignedView) -> None:
    """Weigh the topmost Authentication-Results field, where it can only be our own server's (RFC 8601 section 5)."""
    names = _believed(case)
    if not names:
        return
    values = split_headers(case.arrival.raw)[0].all("authentication-results")
    try:
        claims = topmost(values, names)
    except UnreadableError as unreadable:
        case.reasons.append(f"Authentication-Results: the topmost field {unreadable}, and was not believed")
        return
    direct = any(claim.method == "spf" and _speaks(case, claim) for claim in claims)
    passed = _weigh(case, claims)
    if passed and view.problem and not direct:
        passed = False
        case.reasons.append(f"Authentication-Results: not believed, because {view.problem}")
    for claim in claims:
        _note_claim(case, claim)
    if passed:
        case.passed.add("authentication-results")
        case.direct = direct


def _note_claim(case: _Case, claim: Claim) -> None:
    detail = f"our server says {claim.method}={claim.result}" + (f" for {claim.domain}" if claim.domain else "")
    aligned = claim.domain == case.organisation.author
    case.note(
        Check(method="authentication-results", result=claim.result, domain=claim.domain, aligned=aligned, detail=detail)
    )


def _speaks(case: _Case, claim: Claim) -> bool:
    """Whether a claim vouches for the author's domain."""
    if claim.result != "pass":
        return False
    if claim.method == "dmarc":
        return claim.domain == case.organisation.author
    return case.owns(claim.domain, "aspf" if claim.method == "spf" else "adkim")


def _weigh(case: _Case, claims: tuple[Claim, ...]) -> bool:
    """Whether the claims vouch for the author. A server that saw another From field than we do vouches for nothing."""
    dmarc = next((claim for claim in claims if claim.method == "dmarc"), None)
    if dmarc is not None and dmarc.domain and dmarc.domain != case.organisation.author:
        case.reasons.append(f"Authentication-Results: our server saw a sender at {dmarc.domain}")
        return False
    if dmarc is not None and dmarc.result == "fail":
        case.broken = True
        return False
    return any(_speaks(case, claim) for claim in claims)


def _ask_envelope(case: _Case, resolve: Resolve) -> None:
    """SPF, which speaks only of the server at our own edge (RFC 7208 section 2.3)."""
    envelope, organisation = case.arrival.envelope, case.organisation
    if case.arrival.channel is not Channel.SMTP or not envelope.client_ip or envelope.mail_from is None:
        return
    if within(envelope.client_ip, case.trust.gateways):
        return
    helo = envelope.client_name or ""
    domain = host_name(envelope.mail_from.rpartition("@")[2] if envelope.mail_from else helo)
    if domain and not organisation.may_own(domain):
        # Its answer could prove nothing, and its name servers may be a forger's, who would have us wait for them.
        detail = f"sent for {domain}, which is not the sender's domain"
        case.note(Check(method="spf", result="none", domain=domain, detail=detail))
        return
    check = check_spf(client_ip=envelope.client_ip, mail_from=envelope.mail_from, helo=helo, resolve=resolve)
    domain = domain if domain == host_name(check.domain) else ""
    aligned = case.owns(domain, "aspf") if check.result == "pass" else domain == organisation.author
    case.note(Check(method="spf", result=check.result, domain=check.domain, aligned=aligned, detail=check.detail))
    if check.result == "pass" and aligned:
        case.passed.add("spf")
        case.direct = True
    case.broken |= check.result == "fail" and aligned
    case.temporary |= check.result == "temperror" and bool(domain) and organisation.may_own(domain)


def _ask_signatures(case: _Case, view: SignedView, keys: Keys) -> None:
    organisation = case.organisation
    count = len(view.all(b"dkim-signature"))
    checks = check_signatures(
        view,
        organisation.author,
        owns=lambda domain: case.owns(domain, "adkim"),
        may_own=organisation.may_own,
        received_at=case.arrival.received_at,
        keys=keys,
    )
    for check in checks:
        case.note(check)
        if check.result == "pass" and check.aligned:
            case.passed.add("dkim")
        case.broken |= check.result == "fail" and check.aligned
        case.temporary |= check.result == "temperror" and organisation.may_own(check.domain)
    if count > MOST_SIGNATURES:
        case.reasons.append(f"DKIM: {count} signatures, of which the first {MOST_SIGNATURES} were looked at")
    if not count:
        case.note(Check(method="dkim", result="none", detail=view.problem or "not signed"))
    if not case.passed:
        _ask_sealers(case, read_chain(view, sealers=case.trust.arc_sealers, keys=keys))


def _ask_sealers(case: _Case, chain: Chain | None) -> None:
    """Weigh a chain: a server we trust found the sender genuine before the mail was changed on its way (RFC 8617)."""
    if chain is None:
        return
    vouched = chain.result == "pass" and _vouches(case, chain.claims)
    told = f"sealed by {chain.sealer or 'nobody'}, and {chain.why}"
    if chain.result == "pass":
        told += "; the sender was genuine there" if vouched else "; nothing there speaks for the sender"
    case.note(Check(method="arc", result=chain.result, domain=chain.sealer, aligned=vouched, detail=told))
    if vouched:
        case.passed.add("arc")
    case.temporary |= chain.result == "temperror"


def _vouches(case: _Case, claims: tuple[Claim, ...]) -> bool:
    dmarc = next((claim for claim in claims if claim.method == "dmarc"), None)
    if dmarc is not None and (dmarc.result == "fail" or dmarc.domain not in ("", case.organisation.author)):
        return False
    return any(_speaks(case, claim) for claim in claims)


def _concluded(case: _Case) -> Authenticity:
    """The result. What could still turn out to be a pass, once the DNS answers, is neither a pass nor a fail."""
    if case.passed:
        return Authenticity.PASS
    policy = case.organisation.policy() if case.trust.check else None
    author = case.organisation.author
    if case.organisation.temporary:
        case.note(
            Check(method="dmarc", result="temperror", domain=author, aligned=True, detail="the DNS gave no policy")
        )
    elif policy is not None:
        case.disowned = policy.asks != "none" and not policy.testing
        case.note(Check(method="dmarc", result="fail", domain=author, aligned=True, detail=policy.sentence))
    elif case.trust.check:
        detail = f"{author} publishes no policy"
        case.note(Check(method="dmarc", result="none", domain=author, aligned=True, detail=detail))
    if case.temporary or case.organisation.temporary:
        return Authenticity.TEMPORARY
    return Authenticity.FAIL if case.broken or policy is not None else Authenticity.UNCHECKED
