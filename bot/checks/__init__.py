"""What ``echodesk check`` verifies: each thing a finding, each failure with what to do."""

from bot.checks.findings import Finding, Level
from bot.checks.run import Probes, run_checks

__all__ = ["Finding", "Level", "Probes", "run_checks"]
