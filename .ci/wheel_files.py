"""Holds a wheel's files against the checkout's: ``python .ci/wheel_files.py FILE.whl``.

Setuptools leaves out data files it was not told of, and takes in folders nobody meant; both show only in the built wheel.
"""

import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

PACKAGES = ("bot", "parsers", "store", "templates")
MUST_HAVE = (
    "templates/mail/acknowledged/body.html",
    "store/migrations/env.py",
    "store/migrations/script.py.mako",
    "bot/py.typed",
    "parsers/py.typed",
    "store/py.typed",
    "parsers/pipeline/config.cfg",
    "parsers/pipeline/MODEL.md",
    "parsers/pipeline/licences/SOURCES.txt",
    "parsers/pipeline/model/intake_spans/network",
    "parsers/pipeline/model/vocab/vectors",
)


def main(wheel: Path) -> None:
    """Exit with the list of what is missing or too much."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info" not in PurePosixPath(name).parts[0]}
    command = ["git", "ls-files", "--", *PACKAGES]
    tracked = set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")) - {""}  # noqa: S603 - a fixed list
    tracked |= set(MUST_HAVE)
    problems = [f"not in the wheel: {name}" for name in sorted(tracked - packed)]
    problems += [f"in the wheel, but not in the checkout: {name}" for name in sorted(packed - tracked)]
    if problems:
        sys.exit("\n".join(problems))
    sys.stdout.write(
        f"{wheel.name}: {len(packed)} files, {wheel.stat().st_size // 1000} kB, exactly those of {', '.join(PACKAGES)}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
