"""The demonstration's settings and customers, all invented."""

from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.settings import Settings, load_settings
from store.contacts import NewContact, put_contact
from store.engine import Store
from store.migrate import upgrade

CONFIG = "echodesk.toml"

_SETTINGS = """\
# The demonstration's settings, written by "echodesk demo". Any command takes them:
#   echodesk --config '{folder}/echodesk.toml' tickets list

[database]
url = "sqlite:///{folder}/desk.sqlite3"

[smtp]
listen = [{{ host = "127.0.0.1", port = {port} }}]

[mail_out]
# No relay is set: answers are written into this Maildir.
maildir = "{folder}/answers"

[admission]
# In place of SPF, DKIM and DMARC, which invented domains do not have: what comes from 127.0.0.1 counts as genuine here.
genuine_networks = ["127.0.0.1/32"]

[authentication]
# The default. Mail in a contact's name that nothing proves is held, and the contact is asked.
policy = "require"
# Nothing is looked up in the DNS.
check = false

[log]
level = "WARNING"
"""

_CONTACTS = (
    ("Bluefern Travel", "Kim Aldous", "kim.aldous@bluefern.example", "+13035550119", True),
    ("Bluefern Travel", "Tobias Renn", "tobias.renn@bluefern.example", "+13035550120", False),
    ("Hartley & Voss Insurance", "Odile Marchetti", "odile.marchetti@hartleyvoss.example", "+16175550142", True),
    ("Hartley & Voss Insurance", "Desmond Achar", "d.achar@hartleyvoss.example", None, False),
    ("Norrland Outdoor", "Signe Ekholm", "signe@norrland.example", "+13125550177", True),
    ("Norrland Outdoor", "Per Lindqvist", "per@norrland.example", None, False),
)


def prepare(folder: Path, port: int) -> Settings:
    """Make the folder, its settings, its database and the customers, as far as they are not there."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / CONFIG
    file.write_text(_SETTINGS.format(folder=folder.as_posix(), port=port), encoding="utf-8")
    settings = load_settings(file)
    store = Store(settings.database.url)
    try:
        upgrade(store)
        _add_contacts(store)
    finally:
        store.close()
    return settings


def _add_contacts(store: Store) -> None:
    now = SystemClock().now()
    trained = (now - timedelta(days=90)).date()
    with store.write() as session:
        for account, name, address, phone, always in _CONTACTS:
            put_contact(
                session,
                NewContact(
                    account=account,
                    name=name,
                    addresses=(address,),
                    phone=phone,
                    trained_on=trained,
                    valid_from=trained,
                    reachable_24x7=always,
                ),
                now,
            )
