"""Captures that others have made, as journals. Runs tshark; knows no engine."""
