"""Our end of one connection, without a socket: h2 asked, the wire told, everything recorded."""

from h2craft.endpoint import events
from h2craft.endpoint.endpoint import Endpoint, Outcome
from h2craft.endpoint.events import Event
from h2craft.endpoint.lawful import Refused
from h2craft.endpoint.options import Greeting, Limits

__all__ = ["Endpoint", "Event", "Greeting", "Limits", "Outcome", "Refused", "events"]
