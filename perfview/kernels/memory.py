"""Raw memory for numba: unaligned loads, stores and byte masks as LLVM vector code.

Addresses are int64. In a mask, bit i stands for byte i. Every load may reach `PAD` bytes past the
last byte of interest, so buffers carry that much slack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from perfview.kernels.padding import PAD as PAD

_I8, _I32, _I64, _I128 = (ir.IntType(bits) for bits in (8, 32, 64, 128))


def _load(builder: Any, address: Any, kind: Any) -> Any:
    value = builder.load(builder.inttoptr(address, kind.as_pointer()))
    value.align = 1
    return value


def _vector(builder: Any, address: Any, width: int) -> tuple[Any, Any]:
    kind = ir.VectorType(_I8, width)
    return _load(builder, address, kind), kind


def _every(kind: Any, byte: int) -> Any:
    return ir.Constant(kind, [byte] * kind.count)


def _as_mask(builder: Any, flags: Any, width: int) -> Any:
    mask = builder.bitcast(flags, ir.IntType(width))
    return mask if width == 64 else builder.zext(mask, _I64)


def _mask(width: int, build: Callable[[Any, Any, Any], Any]) -> Any:
    """An intrinsic `f(address) -> uint64` whose bits say where `build` holds."""

    @intrinsic
    def mask_of(_context: Any, address: Any) -> Any:
        def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
            value, kind = _vector(builder, args[0], width)
            return _as_mask(builder, build(builder, value, kind), width)

        return types.uint64(types.int64), generate

    return mask_of


def _any_of(*wanted: int) -> Callable[[Any, Any, Any], Any]:
    def build(builder: Any, value: Any, kind: Any) -> Any:
        flags = None
        for byte in wanted:
            hit = builder.icmp_unsigned("==", value, _every(kind, byte))
            flags = hit if flags is None else builder.or_(flags, hit)
        return flags

    return build


def _folded(byte: int) -> Callable[[Any, Any, Any], Any]:
    def build(builder: Any, value: Any, kind: Any) -> Any:
        folded = builder.or_(value, _every(kind, 0x20))
        return builder.icmp_unsigned("==", folded, _every(kind, byte))

    return build


def _below(builder: Any, value: Any, kind: Any, first: int, count: int) -> Any:
    return builder.icmp_unsigned("<", builder.sub(value, _every(kind, first)), _every(kind, count))


def _not_hex(builder: Any, value: Any, kind: Any) -> Any:
    lower = builder.or_(value, _every(kind, 0x20))
    digit = _below(builder, value, kind, 0x30, 10)
    return builder.not_(builder.or_(digit, _below(builder, lower, kind, 0x61, 6)))


def _not_digit(builder: Any, value: Any, kind: Any) -> Any:
    return builder.not_(_below(builder, value, kind, 0x30, 10))


def _ends_bare(builder: Any, value: Any, kind: Any) -> Any:
    comma = builder.icmp_unsigned("==", value, _every(kind, 0x2C))
    close = _folded(0x7D)(builder, value, kind)
    space = builder.icmp_unsigned("<=", value, _every(kind, 0x20))
    return builder.or_(builder.or_(comma, close), space)


quotes_or_backslashes32 = _mask(32, _any_of(0x22, 0x5C))
quotes64 = _mask(64, _any_of(0x22))
backslashes64 = _mask(64, _any_of(0x5C))
newlines64 = _mask(64, _any_of(0x0A))
opens64 = _mask(64, _folded(0x7B))
closes64 = _mask(64, _folded(0x7D))
not_hex16 = _mask(16, _not_hex)
not_hex32 = _mask(32, _not_hex)
not_digit32 = _mask(32, _not_digit)
ends_bare16 = _mask(16, _ends_bare)
ends_bare32 = _mask(32, _ends_bare)


@intrinsic
def differ32(_context: Any, left: Any, right: Any) -> Any:
    """Mask of the bytes in which two 32-byte places differ."""

    def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
        a, _ = _vector(builder, args[0], 32)
        b, _ = _vector(builder, args[1], 32)
        return _as_mask(builder, builder.icmp_unsigned("!=", a, b), 32)

    return types.uint64(types.int64, types.int64), generate


def _loader(kind: Any, result: Any) -> Any:
    @intrinsic
    def load(_context: Any, address: Any) -> Any:
        def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
            value = _load(builder, args[0], kind)
            return value if kind is _I64 else builder.zext(value, _I64)

        return result(types.int64), generate

    return load


load8 = _loader(_I8, types.int64)
load32 = _loader(_I32, types.uint64)
load64 = _loader(_I64, types.uint64)
load_signed = _loader(_I64, types.int64)


def _storer(kind: Any, argument: Any) -> Any:
    @intrinsic
    def store(_context: Any, address: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            word = args[1] if kind is _I64 else builder.trunc(args[1], kind)
            builder.store(word, builder.inttoptr(args[0], kind.as_pointer())).align = 1
            return context.get_dummy_value()

        return types.void(types.int64, argument), generate

    return store


store8 = _storer(_I8, types.int64)
store32 = _storer(_I32, types.int64)
store64 = _storer(_I64, types.uint64)
store_signed = _storer(_I64, types.int64)


@intrinsic
def trailing_zeros(_context: Any, word: Any) -> Any:
    """Index of the lowest set bit; undefined for zero."""

    def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@intrinsic
def bit_count(_context: Any, word: Any) -> Any:
    """How many bits are set."""

    def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.int64(types.uint64), generate


@intrinsic
def swap_bytes(_context: Any, word: Any) -> Any:
    """A big-endian word as a number."""

    def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
        swap = builder.module.declare_intrinsic("llvm.bswap", [_I64])
        return builder.call(swap, [args[0]])

    return types.uint64(types.uint64), generate


@intrinsic
def fold_multiply(_context: Any, left: Any, right: Any) -> Any:
    """The high and low half of a 128-bit product, xored: wyhash's mixing step."""

    def generate(_ctx: Any, builder: Any, _sig: Any, args: Any) -> Any:
        product = builder.mul(builder.zext(args[0], _I128), builder.zext(args[1], _I128))
        high = builder.trunc(builder.lshr(product, ir.Constant(_I128, 64)), _I64)
        return builder.xor(builder.trunc(product, _I64), high)

    return types.uint64(types.uint64, types.uint64), generate


@intrinsic
def prefetch(_context: Any, address: Any) -> Any:
    """Ask for the cache line at an address; any address will do, nothing is read."""

    def generate(context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        line = builder.inttoptr(args[0], _I8.as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [_I8.as_pointer(), _I32, _I32, _I32])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [line.type], kind)
        builder.call(ask, [line, _I32(0), _I32(3), _I32(1)])
        return context.get_dummy_value()

    return types.void(types.int64), generate
