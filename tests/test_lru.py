"""A cache holds what was used last, as much as there is room for."""

from hypothesis import given
from hypothesis import strategies as st

from talks.lru import SizedLRU

ROOM = 100


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 60)), max_size=80))
def test_what_was_used_last_is_cached_and_no_more_than_there_is_room_for(asked):
    cache: SizedLRU[str] = SizedLRU(ROOM)
    plain: dict[int, int] = {}  # in order of use, with the sizes
    for key, size in asked:
        assert cache.get_or_make(key, lambda key=key, size=size: (str(key), size)) == str(key)
        plain[key] = plain.pop(key, size)
        while sum(plain.values()) > ROOM and len(plain) > 1:
            del plain[next(iter(plain))]
        assert [one for one in range(21) if one in cache._entries] == sorted(plain)
    assert all(cache.get(key) == str(key) for key in plain)


def test_what_alone_is_larger_than_the_room_is_cached_until_the_next_comes():
    cache: SizedLRU[str] = SizedLRU(ROOM)
    cache.put("large", "a", 10 * ROOM)
    assert cache.get("large") == "a"
    cache.put("small", "b", 1)
    assert (cache.get("large"), cache.get("small")) == (None, "b")
    cache.clear()
    assert cache.get("small") is None
