"""Access tokens for XOAUTH2, kept until shortly before they expire."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
from authlib.oauth2.rfc7523 import JWTBearerGrant
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from bot.channels.imap.faults import answer_of
from bot.clock import Clock
from bot.errors import EchodeskError, PermanentError, TransientError
from bot.settings.channels import ImapSettings, OAuth2

MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address, not a token

_EARLY = timedelta(seconds=120)
_DEFAULT_LIFE = 3600
#: RFC 6749 section 5.2: refusals that no waiting mends. 429 and 5xx are for another time.
_HTTP_TOO_MANY, _HTTP_ERROR, _HTTP_SERVER_ERROR = 429, 400, 500

_ADVICE = {
    "invalid_client": "check client_id and client_secret, and whether the secret has expired",
    "unauthorized_client": "allow this client to use the grant, and to read this mailbox",
    "invalid_grant": "check key_file, subject and the machine's clock",
    "invalid_scope": "check scope, and that the administrator has consented to it",
    "access_denied": "let the administrator consent to IMAP access for this client",
}


class Tokens(Protocol):
    """Where access tokens come from."""

    @property
    def is_cached(self) -> bool:
        """Whether :meth:`get` would answer without asking anybody."""
        ...

    def get(self) -> str:
        """A token. Raises TransientError or PermanentError with what to do."""
        ...

    def forget(self) -> None:
        """Drop the cached token: a server has refused it."""
        ...


class TokenCache:
    """Asks ``fetch`` for a token and the seconds it lives, and keeps it until two minutes (at most a fifth) before the end."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token: str | None = None
        self._fresh_until: datetime | None = None

    @property
    def is_cached(self) -> bool:
        """Whether a token is held that is still good by its own expiry."""
        return self._token is not None and self._fresh_until is not None and self._clock.now() < self._fresh_until

    def get(self) -> str:
        """The cached token, else a new one."""
        if self._token is None or not self.is_cached:
            asked_at = self._clock.now()
            self._token, life = self._fetch()
            whole = timedelta(seconds=life)
            self._fresh_until = asked_at + whole - min(_EARLY, whole / 5)
        return self._token

    def forget(self) -> None:
        """Drop the cached token."""
        self._token = None


def tokens_for(settings: ImapSettings, clock: Clock) -> Tokens | None:
    """The token source of a mailbox, None where it logs in with a password."""
    oauth2 = settings.oauth2
    if oauth2 is None:
        return None
    place = f"token for mailbox {settings.mailbox}"
    if oauth2.grant == "service_account":
        return TokenCache(lambda: _service_account(oauth2, settings, place, clock), clock)
    return TokenCache(lambda: _client_credentials(oauth2, settings.timeout, place), clock)


def _client_credentials(oauth2: OAuth2, timeout: float, place: str) -> tuple[str, float]:
    """RFC 6749 section 4.4, the secret in the form (section 2.3.1), as Microsoft 365 documents it."""
    if not oauth2.token_url:
        raise PermanentError(f"{place}: set token_url (https://login.microsoftonline.com/TENANT/oauth2/v2.0/token)")
    form = {
        "grant_type": "client_credentials",
        "client_id": oauth2.client_id,
        "client_secret": _client_secret(oauth2, place),
        "scope": oauth2.scope or MICROSOFT_SCOPE,
    }
    return _ask(oauth2.token_url, form, timeout, place)


def _client_secret(oauth2: OAuth2, place: str) -> str:
    if oauth2.client_secret is not None:
        return oauth2.client_secret.get_secret_value()
    if oauth2.client_secret_file is None:
        raise PermanentError(f"{place}: set client_secret or client_secret_file")
    return read_secret(oauth2.client_secret_file, place)


def read_secret(path: Path, place: str) -> str:
    """A secret kept in a file, without the line end an editor puts there. Read at each use, so that it can be renewed."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PermanentError(
            f"{place}: cannot read {path} ({type(error).__name__}); check the path and its rights"
        ) from error


def _service_account(oauth2: OAuth2, settings: ImapSettings, place: str, clock: Clock) -> tuple[str, float]:
    """RFC 7523 section 2.1 with a Google service account's key file; the mailbox user is the subject."""
    key = _key_file(oauth2.key_file, place)
    token_url = oauth2.token_url or str(key.get("token_uri") or GOOGLE_TOKEN_URL)
    scope = oauth2.scope or GOOGLE_SCOPE
    try:
        assertion = JWTBearerGrant.sign(
            RSAKey.import_key(str(key["private_key"])),
            issuer=str(key["client_email"]),
            audience=token_url,
            subject=oauth2.subject or settings.user,
            issued_at=int(clock.now().timestamp()),
            claims={"scope": scope},
            header={"alg": "RS256"},
        )
    except (KeyError, ValueError, JoseError) as error:
        # The text of such an error can quote the key, so that it is not passed on.
        raise PermanentError(f"{place}: key_file is not a service account's JSON key; download it again") from error
    form = {"grant_type": JWTBearerGrant.GRANT_TYPE, "assertion": str(assertion)}
    return _ask(token_url, form, settings.timeout, place)


def _key_file(path: Path | None, place: str) -> dict[str, Any]:
    if path is None:
        raise PermanentError(f"{place}: set key_file to the service account's JSON key")
    try:
        key = json.loads(read_secret(path, place))
    except json.JSONDecodeError as error:
        raise PermanentError(f"{place}: {path} is not JSON; download the service account's key again") from error
    if not isinstance(key, dict):
        raise PermanentError(f"{place}: {path} is not a service account's key; download it again")
    return key


def _ask(url: str, form: dict[str, str], timeout: float, place: str) -> tuple[str, float]:
    """One request to the token endpoint (RFC 6749 sections 5.1 and 5.2)."""
    try:
        response = httpx.post(url, data=form, headers={"Accept": "application/json"}, timeout=timeout)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TransientError(
            f"{place}: the token server cannot be reached ({answer_of(error)}); check token_url"
        ) from error
    try:
        answer = response.json()
    except ValueError:
        answer = {}
    if response.status_code >= _HTTP_ERROR or not isinstance(answer, dict) or not answer.get("access_token"):
        raise _refusal(response.status_code, answer if isinstance(answer, dict) else {}, place)
    return str(answer["access_token"]), _life(answer.get("expires_in"))


def _life(expires_in: object) -> float:
    try:
        return float(str(expires_in))
    except ValueError:
        return _DEFAULT_LIFE


def _refusal(status: int, answer: dict[str, Any], place: str) -> EchodeskError:
    code = str(answer.get("error") or f"HTTP {status}")
    told = answer_of(ValueError(str(answer.get("error_description") or code)))
    if status in (_HTTP_TOO_MANY, 200) or status >= _HTTP_SERVER_ERROR or code == "temporarily_unavailable":
        return TransientError(f"{place}: the token server gave no token now ({told})")
    return PermanentError(
        f"{place}: the token was refused ({told}); {_ADVICE.get(code, 'check the [imap.oauth2] settings')}"
    )
