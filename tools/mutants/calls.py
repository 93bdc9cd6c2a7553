"""What may be made of a call or a comparison: the parts of `tools.mutants.operators`."""

import ast
from collections.abc import Iterator

SIGNS = {
    **{ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="},
    **{ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"},
}
OTHER_NAME = {"min": "max", "max": "min", "sorted": "list", "any": "all", "all": "any"}
OTHER_METHOD = {"first": "last", "last": "first", "rpartition": "partition"}
# A call in the middle of a chain whose loss leaves a chain that still runs.
LINKS = {
    **dict.fromkeys(("filter", "exclude", "distinct"), "drop-filter"),
    **dict.fromkeys(("order_by", "reverse"), "drop-order"),
    **dict.fromkeys(("strip", "lstrip", "rstrip", "lower", "upper", "casefold"), "drop-text"),
    **dict.fromkeys(("select_for_update",), "drop-lock"),
}
LOCKS = {"held", "holding"}
# Swapped, these give the same, or nothing that could run.
UNSWAPPED = {
    *("isinstance", "getattr", "hasattr", "dist", "min", "max", "compare_digest", "suppress"),
    *("register", "select_related", "prefetch_related"),
}


def name_of(node: ast.AST) -> str:
    """The last name of what is called or decorated: `transaction.atomic` → atomic."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return getattr(node, "id", "") or getattr(node, "attr", "")


def compared(node: ast.Compare, place: int, sign: str) -> str:
    """The comparison with another sign at one place."""
    signs = [SIGNS[type(one)] for one in node.ops]
    signs[place] = sign
    parts = [_side(node.left)]
    for one, right in zip(signs, node.comparators, strict=True):
        parts += [one, _side(right)]
    return " ".join(parts)


def _side(node: ast.expr) -> str:
    text = ast.unparse(node)
    loose = isinstance(node, ast.BoolOp | ast.Compare | ast.IfExp | ast.NamedExpr | ast.UnaryOp)
    return f"({text})" if loose and not text.startswith("(") else text


def calls(node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    """What may be made of a call."""
    name = name_of(node.func)
    for place, keyword in enumerate(node.keywords):
        if keyword.arg and not (keyword.arg == "strict" and ast.unparse(keyword.value) == "False"):
            rest = [one for number, one in enumerate(node.keywords) if number != place]
            yield ast.Call(node.func, node.args, rest), "drop-kwarg"
    positional = not any(isinstance(one, ast.Starred) for one in node.args)
    if positional and len(node.args) > 1 and name not in UNSWAPPED:
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield ast.Call(node.func, swapped, node.keywords), "swap-args"
    if isinstance(node.func, ast.Name):
        yield from _named_calls(node, name)
    elif isinstance(node.func, ast.Attribute):
        yield from _method_calls(node, node.func)


def _named_calls(node: ast.Call, name: str) -> Iterator[tuple[ast.AST, str]]:
    if name in OTHER_NAME and node.args:
        keywords = [] if name == "sorted" else node.keywords
        yield ast.Call(ast.Name(OTHER_NAME[name]), node.args, keywords), "name-swap"
    if name in LOCKS and node.args:
        yield node.args[0], "drop-lock"
    if name == "Rule" and not any(one.arg == "sitewide" for one in node.keywords):
        wide = [*node.keywords, ast.keyword("sitewide", ast.Constant(True))]
        yield ast.Call(node.func, node.args, wide), "rule-sitewide"


def _method_calls(node: ast.Call, func: ast.Attribute) -> Iterator[tuple[ast.AST, str]]:
    if func.attr in LINKS:
        yield func.value, LINKS[func.attr]
    if func.attr == "order_by":
        yield ast.Call(func, [_flipped(one) for one in node.args], []), "order-flip"
    if func.attr in OTHER_METHOD:
        other = ast.Attribute(func.value, OTHER_METHOD[func.attr], ast.Load())
        yield ast.Call(other, node.args, node.keywords), "first-last"


def _flipped(field: ast.expr) -> ast.expr:
    """`"-at"` for `"at"`, and the other way round."""
    if not isinstance(field, ast.Constant) or not isinstance(field.value, str):
        return field
    name = field.value
    return ast.Constant(name[1:] if name.startswith("-") else f"-{name}")
