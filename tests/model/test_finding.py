"""What a finding says."""

from __future__ import annotations

import dataclasses

import pytest

from h2craft.model import Finding, Severity, Who


def test_a_finding_cannot_be_changed() -> None:
    finding = Finding(section="6.9", severity=Severity.NOTE, text="x", record=1, connection=1)
    assert (finding.who, finding.scope, finding.code) == (Who.PEER, "connection", 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.text = "y"  # type: ignore[misc]
