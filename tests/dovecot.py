"""A private Dovecot: an ordinary process in a temporary folder, on a free port of the loopback interface."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.tls import CertificateFiles

PASSWORD = "correct-horse"  # any user name may log in with it

_START_SECONDS = 20.0

_CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{root}/mail/%n
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = home={root}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_failure_delay = 0
service stats {{
  chroot =
}}
"""

_TLS = """
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
"""

_OAUTH2 = """
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""


class Dovecot:
    """One server. ``capabilities`` replaces what it offers after login, ``introspect`` is where it asks about tokens."""

    def __init__(
        self,
        *,
        capabilities: str | None = None,
        certificate: CertificateFiles | None = None,
        introspect: str | None = None,
    ) -> None:
        # Not below pytest's folders: those are closed to others, and the mail belongs to another account than root.
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.root.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port() if certificate else 0
        self._process: subprocess.Popen[bytes] | None = None
        self._write_config(capabilities, certificate, introspect)

    def _write_config(
        self, capabilities: str | None, certificate: CertificateFiles | None, introspect: str | None
    ) -> None:
        user, group = _account()
        parts = [
            _CONFIG.format(
                root=self.root, user=user, group=group, port=self.port, tls_port=self.tls_port, password=PASSWORD
            )
        ]
        if certificate:
            parts.append(_TLS.format(certificate=certificate.chain, key=certificate.key))
        else:
            parts.append("ssl = no\n")
        if capabilities:
            parts.append(f"imap_capability = {capabilities}\n")
        if introspect:
            parts.append(_OAUTH2.format(root=self.root))
            (self.root / "oauth2.conf").write_text(
                f"introspection_mode = post\nintrospection_url = {introspect}\nusername_attribute = username\n"
                "active_attribute = active\nactive_value = true\n"
            )
        (self.root / "dovecot.conf").write_text("".join(parts))
        mail = self.root / "mail"
        mail.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(mail, user, group)

    def start(self) -> None:
        """Start it and wait until it greets."""
        config = self.root / "dovecot.conf"
        self._process = subprocess.Popen(
            [_binary(), "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.root
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self.root / "log"
                pytest.fail(f"Dovecot did not start: {log.read_text() if log.exists() else 'no log'}")

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.settimeout(5)
                return connection.recv(10).startswith(b"* OK")
        except OSError:
            time.sleep(0.02)  # the pause between two tries of a bounded poll
            return False

    def kill(self) -> None:
        """End it at once with every connection, as a crash of the machine would."""
        process, self._process = self._process, None
        if process is None:
            return
        children = _descendants(process.pid)
        for pid in (process.pid, *children):
            _kill(pid)
        process.wait(10)
        (self.root / "run" / "master.pid").unlink(missing_ok=True)

    def remove(self) -> None:
        """End it and take its folder away."""
        self.kill()
        shutil.rmtree(self.root)

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """Somebody's mail program, logged in."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put a message into a folder, with ``at`` as its INTERNALDATE."""
        with self.client(user) as client:
            client.append(folder, raw, msg_time=at)

    def maildir(self, user: str, folder: str | None = None) -> Path:
        """Where a folder's files are."""
        base = self.root / "mail" / user
        return base if folder is None else base / f".{folder}"


@contextmanager
def running_dovecot(
    *, capabilities: str | None = None, certificate: CertificateFiles | None = None, introspect: str | None = None
) -> Iterator[Dovecot]:
    """A server for as long as the block lasts; see :class:`Dovecot`."""
    require_dovecot()
    server = Dovecot(capabilities=capabilities, certificate=certificate, introspect=introspect)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def require_dovecot() -> None:
    """Skip, and say why, where there is no Dovecot; on a build machine that is a failure."""
    if _binary():
        return
    reason = "no dovecot on this machine: apt-get install dovecot-imapd"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _binary() -> str:
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin") or ""


def _account() -> tuple[str, str]:
    """Who the mail belongs to: whoever runs the tests, but never root, whose mail Dovecot will not touch."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_name, grp.getgrgid(nobody.pw_gid).gr_name


def _descendants(pid: int) -> list[int]:
    children_of: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            children_of.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        for child in children_of.get(queue.pop(), []):
            found.append(child)
            queue.append(child)
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
