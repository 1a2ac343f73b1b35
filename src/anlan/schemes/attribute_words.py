"""What is written below a model's attributes, read from its source when somebody asks for the language's schema.

Pydantic would read it at every start of every process, which costs a sixth of the start.
"""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise


@cache
def words_below(model: type) -> dict[str, str]:
    """Attribute → the text below it, those of the bases included. A model made at run time has none of its own."""
    found: dict[str, str] = {}
    for base in model.__bases__:
        found |= words_below(base) if base is not object else {}
    try:
        source = textwrap.dedent(inspect.getsource(model))
    except (OSError, TypeError):
        return found
    body = next((one.body for one in ast.parse(source).body if isinstance(one, ast.ClassDef)), [])
    for above, below in pairwise(body):
        if isinstance(above, ast.AnnAssign) and isinstance(above.target, ast.Name):
            said = below.value if isinstance(below, ast.Expr) else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found[above.target.id] = inspect.cleandoc(said.value)
    return found
