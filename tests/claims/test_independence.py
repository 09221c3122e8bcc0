"""What counts as an independent origin; the properties hold for any story, not only for ours."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from claims.independence import Account, Node, Reason, Story, independence

SPEAKERS = ["haftar", "burns", "witness", "embassy", "ministry"]
UNNAMED = ["libyan sources @ watan", "officials @ herald"]
OUTLETS = ["watan", "herald", "agency", "observer"]
NAMES = [*SPEAKERS, *UNNAMED, *OUTLETS]


def story(*accounts: Account, vouched: frozenset[str] = frozenset(), **nodes: Node) -> Story:
    known = {name: Node(name, name, unnamed=name in UNNAMED) for name in NAMES}
    return Story(known | {n.id: n for n in nodes.values()}, accounts, vouched)


def account(number: int, *hops: str, text: frozenset[int] = frozenset()) -> Account:
    return Account(id=f"claim {number}", hops=hops, shingles=text)


WIRE = frozenset(range(100))


def test_two_witnesses_in_two_outlets_are_two_origins():
    answer = independence(story(account(1, "haftar", "watan"), account(2, "burns", "herald")))

    assert answer.count == 2
    assert answer.origins == ("haftar", "burns")
    assert answer.discounts == ()


def test_two_witnesses_in_one_outlet_meet_in_it():
    answer = independence(story(account(1, "haftar", "watan"), account(2, "burns", "watan")))

    assert answer.count == 1
    [discount] = answer.discounts
    assert (discount.reason, discount.meeting, discount.other) == (
        Reason.SHARED_NODE,
        "watan",
        "claim 1",
    )


def test_each_of_two_witnesses_needs_a_way_of_its_own():
    both = story(
        account(1, "haftar", "watan"), account(2, "burns", "watan"), account(3, "burns", "herald")
    )

    assert independence(both).count == 2


def test_a_copy_that_names_its_speaker_is_not_weakened_by_what_else_a_cited_outlet_tells():
    told = story(
        account(1, "haftar", "watan", text=WIRE),
        account(2, "watan", "herald", text=WIRE),
        account(3, "libyan sources @ watan", "watan"),
        account(4, "burns", "agency"),
    )

    assert independence(told).origins == ("haftar", "burns")


def test_a_statement_quoted_by_three_outlets_is_one_origin_but_surely_said():
    quoted = [account(n, "embassy", outlet) for n, outlet in enumerate(OUTLETS[:3])]

    answer = independence(story(*quoted))

    assert answer.count == 1
    assert {d.reason for d in answer.discounts} == {Reason.SHARED_NODE}
    assert {d.meeting for d in answer.discounts} == {"embassy"}
    assert [(said.speaker, said.relays) for said in answer.said] == [("embassy", 3)]


def test_relays_through_one_agency_are_one_way_to_the_speaker():
    told = [account(n, "embassy", "agency", outlet) for n, outlet in enumerate(["watan", "herald"])]

    assert [said.relays for said in independence(story(*told)).said] == [1]


def test_copies_of_one_text_are_one_origin_even_uncredited():
    copies = [
        account(1, "witness", "agency", text=WIRE),
        account(2, "watan", text=WIRE | {200}),
        account(3, "herald", text=WIRE | {201}),
    ]

    answer = independence(story(*copies))

    assert answer.count == 1
    assert [d.reason for d in answer.discounts] == [Reason.WIRE_COPY] * 2


def test_an_unnamed_source_is_independent_of_nothing():
    answer = independence(
        story(account(1, "libyan sources @ watan", "watan"), account(2, "burns", "herald"))
    )

    assert answer.count == 1
    assert answer.origins == ("burns",)
    assert [d.reason for d in answer.discounts] == [Reason.UNNAMED]


def test_an_unnamed_source_counts_once_a_person_vouches_for_it():
    vouched = story(
        account(1, "libyan sources @ watan", "watan"),
        account(2, "burns", "herald"),
        vouched=frozenset({"libyan sources @ watan"}),
    )

    assert independence(vouched).count == 2


def test_who_cites_an_outlet_rests_on_that_outlets_unnamed_source():
    hardened = story(
        account(1, "libyan sources @ watan", "watan"),
        account(2, "watan", "herald"),
        account(3, "observer"),
        account(4, "burns", "agency"),
    )

    answer = independence(hardened)

    assert answer.origins == ("burns",)
    assert {d.account: d.reason for d in answer.discounts} == {
        "claim 1": Reason.UNNAMED,
        "claim 2": Reason.UNNAMED,
        "claim 3": Reason.NO_SOURCE,
    }


def test_who_cites_an_outlet_is_as_weak_as_all_that_the_outlet_tells():
    """Also where that is weak only because it repeats what nobody stands for."""
    repeated = (
        account(0, "watan"),
        account(1, "watan", text=WIRE),
        account(2, "agency", text=WIRE),
        account(3, "haftar", "herald"),
    )
    vouched = frozenset({"agency"})

    answer = independence(story(*repeated, account(4, "watan", "agency"), vouched=vouched))

    assert answer.independent == ("claim 3",)
    assert independence(story(*repeated, vouched=vouched)).count == 1


def test_outlets_that_cite_each_other_count_once_and_are_named():
    answer = independence(story(account(1, "herald", "watan"), account(2, "watan", "herald")))

    assert answer.count == 1
    assert answer.circles == (("herald", "watan"),)


def test_a_spokesperson_and_the_ministry_are_one_origin():
    family = story(
        account(1, "haftar", "watan"),
        account(2, "ministry", "herald"),
        haftar=Node("haftar", "Haftar", parents=("ministry",)),
    )

    answer = independence(family)

    assert answer.count == 1
    assert [(d.reason, d.meeting) for d in answer.discounts] == [
        (Reason.PARENT_OR_OWNER, "ministry")
    ]


def test_a_merged_source_is_the_one_it_was_merged_into():
    merged = story(
        account(1, "haftar", "watan"),
        account(2, "burns", "herald"),
        burns=Node("burns", "Burns", merged_into="haftar"),
    )

    answer = independence(merged)

    assert answer.count == 1
    assert [d.reason for d in answer.discounts] == [Reason.MERGED]


def test_a_denial_supports_nothing():
    denied = replace(account(2, "burns", "herald"), cue_class="denies")

    answer = independence(story(account(1, "haftar", "watan"), denied))

    assert answer.count == 1
    assert [d.reason for d in answer.discounts] == [Reason.DENIES]


chains = st.tuples(
    st.lists(st.sampled_from(SPEAKERS + UNNAMED + OUTLETS), max_size=2),
    st.sampled_from(OUTLETS),
    st.sampled_from([frozenset(), frozenset(), frozenset(range(10)), frozenset(range(20, 30))]),
)


@st.composite
def stories(draw):
    drawn = draw(st.lists(chains, min_size=1, max_size=8))
    accounts = [
        account(number, *dict.fromkeys([*hops, outlet]), text=text)
        for number, (hops, outlet, text) in enumerate(drawn)
    ]
    parents = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=2))
    vouched = draw(st.frozensets(st.sampled_from(UNNAMED + OUTLETS), max_size=2))
    told = story(*accounts, vouched=vouched)
    nodes = {
        name: replace(node, parents=(parents[name],) if name in parents else ())
        for name, node in told.nodes.items()
    }
    return replace(told, nodes=nodes)


def merged(told: Story, one: str, other: str) -> Story:
    node = told.nodes[one]
    into = told.nodes[other]
    nodes = dict(told.nodes)
    nodes[one] = replace(node, merged_into=other)
    nodes[other] = replace(into, parents=(*into.parents, *node.parents))
    return replace(told, nodes=nodes)


@settings(max_examples=200, deadline=None)
@given(stories(), st.data())
def test_a_derived_copy_never_raises_the_count(told, data):
    original = data.draw(st.sampled_from(told.accounts))
    outlet = data.draw(st.sampled_from([*OUTLETS, "newcomer"]))
    if data.draw(st.booleans()):
        copy = account(99, *dict.fromkeys([*original.hops, outlet]))
        assume(copy.hops[-1] == outlet)
    else:
        assume(original.shingles and len(original.hops) > 1)
        kept = data.draw(st.sampled_from([original.hops[:-1], original.hops[1:-1], ()]))
        copy = account(99, *dict.fromkeys([*kept, outlet]), text=original.shingles)
        assume(copy.hops[-1] == outlet)

    more = replace(told, accounts=(*told.accounts, copy))

    assert independence(more).count <= independence(told).count


@settings(max_examples=200, deadline=None)
@given(stories(), st.randoms())
def test_the_order_of_arrival_does_not_matter(told, random):
    shuffled = list(told.accounts)
    random.shuffle(shuffled)

    assert independence(replace(told, accounts=tuple(shuffled))) == independence(told)


@settings(max_examples=200, deadline=None)
@given(stories(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_merging_never_raises_and_splitting_never_lowers_the_count(told, one, other):
    assume(one != other)

    assert independence(merged(told, one, other)).count <= independence(told).count


@settings(max_examples=200, deadline=None)
@given(stories())
def test_whatever_is_not_counted_has_its_reason(told):
    answer = independence(told)

    explained = {discount.account for discount in answer.discounts}
    assert {a.id for a in told.accounts} == explained | set(answer.independent)
