"""What an owner sees of an order, whatever its kind."""

from cloud.services.renting.views import RentalOrder

AnyOrder = RentalOrder  # one structure a kind of order, joined by `|`
