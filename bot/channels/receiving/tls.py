"""The server's certificate: read once, and again when its files change, so that a renewal needs no restart."""

import ssl
from pathlib import Path

import structlog

from bot.errors import ConfigurationError

_log = structlog.get_logger()
_Stamp = tuple[tuple[int, int, int], ...]

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
"""The settings' words. What is older is forbidden (RFC 8996)."""


class Certificate:
    """A certificate chain and its key on disk. ``context`` serves both STARTTLS (RFC 3207) and implicit TLS (RFC 8314)."""

    def __init__(self, chain: Path, key: Path, minimum: str = "1.2", ciphers: str | None = None) -> None:
        """Raises ConfigurationError where the files or the cipher list cannot be used."""
        self._chain = chain
        self._key = key
        self._minimum = VERSIONS[minimum]
        self._ciphers = ciphers
        require_ciphers(ciphers)
        try:
            self._stamp = self._stamp_now()
            self._current = self._load()
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"tls_certificate {chain} and tls_key {key}: {error}; "
                "give PEM files that this user can read and that belong together"
            ) from error
        # This one is handed to the listener for good; each handshake swaps in the newest certificate.
        self.context = self._load()
        self.context.sni_callback = self._swap

    def _swap(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        self._reload_if_changed()
        connection.context = self._current

    def _reload_if_changed(self) -> None:
        try:
            stamp = self._stamp_now()
            if stamp == self._stamp:
                return
            # Set before loading: a half-written pair is complained of once, and read again when it changes again.
            self._stamp = stamp
            self._current = self._load()
        except (OSError, ValueError) as error:
            _log.warning("tls.certificate_not_reloaded", certificate=str(self._chain), error=str(error))
            return
        _log.info("tls.certificate_reloaded", certificate=str(self._chain))

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = self._minimum
        if self._ciphers is not None:
            context.set_ciphers(self._ciphers)
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.load_cert_chain(self._chain, self._key, password=_no_password)
        return context

    def _stamp_now(self) -> _Stamp:
        stats = (self._chain.stat(), self._key.stat())
        return tuple((stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats)


def require_ciphers(ciphers: str | None) -> None:
    """Raises ConfigurationError where OpenSSL can make nothing of the list."""
    if ciphers is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ciphers(ciphers)
    except ssl.SSLError as error:
        raise ConfigurationError(
            f"tls_ciphers {ciphers!r}: OpenSSL knows no cipher in it; write a list as 'openssl ciphers' takes it, "
            "like ECDHE+AESGCM:ECDHE+CHACHA20, or leave it out"
        ) from error


def _no_password() -> str:
    # OpenSSL would ask on the terminal and wait for ever.
    raise ValueError("the key is encrypted")
