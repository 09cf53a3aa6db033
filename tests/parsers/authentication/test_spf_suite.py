"""The test suites of the SPF community, for RFC 7208 and RFC 4408 before it: every case, its result.

``make test`` fetches them (``.ci/suites.py``). Explanations (``exp=``) are not compared: they are for whoever is refused by SMTP,
which never happens here, and are not looked up.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from parsers.authentication.spf import check_spf
from tests.dns_server import TIMEOUT, zone_resolve

FOLDER = Path(__file__).resolve().parents[3] / ".cache" / "suites"
FILES = sorted(FOLDER.glob("pyspf-*/rfc*-tests.yml"))


NEEDS = pytest.mark.skipif(not FILES, reason=f"the suites for SPF are not in {FOLDER}: make test fetches them")


def cases() -> Iterator[Any]:
    for file in FILES:
        for scenario in yaml.load_all(file.read_bytes(), Loader=yaml.CSafeLoader):
            for name, case in scenario["tests"].items():
                yield pytest.param(scenario["zonedata"], case, id=f"{file.stem.partition('-')[0]}-{name}")


def records(listed: Sequence[str | Mapping[str, Any]]) -> dict[str, Sequence[str]]:
    """One name's records. The suite's SPF records (type 99) are of RFC 4408's time: where a name has no TXT they stand for it."""
    found: dict[str, list[str]] = {}
    for record in listed:
        for kind, value in [(record, "TIMEOUT")] if isinstance(record, str) else record.items():
            found.setdefault(kind, []).append(as_text(kind, value))
    if "TXT" not in found and "SPF" in found:
        found["TXT"] = found["SPF"]
    if found.get("TXT") == ["NONE"]:
        del found["TXT"]
    kept: dict[str, Sequence[str]] = {kind: values for kind, values in found.items() if values != ["TIMEOUT"]}
    return kept if len(kept) == len(found) else {**kept, **TIMEOUT}


def as_text(kind: str, value: str | Sequence[Any]) -> str:
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    return (" " if kind == "MX" else "").join(str(part).encode().decode("latin-1") for part in value)


@NEEDS
@pytest.mark.parametrize(("zone", "case"), list(cases()) or [({}, {})])
def test_the_result_is_the_suites(zone: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    check = check_spf(
        client_ip=case["host"],
        mail_from=case["mailfrom"] or "",
        helo=case["helo"],
        resolve=zone_resolve({name: records(listed) for name, listed in zone.items()}),
    )
    expected = case["result"]
    assert check.result in ([expected] if isinstance(expected, str) else expected), check


@NEEDS
def test_the_suites_are_whole() -> None:
    counts = {file.stem: sum(one.id.startswith(file.stem[:7]) for one in cases()) for file in FILES}
    assert counts == {"rfc4408-tests": 191, "rfc7208-tests": 203}
