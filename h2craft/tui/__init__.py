"""The screen: a Textual workbench over a client. The only room that knows Textual.

A pane is a widget made with the `Session`. Beside `look()`, which the screen's timer calls, it may
have `selected(selection)`, called when another selection stands in the session, and
`fired(message)`, called with each `Fired`; the screen calls those it finds.
"""
