"""What may be broken in a file: every small change that a test ought to notice.

Nothing here runs anything. A mutant is a piece of source put in the place of another one; it keeps
the number of lines, so that a function can be told by the line it begins at.
"""

import ast

from tools.mutants.calls import calls, compared, name_of
from tools.mutants.mutant import Mutant

BOUNDARY = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
FLIPPED = {
    ast.Lt: ">=",
    ast.LtE: ">",
    ast.Gt: "<=",
    ast.GtE: "<",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr},
}
# Without these nothing works at all, or (caches) nothing differs but the time it takes.
KEPT_DECORATORS = {
    *("property", "cached_property", "staticmethod", "classmethod", "dataclass"),
    *("lru_cache", "cache", "overload", "contextmanager", "runtime_checkable", "total_ordering"),
}


def mutants(file: str, source: bytes) -> list[Mutant]:
    """Every mutant of a file, in the order of the text; each text only once."""
    finder = _Finder(file, source)
    finder.visit(ast.parse(source))
    seen: dict[bytes, Mutant] = {}
    for mutant in finder.found:
        text = mutant.applied(source)
        if text != source and _compiles(text):
            seen.setdefault(text, mutant)
    return sorted(seen.values(), key=lambda one: (one.start, one.end, one.operator, one.new))


def _compiles(text: bytes) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


