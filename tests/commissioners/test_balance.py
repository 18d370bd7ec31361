"""The proposal's arithmetic, against any town that can be thought of."""

from collections import Counter, deque

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.commissioners.balance import LeftOver, Person, Server, propose

REGIONS = ["230602", "230603", "230604"]
LANGUAGES = ["zh", "en", "ru"]

people = st.lists(
    st.tuples(
        st.sampled_from(REGIONS),
        st.sets(st.sampled_from(["en", "ru"]), max_size=2),
        st.sampled_from(["", "石化", "教育"]),
    ),
    max_size=30,
).map(
    lambda rows: [
        Person(n, region, frozenset(languages), field)
        for n, (region, languages, field) in enumerate(rows)
    ]
)
servers = st.lists(
    st.tuples(
        st.sampled_from([*REGIONS, "2306"]),
        st.integers(0, 8),
        st.integers(0, 10),
        st.sets(st.sampled_from(LANGUAGES), min_size=1),
        st.sets(st.sampled_from(["石化", "教育"])),
    ),
    max_size=6,
).map(
    lambda rows: [
        Server(n + 100, prefix, capacity, load, frozenset(langs), frozenset(fields))
        for n, (prefix, capacity, load, langs, fields) in enumerate(rows)
    ]
)


def fits(person: Person, server: Server) -> bool:
    return person.region.startswith(server.prefix) and (
        not person.languages or bool(person.languages & server.languages)
    )


def most_that_can_be_placed(persons, helpers) -> int:
    """Plain augmenting paths, one seat a node: an oracle that knows nothing of ours."""
    seats = [
        server for server in helpers for _seat in range(server.capacity - server.load)
    ]
    taken: dict[int, int] = {}

    def place(index: int) -> bool:
        came: dict[int, tuple] = {}
        queue, seen = deque([(index, None)]), set()
        while queue:
            who, through = queue.popleft()
            for seat, server in enumerate(seats):
                if seat in seen or not fits(persons[who], server):
                    continue
                seen.add(seat)
                came[seat] = (who, through)
                if seat in taken:
                    queue.append((taken[seat], seat))
                    continue
                while seat is not None:
                    person, before = came[seat]
                    taken[seat] = person
                    seat = before  # noqa: PLW2901
                return True
        return False

    return sum(place(index) for index in range(len(persons)))


@settings(max_examples=300, deadline=None)
@given(people, servers)
def test_never_passes_a_capacity_and_leaves_nobody_over_who_could_be_placed(
    persons, helpers
):
    found = propose(persons, helpers)
    given_to = Counter(server for _person, server in found.pairs)
    by_id = {server.id: server for server in helpers}
    for server_id, count in given_to.items():
        assert by_id[server_id].load + count <= by_id[server_id].capacity
    by_person = {person.id: person for person in persons}
    for person_id, server_id in found.pairs:
        assert fits(by_person[person_id], by_id[server_id])
    placed = [person for person, _server in found.pairs]
    left = [person for person, _reason in found.left_over]
    assert sorted(placed + left) == sorted(by_person)
    assert len(placed) == most_that_can_be_placed(persons, helpers)
    for person_id, reason in found.left_over:
        person = by_person[person_id]
        there = [s for s in helpers if person.region.startswith(s.prefix)]
        assert (reason == LeftOver.NOBODY_THERE) == (not there)
        if reason == LeftOver.NO_LANGUAGE:
            assert not any(fits(person, server) for server in there)
    assert propose(persons, helpers) == found  # no chance in it


def test_fills_by_relative_load():
    helpers = [Server(1, "230602", 10, 0), Server(2, "230602", 20, 0)]
    found = propose([Person(n, "230602") for n in range(15)], helpers)
    assert Counter(server for _p, server in found.pairs) == {1: 5, 2: 10}


def test_those_who_have_more_already_get_fewer():
    helpers = [Server(1, "230602", 10, 6), Server(2, "230602", 10, 0)]
    found = propose([Person(n, "230602") for n in range(8)], helpers)
    assert Counter(server for _p, server in found.pairs) == {1: 1, 2: 7}


def test_prefers_who_knows_the_field_but_not_at_any_price():
    helpers = [
        Server(1, "230602", 20, 0),
        Server(2, "230602", 20, 0, fields=frozenset({"石化"})),
    ]
    found = propose([Person(1, "230602", field="石化")], helpers)
    assert found.pairs == [(1, 2)]
    full = [helpers[0], Server(2, "230602", 20, 10, fields=frozenset({"石化"}))]
    assert propose([Person(1, "230602", field="石化")], full).pairs == [(1, 1)]


def test_keeps_the_seats_of_those_who_speak_the_language_for_those_who_need_it():
    helpers = [
        Server(1, "230602", 1, 0, languages=frozenset({"zh", "en"})),
        Server(2, "230602", 1, 0),
    ]
    persons = [Person(1, "230602"), Person(2, "230602", frozenset({"en"}))]
    assert dict(propose(persons, helpers).pairs) == {2: 1, 1: 2}


def test_moves_a_proposed_pair_to_make_room():
    # The city's own helper is emptier, so Sartu's person would go there first; but
    # then nobody is left for Longfeng.
    helpers = [Server(1, "2306", 2, 1), Server(2, "230602", 1, 0)]
    persons = [Person(1, "230602"), Person(2, "230603")]
    assert len(propose(persons, helpers).pairs) == 2


def test_twenty_thousand_people_take_seconds():
    helpers = [Server(n, REGIONS[n % 3], 400, n % 7) for n in range(60)]
    persons = [Person(n, REGIONS[n % 3], field="石化") for n in range(20_000)]
    found = propose(persons, helpers)
    assert len(found.pairs) == 20_000
