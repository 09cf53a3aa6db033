"""Settings of the desk itself, and all of them together."""

import re
import zoneinfo
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.channels import ImapSettings, Listener, MailOutSettings, ReceiverSettings, Section
from bot.settings.proof import AlertSettings, AuthenticationSettings, ScanningSettings
from bot.settings.values import mail_address, networks
from parsers.readers import ReaderName
from parsers.vocabulary import FieldName

Fields = tuple[FieldName, ...]

_DATABASE_URL = re.compile(
    r"sqlite(\+pysqlite)?://(/.*)?\Z|postgresql(\+psycopg)?://([^@/\s]*@)?[^@/\s]*(:\d+)?(/\S*)?\Z"
)


_HIGH: Fields = (
    FieldName.SERVICE,
    FieldName.USERS_AFFECTED,
    FieldName.FREQUENCY,
    FieldName.IMPACT,
    FieldName.STARTED_AT,
    FieldName.ISOLATION_STEPS,
    FieldName.CONNIDS,
    FieldName.CONTACT_PHONE,
    FieldName.ACCESS_HOURS,
)


class DeskSettings(Section):
    """Who we are, as customers read it (the guide, "Channels"). ``address`` is what answers come from."""

    name: str = "Echopass Customer Care"
    address: str = "help@echopass.example"
    phone: str = "+1 (800) 247-1517"
    portal: str = "https://support.echopass.example"
    time_zone: str = "America/Denver"
    ticket_prefix: str = Field(default="EP-", pattern=r"^[A-Z][A-Z0-9]{0,7}-$")
    first_ticket: int = Field(default=104_233, ge=1, le=9_000_000)
    reader: ReaderName = "trained"

    @field_validator("address")
    @classmethod
    def _is_anmail_address(cls, value: str) -> str:
        return mail_address(value)

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone; write an IANA name like America/Denver") from error
        return value


class MailboxSettings(Section):
    """A desk mailbox: the addresses (and whole domains) whose mail it takes. Several addresses are one mailbox."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()

    @field_validator("addresses")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mail_address(address) for address in value)

    @model_validator(mode="after")
    def _takes_something(self) -> Self:
        if not self.addresses and not self.domains:
            raise ValueError("a mailbox needs at least one of addresses or domains")
        return self


class DatabaseSettings(Section):
    """SQLAlchemy URL: ``sqlite:///echodesk.sqlite3`` or ``postgresql+psycopg://user@host/name``."""

    url: str = Field(default="sqlite:///echodesk.sqlite3", repr=False)

    @field_validator("url")
    @classmethod
    def _is_known(cls, value: str) -> str:
        # Not repeated in the message: it may hold a password.
        if not _DATABASE_URL.match(value):
            raise ValueError('write "sqlite:///echodesk.sqlite3" or "postgresql+psycopg://user@host/name"')
        return value


class LimitSettings(Section):
    """Bounds on what one message may cost to read. Sizes in bytes, time in seconds.

    ``read_seconds`` is how long the reader goes on by its own choice; ``process_seconds`` (of processor time) and
    ``process_memory`` end the process it runs in. ``attachments`` and ``attachment_bytes`` bound the files of one message.
    """

    header_bytes: int = Field(default=262_144, ge=1_024)
    parts: int = Field(default=500, ge=1)
    depth: int = Field(default=50, ge=1)
    text_bytes: int = Field(default=1_000_000, ge=1_000)
    read_seconds: float = Field(default=1.0, gt=0)
    process_seconds: float = Field(default=1.5, gt=0)
    process_memory: int = Field(default=1_500_000_000, ge=200_000_000)
    attachments: int = Field(default=50, ge=0)
    attachment_bytes: int = Field(default=25_000_000, ge=0)


