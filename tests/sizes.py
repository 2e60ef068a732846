"""How large are the proofs? Small in `make test`, full in `make soak`: each has its variable, and
all start from one seed.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass

FULL = os.environ.get("SOAK") == "full"
SEED = int(os.environ.get("SOAK_SEED", "0"))
"""From which everything random starts; 0 is the same in every run."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many, where nothing else is said."""

    small: int
    full: int


SIZES = {
    "SOAK_LAWS": Size(1, 200),  # times as many examples of every law
    "SOAK_BOOKS": Size(400, 20_000),  # mutated workbooks
    "SOAK_TEXTS": Size(2000, 100_000),  # texts of cells
    "SOAK_KILLS": Size(12, 500),  # kills at random moments
    "SOAK_RESTORES": Size(6, 100),  # kills at random moments of restoring, and of the first start
    "SOAK_STEPS": Size(1, 20),  # kills at each named step
    "SOAK_RESTARTS": Size(3, 100),  # restarts of PostgreSQL
    "SOAK_FALLS": Size(1, 20),  # restarts of PostgreSQL and killed workers behind nginx
    "SOAK_PUBLISHES": Size(25, 200),  # publishes of each of two processes
    "SOAK_BACKUPS": Size(5, 30),  # backups under writes
    "SOAK_RACES": Size(10, 200),  # races of two analysts
    "SOAK_GUESSES": Size(600, 10_000),  # guessed passwords
    "SOAK_CHILDREN": Size(8, 1),  # one in so many cases of the corpus is read by a child too
    "SOAK_CANARIES": Size(13, 1),  # hostile texts in one place
}


def size(name: str) -> int:
    """What the variable says, or the size of this run."""
    given = os.environ.get(name)
    return int(given) if given else SIZES[name].full if FULL else SIZES[name].small


def laws(examples: int) -> int:
    """How many examples a law of so many is tried on: half of them in `make test`, a multiple in
    `make soak`.
    """
    return max(1, examples * size("SOAK_LAWS") // 2)


def dice(*names: object) -> random.Random:
    """Chance that can be had again: by its names and the seed."""
    return random.Random(" ".join(map(str, [*names, SEED] if SEED else names)))


def said() -> str:
    """The seed and the sizes, as a run begins with them."""
    return f"seed {SEED} (SOAK_SEED); " + ", ".join(f"{name} {size(name)}" for name in SIZES)
