"""What a client sends, looked at whatever the case is: the catalogue's group E. Pure."""

from h2craft.judge.passive.check import Check, PassiveFinding, Weight
from h2craft.judge.passive.passive import Passive
from h2craft.judge.passive.registry import CHECKS

__all__ = ["CHECKS", "Check", "Passive", "PassiveFinding", "Weight"]