class AdmissionSettings(Section):
    """Who is answered and what is held. Periods in days unless the name says otherwise."""

    genuine_networks: tuple[str, ...] = ()
    answer_held: bool = True
    held_answer_days: float = Field(default=7.0, gt=0)
    answers_per_sender_per_hour: int = Field(default=20, ge=1)
    reopen_days: float = Field(default=14.0, ge=0)
    max_hops: int = Field(default=50, ge=1)

    @field_validator("genuine_networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return networks(value)


class RequiredSettings(Section):
    """Which Business Impact facts each sort of message must state before the clocks start (the guide, "Business Impact")."""

    incident_p1: Fields = _HIGH
    incident_p2: Fields = _HIGH
    incident_p3: Fields = (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.STARTED_AT)
    incident_p4: Fields = (FieldName.SERVICE,)
    incident_unrated: Fields = (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.IMPACT, FieldName.STARTED_AT)
    question: Fields = (FieldName.SERVICE,)
    change_request: Fields = (FieldName.SERVICE,)
    feature_request: Fields = (FieldName.IMPACT,)


class WorkSettings(Section):
    """How much is done at once. ``poll_seconds`` is how soon work left by another process is seen."""

    intake_workers: int = Field(default=1, ge=1, le=32)
    batch: int = Field(default=32, ge=1, le=1000)
    lease_seconds: float = Field(default=60.0, gt=0)
    poll_seconds: float = Field(default=1.0, gt=0)


class LogSettings(Section):
    """Structured logs: ``console`` for people, ``json`` for machines."""

    level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    format: Annotated[str, Field(pattern="^(console|json)$")] = "console"


_SMTP_PORT, _LMTP_PORT = 2525, 2424


def _default_mailboxes() -> tuple[MailboxSettings, ...]:
    return (MailboxSettings(name="help", addresses=("help@echopass.example",)),)


class Settings(BaseSettings):
    """Everything an operator can set; the file is ``echodesk.toml``, environment variables are ``ECHODESK_SECTION__KEY``."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="ECHODESK_",
        env_nested_delimiter="__",
        # A value that does not fit may be a password.
        hide_input_in_errors=True,
    )

    desk: DeskSettings = DeskSettings()
    mailboxes: tuple[MailboxSettings, ...] = Field(default_factory=_default_mailboxes)
    database: DatabaseSettings = DatabaseSettings()
    smtp: ReceiverSettings = ReceiverSettings(listen=(Listener(port=_SMTP_PORT),))
    lmtp: ReceiverSettings = ReceiverSettings(enabled=False, listen=(Listener(port=_LMTP_PORT),))
    imap: tuple[ImapSettings, ...] = ()
    mail_out: MailOutSettings = MailOutSettings()
    limits: LimitSettings = LimitSettings()
    admission: AdmissionSettings = AdmissionSettings()
    authentication: AuthenticationSettings = AuthenticationSettings()
    scanning: ScanningSettings = ScanningSettings()
    alerts: AlertSettings = AlertSettings()
    required: RequiredSettings = RequiredSettings()
    work: WorkSettings = WorkSettings()
    log: LogSettings = LogSettings()
    templates: Path | None = None

    @field_validator("smtp", mode="before")
    @classmethod
    def _smtp_listens(cls, value: Any) -> Any:
        # A section that sets something else must not take the default listener away.
        return {"listen": [{"port": _SMTP_PORT}], **value} if isinstance(value, dict) else value

    @field_validator("lmtp", mode="before")
    @classmethod
    def _lmtp_listens(cls, value: Any) -> Any:
        return {"enabled": False, "listen": [{"port": _LMTP_PORT}], **value} if isinstance(value, dict) else value

    @field_validator("mailboxes")
    @classmethod
    def _mailboxes_differ(cls, value: tuple[MailboxSettings, ...]) -> tuple[MailboxSettings, ...]:
        names = [mailbox.name for mailbox in value]
        if not names:
            raise ValueError("there must be at least one mailbox")
        if len(set(names)) != len(names):
            raise ValueError(f"each mailbox needs a name of its own, and these are: {', '.join(names)}")
        return value

    @field_validator("imap")
    @classmethod
    def _folders_differ(cls, value: tuple[ImapSettings, ...]) -> tuple[ImapSettings, ...]:
        folders = [f"{account.user}@{account.host}/{account.folder}" for account in value]
        twice = {folder for folder in folders if folders.count(folder) > 1}
        if twice:
            raise ValueError(f"a folder is read once only, and this one stands there twice: {', '.join(sorted(twice))}")
        return value

    @model_validator(mode="after")
    def _imap_mailboxes_exist(self) -> Self:
        known = {mailbox.name for mailbox in self.mailboxes}
        for account in self.imap:
            if account.mailbox not in known:
                raise ValueError(
                    f"imap mailbox {account.mailbox!r} is not one of the mailboxes: {', '.join(sorted(known))}"
                )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose tables come in as arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings
