"""The guided first session: its steps, what they see, and the panel that tells them.

Steps and guide know no widget. The panel and the program that shows it are fetched when the tour
begins.
"""

from h2craft.tui.tour.step import Step, Tour
from h2craft.tui.tour.steps import STEPS
from h2craft.tui.tour.visitor import VISITORS, Visitor, find_visitor

__all__ = ["STEPS", "VISITORS", "Step", "Tour", "Visitor", "find_visitor"]
