"""What a room adds to the language: one typed section; and the registries for upper rooms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from anlan.kit.registry import Registry
from anlan.schemes.attribute_words import words_below
from anlan.schemes.finding import Finding

if TYPE_CHECKING:
    from anlan.schemes.compiled import Scheme
    from anlan.schemes.migration import MigrationPart
    from anlan.schemes.references import CheckContext

M = TypeVar("M", bound=BaseModel)


class Part(BaseModel):
    """The base of every model in a capability: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        str_strip_whitespace=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, with what is written below an attribute as its description."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        words = words_below(cls)
        for name, field in cls.model_fields.items():
            shown = properties.get(field.alias or name)
            if name in words and shown is not None:
                shown.setdefault("description", words[name])
        return schema


Check = Callable[["Scheme", "CheckContext"], Iterable[Finding]]


def nothing_to_check(scheme: "Scheme", context: "CheckContext") -> Iterable[Finding]:  # noqa: ARG001
    """For a section whose model already says everything."""
    return ()


@dataclass(frozen=True)
class Section(Generic[M]):
    """A top-level key of `capability.yaml`, its model, and the checks that look across the whole file.

    `check` runs after the whole file fits its models; it is pure and reads only the scheme and the context.
    `one_file_an_entry`: the section is a list, and its entries may stand in a folder of its name, one file each.
    """

    name: str
    model: type[M]
    check: Check = nothing_to_check
    required: bool = False
    one_file_an_entry: bool = False


sections: Registry[Section[Any]] = Registry("section")

# name of a kind ("clock", "outcome", "document") → the names of that kind which a scheme defines
reference_sources: Registry[Callable[["Scheme"], Iterable[str]]] = Registry("kind of reference")

# proofs that need a district's real places and units: fn(scheme, district code, at)
district_proofs: Registry[Callable[["Scheme", int, datetime], Iterable[Finding]]] = Registry("district proof")

# how a section's names map from an old version to a new one: fn(old, new)
migration_parts: Registry[Callable[["Scheme", "Scheme"], "MigrationPart"]] = Registry("migration part")
