"""A clock that only its owner moves."""

from tools.world.clock import VirtualClock


def test_timers_go_off_in_the_order_of_their_times_and_none_before_its_time():
    clock, seen = VirtualClock(100), []
    clock.call_later(30, lambda: seen.append(("late", clock.now_ms())))
    clock.call_later(10, lambda: seen.append(("early", clock.now_ms())))
    clock.advance(29)
    assert seen == [("early", 110)]
    clock.advance(1)
    assert seen == [("early", 110), ("late", 130)]


def test_a_timer_that_was_called_off_stays_silent_even_when_one_of_the_same_moment_does_it():
    clock, seen, others = VirtualClock(), [], []
    clock.call_later(10, lambda: [other.cancel() for other in others])
    others.append(clock.call_later(10, lambda: seen.append("second")))
    clock.advance(20)
    assert seen == []


def test_finish_lets_everything_happen_that_is_due_even_what_begins_meanwhile():
    clock, seen = VirtualClock(), []
    clock.call_later(10, lambda: clock.call_later(5, lambda: seen.append(clock.now_ms())))
    clock.finish()
    assert (seen, clock.now_ms(), clock.next_ms()) == ([15], 15, None)
