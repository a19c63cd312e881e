"""What any device needs: journal, delivery, clock, commands, settings. Knows no kind of device."""
