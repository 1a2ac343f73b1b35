"""Pure questions about a graph of steps: what can be reached, and from where nothing ends."""

from collections.abc import Collection, Iterable, Mapping

Edges = Mapping[str, Iterable[str]]


def reachable(edges: Edges, starts: Iterable[str]) -> frozenset[str]:
    """Every node that some path from `starts` leads to, the starts included."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(edges.get(node, ()))
    return frozenset(found)


def unreachable(edges: Edges, starts: Iterable[str], nodes: Iterable[str]) -> list[str]:
    """The `nodes`, in their order, that no path from `starts` leads to."""
    found = reachable(edges, starts)
    return [node for node in nodes if node not in found]


def reverse(edges: Edges) -> dict[str, list[str]]:
    """The same graph with every arrow turned round."""
    turned: dict[str, list[str]] = {}
    for node, targets in edges.items():
        for target in targets:
            turned.setdefault(target, []).append(node)
    return turned


def dead_ends(edges: Edges, finals: Collection[str], nodes: Iterable[str]) -> list[str]:
    """The `nodes`, in their order, from which no final one can be reached: stuck, or going round for ever."""
    return unreachable(reverse(edges), finals, nodes)


def can_follow(edges: Edges, first: str, then: str) -> bool:
    """Whether `then` can happen after `first`: at least one arrow lies between them."""
    return then in reachable(edges, edges.get(first, ()))
