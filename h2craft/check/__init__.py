"""Clients against the catalogue: cases run side by side, judged, reported. Prints nothing.

Knows engines, processes and the clients people use; what a case means is the judge's business.
"""

__all__: list[str] = []
