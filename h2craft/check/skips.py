"""Whether a case can be run with a client at all, and why not. Runs nothing."""

from __future__ import annotations

from h2craft.check.calibration import Calibration
from h2craft.check.client import Client, without_push
from h2craft.check.options import SuiteOptions
from h2craft.judge import Case, parse_setting
from h2craft.model import SettingsView
from h2craft.wire import setting_name


def why_skipped(case: Case, client: Client, options: SuiteOptions, calibration: Calibration) -> str:
    """Empty where it can be run."""
    shape = case.shape
    if options.h2c and (shape.https or case.serve):
        return "it is about TLS, and this is cleartext"
    missing = client.can(shape)
    if missing and shape.push and calibration.push:
        missing = client.can(without_push(shape))
    # One that is told to take pushes may announce other SETTINGS than it did before.
    return missing or ("" if shape.push else _announced(shape.settings, calibration))


def _announced(needed: tuple[str, ...], calibration: Calibration) -> str:
    """What the client's SETTINGS would have to say, and do not."""
    for text in needed:
        wanted = parse_setting(text)
        usual = SettingsView()[wanted.identifier]
        value = calibration.settings.get(wanted.identifier, usual)
        if not wanted.holds(value):
            return f"the client announces {setting_name(wanted.identifier)}={value}, not {text}"
    return ""
