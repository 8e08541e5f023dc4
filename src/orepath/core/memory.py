"""A memory keeps what was read of a frozen thing for as long as that thing lives."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Thing = TypeVar("Thing")
Found = TypeVar("Found")


def remembered(read: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """Let a function of one frozen thing read it only once.

    Parameters
    ----------
    read : callable
        Depends on nothing but its argument, which never changes, is told from others by
        identity and can be referred to weakly. What it returns must not hold the
        argument, or neither is ever let go, and is shared by all who ask.

    Returns
    -------
    callable
        The same function; what it found is forgotten together with the argument.

    Examples
    --------
    >>> class Page: ...
    >>> @remembered
    ... def length(page):
    ...     print("reading")
    ...     return 7
    >>> page = Page()
    >>> length(page) + length(page)
    reading
    14
    """
    kept: WeakKeyDictionary[Thing, Found] = WeakKeyDictionary()

    @wraps(read)
    def recalled(thing: Thing) -> Found:
        try:
            return kept[thing]
        except KeyError:
            found = kept[thing] = read(thing)
            return found

    return recalled
