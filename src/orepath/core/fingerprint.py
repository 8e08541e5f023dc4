"""A fingerprint tells whether anything in a thing has changed since it was taken."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath

import numpy as np
from scipy import sparse

_PLAIN = (str, bytes, int, float, complex, Enum, PurePath, np.generic, type(None))


def fingerprint(*things: object) -> str:
    """Return a word that differs where anything in some things differs.

    Parameters
    ----------
    *things : object
        Words, numbers, arrays, sparse arrays, what is made up of them, and objects
        that hold nothing else.

    Returns
    -------
    str
        The same in every process; nothing remembered on the way is part of it, as long
        as it is no attribute of a plain object.

    Raises
    ------
    TypeError
        Something holds what has no attributes and is none of these, such as a function.

    Examples
    --------
    >>> one = fingerprint({"a": np.arange(3)}, 1.5)
    >>> one == fingerprint({"a": np.arange(3)}, 1.5)
    True
    >>> one == fingerprint({"a": np.arange(4)}, 1.5)
    False
    """
    found = hashlib.sha256()
    for part in _parts(things):
        # Lengths keep ("ab", "c") and ("a", "bc") apart.
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


def _parts(thing: object) -> Iterator[bytes]:
    """Yield all that a thing is made up of."""
    yield type(thing).__name__.encode()
    if isinstance(thing, _PLAIN):
        yield repr(thing).encode()
    elif isinstance(thing, np.ndarray) and thing.dtype != object:
        yield f"{thing.dtype.str}{thing.shape}".encode()
        yield np.ascontiguousarray(thing).tobytes()
    elif isinstance(thing, np.ndarray):
        yield from _parts(thing.tolist())
    elif isinstance(thing, sparse.sparray):
        # Entries in order, as sorting them in place is no change.
        columns = sparse.csc_array(thing, copy=True)
        columns.sum_duplicates()
        yield from _parts(
            (columns.shape, columns.data, columns.indices, columns.indptr)
        )
    else:
        for part in _inside(thing):
            yield from _parts(part)


def _inside(thing: object) -> Iterator[object]:
    """Yield the things in one that holds others."""
    if isinstance(thing, (tuple, list)):
        yield from thing
    elif isinstance(thing, (set, frozenset)):
        yield from sorted(thing, key=repr)
    elif isinstance(thing, Mapping):
        yield from thing.items()
    elif is_dataclass(thing):
        yield from ((one.name, getattr(thing, one.name)) for one in fields(thing))
    else:
        yield from vars(thing).items()
