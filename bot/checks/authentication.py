"""Whether the desk can tell who wrote: what proves a sender on each way in, and what would let anybody pass."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509

from bot.checks.findings import Finding, fail, ok, warn
from bot.settings import Settings
from bot.settings.channels import ImapSettings
from bot.settings.providers import id_at, named_ids, provider_ids
from parsers.authentication.networks import within
from parsers.vocabulary import AuthenticationPolicy

_PAGE = 'see "Proof of senders" in docs/operations.md'
_LOOPBACK = ("127.0.0.1", "::1")


def proof_checks(settings: Settings) -> Iterator[Finding]:
    """The policy, networks that are too wide, and each way in that cannot prove all it could."""
    yield policy_check(settings)
    yield from network_checks(settings)
    yield from roots_checks(settings.authentication.smime_roots)
    if settings.authentication.policy is AuthenticationPolicy.OFF:
        return
    if settings.smtp.enabled:
        yield _smtp(settings)
    if settings.lmtp.enabled:
        yield _lmtp(settings)
    for account in settings.imap:
        yield _imap(settings, account)


def policy_check(settings: Settings) -> Finding:
    """What is demanded of a sender, and whether anything can give it."""
    subject, policy = "senders", settings.authentication.policy
    if policy is AuthenticationPolicy.OFF:
        text = "the From field is believed: anybody can write in a contact's name"
        return warn(subject, text, f'set authentication.policy = "require", or "prefer" to begin with; {_PAGE}')
    proofs = list(_proofs(settings))
    if not proofs and policy is AuthenticationPolicy.REQUIRE:
        text = "nothing can prove a sender: all mail in a contact's name is held"
        return fail(subject, text, "set authentication.check = true, or authentication.authserv_ids")
    if not proofs:
        text = "nothing can prove a sender: all mail in a contact's name is marked as unproven"
        return warn(subject, text, "set authentication.check = true, or authentication.authserv_ids")
    return ok(subject, f"{policy}; proven by {', '.join(proofs)}")


def _proofs(settings: Settings) -> Iterator[str]:
    """What can prove a sender on one way in or another, in words."""
    authentication = settings.authentication
    if any(user.addresses for user in (*settings.smtp.users, *settings.lmtp.users)):
        yield "logins"
    if settings.admission.genuine_networks:
        yield "admission.genuine_networks"
    known = (name for account in settings.imap for name in provider_ids(account, authentication))
    names = dict.fromkeys((*named_ids(authentication), *known))
    if names:
        yield f"Authentication-Results of {', '.join(names)}"
    if authentication.check:
        yield "SPF and DKIM" if settings.smtp.enabled else "DKIM"


def network_checks(settings: Settings) -> Iterator[Finding]:
    """Says something only where a list of networks holds every address there is."""
    if _holds_everything(settings.admission.genuine_networks):
        text = "all addresses are in admission.genuine_networks: whatever a stranger writes is taken for genuine"
        yield fail("genuine networks", text, "list the gateways that pass on authenticated mail only, or nothing")
    if _holds_everything(settings.authentication.gateways):
        text = "all addresses are in authentication.gateways: no client is asked for SPF, or counted for rate limits"
        if named_ids(settings.authentication):
            text += ", and Authentication-Results are believed of everybody"
        yield fail("gateways", text, "list your own mail servers alone")


def _holds_everything(networks: tuple[str, ...]) -> bool:
    parsed = [ipaddress.ip_network(network, strict=False) for network in networks]
    four = ipaddress.collapse_addresses(net for net in parsed if isinstance(net, ipaddress.IPv4Network))
    six = ipaddress.collapse_addresses(net for net in parsed if isinstance(net, ipaddress.IPv6Network))
    return any(network.prefixlen == 0 for network in four) or any(network.prefixlen == 0 for network in six)


def roots_checks(path: Path | None) -> Iterator[Finding]:
    """Whether the authorities for S/MIME can be read; nothing where none are set."""
    if path is None:
        return
    subject, todo = "s/mime roots", "see authentication.smime_roots: a PEM file of certificates"
    try:
        content = path.read_bytes()
    except OSError as error:
        yield fail(subject, f"{path} cannot be read: {error.strerror}", todo)
        return
    count = _certificates(content)
    if count:
        yield ok(subject, f"{path} has {count} certificate{'s' if count > 1 else ''}")
    else:
        yield fail(subject, f"{path} has no certificate that can be read", todo)


def _certificates(content: bytes) -> int:
    try:
        if b"-----BEGIN" in content:
            return len(x509.load_pem_x509_certificates(content))
        x509.load_der_x509_certificate(content)
    except ValueError:
        return 0
    return 1


def _smtp(settings: Settings) -> Finding:
    subject, authentication = "smtp proof", settings.authentication
    if settings.smtp.require_auth:
        return ok(subject, "logins, and DKIM" if authentication.check else "logins")
    local = all(_is_loopback(listener.host) for listener in settings.smtp.listen)
    genuine = settings.admission.genuine_networks
    if local and any(within(address, genuine) for address in _LOOPBACK):
        return ok(subject, "mail comes from this machine, which is in admission.genuine_networks")
    if local and not authentication.gateways and authentication.check:
        text = "mail comes from a server on this machine, whose address is taken for the sender's"
        todo = 'list it: authentication.gateways = ["127.0.0.1/32", "::1/128"]; where no mail comes so, smtp.enabled = false'
        return warn(subject, text, todo)
    if authentication.gateways and not named_ids(authentication) and not genuine:
        return _only_signatures(settings, subject, "mail from authentication.gateways")
    return ok(subject, _words(settings, edge="SPF and DKIM"))


def _lmtp(settings: Settings) -> Finding:
    if named_ids(settings.authentication) or settings.admission.genuine_networks:
        return ok("lmtp proof", _words(settings, edge="DKIM"))
    return _only_signatures(settings, "lmtp proof", "mail that comes by LMTP")


def _imap(settings: Settings, account: ImapSettings) -> Finding:
    subject, authentication = f"imap {account.mailbox} proof", settings.authentication
    writes, named = id_at(account.host), named_ids(authentication)
    if provider_ids(account, authentication):
        return ok(subject, f"{account.host} checks senders: Authentication-Results of {writes} are believed")
    if named and writes and writes not in {name.lower() for name in named}:
        text = f"{account.host} checks senders as {writes}, which is not in authentication.authserv_ids"
        return warn(subject, text, "add it there, if nothing but that provider stands in front of the mailbox")
    if named:
        return ok(subject, _words(settings, edge="DKIM"))
    return _only_signatures(settings, subject, f"mail that is fetched from {account.host}")


def _words(settings: Settings, *, edge: str) -> str:
    """What proves on one way in; ``edge`` is what the desk itself can check there."""
    names = named_ids(settings.authentication)
    words = [f"Authentication-Results of {', '.join(names)}"] if names else []
    if settings.authentication.check:
        words.append(edge)
    if settings.admission.genuine_networks:
        words.append("admission.genuine_networks")
    return ", ".join(words) or "nothing but logins"


def _only_signatures(settings: Settings, subject: str, mail: str) -> Finding:
    text = f"SPF cannot be asked about {mail}: only DKIM proves its sender"
    if not settings.authentication.check:
        text = f"nothing proves the sender of {mail}"
    todo = f"if the server in front writes Authentication-Results, name it in authentication.authserv_ids; {_PAGE}"
    return warn(subject, text, todo)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")
