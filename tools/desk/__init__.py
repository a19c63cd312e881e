"""What a person runs at a desk, beside a board or a broker. No program here serves anybody."""
