"""Providers on this machine, answering as the real ones were recorded, so that a whole send can be seen and tested."""
