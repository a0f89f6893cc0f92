"""The control socket: other processes of the same user at an engine's door, and the door they see.

Knows the client's door and the trace's JSON; no front end.
"""
