"""List the one-place changes of a module that its tests should notice."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from attrs import frozen

_COMPARISONS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: (r"\bis\b", "is not"),
    ast.IsNot: (r"\bis\s+not\b", "is"),
    ast.In: (r"\bin\b", "not in"),
    ast.NotIn: (r"\bnot\s+in\b", "in"),
}
# `|` is left alone: in an annotation it has no effect at run time.
_ARITHMETIC = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
}
_OPPOSITE_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_TYPING_CALLS = frozenset({"cast", "TypeVar", "ParamSpec", "NewType"})
# `kw_only` and `init` of attrs are the type checkers' to hold, as annotations are.
_CHECKED_BY_TYPES = frozenset({"kw_only", "init"})


@frozen(order=True)
class Mutant:
    """A module with one change.

    Attributes:
        path: The module, relative to the root of the repository.
        start: Offset of the replaced bytes.
        end: Offset after them.
        text: The bytes in their place.
        lines: First and last line of the code that has to run for the change to have an effect.
        function: Qualified name of the innermost function or class, or an empty text.
    """

    path: str
    start: int
    end: int
    text: bytes
    lines: tuple[int, int]
    function: str

    def apply(self, source: bytes) -> bytes:
        """Return the module's source with the change."""
        return source[: self.start] + self.text + source[self.end :]

    def difference(self, source: bytes) -> tuple[int, str, str]:
        """Return the number of the first changed line, and the changed lines before and after."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        after = source[first : self.start] + self.text + source[self.end : last]
        return source.count(b"\n", 0, first) + 1, _one_line(source[first:last]), _one_line(after)


def _one_line(text: bytes) -> str:
    return " ".join(text.decode().split())


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    source = (root / path).read_bytes()
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(mutant for mutant in set(finder.mutants) if _compiles(mutant.apply(source)))


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    """Collects the mutants of one module. Docstrings, annotations and decorators are left alone."""

    def __init__(self, path: str, source: bytes) -> None:
        self.mutants: list[Mutant] = []
        self._path = path
        self._source = source
        self._line_starts = [0, *(match.end() for match in re.finditer(rb"\n", source))]
        self._names: list[str] = []
        self._lines = (1, 1)

    def _offset(self, line: int | None, column: int | None) -> int:
        assert line is not None
        assert column is not None
        return self._line_starts[line - 1] + column

    def _span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def _add(self, start: int, end: int, text: str) -> None:
        if self._source[start:end] != text.encode():
            self.mutants.append(Mutant(self._path, start, end, text.encode(), self._lines, ".".join(self._names)))

    def _replace(self, node: ast.expr | ast.stmt, text: str) -> None:
        self._add(*self._span(node), text)

    def _replace_between(self, left: ast.expr, right: ast.expr, pattern: str, text: str) -> None:
        """Replace the operator between two expressions; it has no node of its own."""
        start, end = self._span(left)[1], self._span(right)[0]
        match = re.search(pattern.encode(), self._source[start:end])
        if match is not None:
            self._add(start + match.start(), start + match.end(), text)

    # Statements

    def visit(self, node: ast.AST) -> None:
        """Visit a node; the lines of a statement with a block are those of its header."""
        if isinstance(node, ast.stmt):
            before = self._lines
            body: list[ast.stmt] = getattr(node, "body", [])
            last = node.end_lineno or node.lineno
            if body and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                last = max(node.lineno, body[0].lineno - 1)
            self._lines = (node.lineno, last)
            super().visit(node)
            self._lines = before
        else:
            super().visit(node)

    def _visit_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._names.append(node.name)
        # A default takes effect when the body runs.
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self._visit_block(node.body)
        self._names.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._names.append(node.name)
        self._visit_block(node.body)
        self._names.pop()

    def _visit_block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.visit(statement)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node.value, ast.Call | ast.Await):
            self._replace(node, "pass")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        # Without its assignment, a local variable is a NameError that any test notices.
        if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._replace(node, "pass")
        if not (isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"):
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._replace(node, "pass")
        self.visit(node.value)

    def _delete(self, node: ast.stmt) -> None:
        self._replace(node, "pass")
        self.generic_visit(node)

    visit_Raise = visit_Delete = visit_Continue = visit_Break = _delete  # noqa: N815

    def visit_Assert(self, _: ast.Assert) -> None:
        pass  # `python -O` leaves them out, too

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self._replace(node, "return None")
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._condition(node.test, "True", "False")
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        if not isinstance(node.test, ast.Constant):
            self._condition(node.test, "False")
            self.generic_visit(node)
        else:
            self._visit_block(node.body)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if isinstance(node.type, ast.Tuple):
            for item in node.type.elts:
                others = [ast.unparse(other) for other in node.type.elts if other is not item]
                self._replace(node.type, f"({', '.join(others)},)")
        elif node.type is not None:
            self._replace(node.type, "()")
        self._visit_block(node.body)

    # Expressions

    def _condition(self, test: ast.expr, *values: str) -> None:
        if not any(isinstance(node, ast.NamedExpr) for node in ast.walk(test)):
            for value in values:
                self._replace(test, value)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test, "True", "False")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._condition(test, "True")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self._replace_between(left, right, *_COMPARISONS[type(operator)])
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other, neutral = "or", "and", "False"
        if isinstance(node.op, ast.And):
            word, other, neutral = "and", "or", "True"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._replace_between(left, right, rf"\b{word}\b", other)
        for value in node.values:
            self._condition(value, neutral)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._add(self._span(node)[0], self._span(node.operand)[0], "")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _ARITHMETIC:
            self._replace_between(node.left, node.right, *_ARITHMETIC[type(node.op)])
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            if node.func.id in _TYPING_CALLS:
                return
            if node.func.id == "printable":  # its second argument is the length of a quotation in a message
                self.visit(node.args[0])
                return
            if node.func.id in _OPPOSITE_FUNCTIONS:
                self._replace(node.func, _OPPOSITE_FUNCTIONS[node.func.id])
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg not in _CHECKED_BY_TYPES:
                start, end = self._span(keyword)
                comma = re.match(rb"\s*,", self._source[end:])
                if comma is not None:
                    end += comma.end()
                self._add(start, end, "")
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in _CHECKED_BY_TYPES:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not (isinstance(node.value, ast.Name) and node.value.id == "Literal"):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._replace(node, str(not value))
        elif isinstance(value, int | float):
            changed = value * 2
            if abs(value) <= 2:
                changed = value + 1
            self._replace(node, repr(changed))
        # The wording of a message is free; a text without a space is a key, a header or a word of a format.
        elif isinstance(value, str) and value and " " not in value:
            self._replace(node, repr("XX" + value))
        elif isinstance(value, bytes) and value:
            self._replace(node, repr(b"XX" + value))
