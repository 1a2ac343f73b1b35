"""What people write in the demonstration: patterns filled with places, times and things (data/sentences.yaml)."""

import re
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import yaml

from anlan.config.demo import names
from anlan.config.demo.ground import DATA

_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Around:
    """What can be named near one community."""

    roads: tuple[str, ...]
    estates: tuple[str, ...]
    shops: dict[str, tuple[str, ...]]
    schools: tuple[str, ...]

    @classmethod
    def of(cls, community: int) -> "Around":
        """The surroundings of a community, the same every time."""
        chance = Random(community)  # noqa: S311 - a demonstration, not a secret
        return cls(
            roads=tuple(names.road(chance) for _ in range(4)),
            estates=tuple(names.estate(chance) for _ in range(4)),
            shops={sign: tuple(names.shop(sign, chance) for _ in range(4)) for sign in names.SIGNS},
            schools=tuple(names.premises("school", chance) for _ in range(2)),
        )


@cache
def around(community: int) -> Around:
    """`Around.of`, made once."""
    return Around.of(community)


@cache
def sentences() -> dict[str, Any]:
    """The file of sentences."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where PyYAML has it
    text = (DATA / "sentences.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are the safe one
    return read


class Scene:
    """One matter's surroundings: a gap is filled once and stays, so that the words agree with themselves.

    `shop`: whose door it is told from; then the words are about that shop where any fit it.
    """

    def __init__(self, community: int, chance: Random, shop: str = "") -> None:
        self._chance = chance
        self._around = around(community)
        fits = [sign for sign, ends in names.SIGNS.items() if shop.endswith(ends)] if shop else []
        self._filled = dict.fromkeys((*fits, "shop") if shop else (), shop)

    def _fill(self, gap: str) -> str:
        chance, near = self._chance, self._around
        if gap == "lane":
            return f"{self.gap('road')}{chance.randint(2, 98) * 10 + chance.randint(1, 9)}弄"
        if gap == "block":
            return f"{self.gap('estate')}{chance.randint(1, 42)}号楼"
        any_shop = near.shops["eatery"] + near.shops["store"]
        places = {"road": near.roads, "estate": near.estates, "shop": any_shop, "school": near.schools}
        places |= near.shops
        known: tuple[str, ...] = places.get(gap) or tuple(sentences()["slots"][gap])
        return chance.choice(known)

    def gap(self, name: str) -> str:
        """What stands in a gap here."""
        if name not in self._filled:
            self._filled[name] = self._fill(name)
        return self._filled[name]

    def say(self, pattern: str) -> str:
        """A pattern with its gaps filled."""
        return _GAP.sub(lambda match: self.gap(match[1]), pattern)

    def report(self, category: str) -> str:
        """What somebody writes about a matter of `category` ("": they do not know)."""
        chance, told = self._chance, sentences()
        patterns = told["categories"][category]["patterns"] if category else told["unclear"]
        opening = chance.choice(told["openings"]) if chance.random() < 0.6 else ""
        about = [one for one in patterns if self._filled and set(_GAP.findall(one)) & set(self._filled)]
        body = self.say(chance.choice(about or patterns))
        return self.say(opening) + body + str(chance.choice(told["requests"]))

    def address(self) -> str:
        """Where, in words."""
        return f"{self.gap('lane')}{self._chance.randint(1, 60)}号"

    def once_more(self, words: str) -> str:
        """Nearly what somebody else wrote already."""
        pattern = self._chance.choice(sentences()["near"])
        return (
            str(pattern).replace("{again}", words.rstrip("。")).replace("{since}", self.gap("since")) + "。"
        )


def fitting(category: str, stage: str, words: str, chance: Random) -> str:
    """A sentence of a `stage` (found, done, closed) that fits what was reported."""
    kept: dict[str, list[str]] = sentences()["categories"][category or "other"][stage]
    keyed = [sentence for key, lines in kept.items() if key and key in words for sentence in lines]
    return chance.choice(keyed or kept[""])


def line(kind: str, chance: Random) -> str:
    """A sentence that colleagues write on the way: `objections`, `notes`, ..."""
    found: str = chance.choice(sentences()[kind])
    return found
