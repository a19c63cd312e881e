"""Payment gateways behind `services.ports.Gateway`, and asking them again for what was never answered."""
