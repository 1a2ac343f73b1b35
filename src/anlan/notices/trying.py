"""A test message by one way, with the settings in use, to an address somebody typed."""

from datetime import datetime

from anlan.kit.errors import AnlanError
from anlan.notices.channels.base import Outcome
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import ways
from anlan.notices.errors import WayNotOpen, WayUnknown
from anlan.notices.sending import real_tools
from anlan.notices.simulator.run import envelope_for


def open_ways() -> dict[str, int]:
    """The ways that are open, each with its pace a minute."""
    return {name: adapter.pace for name, adapter in ways().adapters.items()}


def trouble() -> str:
    """Why the settings cannot be used, in words; "" when they can."""
    try:
        ways()
    except AnlanError as broken:
        return broken.message()
    return ""


def send_test_message(channel: str, to: str, *, at: datetime) -> Outcome:
    """Try once. `to` is the unit's code for ways that reach units. Raises `WayUnknown`, `WayNotOpen`."""
    if channel not in WAYS:
        raise WayUnknown(way=channel[:40], known=", ".join(WAYS))
    open_now = ways()
    adapter = open_now.adapters.get(channel)
    if adapter is None:
        raise WayNotOpen(way=WAYS[channel].title)
    address = open_now.group_address(channel, to) if "unit" in WAYS[channel].reaches else to
    if not address:
        return Outcome("give_up", "no_address")
    return adapter.send(envelope_for(address), at, real_tools())
