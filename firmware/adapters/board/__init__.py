"""What any board needs of the world: network, flash, watchdog, console, the choice of an image."""
