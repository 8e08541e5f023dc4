"""Memory: read once, forgotten with the thing."""

import gc
import weakref
from dataclasses import dataclass

from orepath.core.memory import remembered


@dataclass(frozen=True, eq=False)
class Page:
    """Stand for any frozen thing."""

    words: tuple[str, ...]


def test_a_thing_is_read_once() -> None:
    read = []

    @remembered
    def length(page: Page) -> int:
        read.append(page)
        return len(page.words)

    page = Page(("a", "b"))
    assert [length(page), length(page)] == [2, 2]
    assert len(read) == 1


def test_things_that_look_alike_are_read_each() -> None:
    read = []

    @remembered
    def length(page: Page) -> int:
        read.append(page)
        return len(page.words)

    one, other = Page(("a",)), Page(("a",))
    assert length(one) == length(other)
    assert read == [one, other]


def test_what_was_found_is_forgotten_with_the_thing() -> None:
    @remembered
    def inside(page: Page) -> Page:
        return Page(page.words[1:])

    page = Page(("a", "b"))
    found = weakref.ref(inside(page))
    assert found() is not None
    del page
    gc.collect()
    assert found() is None


def test_the_name_and_words_of_the_function_stay() -> None:
    @remembered
    def length(page: Page) -> int:
        """Count."""
        return len(page.words)

    assert (length.__name__, length.__doc__) == ("length", "Count.")
