"""Reads the seed files for the tests of this folder."""

import functools
import pathlib
from typing import Any

import yaml

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "seeds"


class StrictLoader(yaml.SafeLoader):
    """A loader that refuses a key written twice, which YAML would otherwise swallow."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = sorted({str(key) for key in keys if keys.count(key) > 1})
        if repeated:
            raise yaml.constructor.ConstructorError(None, None, f"written twice: {repeated}", node.start_mark)
        return super().construct_mapping(node, deep)


@functools.cache
def seed(path: str) -> Any:
    text = (SEEDS / path).read_text(encoding="utf-8")
    return yaml.load(text, StrictLoader)  # noqa: S506  StrictLoader is a SafeLoader
