"""Runs Anlan's processes: starts, watches, restarts and stops them; nothing is left behind.

One thread, on purpose: the kernel's parent-death signal follows the thread that started a child, and code
between
fork and exec is only safe when no other thread holds a lock.
"""

from anlan.config.supervisor.child import Child
from anlan.config.supervisor.leftovers import end_leftovers
from anlan.config.supervisor.loop import Supervisor

__all__ = ["Child", "Supervisor", "end_leftovers"]
