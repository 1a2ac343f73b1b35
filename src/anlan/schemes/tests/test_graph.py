"""Graphs of steps: what is reached, what never ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.schemes.graph import can_follow, dead_ends, reachable, reverse, unreachable

LINE = {"a": ["b"], "b": ["c"], "c": []}
_NODE = st.sampled_from("abcdef")
_GRAPH = st.dictionaries(_NODE, st.lists(_NODE, max_size=4), max_size=6)


def test_a_line_is_reached_to_its_end() -> None:
    assert reachable(LINE, ["a"]) == {"a", "b", "c"}
    assert reachable(LINE, ["c"]) == {"c"}


def test_an_island_is_unreachable() -> None:
    assert unreachable({"a": ["b"], "x": ["b"]}, ["a"], ["a", "b", "x"]) == ["x"]


def test_a_step_without_a_way_out_is_a_dead_end() -> None:
    assert dead_ends({"a": ["b", "end"], "b": []}, {"end"}, ["a", "b"]) == ["b"]


def test_two_steps_that_only_lead_to_each_other_never_end() -> None:
    edges = {"a": ["b", "end"], "b": ["c"], "c": ["b"]}
    assert dead_ends(edges, {"end"}, ["a", "b", "c"]) == ["b", "c"]


def test_a_final_step_is_no_dead_end() -> None:
    assert dead_ends(LINE, {"c"}, ["a", "b", "c"]) == []


def test_a_node_follows_itself_only_in_a_circle() -> None:
    assert not can_follow(LINE, "a", "a")
    assert can_follow({"a": ["b"], "b": ["a"]}, "a", "a")
    assert can_follow(LINE, "a", "c")
    assert not can_follow(LINE, "c", "a")


@pytest.mark.slow
@given(_GRAPH, _NODE, _NODE)
def test_turning_every_arrow_turns_reachability(graph: dict[str, list[str]], first: str, then: str) -> None:
    assert (then in reachable(graph, [first])) == (first in reachable(reverse(graph), [then]))
