"""What is seen of a run, and the promises that it is held to. Acts on nothing."""
