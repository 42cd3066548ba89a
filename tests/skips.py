"""In CI a skipped test is a failed run: what did not run was not shown."""

import os
from collections.abc import Sequence

import pytest

STRICT = os.environ.get("CI") == "true" or bool(os.environ.get("INTAKT_NO_SKIPS"))


class NothingIsSkipped:
    """Counts skipped tests and fails the session that has any."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self.skipped:
            terminalreporter.section("skipped, so this run fails", red=True)
            terminalreporter.write_line(named(self.skipped))


def named(tests: Sequence[str]) -> str:
    return "\n".join(sorted(set(tests)))


def pytest_configure(config: pytest.Config) -> None:
    if STRICT:
        config.pluginmanager.register(NothingIsSkipped())
