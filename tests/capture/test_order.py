from __future__ import annotations

from h2craft.capture.order import Order


def test_what_nothing_earlier_can_come_before_has_its_place() -> None:
    order: Order[str] = Order()
    order.put(3, "c")
    order.put(1, "a")
    order.put(2, "b")
    assert list(order.take(3)) == ["a", "b", "c"]
    assert list(order.take(9)) == []


def test_the_same_time_keeps_the_order_of_putting() -> None:
    order: Order[str] = Order()
    for thing in "abc":
        order.put(1, thing)
    assert list(order.take(1)) == ["a", "b", "c"]


def test_what_is_later_waits_for_who_may_still_say_something() -> None:
    order: Order[str] = Order()
    order.hold(7, 2)
    order.put(1, "before")
    order.put(5, "after")
    assert list(order.take(5)) == ["before"]
    order.put(2, "held")
    assert list(order.take(6)) == []
    order.release(7)
    assert list(order.take(6)) == ["held", "after"]


def test_who_says_nothing_for_long_is_waited_for_no_longer() -> None:
    order: Order[int] = Order(most=10)
    order.hold(7, 0)
    for at in range(11):
        order.put(at, at)
    assert list(order.take(11)) == list(range(11))
    order.put(0, -1)  # it stands where it is said, then
    assert list(order.take(12)) == [-1]


def test_holding_twice_keeps_the_earlier_time() -> None:
    order: Order[str] = Order()
    order.hold(7, 1)
    order.hold(7, 9)
    order.put(5, "later")
    assert list(order.take(9)) == []
