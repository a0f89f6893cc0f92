"""Handler scripts: loading, routing, running them, and the facade they see."""
