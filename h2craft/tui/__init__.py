"""The screen: a Textual workbench over a client. The only room that knows Textual."""
