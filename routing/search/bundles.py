"""Hands a named tuple of arrays to compiled code as one pointer.

Numba passes a named tuple by value: hundreds of words at every call that is not inlined, which costs more than the
work done inside, and minutes of compilation. Here the array headers are laid out once in memory and compiled code
reads ``bundle.field`` through a pointer to them. Fields are contiguous arrays, int, bool, or other
bundles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numba.core import types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, register_model, typeof_impl, unbox
from numba.np.arrayobj import populate_array

T = TypeVar("T", bound=tuple[Any, ...])

_HEADER = 5
"""Words of an array's header before shape and strides: owner, parent, items, item size, data."""


class Bundle:
    """The fields of a named tuple, kept alive, and where their headers are."""

    def __init__(self, fields: NamedTuple) -> None:
        self.fields = fields
        self.words = np.array([word for value in fields for word in _words(value)], dtype=np.int64)
        self.address = self.words.ctypes.data
        self.numba_type = BundleType(
            type(fields).__name__,
            tuple((name, numba.typeof(value)) for name, value in zip(fields._fields, fields, strict=True)),
        )

    def __getattr__(self, name: str) -> object:
        return getattr(self.fields, name)


def bundle(fields: T) -> T:
    """Wrap a named tuple for compiled code; its fields read as before."""
    return cast("T", Bundle(cast("NamedTuple", fields)))


class BundleType(types.Type):
    """Numba's type of a bundle: the types of its fields."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(name=f"Bundle({name}, {fields})")

    def offset(self, name: str) -> int:
        """Word at which a field begins."""
        words = 0
        for field, kind in self.fields:
            if field == name:
                break
            words += _HEADER + 2 * kind.ndim if isinstance(kind, types.Array) else 1
        return words


register_model(BundleType)(models.OpaqueModel)


@typeof_impl.register(Bundle)
def _type_of_bundle(value: Bundle, _context: object) -> BundleType:
    return value.numba_type


@infer_getattr
class _BundleAttributes(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:
        return dict(kind.fields).get(name)


@lower_getattr_generic(BundleType)
def _read_field(context: Any, builder: Any, kind: BundleType, value: Any, name: str) -> Any:
    field = dict(kind.fields)[name]
    word = context.get_value_type(types.int64)
    words = builder.bitcast(value, word.as_pointer())

    def read(k: int) -> Any:
        number = builder.load(builder.gep(words, [context.get_constant(types.int64, kind.offset(name) + k)]))
        # Headers never change while compiled code runs, so they need not be read again after every write.
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
        return number

    if isinstance(field, types.Array):
        header = context.make_array(field)(context, builder)
        shape = [read(_HEADER + k) for k in range(field.ndim)]
        strides = [read(_HEADER + field.ndim + k) for k in range(field.ndim)]
        data = builder.inttoptr(read(_HEADER - 1), context.get_data_type(field.dtype).as_pointer())
        populate_array(header, data=data, shape=shape, strides=strides, itemsize=read(3), meminfo=None)
        return header._getvalue()  # noqa: SLF001  # numba's way to take the finished value
    number = read(0)
    if isinstance(field, types.Boolean):
        return builder.icmp_unsigned("!=", number, context.get_constant(types.int64, 0))
    if isinstance(field, BundleType):
        return builder.inttoptr(number, context.get_value_type(field))
    return number


@unbox(BundleType)
def _unbox_bundle(kind: BundleType, value: Any, unboxing: Any) -> Any:
    number = unboxing.pyapi.object_getattr_string(value, "address")
    address = unboxing.pyapi.long_as_longlong(number)
    unboxing.pyapi.decref(number)
    pointer = unboxing.builder.inttoptr(address, unboxing.context.get_value_type(kind))
    return NativeValue(pointer, is_error=unboxing.pyapi.c_api_error())


def _words(value: object) -> Iterable[int]:
    if isinstance(value, np.ndarray):
        return (0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides)
    return (value.address,) if isinstance(value, Bundle) else (int(cast("int", value)),)
