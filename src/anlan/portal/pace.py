"""How often one address may report, and look."""

from anlan.kit.pace import Pace, TooOften, address_of, network_of

REPORTS = Pace(times=30, seconds=600)
LOOKS = Pace(times=120, seconds=600)
WORDS = Pace(times=600, seconds=600)  # a question at every pause while one writes

__all__ = ["LOOKS", "REPORTS", "Pace", "TooOften", "address_of", "network_of"]