class _Finder(ast.NodeVisitor):
    """Walks a file and notes what may be changed, but no types, docstrings and f-strings."""

    def __init__(self, file: str, source: bytes) -> None:
        self.file, self.source = file, source
        self.found: list[Mutant] = []
        self.where: list[str] = []
        self.inside = False
        self.lines = (1, 1)
        self.starts = [0]
        for line in source.split(b"\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    # --- noting ------------------------------------------------------------------------------
    def _span(self, node) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def note(self, node, operator: str, new: str | ast.AST, *, span=None) -> None:
        start, end = span or self._span(node)
        text = new if isinstance(new, str) else ast.unparse(new)
        old = " ".join(self.source[start:end].decode().split())
        where = ".".join(self.where) or "module"
        self.found.append(
            Mutant(
                *(self.file, node.lineno, where, operator, old, text, start, end),
                inside=self.inside,
                lines=self.lines,
            )
        )

    # --- statements --------------------------------------------------------------------------
    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else (node.end_lineno or node.lineno)
            before, self.lines = self.lines, (node.lineno, max(node.lineno, last))
            super().visit(node)
            self.lines = before
        else:
            super().visit(node)

    def _visit_function(self, node: ast.FunctionDef) -> None:
        for decorator in node.decorator_list:
            if name_of(decorator) not in KEPT_DECORATORS:
                start, end = self._span(decorator)
                self.note(decorator, "drop-decorator", "", span=(start - 1, end))
            self.visit(decorator)
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(default)
        outer, self.inside = self.inside, True
        self.where.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self.where.pop()
        self.inside = outer

    def visit_FunctionDef(self, node) -> None:
        self._visit_function(node)

    def visit_AsyncFunctionDef(self, node) -> None:
        self._visit_function(node)

    def visit_ClassDef(self, node) -> None:
        self.where.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self.where.pop()

    def visit_If(self, node) -> None:
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self._condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_While(self, node) -> None:
        self.note(node.test, "if-false", "False")
        self.generic_visit(node)

    def _condition(self, test: ast.expr) -> None:
        self.note(test, "negate-if", ast.UnaryOp(ast.Not(), test))
        self.note(test, "if-true", "True")
        self.note(test, "if-false", "False")

    def visit_Expr(self, node) -> None:
        if isinstance(node.value, ast.Constant):
            return
        if isinstance(node.value, ast.Call):
            self.note(node, "drop-call", "pass")
        self.generic_visit(node)

    def visit_Raise(self, node) -> None:
        self.note(node, "drop-raise", "pass")
        self.generic_visit(node)

    def visit_Continue(self, node) -> None:
        self.note(node, "continue", "break")
        self.note(node, "continue", "pass")

    def visit_Break(self, node) -> None:
        self.note(node, "break", "pass")

    def visit_Assign(self, node) -> None:
        if self.inside:
            self.note(node, "drop-assign", "pass")
        for target in node.targets:
            self.visit(target)
        self.visit(node.value)

    def visit_AnnAssign(self, node) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_AugAssign(self, node) -> None:
        self.note(node, "drop-assign", "pass")
        if other := ARITHMETIC.get(type(node.op)):
            self.note(node, "aug", ast.AugAssign(node.target, other(), node.value))
        self.visit(node.value)

    def visit_Return(self, node) -> None:
        value = node.value
        if value is None:
            return
        is_truth = isinstance(value, ast.Compare | ast.BoolOp) or (
            isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
        )
        if is_truth:
            self.note(node, "return-true", "return True")
            self.note(node, "return-false", "return False")
        elif isinstance(value, ast.Dict | ast.DictComp):
            self.note(node, "return-empty", "return {}")
        elif isinstance(value, ast.List | ast.ListComp | ast.SetComp | ast.Set):
            self.note(node, "return-empty", "return []")
        elif not isinstance(value, ast.Constant):
            self.note(node, "return-none", "return None")
        self.visit(value)

    def visit_ExceptHandler(self, node) -> None:
        if isinstance(node.type, ast.Tuple):
            for place in range(len(node.type.elts)):
                rest = [one for other, one in enumerate(node.type.elts) if other != place]
                self.note(node.type, "drop-except", ast.Tuple(rest, ast.Load()))
        for statement in node.body:
            self.visit(statement)

    def visit_With(self, node) -> None:
        for item in node.items:
            if name_of(item.context_expr) == "atomic":
                call = "__import__('contextlib').nullcontext()"
                self.note(item.context_expr, "drop-atomic", call)
        self.generic_visit(node)

    # --- expressions -------------------------------------------------------------------------
    def visit_JoinedStr(self, node) -> None:
        """Python 3.11 does not say where the parts of an f-string stand."""

    def visit_arguments(self, node) -> None:
        for default in [*node.defaults, *filter(None, node.kw_defaults)]:
            self.visit(default)

    def visit_Constant(self, node) -> None:
        if isinstance(node.value, bool):
            self.note(node, "bool-const", str(not node.value))
        elif isinstance(node.value, int):
            self.note(node, "int-const", str(node.value + 1))

    def visit_Compare(self, node) -> None:
        for place, sign in enumerate(node.ops):
            for operator, table in (("cmp-boundary", BOUNDARY), ("cmp-flip", FLIPPED)):
                if type(sign) in table:
                    self.note(node, operator, compared(node, place, table[type(sign)]))
        for side in [node.left, *node.comparators]:
            if isinstance(side, ast.Tuple | ast.List):
                self._members(side)
        self.generic_visit(node)

    def visit_BoolOp(self, node) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self.note(node, "and-or", ast.BoolOp(other, node.values))
        for place in range(len(node.values)):
            rest = [one for number, one in enumerate(node.values) if number != place]
            self.note(
                node, "drop-operand", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            )
        self.generic_visit(node)

    def visit_UnaryOp(self, node) -> None:
        if isinstance(node.op, ast.Not):
            self.note(node, "drop-not", node.operand)
        self.generic_visit(node)

    def visit_BinOp(self, node) -> None:
        if other := ARITHMETIC.get(type(node.op)):
            self.note(node, "arith", ast.BinOp(node.left, other(), node.right))
        self.generic_visit(node)

    def _members(self, node) -> None:
        if len(node.elts) < 2:
            return
        for place in range(len(node.elts)):
            rest = [one for number, one in enumerate(node.elts) if number != place]
            kind = type(node)
            self.note(
                *(node, "drop-member"),
                kind(rest) if kind is ast.Set else kind(rest, ast.Load()),
            )

    def visit_Set(self, node) -> None:
        self._members(node)
        self.generic_visit(node)

    def visit_Tuple(self, node) -> None:
        if not self.inside and isinstance(node.ctx, ast.Load):
            self._members(node)
        self.generic_visit(node)

    def visit_Dict(self, node) -> None:
        for place in range(len(node.keys)):
            keys = [one for number, one in enumerate(node.keys) if number != place]
            values = [one for number, one in enumerate(node.values) if number != place]
            self.note(node, "drop-dict-item", ast.Dict(keys, values))
        self.generic_visit(node)

    def visit_comprehension(self, node) -> None:
        for test in node.ifs:
            self.note(test, "comp-if-true", "True")
            self.note(test, "negate-if", ast.UnaryOp(ast.Not(), test))
        self.generic_visit(node)

    def visit_Subscript(self, node) -> None:
        if isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load):
            self.note(node, "drop-slice", node.value)
        self.visit(node.value)
        if isinstance(node.slice, ast.Slice | ast.Constant | ast.BinOp | ast.UnaryOp | ast.Name):
            self.visit(node.slice)

    def visit_Call(self, node) -> None:
        for new, operator in calls(node):
            self.note(node, operator, new)
        self.generic_visit(node)
