"""Money, moments, distances and durations as a language writes them. Amounts come in minor units and stay exact."""

from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, get_currency_precision
from babel.units import format_unit

from cloud.http.languages import Language
from cloud.services.money.views import Money

MINUTE_MS = 60_000


class Formats:
    """The filters that templates use."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._locale = language.locale

    def money(self, money: Money) -> str:
        """Return an amount with its currency."""
        return self.minor(money.amount, money.currency)

    def minor(self, amount_minor: int, currency: str) -> str:
        """Return an amount of minor units with its currency."""
        amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
        return format_currency(amount, currency, locale=self._locale)

    def moment(self, unix_ms: int, zone: tzinfo) -> str:
        """Return a moment as date and time in `zone`, as assets/live.js writes it; only UTC is named."""
        moment = _utc(unix_ms).astimezone(zone)
        date = format_date(moment, "medium", self._locale)
        time = format_time(moment, "short", tzinfo=zone, locale=self._locale)
        said = str(get_datetime_format("medium", locale=self._locale)).format(time, date)
        return f"{said} UTC" if zone is UTC else said

    def iso(self, unix_ms: int) -> str:
        """Return a moment for machines."""
        return _utc(unix_ms).isoformat(timespec="milliseconds")

    def distance(self, distance_m: int) -> str:
        """Return a distance: metres in tens below a kilometre, else kilometres with one digit."""
        if distance_m < 1000:
            return str(format_unit(round(distance_m, -1), "length-meter", "short", locale=self._locale))
        return str(format_unit(Decimal(distance_m // 100) / 10, "length-kilometer", "short", locale=self._locale))

    def duration(self, duration_ms: int) -> str:
        """Return a duration in started minutes, as hours and minutes beyond one hour, days beyond one day."""
        minutes = -(-max(0, duration_ms) // MINUTE_MS)
        days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
        parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
        said = [
            str(format_unit(count, f"duration-{unit}", "short", locale=self._locale)) for count, unit in parts if count
        ]
        return " ".join(said[:2]) or str(format_unit(0, "duration-minute", "short", locale=self._locale))

    def clock(self, duration_ms: int) -> str:
        """Return a running duration as hours, minutes and seconds."""
        seconds = max(0, duration_ms) // 1000
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _utc(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms // 1000, UTC).replace(microsecond=unix_ms % 1000 * 1000)
