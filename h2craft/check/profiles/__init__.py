"""The clients people use, as the suite asks them: found, told, read.

Knows programs, packages and drivers; no case and no engine of ours. `profile(name)` is one of
them, `available()` those that are installed here.
"""

from h2craft.check.profiles.catalogue import PROFILES, available, profile
from h2craft.check.profiles.profile import Ability, Profile

__all__ = ["PROFILES", "Ability", "Profile", "available", "profile"]
