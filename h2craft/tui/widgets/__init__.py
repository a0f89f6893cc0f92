"""The panes, and what they are made of. None imports another pane."""
