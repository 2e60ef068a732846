"""Every case of the corpus, in both configurations, gets the answer that is true for the person who
uploads the file.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter

import pytest

from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import Registry
from dashboard.ingest import workbook
from tests import sizes
from tests.conftest import DAY, MATCHES, read
from tests.ingest.corpus import CASES, CONFIGS, Case, Config, wrong

IN_THE_CHILD = ("container", "xml", "controls", "kinds")
"""Layers that are tried through the process with its limits as well."""


def registry(config: Config) -> Registry:
    """The declaration of a configuration."""
    parsed = parse(config.declaration, "indicators.yaml")
    assert parsed.registry is not None
    return parsed.registry


REGISTRIES = {config.name: registry(config) for config in CONFIGS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.layer}-{case.name}")
@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.name)
def test_a_case_gets_the_answer_that_is_true(config: Config, case: Case):
    reading = read(case.make(config), REGISTRIES[config.name], case.filename)
    assert wrong(case, config, reading.record()) == []


def test_the_process_with_its_limits_answers_the_same():
    """Through the real child: the same answers, and how much memory the hungriest took."""
    config, right, of = CONFIGS[0], Counter[str](), Counter[str]()
    cases = [case for case in CASES if case.layer in IN_THE_CHILD]
    for case in cases[:: sizes.size("SOAK_CHILDREN")]:
        found = workbook.read_file(
            case.make(config), REGISTRIES[config.name], case.filename, workbook.Terms(DAY)
        )
        of[case.layer] += 1
        right[case.layer] += not wrong(case, config, found.record())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // (
        1024 if sys.platform == "linux" else 2**20
    )
    MATCHES.append(
        "corpus through the child: "
        + ", ".join(f"{layer} {right[layer]}/{of[layer]}" for layer in of)
        + f"; hungriest child {peak} MiB"
    )
    assert right == of


def test_the_corpus_is_as_large_as_it_says_and_every_layer_is_there():
    layers = Counter(case.layer for case in CASES)
    MATCHES.append(
        f"corpus: {len(CASES)} cases × {len(CONFIGS)} configurations; "
        + ", ".join(f"{layer} {count}" for layer, count in layers.items())
    )
    assert len(CASES) > 600
    assert len({case.name for case in CASES}) == len(CASES)
    assert min(layers.values()) > 10
