"""What any board has: link, flash, watchdog, Wi-Fi, clock chip, images on trial."""
