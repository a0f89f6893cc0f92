"""The passive checks in the catalogue's order. Knows nothing but their names."""

from __future__ import annotations

from h2craft.judge.passive import opening
from h2craft.judge.passive.check import Check, Watch

WATCHES: tuple[type[Watch], ...] = (
    opening.Preface,
    opening.PrefaceEarly,
    opening.OwnSettingsLegal,
    opening.EnablePushOff,
    opening.DuplicateSettings,
)

CHECKS: tuple[Check, ...] = tuple(watch.check for watch in WATCHES)
"""All of group E."""
