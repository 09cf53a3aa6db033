"""A skipped test fails the run: where everything is installed on purpose, a skip means that a part was not found.

Used by the continuous integration: ``pytest -p tests.plugins.no_skips``.
"""

import pytest

MAY_BE_ABSENT = ("ECHODESK_CORPORA",)
"""Words of a reason that excuse a skip: mail collections that are not ours to keep in the repository."""


class _Skips:
    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(word in reason for word in MAY_BE_ABSENT):
            self.reasons[report.nodeid] = reason

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.reasons and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.reasons:
            terminalreporter.section("skipped, though nothing may be skipped here", red=True)
            for test, reason in self.reasons.items():
                terminalreporter.line(f"{test}: {reason}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch this run."""
    config.pluginmanager.register(_Skips(), "echodesk-no-skips")
