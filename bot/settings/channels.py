"""Settings of the wires: SMTP and LMTP in, IMAP in, mail out."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator


class Section(BaseModel):
    """A part of the configuration: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Listener(Section):
    """Where a server listens."""

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    implicit_tls: bool = False


class SmtpUser(Section):
    """A login that may submit mail; ``addresses`` are the From addresses it is proven to own."""

    name: str
    password: SecretStr
    addresses: tuple[str, ...] = ()


class ReceiverSettings(Section):
    """What SMTP and LMTP share. Sizes in bytes, times in seconds."""

    enabled: bool = True
    listen: tuple[Listener, ...] = ()
    hostname: str = "localhost"
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    require_starttls: bool = False
    size_limit: int = Field(default=35_000_000, ge=10_000)
    max_connections: int = Field(default=100, ge=1)
    max_connections_per_client: int = Field(default=20, ge=1)
    max_recipients: int = Field(default=100, ge=1)
    command_timeout: float = Field(default=300.0, gt=0)
    session_timeout: float = Field(default=1800.0, gt=0)
    messages_per_client_per_minute: int = Field(default=120, ge=0)
    messages_per_sender_per_minute: int = Field(default=60, ge=0)
    tls_minimum: Literal["1.2", "1.3"] = "1.2"
    tls_ciphers: str | None = None
    users: tuple[SmtpUser, ...] = ()
    require_auth: bool = False

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key go together: set both or neither")
        if self.tls_certificate is None and (self.require_starttls or any(a.implicit_tls for a in self.listen)):
            raise ValueError("TLS is asked for: set tls_certificate and tls_key")
        return self


class OAuth2(Section):
    """How to get a token for XOAUTH2.

    ``client_credentials`` is RFC 6749 section 4.4 (Microsoft 365); ``service_account`` is RFC 7523 with a key file
    (Google Workspace).
    """

    grant: Literal["client_credentials", "service_account"] = "client_credentials"
    token_url: str = ""
    client_id: str = ""
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    scope: str = ""
    key_file: Path | None = None
    subject: str | None = None


class ImapSettings(Section):
    """One IMAP folder to read. Times in seconds; ``mailbox`` names the desk mailbox its mail is for."""

    mailbox: str
    host: str
    port: int | None = None
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    tls_verify: bool = True
    tls_ca_file: Path | None = None
    user: str
    password: SecretStr | None = None
    password_file: Path | None = None
    oauth2: OAuth2 | None = None
    folder: str = "INBOX"
    after: Literal["keep", "flag", "seen", "move"] = "seen"
    move_to: str = "Echodesk"
    idle: bool = True
    poll_interval: float = Field(default=30.0, gt=0)
    idle_renew: float = Field(default=540.0, gt=0)
    timeout: float = Field(default=60.0, gt=0)
    size_limit: int = Field(default=50_000_000, ge=10_000)
    alarm_after: float = Field(default=600.0, gt=0)

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        ways = [self.password is not None, self.password_file is not None, self.oauth2 is not None]
        if sum(ways) != 1:
            raise ValueError("give exactly one of password, password_file or oauth2")
        return self


class MailOutSettings(Section):
    """How answers leave: through a relay, or, where none is set, into a Maildir. Times in seconds."""

    relay: str | None = None
    port: int = Field(default=25, ge=1, le=65535)
    tls: Literal["none", "opportunistic", "starttls", "implicit"] = "opportunistic"
    tls_verify: bool = True
    tls_minimum: Literal["1.2", "1.3"] = "1.2"
    tls_ca_file: Path | None = None
    bounces: Literal["signed", "none"] = "signed"
    user: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    timeout: float = Field(default=60.0, gt=0)
    maildir: Path = Path("outgoing")
    give_up_after: float = Field(default=4 * 86400.0, gt=0)
    first_retry: float = Field(default=60.0, gt=0)
    longest_retry: float = Field(default=4 * 3600.0, gt=0)
