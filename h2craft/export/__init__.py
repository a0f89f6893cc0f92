"""A selection of a journal in the forms other tools open. Pure: readings in, octets out."""
