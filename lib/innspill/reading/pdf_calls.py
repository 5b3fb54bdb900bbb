"""PDFium's functions called with plain addresses: the typed pointers of the bindings cost 250 ns a call."""

from ctypes import CFUNCTYPE, c_int, c_void_p, cast
from typing import Any


def direct(function: Any, *arguments: Any, result: Any = c_int) -> Any:
    """The same function, its first argument and every pointer an address (int)."""
    return CFUNCTYPE(result, c_void_p, *arguments)(cast(function, c_void_p).value)
