"""When a page asks anew: soon while a slot opens, at the moment of a higher price, never once all is settled."""

import msgspec

from cloud.domain.money.pricing import MINUTE_MS
from cloud.domain.money.tariff import Tariff
from cloud.domain.money.terms import Terms
from cloud.services.fleet.views import StationView
from cloud.services.money.views import Money, PriceView, tariff_view
from cloud.services.ports.rows.orders import Order
from cloud.services.renting.views import rental_view
from cloud.web.fleet.map import LEVELS_M, SIZE, draw, fitting_level, middle
from cloud.web.renting.rentals import ASK_AGAIN_MS, ASK_AGAIN_OPENING_MS, SLOW_MS, SOON_MS, ask_again_ms, is_slow

NO_MONEY = Money(0, "EUR")
TARIFF = tariff_view(Tariff("t", "o", "Standard", "EUR", Terms(free_minutes=5, step_minutes=30, step_minor=100), 0))
ORDER = rental_view(Order("o", "rental", "a", "o", "cab-1", "active", None, 60_000, 0, "EUR", "t", None, 0), None)
PRICE = PriceView("o", False, 0, 0, [], NO_MONEY, 5 * MINUTE_MS, TARIFF)


def station_at(latitude_udeg, longitude_udeg):
    return StationView(f"{latitude_udeg}", "Somewhere", latitude_udeg, longitude_udeg, [])


def after(state, price=PRICE, **changes):
    return ask_again_ms(msgspec.structs.replace(ORDER, state=state), msgspec.structs.replace(price, **changes))


def test_a_page_asks_soon_while_a_slot_opens():
    assert after("authorised") == ASK_AGAIN_OPENING_MS


def test_a_page_asks_at_the_next_price_when_that_comes_first():
    assert after("active", at_ms=5 * MINUTE_MS - 7_000) == 7_000 + SOON_MS
    assert after("active") == ASK_AGAIN_MS
    assert after("active", at_ms=6 * MINUTE_MS) == SOON_MS


def test_a_cabinet_is_not_waited_for_without_a_word():
    opening = msgspec.structs.replace(ORDER, state="authorised", created_ms=1_000)
    assert not is_slow(opening, 1_000 + SLOW_MS)
    assert is_slow(opening, 1_001 + SLOW_MS)
    assert not is_slow(ORDER, 1_001 + SLOW_MS)


def test_a_page_asks_no_more_once_all_is_settled():
    assert [after(state) for state in ("ended", "closed", "cancelled")] == [None] * 3


def test_a_map_shows_all_stations_at_the_level_that_fits_and_north_is_up():
    stations = [station_at(54_787_100, 9_436_500), station_at(54_774_100, 9_436_700)]
    centre = middle(stations)
    level = fitting_level(stations, centre)
    drawn = draw(stations, centre, level, is_here=False)
    assert [pin.station for pin in drawn.pins] == stations
    assert drawn.pins[0].y < SIZE / 2 < drawn.pins[1].y
    closest = draw(stations, centre, 0, is_here=False)
    assert (closest.hidden, closest.closer, closest.wider) == (2, None, 1)
    assert draw(stations, centre, len(LEVELS_M) - 1, is_here=False).wider is None


def test_a_map_across_the_date_line_is_a_small_one():
    fiji = [station_at(-17_000_000, 179_999_000), station_at(-17_000_000, -179_999_000)]
    assert fitting_level(fiji, (-17_000_000, 180_000_000)) == 0
