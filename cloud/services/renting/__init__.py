"""Power banks lent by cabinets: the product."""
