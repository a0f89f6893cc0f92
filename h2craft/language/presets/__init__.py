"""The misbehaviours people really need, and plain good answers, each with its knobs."""

from __future__ import annotations

from types import MappingProxyType

from h2craft.language.presets.answers import ANSWERS
from h2craft.language.presets.blocks import BLOCKS
from h2craft.language.presets.bodies import BODIES
from h2craft.language.presets.connection import CONNECTION
from h2craft.language.presets.endings import ENDINGS
from h2craft.language.presets.fields import FIELDS
from h2craft.language.presets.framing import FRAMING
from h2craft.language.presets.preset import Knob, Preset
from h2craft.language.presets.pushes import PUSHES
from h2craft.language.presets.requests import FOR_BOTH, REQUESTS

PRESETS: tuple[Preset, ...] = (
    *ANSWERS,
    *ENDINGS,
    *BLOCKS,
    *FIELDS,
    *BODIES,
    *FRAMING,
    *CONNECTION,
    *PUSHES,
)
"""Every preset, by kind: answers, endings, header blocks, fields, bodies, framing, the rest."""

CLIENT_PRESETS: tuple[Preset, ...] = (
    *REQUESTS,
    *(preset for preset in PRESETS if preset.name in FOR_BOTH),
)
"""Those of a client: requests, and what says nothing of which end we are."""


BY_NAME = MappingProxyType({preset.name: preset for preset in (*PRESETS, *REQUESTS)})
"""Every preset of either end by its name."""


def presets(*, client: bool) -> tuple[Preset, ...]:
    """Every preset of that end."""
    return CLIENT_PRESETS if client else PRESETS


__all__ = ["BY_NAME", "CLIENT_PRESETS", "PRESETS", "Knob", "Preset", "presets"]
