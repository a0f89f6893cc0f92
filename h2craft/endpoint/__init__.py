"""Our end of one connection, without a socket: h2 asked, the wire told, everything recorded."""

from h2craft.endpoint import events
from h2craft.endpoint.crafting import Unwritable, octets_of, settings_payload, without_bodies
from h2craft.endpoint.endpoint import Endpoint, Outcome
from h2craft.endpoint.events import Event
from h2craft.endpoint.numbering import next_stream
from h2craft.endpoint.options import CLIENT_GREETING, Greeting, Limits
from h2craft.endpoint.preview import FramePreview, Preview
from h2craft.endpoint.refusal import Refused
from h2craft.endpoint.shadow import standing
from h2craft.endpoint.tray import Held, Tray, reply_name, unknown_reply, usual_policy

__all__ = [
    "CLIENT_GREETING",
    "Endpoint",
    "Event",
    "FramePreview",
    "Greeting",
    "Held",
    "Limits",
    "Outcome",
    "Preview",
    "Refused",
    "Tray",
    "Unwritable",
    "events",
    "next_stream",
    "octets_of",
    "reply_name",
    "settings_payload",
    "standing",
    "unknown_reply",
    "usual_policy",
    "without_bodies",
]
