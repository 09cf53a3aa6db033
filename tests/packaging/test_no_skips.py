import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SKIPPED_TEST = "import pytest\n\n\ndef test_skipped() -> None:\n    pytest.skip('no server on this machine')\n"
SKIPPED_MODULE = "import pytest\n\npytest.skip('no server on this machine', allow_module_level=True)\n"
EXCUSED = "import pytest\n\n\ndef test_excused() -> None:\n    pytest.skip('ECHODESK_CORPORA is not set')\n"
EXPECTED_FAILURE = "import pytest\n\n\n@pytest.mark.xfail\ndef test_known() -> None:\n    assert False\n"
PASSED = "def test_passed() -> None:\n    assert True\n"


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_example.py").write_text(text + "\n\n" + PASSED if text is not SKIPPED_MODULE else text)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.no_skips", f"--rootdir={folder}", str(folder)]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("text", [SKIPPED_TEST, SKIPPED_MODULE], ids=["a test", "a module"])
def test_a_skip_fails_the_run_and_says_why(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, text)
    assert done.returncode == 1
    assert "nothing may be skipped here" in done.stdout
    assert "no server on this machine" in done.stdout


@pytest.mark.parametrize("text", [PASSED, EXCUSED, EXPECTED_FAILURE], ids=["none skipped", "excused", "xfail"])
def test_a_run_without_inexcusable_skips_passes(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, text)
    assert done.returncode == 0, done.stdout


def test_a_failure_stays_a_failure(tmp_path: Path) -> None:
    assert run(tmp_path, "def test_wrong() -> None:\n    assert False\n").returncode == 1
